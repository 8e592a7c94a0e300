"""Where botocore deviates from the protocols and we do not copy it: each with its reason and an example.

A difference that none of these covers is a fault, ours until shown otherwise. An example that no longer differs fails
its test: then the deviation goes.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http.client import responses
from math import isinf
from typing import NamedTuple

from awso.core.http import HttpResponse
from awso.registry import service
from awso.shapes.kinds import is_list
from tests.oracle import form_and_cbor_cases as cases
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


def _is_refused_null(difference: Difference) -> bool:
    return str(difference.theirs).startswith("ParamValidationError") and "NoneType" in str(difference.theirs)


def _null_in_a_sparse_map() -> Iterable[Difference]:
    sides = _sides("connectcases", "TagResource", "rest-json")
    return sides.request(sides.operation.input(arn="a", tags={"a": None}), validated=True)


def _is_raw_content_type(difference: Difference) -> bool:
    said = difference.ours in ("application/xml", "application/octet-stream", "text/plain")
    return difference.path == ".headers.content-type" and said and difference.theirs == ABSENT


def _bodies_of_other_types() -> Iterable[Difference]:
    sides = _sides("s3", "PutBucketPolicy", "rest-xml")
    yield from sides.request(sides.operation.input(bucket="b", policy="{}"))
    sides = _sides("s3", "PutObject", "rest-xml")
    yield from sides.request(sides.operation.input(bucket="b", key="k", body=b"content"))
    sides = _sides("s3", "PutBucketVersioning", "rest-xml")
    value = {"Bucket": "b", "VersioningConfiguration": {"Status": "Enabled"}}
    yield from sides.request(sides.operation.input.from_value(value))


def _is_empty_payload(difference: Difference) -> bool:
    return difference.stage == "response" and difference.ours == ABSENT and difference.theirs in ({}, b"", "")


def _no_payload() -> Iterable[Difference]:
    yield from _sides("iot-data", "UpdateThingShadow", "rest-json").response(HttpResponse(200), "no blob")
    yield from _sides("cloudfront", "GetCachePolicy", "rest-xml").response(HttpResponse(200), "no structure")


def _is_empty_header_list(difference: Difference) -> bool:
    return difference.path.startswith(".headers.") and difference.ours == "" and difference.theirs == ABSENT


def _list_without_elements() -> Iterable[Difference]:
    sides = _sides("s3", "ListObjectsV2", "rest-xml")
    return sides.request(sides.operation.input(bucket="b", optional_object_attributes=[]))


def _is_header_list(difference: Difference) -> bool:
    ours, theirs = difference.ours, difference.theirs
    if not (difference.path.startswith(".headers.") and isinstance(ours, str) and isinstance(theirs, str)):
        return False
    return ours.replace(", ", ",").replace("\\\\", "\\") == theirs


def _header_list() -> Iterable[Difference]:
    sides = _sides("s3", "GetObjectAttributes", "rest-xml")
    return sides.request(sides.operation.input(bucket="b", key="k", object_attributes=["ETag", "a\\,b"]))


def _is_fraction_in_header(difference: Difference) -> bool:
    ours, theirs = str(difference.ours), str(difference.theirs)
    return difference.path.startswith(".headers.") and f"{ours.partition('.')[0]}Z" == theirs


def _moment_in_header() -> Iterable[Difference]:
    sides = _sides("s3", "CopyObject", "rest-xml")
    moment = datetime(2030, 1, 1, microsecond=500_000, tzinfo=UTC)
    value = sides.operation.input(bucket="b", key="k", copy_source="b/k", object_lock_retain_until_date=moment)
    return sides.request(value)


def _is_field_of_map(difference: Difference) -> bool:
    return difference.path.startswith(".query.")


def _field_given_twice() -> Iterable[Difference]:
    sides = _sides("apigateway", "ImportRestApi", "rest-json")
    value = sides.operation.input(fail_on_warnings=True, parameters={"failonwarnings": "false"})
    # The body's type is another deviation.
    return [difference for difference in sides.request(value) if difference.path != ".headers.content-type"]


def _is_member_for_code(difference: Difference) -> bool:
    """They take a member of the error for its code, and so find no members."""
    form = difference.path.partition(" ")[2]
    if difference.stage != "error" or not form.startswith("in __type."):
        return False
    return form == "in __type.code" or difference.theirs == ABSENT


def _error_with_a_member_code() -> Iterable[Difference]:
    body = b'{"__type": "ResourceNotFoundException", "Code": "ERROR_2", "Context": "vault"}'
    response = HttpResponse(400, {}, body)
    return _sides("backup", "DescribeRestoreJob", "rest-json").error(response, "ResourceNotFoundException in __type")


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
        "null in a sparse list or map is refused",
        "the model's trait `sparse` allows it",
        _is_refused_null,
        _null_in_a_sparse_map,
    ),
    Deviation(
        "bodies other than JSON have no content type",
        "Smithy's protocol tests RestJsonHttpPayloadTraitsWithBlob, RestJsonStringPayloadRequest and all of REST-XML's",
        _is_raw_content_type,
        _bodies_of_other_types,
    ),
    Deviation(
        "a payload that is absent reads as an empty one",
        "Smithy's protocol tests HttpPayloadTraitsWithNoBlobBody and HttpPayloadWithUnsetUnion",
        _is_empty_payload,
        _no_payload,
    ),
    Deviation(
        "an empty list is no header",
        "Smithy's protocol test NullAndEmptyHeaders sends an empty one",
        _is_empty_header_list,
        _list_without_elements,
    ),
    Deviation(
        "lists in headers are joined without spaces, and a backslash in quotes is not escaped",
        "Smithy's protocol test InputAndOutputWithStringHeaders; RFC 9110 §5.6.4",
        _is_header_list,
        _header_list,
    ),
    Deviation(
        "a date-time in a header loses its fraction of a second",
        "Smithy's date-time has it, and in a query string botocore keeps it",
        _is_fraction_in_header,
        _moment_in_header,
    ),
    Deviation(
        "a map of query fields replaces a member's field of the same name",
        "Smithy's protocol test QueryPrecedence; so does what the URI says itself",
        _is_field_of_map,
        _field_given_twice,
    ),
    Deviation(
        "an error's member Code is taken for its code, whatever __type says",
        "the protocol's place is __type; Backup's errors have a member of that name",
        _is_member_for_code,
        _error_with_a_member_code,
    ),
    Deviation(
        "an endpoint's path is not followed by the operation's /",
        "Smithy's protocol test HostWithPath says /custom/",
        _is_path_without_slash,
        _endpoint_with_a_path,
    ),
    Deviation(
        "the members and the request id of SimpleDB's errors are lost",
        "its errors are Response/Errors/Error with a RequestID, as its API reference has them",
        cases.is_lost_in_simple_db,
        cases.lost_in_simple_db,
    ),
    Deviation(
        "an empty flattened list whose elements have a name is called by its own",
        "the others are called by their elements', and it says nothing: the service ignores both",
        cases.is_name_of_empty_flat_list,
        cases.empty_flat_list,
    ),
    Deviation(
        "structures in a map are not read by the model in CBOR",
        "elsewhere, in JSON too, what is newer than the model is left out",
        cases.is_unread_structure_in_map,
        cases.structure_in_map,
    ),
)
