"""A response on its way through the handlers: the engine's value, the objects and dicts that handlers know."""

from typing import TYPE_CHECKING, Any

from awso.boto.awsrequest import AWSResponse
from awso.boto.events.bodies import FileStream, ResponseFile
from awso.boto.events.requests import header_fields
from awso.core.http import Headers, HttpResponse
from awso.core.response_bodies import BytesStream

if TYPE_CHECKING:
    from awso.core.operation import Operation


def shown_response(response: HttpResponse, url: str) -> AWSResponse:
    """A response for handlers."""
    content = response.body if response.stream is None else None
    return AWSResponse(url, response.status, dict(response.headers.pairs), ResponseFile(response), content=content)


def given_response(given: Any, streams: bool) -> HttpResponse:
    """The response that a handler of `before-send` made: botocore's, or whatever has its attributes."""
    headers = Headers(tuple(header_fields(given.headers.items())))
    if streams and 200 <= given.status_code < 300:
        return HttpResponse(given.status_code, headers, stream=FileStream(given.raw))
    return HttpResponse(given.status_code, headers, bytes(given.content or b""))


def response_dict(operation: "Operation", http: Any, response: HttpResponse) -> dict[str, Any]:
    """botocore's dict of a response; `http` is the response as handlers know it."""
    # No StreamingBody: that closes its stream when it is forgotten, and the program's own is over the same.
    body = response.body if response.stream is None else ResponseFile(response)
    return {
        "headers": http.headers,
        "status_code": response.status,
        "context": {"operation_name": operation.name},
        "body": body,
    }


def taken_response(given: dict[str, Any], body: Any, response: HttpResponse) -> HttpResponse:
    """The response as handlers left its dict, whose body was `body`."""
    status, headers = int(given["status_code"]), Headers(tuple(header_fields(given["headers"].items())))
    if headers == response.headers:
        headers = response.headers
    if given["body"] is body:
        return HttpResponse(status, headers, response.body, response.stream)
    if hasattr(given["body"], "read"):
        return HttpResponse(status, headers, stream=FileStream(given["body"]))
    content = given["body"].encode() if isinstance(given["body"], str) else bytes(given["body"] or b"")
    if response.stream is not None:
        response.stream.close()  # nobody will read it
        return HttpResponse(status, headers, stream=BytesStream(content))
    return HttpResponse(status, headers, content)
