"""Where botocore deviates from the protocols and we do not copy it: each with its reason and an example.

A difference that none of these covers is a fault, ours until shown otherwise. An example that no longer differs fails
its test: then the deviation goes.
"""

from collections.abc import Callable, Iterable
from http.client import responses
from math import isinf
from typing import NamedTuple

from awso.core.http import HttpResponse
from awso.registry import service
from awso.shapes.kinds import is_list
from tests.oracle.differences import ABSENT, Difference
from tests.oracle.sides import Sides


class Deviation(NamedTuple):
    """One way in which botocore differs on purpose; `example` makes it visible."""

    name: str
    reason: str
    covers: Callable[[Difference], bool]
    example: Callable[[], Iterable[Difference]]


def unexplained(found: Iterable[Difference]) -> list[Difference]:
    """The differences that no listed deviation covers."""
    return [difference for difference in found if not any(deviation.covers(difference) for deviation in DEVIATIONS)]


def _sides(service_name: str, operation: str, protocol: str = "json") -> Sides:
    return Sides(service(service_name).operation(operation), protocol)


def _is_infinity_as_text(difference: Difference) -> bool:
    ours, theirs = difference.ours, difference.theirs
    return isinstance(ours, float) and isinf(ours) and theirs == ("Infinity" if ours > 0 else "-Infinity")


def _infinity() -> Iterable[Difference]:
    body = b'{"ConsumedCapacity": {"CapacityUnits": "Infinity"}}'
    return _sides("dynamodb", "DeleteItem").response(HttpResponse(200, {}, body), "example")


def _is_unseen_code(difference: Difference) -> bool:
    """They take the status for the code, and so find no members."""
    if difference.stage != "error" or not difference.path.partition(" ")[2].startswith("in the "):
        return False
    if ".members." in difference.path:
        return difference.theirs == ABSENT
    return difference.path.endswith(".code") and difference.theirs in ("400", "404")


def _code_in_the_header() -> Iterable[Difference]:
    header = {"x-amzn-errortype": "ResourceNotFoundException:http://internal.amazon.com/coral/"}
    response = HttpResponse(400, header, b'{"message": "no such table"}')
    return _sides("dynamodb", "DescribeTable").error(response, "ResourceNotFoundException in the header")


def _code_in_code() -> Iterable[Difference]:
    response = HttpResponse(404, {}, b'{"code": "ResourceNotFoundException", "message": "no such table"}')
    return _sides("dynamodb", "DescribeTable").error(response, "ResourceNotFoundException in the member code")


def _is_phrase(difference: Difference) -> bool:
    return difference.path.endswith(".message") and difference.ours in responses.values()


def _page_of_a_proxy() -> Iterable[Difference]:
    return _sides("dynamodb", "DescribeTable").error(HttpResponse(403, {}, b"blocked: see https://proxy/?id=1"), "page")


def _nothing() -> Iterable[Difference]:
    return _sides("dynamodb", "DescribeTable").error(HttpResponse(400, {}, b""), "nothing")


def _is_lost_request_id(difference: Difference) -> bool:
    return difference.path.endswith(".request id") and difference.theirs is None


def _nothing_but_a_request_id() -> Iterable[Difference]:
    response = HttpResponse(503, {"x-amzn-requestid": "r-1"}, b"")
    return _sides("dynamodb", "DescribeTable").error(response, "nothing but its request id")


def _is_error_with_another_code(difference: Difference) -> bool:
    name, _, member = difference.path.partition(" ")
    return name == "DashboardInvalidInputError" and ".members." in member and difference.theirs == ABSENT


def _error_with_another_code() -> Iterable[Difference]:
    body = b'{"__type": "DashboardInvalidInputError", "dashboardValidationMessages": [{"DataPath": "/a"}]}'
    return _sides("cloudwatch", "PutDashboard").error(HttpResponse(400, {}, body), "DashboardInvalidInputError given")


def _is_unknown_union_member(difference: Difference) -> bool:
    return difference.path.endswith(".SDK_UNKNOWN_MEMBER") and difference.ours == ABSENT


def _union_of_the_future() -> Iterable[Difference]:
    body = b'{"configuration": {"newer": "than the model"}}'
    return _sides("verifiedpermissions", "GetIdentitySource").response(HttpResponse(200, {}, body), "example")


def _is_null_in_dense_list(difference: Difference) -> bool:
    ours, theirs = difference.ours, difference.theirs
    return is_list(ours) and is_list(theirs) and [inner for inner in theirs if inner is not None] == list(ours)


def _null_in_a_list() -> Iterable[Difference]:
    body = b'{"TableNames": ["a", null, "b"]}'
    return _sides("dynamodb", "ListTables").response(HttpResponse(200, {}, body), "example")


def _is_path_without_slash(difference: Difference) -> bool:
    return difference.path == ".url" and difference.ours == f"{difference.theirs}/"


def _endpoint_with_a_path() -> Iterable[Difference]:
    sides = _sides("dynamodb", "ListTables")
    return sides.request(sides.operation.input(), "https://gateway.example.com/dynamodb")


DEVIATIONS = (
    Deviation(
        "infinite numbers stay texts",
        "the protocol writes them as texts, and a member that is a number must be read as one",
        _is_infinity_as_text,
        _infinity,
    ),
    Deviation(
        "an error code in the x-amzn-errortype header is not seen",
        "the protocol's first place for it; without it the HTTP status is the code and no modelled member is read",
        _is_unseen_code,
        _code_in_the_header,
    ),
    Deviation(
        "an error code in the member `code` is not seen",
        "the protocol's third place for it",
        _is_unseen_code,
        _code_in_code,
    ),
    Deviation(
        "whatever is no JSON is the message",
        "a proxy's page may be long and may hold anything; HTTP's phrase says as much as is known",
        _is_phrase,
        _page_of_a_proxy,
    ),
    Deviation(
        "an error without a body has no message below 500",
        "HTTP's phrase is better than nothing, at every status",
        _is_phrase,
        _nothing,
    ),
    Deviation(
        "the request id of a 5xx without a body is lost",
        "AWS's support asks for it",
        _is_lost_request_id,
        _nothing_but_a_request_id,
    ),
    Deviation(
        "an error that had another code in the query protocol is not known by its own name",
        "the name is what `__type` carries; without the header of query-compatible services its members would be lost",
        _is_error_with_another_code,
        _error_with_another_code,
    ),
    Deviation(
        "a union member newer than the model is a member SDK_UNKNOWN_MEMBER",
        "a class has the model's members only; none of them is set",
        _is_unknown_union_member,
        _union_of_the_future,
    ),
    Deviation(
        "null elements of lists that are not sparse are kept",
        "the model says that there are none, and a program may rely on its types",
        _is_null_in_dense_list,
        _null_in_a_list,
    ),
    Deviation(
        "an endpoint's path is not followed by the operation's /",
        "Smithy's protocol test HostWithPath says /custom/",
        _is_path_without_slash,
        _endpoint_with_a_path,
    ),
)
