"""How decoding a response may end: in an output or in an error of ours, whatever came."""

from awso.core.http import HttpResponse
from awso.core.operation import Operation
from awso.errors import AwsoError, ResponseError, ServiceError


def assert_ends_well(operation: Operation, response: HttpResponse) -> None:
    """Decode `response`; nothing but an output, an error of the service or a complaint about the response is right."""
    try:
        ended: object = operation.decode_response(response)
    except AwsoError as error:
        ended = error
    assert isinstance(ended, (operation.output, ServiceError, ResponseError))
    assert str(ended)
