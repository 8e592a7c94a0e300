"""AWS query, and EC2's variant of it: requests are forms that name their action, responses are XML.

The two share everything but the dialect of the form (`awso.codecs.form`) and what is around the members of a response.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso.codecs import form, xml
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols.error_fields import error_schema, error_status, which_response
from awso.protocols.host_prefix import with_host_prefix
from awso.protocols.xml_errors import decode_error, error_content
from awso.shapes.model import XmlNamespace

if TYPE_CHECKING:
    from awso.core.operation import Operation

_REQUEST_FIELDS = Headers((("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),))


class Query:
    """One operation in the query protocol."""

    _dialect: form.Dialect = "query"
    _content_type = "text/xml"

    def __init__(self, operation: "Operation") -> None:
        model = operation.service.model
        self._operation = operation
        self._input = operation.input_schema
        self._output = operation.output_schema
        self._action = form.urlencoded((("Action", operation.name), ("Version", model.api_version)))
        self._namespace = model.xml_namespace or XmlNamespace("")
        reference = operation.model.output
        self._wrapper = None if reference is None else reference.result_wrapper

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the action, the version of the API and the members as a form."""
        if self._operation.model.host_prefix is not None:
            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        members = form.encode(self._input, value, self._dialect)
        body = f"{self._action}&{members}" if members else self._action
        # Import/Export's model has `/?Operation=CancelJob`, which says again what the action says, and no SDK sends it.
        return HttpRequest("POST", f"{endpoint_url.rstrip('/')}/", _REQUEST_FIELDS, body.encode())

    def decode_request(self, request: HttpRequest) -> Any:
        """The members of the form, which a `GET` has in its URL."""
        text = request.body if request.method != "GET" else request.url.partition("?")[2]
        return form.decode(self._input, text, self._dialect)

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members as XML, in the elements that the protocol has around them."""
        body = self._response_document(value, request_id)
        return HttpResponse(self._operation.model.http.response_code, self._fields(request_id), body.encode())

    def decode_response(self, response: HttpResponse) -> Any:
        """The members in the XML; an operation without output ignores whatever came."""
        if not self._output.members or not response.body:
            return self._operation.output()
        try:
            return xml.decode(self._output, response.body, within=self._wrapper)
        except DecodeError as error:
            raise ResponseError(f"{self._operation}: {error}{which_response(response)}") from None

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's code, message and members."""
        schema = error_schema(self._operation, error.code)
        status = error_status(schema, error)
        body = self._error_document(error_content(schema, error), status, request_id)
        return HttpResponse(status, self._fields(request_id), body.encode())

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error that the XML says."""
        return decode_error(self._operation, response, attempts)

    def _fields(self, request_id: str | None) -> list[tuple[str, str]]:
        fields = [("Content-Type", self._content_type)]
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        return fields

    def _response_document(self, value: Any, request_id: str | None) -> str:
        name = f"{self._operation.name}Response"
        result = "" if self._wrapper is None else xml.encode(self._output, value, self._wrapper).decode()
        metadata = f"<ResponseMetadata>{_element('RequestId', request_id)}</ResponseMetadata>"
        return f"<{name}{self._xmlns()}>{result}{metadata}</{name}>"

    def _error_document(self, content: str, status: int, request_id: str | None) -> str:
        fault = "Receiver" if status >= 500 else "Sender"
        inside = f"<Error><Type>{fault}</Type>{content}</Error>{_element('RequestId', request_id)}"
        return f"<ErrorResponse{self._xmlns()}>{inside}</ErrorResponse>"

    def _xmlns(self) -> str:
        from awso.codecs.xml_writer import escaped

        return f' xmlns="{escaped(self._namespace.uri)}"' if self._namespace.uri else ""


class Ec2Query(Query):
    """One operation in EC2's variant: no wrapper around the result, and errors of another form."""

    _dialect = "ec2"
    _content_type = "text/xml;charset=UTF-8"

    def _response_document(self, value: Any, request_id: str | None) -> str:
        name = f"{self._operation.name}Response"
        written = xml.encode(self._output, value, name, namespace=self._namespace).decode()
        return f"{written.removesuffix(f'</{name}>')}{_element('requestId', request_id)}</{name}>"

    def _error_document(self, content: str, status: int, request_id: str | None) -> str:
        errors = f"<Errors><Error>{content}</Error></Errors>"
        return f"<Response>{errors}{_element('RequestID', request_id)}</Response>"


def _element(name: str, text: str | None) -> str:
    from awso.codecs.xml_writer import escaped

    return "" if text is None else f"<{name}>{escaped(text)}</{name}>"
