"""Every protocol that awso speaks against the protocol tests that botocore carries (Smithy's, and its own older ones).

What a client adds to the request after it is encoded is included. The lists of exceptions are kept honest: an entry
that begins to pass fails.
"""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from awso.core.operation import Operation
from awso.errors import AwsoError, ServiceError
from awso.protocols import SPOKEN
from awso.protocols.error_fields import error_value
from awso.shapes.schema import Schema
from tests.conformance.protocol_vectors import (
    Case,
    cases,
    expected_request,
    filled_in,
    from_params,
    misfits,
    operation_of,
    request_of,
    response_of,
    to_result,
)
from tests.paths import BOTOCORE_TESTS, require

require(BOTOCORE_TESTS)

REQUESTS = [case for protocol in SPOKEN for case in cases("input", protocol)]
WHOLE_REQUESTS = [case for case in REQUESTS if "body" in case.case["serialized"]]
ANSWERS = [case for protocol in SPOKEN for case in cases("output", protocol)]
RESPONSES = [case for case in ANSWERS if "error" not in case.case]
ERRORS = [case for case in ANSWERS if "error" in case.case]

# How many requests and answers there are of each protocol, those of the old vectors after the plus (botocore 1.44.5).
COUNTS = {
    "json": (54 + 21 + 1 + 24, 58 + 32 + 2 + 20),
    "rest-json": (113 + 56, 91 + 33),
    "rest-xml": (94 + 45, 78 + 25),
    "query": (38 + 25, 38 + 19),
    "ec2": (29 + 12, 29 + 13),
    "smithy-rpc-v2-cbor": (15 + 1 + 1, 35 + 2),
}

# test_newer_vectors_send_the_header_of_an_empty_list.
_EMPTY_LIST = "botocore's own rule; Smithy's newer vectors (NullAndEmptyHeaders) send an empty header for an empty list"
# test_a_required_checksum_is_the_one_that_botocore_sends.
_CRC32 = "botocore sends a CRC32 since 1.36, and so does this: the vector's Content-MD5 is what it sent before"
# S3 says LifecycleConfiguration of its member of that name, and so of a BucketLifecycleConfiguration: see
# test_a_payload_of_the_real_models_is_named_by_its_member.
_PAYLOAD_ROOT = (
    "the vectors' models repeat each member's name as its locationName, which in the real ones names the root"
)
REQUEST_EXCEPTIONS: dict[str, str] = {
    "rest-json:RestJsonHttpChecksumRequired": _CRC32,
    "legacy/rest-json:26:1": _EMPTY_LIST,
    "legacy/rest-xml:26:1": _EMPTY_LIST,
    "rest-xml:RestXmlHttpPayloadWithUnion": _PAYLOAD_ROOT,
    "rest-xml:HttpPayloadWithXmlNamespace": _PAYLOAD_ROOT,
    "rest-xml:HttpPayloadWithXmlNamespaceAndPrefix": _PAYLOAD_ROOT,
    "rest-xml:XmlAttributesOnPayload": _PAYLOAD_ROOT,
}
"""Requests that we do not encode as the vector says, each with its reason."""

_ALL_FIELDS = "a server gives the map every field, those of other members too (Smithy's ServersPutAllQueryParamsInMap)"
_NOT_SAID = "what is empty is not written, so that it is read as absent"
_EMPTY_OBJECT = "an absent structure is written as {}, which is read as a structure without members"
REQUEST_DECODING_EXCEPTIONS: dict[str, str] = {
    "rest-json:RestJsonQueryParamsStringListMap": _ALL_FIELDS,
    "rest-json:RestJsonQueryPrecedence": _ALL_FIELDS,
    "rest-xml:AllQueryStringTypes": _ALL_FIELDS,
    "rest-xml:RestXmlQueryStringEscaping": _ALL_FIELDS,
    "rest-xml:RestXmlSupportsNaNFloatQueryValues": _ALL_FIELDS,
    "rest-xml:RestXmlSupportsInfinityFloatQueryValues": _ALL_FIELDS,
    "rest-xml:RestXmlSupportsNegativeInfinityFloatQueryValues": _ALL_FIELDS,
    "rest-xml:RestXmlZeroAndFalseQueryValues": _ALL_FIELDS,
    "rest-xml:RestXmlQueryParamsStringListMap": _ALL_FIELDS,
    "rest-xml:RestXmlQueryPrecedence": _ALL_FIELDS,
    "rest-json:RestJsonOmitsEmptyListQueryValues": _NOT_SAID,
    "legacy/rest-json:26:1": _NOT_SAID,
    "legacy/rest-xml:26:1": _NOT_SAID,
    "rest-json:RestJsonHttpWithEmptyStructurePayload": _EMPTY_OBJECT,
    "rest-json:RestJsonHttpWithHeadersButNoPayload": _EMPTY_OBJECT,
    "legacy/rest-json:25:2": _EMPTY_OBJECT,
    "legacy/rest-json:25:4": _EMPTY_OBJECT,
    "legacy/rest-json:13:1": _EMPTY_OBJECT,
    "query:QueryEmptyQueryMaps": _NOT_SAID,
    "ec2:Ec2EmptyQueryLists": _NOT_SAID,
    "legacy/rest-json:25:7": "the content type that the protocol adds is a member here",
}
"""Requests that we do not decode to the vector's parameters."""

# test_a_list_keeps_null_where_the_model_allows_it.
_DENSE = "the list is not sparse: its type promises elements without null, so that null is left out"
# Decoding never waits for a frame; test_no_output_of_the_rpc_protocols_has_a_member_beside_its_events.
_FIRST_FRAME = (
    "no real model has a member beside the events of an RPC protocol's output: the first frame is passed over"
)
# test_a_union_of_which_nothing_is_known_has_no_member.
_UNKNOWN_MEMBER = "a union's class has the model's members only: of one that is newer none is set"
ANSWER_EXCEPTIONS: dict[str, str] = {
    "legacy/json:3:1": _DENSE,
    "legacy/json:6:0": _FIRST_FRAME,
    "legacy/rest-json:17:2": _UNKNOWN_MEMBER,
    "legacy/rest-xml:16:2": _UNKNOWN_MEMBER,
}
"""Responses and errors that we do not decode as the vector says."""

_EVERY_HEADER = "the map has every header, also those that the encoding adds"
ANSWER_ENCODING_EXCEPTIONS: dict[str, str] = {
    **ANSWER_EXCEPTIONS,
    "rest-json:HttpPrefixHeadersResponse": _EVERY_HEADER,
    "legacy/rest-json:9:0": _EVERY_HEADER,
}
"""Results and errors that do not come back as they are from what we encode."""


def identify(case: Case) -> str:
    return case.id


def check(case: Case, exceptions: dict[str, str], found: list[str]) -> None:
    if case.id in exceptions:
        assert found, f"{case.id} passes now: take it off the list of exceptions ({exceptions[case.id]})"
    else:
        assert found == []


def difference(ours: object, theirs: object) -> list[str]:
    return [] if ours == theirs else [f"ours {ours!r}, the vector's {theirs!r}"]


@pytest.mark.parametrize("protocol", SPOKEN)
def test_the_vectors_are_all_there(protocol: str) -> None:
    assert (len(list(cases("input", protocol))), len(list(cases("output", protocol)))) == COUNTS[protocol]


@pytest.mark.parametrize("exceptions", [REQUEST_EXCEPTIONS, REQUEST_DECODING_EXCEPTIONS])
def test_every_exception_of_requests_names_a_vector(exceptions: dict[str, str]) -> None:
    assert exceptions.keys() <= {case.id for case in REQUESTS}


@pytest.mark.parametrize("exceptions", [ANSWER_EXCEPTIONS, ANSWER_ENCODING_EXCEPTIONS])
def test_every_exception_of_answers_names_a_vector(exceptions: dict[str, str]) -> None:
    assert exceptions.keys() <= {case.id for case in ANSWERS}


@pytest.mark.parametrize("case", REQUESTS, ids=identify)
def test_a_request_is_sent_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)

    try:
        found = misfits(case, request_of(case, operation))
    except AwsoError as error:
        found = [f"{type(error).__name__}: {error}"]

    check(case, REQUEST_EXCEPTIONS, found)


@pytest.mark.parametrize("case", WHOLE_REQUESTS, ids=identify)
def test_the_request_of_the_vector_is_decoded_to_its_parameters(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    schema = operation.input_schema
    expected = to_result(case, schema, filled_in(case, operation))

    try:
        found = difference(to_result(case, schema, operation.decode_request(expected_request(case))), expected)
    except AwsoError as error:
        found = [f"{type(error).__name__}: {error}"]

    check(case, REQUEST_DECODING_EXCEPTIONS, found)


@pytest.mark.parametrize("case", RESPONSES, ids=identify)
def test_a_response_is_decoded_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)

    try:
        ours = to_result(case, operation.output_schema, operation.decode_response(response_of(case)))
        found = difference(ours, case.case["result"])
    except AwsoError as error:
        found = [f"{type(error).__name__}: {error}"]

    check(case, ANSWER_EXCEPTIONS, found)


@pytest.mark.parametrize("case", RESPONSES, ids=identify)
def test_the_result_of_the_vector_is_encoded_so_that_it_decodes_to_the_same(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    schema = operation.output_schema

    try:
        response = operation.encode_response(from_params(case, schema, case.case["result"]), request_id="r-1")
        found = difference(to_result(case, schema, operation.decode_response(response)), case.case["result"])
        found += [] if "r-1" in {*response.headers.values()} or b"r-1" in response.body else ["no request id"]
    except AwsoError as error:
        found = [f"{type(error).__name__}: {error}"]

    check(case, ANSWER_ENCODING_EXCEPTIONS, found)


def error_of(case: Case, operation: Operation) -> tuple[ServiceError, Schema | None]:
    with pytest.raises(ServiceError) as caught:
        operation.decode_response(response_of(case))
    error = caught.value
    return error, None if type(error) is ServiceError else operation.service.shape(type(error).__name__)


@pytest.mark.parametrize("case", ERRORS, ids=identify)
def test_an_error_is_decoded_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    error, schema = error_of(case, operation_of(case, tmp_path))

    members = {} if schema is None else to_result(case, schema, error_value(schema, error))
    found = difference(error.code, case.case["errorCode"])
    found += difference(error.message, case.case.get("errorMessage", error.message))
    found += difference(error.status, case.case["response"]["status_code"])
    found += difference(members, case.case["error"])
    check(case, ANSWER_EXCEPTIONS, found)


@pytest.mark.parametrize("case", ERRORS, ids=identify)
def test_an_error_that_is_encoded_decodes_to_itself(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    error = operation.protocol.decode_error(response_of(case))

    again = operation.protocol.decode_error(operation.encode_response(error, request_id="r-2"))

    found = difference((type(again), again.code, again.message), (type(error), error.code, error.message))
    found += difference(again.members, error.members)
    found += difference((again.status, again.request_id), (error.status, "r-2"))
    check(case, ANSWER_ENCODING_EXCEPTIONS, found)


def test_a_request_that_differs_is_noticed_wherever_it_does() -> None:
    case = next(case for case in REQUESTS if case.protocol == "json" and case.case["serialized"].get("body"))
    wrong = {**expected_request(case).headers, "X-Amz-Target": "Another.Operation"}
    from awso.core.http import HttpRequest

    found = misfits(case, HttpRequest("PUT", "https://example.com/other?a=b", wrong, b'{"other": 1}'))

    assert [text.partition(":")[0] for text in found] == ["path", "query", "method", "header X-Amz-Target", "body"]


def test_a_payload_of_the_real_models_is_named_by_its_member() -> None:
    from awso.protocols.rest_xml import payload_root
    from awso.registry import service

    schema = service("s3").operation("PutBucketLifecycleConfiguration").input_schema
    member = schema.members["LifecycleConfiguration"]

    assert member.target.name == "BucketLifecycleConfiguration"
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
    assert payload_root(member) == "LifecycleConfiguration"


def named(name: str) -> Case:
    (found,) = [case for case in (*REQUESTS, *ANSWERS) if case.id == name]
    return found


def test_a_required_checksum_is_the_one_that_botocore_sends(tmp_path: Path) -> None:
    from base64 import b64encode
    from zlib import crc32

    case = named("rest-json:RestJsonHttpChecksumRequired")

    request = request_of(case, operation_of(case, tmp_path))

    assert request.headers["x-amz-checksum-crc32"] == b64encode(crc32(request.body).to_bytes(4, "big")).decode()
    assert "content-md5" not in request.headers
    # Nothing but this header is not as the vector says.
    assert [text.partition(":")[0] for text in misfits(case, request)] == ["header Content-MD5"]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("CreateAccessGrantsInstance", {}),
        ("DeleteAccessGrant", {"AccessGrantId": "grant-1"}),
        ("PutMultiRegionAccessPointPolicy", {"ClientToken": "t", "Details": {"Name": "mine", "Policy": "{}"}}),
    ],
)
def test_the_operations_that_only_demand_a_checksum_send_botocores(name: str, params: dict[str, Any]) -> None:
    from tests.oracle.whole_calls import ACCOUNT, Call, ours, theirs

    call = Call("s3control", name, {"AccountId": ACCOUNT, **params})

    (mine,), (other,) = ours(call), theirs(call)

    assert mine.headers["x-amz-checksum-crc32"] == other.headers["x-amz-checksum-crc32"]
    assert (mine.url, mine.query, mine.body) == (other.url, other.query, other.body)
    assert "content-md5" not in other.headers


def test_only_s3_control_has_operations_that_demand_a_checksum_and_say_no_more() -> None:
    from awso.registry import service, service_names

    models = [operation.model for name in service_names() for operation in service(name).operations()]
    control = [operation.model for operation in service("s3control").operations()]

    bare = [model for model in models if model.http_checksum_required and model.http_checksum is None]

    assert len(bare) == 37
    assert {model.name for model in bare} <= {model.name for model in control}


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("rest-json:RestJsonNullAndEmptyHeaders", "legacy/rest-json:26:1"),
        ("rest-xml:NullAndEmptyHeaders", "legacy/rest-xml:26:1"),
    ],
)
def test_newer_vectors_send_the_header_of_an_empty_list(newer: str, older: str, tmp_path: Path) -> None:
    new, old = named(newer), named(older)

    assert (new.case["params"]["c"], new.case["serialized"]["headers"]["X-C"]) == ([], "")
    assert (old.case["params"], old.case["serialized"]["forbidHeaders"]) == ({"ListParam": []}, ["x-amz-list-param"])
    assert misfits(new, request_of(new, operation_of(new, tmp_path))) == []


def test_a_list_keeps_null_where_the_model_allows_it(tmp_path: Path) -> None:
    dense = named("legacy/json:3:1")
    shapes = {
        name: {**shape, "sparse": True} if shape["type"] == "list" else shape
        for name, shape in dense.suite["shapes"].items()
    }
    sparse = dense._replace(suite={**dense.suite, "shapes": shapes})

    def decoded(case: Case) -> object:
        operation = operation_of(case, Path(mkdtemp(dir=tmp_path)))
        return to_result(case, operation.output_schema, operation.decode_response(response_of(case)))

    assert decoded(sparse) == dense.case["result"]
    assert decoded(dense) == {
        name: [item for item in items if item is not None] for name, items in dense.case["result"].items()
    }


@pytest.mark.parametrize("name", ["legacy/rest-json:17:2", "legacy/rest-xml:16:2"])
def test_a_union_of_which_nothing_is_known_has_no_member(name: str, tmp_path: Path) -> None:
    case = named(name)
    operation = operation_of(case, tmp_path)

    output = operation.decode_response(response_of(case))

    assert case.case["result"] == {"UnionMember": {"SDK_UNKNOWN_MEMBER": {"name": "SomeUnknownMember"}}}
    assert to_result(case, operation.output_schema, output) == {"UnionMember": {}}


def test_no_output_of_the_rpc_protocols_has_a_member_beside_its_events() -> None:
    from awso.registry import service, service_names

    models = [service(name) for name in service_names()]
    rpc = [one for one in models if {"json", "smithy-rpc-v2-cbor"} & {one.model.protocol, *one.model.protocols}]
    outputs = [operation.output_schema for one in rpc for operation in one.operations()]
    streaming = [schema for schema in outputs if schema.event_member is not None]

    assert len(streaming) == 4
    assert {len(schema.members) for schema in streaming} == {1}
