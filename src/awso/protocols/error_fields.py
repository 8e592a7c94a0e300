"""What every protocol must find out of an error response: its code, its class, its message, its request id."""

from typing import TYPE_CHECKING, Any

from awso.core.http import Headers, HttpResponse
from awso.errors import ServiceError

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.schema import Schema

_REQUEST_ID_HEADERS = ("x-amzn-requestid", "x-amz-request-id")
MESSAGE_MEMBERS = ("message", "Message", "errorMessage", "ErrorMessage")


def request_id(headers: Headers) -> str | None:
    """The id that AWS's support asks for."""
    for name in _REQUEST_ID_HEADERS:
        found = headers.get(name)
        if found:
            return found
    return None


def bare_code(text: str) -> str:
    """`FooError` of `aws.protocoltests#FooError:http://internal.amazon.com/…/`.

    https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
    """
    return text.partition(":")[0].rpartition("#")[2].strip()


def error_schema(operation: "Operation", code: str) -> "Schema | None":
    """The modelled error of a wire code: a shape of that name, else an error with that code of the operation, else of
    the service."""
    schemas = operation.service.schemas
    if code in schemas and schemas[code].model.exception:
        return schemas[code]
    for name in operation.model.errors:
        trait = schemas[name].model.error
        if trait is not None and trait.code == code:
            return schemas[name]
    named = operation.service.errors_by_code.get(code)
    return None if named is None else schemas[named]


def wire_code(schema: "Schema | None", error: ServiceError) -> str:
    """The code of an error in the protocols that have it apart from its name: the model's, where it has its name's."""
    trait = None if schema is None else schema.model.error
    if schema is not None and error.code == schema.name and trait is not None and trait.code is not None:
        return trait.code
    return error.code


def make_error(
    operation: "Operation",
    schema: "Schema | None",
    *,
    code: str,
    message: str,
    status: int,
    request_id: str | None,
    attempts: int,
    value: Any = None,
) -> ServiceError:
    """The error as the service's own class where the model has one; `value` is the decoded error structure."""
    cls = ServiceError if schema is None else operation.service.error(schema.name)
    members: dict[str, Any] = {}
    if schema is not None and value is not None:
        members = {
            member.python: getattr(value, member.python)
            for name, member in schema.members.items()
            if name not in MESSAGE_MEMBERS
        }
    return cls(
        message,
        code=code,
        request_id=request_id,
        status=status,
        service=operation.service.name,
        operation=operation.name,
        attempts=attempts,
        retryable=schema is not None and schema.model.retryable,
        members=members,
    )


def error_value(schema: "Schema", error: ServiceError) -> Any:
    """The error structure of an exception: its members and its message."""
    members = dict(error.members)
    for name in MESSAGE_MEMBERS:
        if name in schema.members:
            members[schema.members[name].python] = error.message
    return schema.cls(**members)


def error_status(schema: "Schema | None", error: ServiceError) -> int:
    """The HTTP status an error is sent with: its own, the model's, 500 for the service's own faults, else 400."""
    if error.status:
        return error.status
    if schema is None:
        return 400
    if schema.model.error is not None and schema.model.error.http_status_code is not None:
        return schema.model.error.http_status_code
    return 500 if schema.model.fault else 400


def phrase(status: int) -> str:
    """HTTP's own words for a status, where nothing else is said; empty for a status that it does not know."""
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def which_response(response: HttpResponse) -> str:
    """What to say of a response that makes no sense, so that AWS's support can find it."""
    found = request_id(response.headers)
    return f" (HTTP {response.status}{f', request {found}' if found else ''})"
