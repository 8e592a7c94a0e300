"""XML in both directions: the protocol vectors' bodies, what the rules leave open, and what is refused."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest

from awso import cognito_idp, ec2, route53, s3
from awso.codecs.xml import decode, encode, from_element, parse
from awso.core.operation import Operation
from awso.errors import DecodeError, ParameterError
from awso.shapes.schema import Schema
from tests.conformance.protocol_vectors import Case, cases, from_params, operation_of, to_result
from tests.paths import BOTOCORE_TESTS, require
from tests.unit.codecs.models import SCALARS, schemas_of

REQUESTS = [
    case
    for case in cases("input", "rest-xml")
    if not case.is_legacy and case.case["serialized"].get("body", "").lstrip()[:1] == "<"
]
RESPONSES = [
    case
    for case in cases("output", "rest-xml", "query", "ec2")
    if not case.is_legacy and "result" in case.case and case.case["response"].get("body", "").lstrip()[:1] == "<"
]


def document(text: str | bytes) -> str:
    """XML without what does not count: insignificant white space, attributes' order, how characters are escaped."""
    return canonicalize(text.decode() if isinstance(text, bytes) else text, strip_text=True)


def body_of(operation: Operation, case: Case) -> bytes:
    """The body as the rest-xml protocol will put it together from this codec."""
    schema, ref = operation.input_schema, operation.model.input
    assert ref is not None
    value = from_params(case, schema, case.case["params"])
    if schema.model.payload is None:
        root = schema.model.location_name or ref.location_name or schema.name
        return encode(schema, value, root, namespace=ref.xml_namespace, body_only=True)
    member = schema.members[schema.model.payload]
    # How a payload's root is called is the protocol's decision, in which real models and the vectors differ.
    root = parse(case.case["serialized"]["body"], "Body").tag.rpartition("}")[2]
    return encode(member.target, getattr(value, member.python), root, namespace=member.model.xml_namespace)


@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case.id)
def test_a_value_is_written_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    body = body_of(operation_of(case, tmp_path), case)

    expected = case.case["serialized"]["body"]
    if "WhiteSpace" in case.case["id"]:  # there it counts
        assert body.decode() == "".join(map(str.strip, expected.splitlines()))
    else:
        assert document(body) == document(expected)


@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case.id)
def test_the_vectors_body_reads_as_its_value(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    schema, body = operation.input_schema, case.case["serialized"]["body"]
    value = from_params(case, schema, case.case["params"])
    if schema.model.payload is not None:
        member = schema.members[schema.model.payload]
        assert decode(member.target, body) == getattr(value, member.python)
    else:
        read = decode(schema, body, body_only=True)
        assert encode(schema, read, body_only=True) == encode(schema, value, body_only=True)


@pytest.mark.parametrize("case", RESPONSES, ids=lambda case: case.id)
def test_an_answer_reads_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    schema, ref = operation.output_schema, operation.model.output
    assert schema is not None
    assert ref is not None
    root = parse(case.case["response"]["body"], schema.name)
    expected = case.case["result"]
    if schema.model.payload is not None:
        schema, expected = payload_of(schema, expected)
    elif case.protocol == "query":  # the vectors' models leave the wrapper out that every real one names
        root = next(child for child in root if child.tag.endswith("Result"))

    value = from_element(schema, root, body_only=True)

    assert to_result(case, schema, value) == in_body(schema, expected)


def payload_of(schema: Schema, expected: Any) -> tuple[Schema, Any]:
    assert schema.model.payload is not None
    return schema.members[schema.model.payload].target, expected[schema.model.payload]


def in_body(schema: Schema, expected: Any) -> Any:
    """Without what the headers and the status line carry."""
    if schema.kind != "structure":
        return expected
    return {name: part for name, part in expected.items() if schema.members[name].model.location is None}


def test_the_vectors_are_all_there() -> None:
    require(BOTOCORE_TESTS)
    assert len(REQUESTS) == 46
    assert len(RESPONSES) == 114


ATTRIBUTES = cognito_idp.UpdateUserAttributesRequest(
    access_token="a<b>&c",
    user_attributes=[
        cognito_idp.AttributeType(name="email", value="ada@example.org"),
        cognito_idp.AttributeType(name="x"),
    ],
    client_metadata={"campaign": "spring"},
)


def test_a_shape_of_a_json_service_follows_the_same_rules() -> None:
    text = ATTRIBUTES.to_xml()

    assert text == (
        "<UpdateUserAttributesRequest>"
        "<UserAttributes><member><Name>email</Name><Value>ada@example.org</Value></member>"
        "<member><Name>x</Name></member></UserAttributes>"
        "<AccessToken>a&lt;b&gt;&amp;c</AccessToken>"
        "<ClientMetadata><entry><key>campaign</key><value>spring</value></entry></ClientMetadata>"
        "</UpdateUserAttributesRequest>"
    )
    assert cognito_idp.UpdateUserAttributesRequest.from_xml(text) == ATTRIBUTES


def test_an_attribute_with_its_namespace_is_written_and_read() -> None:
    grantee = s3.Grantee(type="CanonicalUser", id="1", display_name='a "b"\n')

    text = s3.Grant(grantee=grantee, permission="READ").to_xml()

    assert text == (
        '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">'
        "<DisplayName>a &quot;b&quot;&#xA;</DisplayName><ID>1</ID></Grantee><Permission>READ</Permission></Grant>"
    )
    assert s3.Grant.from_xml(text).grantee == grantee
    assert s3.Grant.from_xml(text.replace("xsi:", "other:").replace(":xsi", ":other")).grantee == grantee


def test_flattened_lists_gather_their_elements_from_anywhere() -> None:
    text = "<R><Contents><Key>a</Key></Contents><Name>b</Name><Contents><Key>c</Key></Contents></R>"

    read = s3.ListObjectsV2Output.from_xml(text)

    assert read.name == "b"
    assert [entry.key for entry in read.contents] == ["a", "c"]
    assert s3.ListObjectsV2Output.from_xml(read.to_xml()) == read


def test_two_members_of_one_name_both_read_it() -> None:
    read = s3.CloudFunctionConfiguration.from_xml("<C><Event>s3:ObjectCreated:*</Event><Id>i</Id></C>")

    assert read.event == "s3:ObjectCreated:*"
    assert read.events == ["s3:ObjectCreated:*"]


def test_unknown_elements_attributes_comments_and_instructions_are_ignored() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><!-- c --><R xmlns="urn:x" a="b"><?p i?><New><Id>1</Id></New>'
        "<HostedZone><!-- c --><Id>/hosted<!-- c -->zone/1</Id><Id2/></HostedZone>text</R>"
    )

    assert route53.GetHostedZoneResponse.from_xml(text).hosted_zone == route53.HostedZone.from_value(
        {"Id": "/hostedzone/1"}
    )


def test_an_empty_element_is_the_empty_value_of_its_kind() -> None:
    schema = schemas_of(
        {
            "All": {
                "type": "structure",
                "members": {
                    **{kind: {"shape": kind} for kind in SCALARS},
                    "List": {"shape": "List"},
                    "Map": {"shape": "Map"},
                },
            },
            "List": {"type": "list", "member": {"shape": "String"}},
            "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}},
            **SCALARS,
        }
    )["All"]
    text = "<All>" + "".join(f"<{name}/>" for name in schema.members) + "</All>"

    assert schema.to_value(decode(schema, text)) == {"String": "", "Blob": b"", "List": [], "Map": {}}


def test_a_null_element_of_a_sparse_list_or_map_is_nil() -> None:
    schemas = schemas_of(
        {
            "List": {"type": "list", "member": {"shape": "String"}, "sparse": True},
            "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "String"}, "sparse": True},
            **SCALARS,
        }
    )

    for name, value in (("List", ["", None, "a"]), ("Map", {"a": None, "b": ""})):
        text = encode(schemas[name], value)
        assert b'xsi:nil="true"' in text
        assert decode(schemas[name], text) == value


@pytest.mark.parametrize("name", ["List", "Map", "String", "Integer", "Blob"])
def test_a_shape_of_any_kind_is_a_document_of_its_own(name: str) -> None:
    schema = schemas_of(
        {
            "List": {"type": "list", "member": {"shape": "String", "locationName": "item"}, "flattened": True},
            "Map": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "List"}, "flattened": True},
            **SCALARS,
        }
    )[name]
    value: Any = {"List": ["a", ""], "Map": {"k": ["a"], "": []}, "String": " a ", "Integer": -1, "Blob": b"\xff"}[name]

    assert decode(schema, encode(schema, value)) == value


@pytest.mark.parametrize(
    "text", ["\r\n\t ", "]]>", "\x85\u2028", "é\U0001f511", "<![CDATA[x]]>", "&#0;", "<!DOCTYPE a>"]
)
def test_a_text_survives_as_it_is(text: str) -> None:
    attribute = cognito_idp.AttributeType(name=text, value=text)

    assert cognito_idp.AttributeType.from_xml(attribute.to_xml()) == attribute


def test_what_xml_cannot_hold_is_refused_with_its_path() -> None:
    broken = cognito_idp.UpdateUserAttributesRequest(
        access_token="a", user_attributes=[cognito_idp.AttributeType(name="ok\x00")]
    )

    with pytest.raises(ParameterError) as caught:
        broken.to_xml()

    (violation,) = caught.value.violations
    assert violation.path == "UpdateUserAttributesRequest.user_attributes[0].name"
    assert violation.got == "the character U+0000 at 2"


ENTITIES = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r><Name>&b;</Name></r>'


@pytest.mark.parametrize(
    "text",
    [
        ENTITIES,
        ENTITIES.encode(),
        ENTITIES.encode("utf-16"),
        '<!-- <r> --><!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        '<?xml version="1.0"?><!DOCTYPE r><r/>',
    ],
)
def test_a_document_type_is_refused(text: str | bytes) -> None:
    with pytest.raises(DecodeError, match=r"document type|well-formed"):
        cognito_idp.AttributeType.from_xml(text)


def test_the_words_of_a_document_type_may_stand_in_a_text() -> None:
    text = "<r><Name>n</Name><Value><![CDATA[<!DOCTYPE html>]]></Value></r>"

    assert cognito_idp.AttributeType.from_xml(text).value == "<!DOCTYPE html>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "text",
        b"<a>\xff</a>",
        "<a>&nbsp;</a>",
        "<a b=c/>",
        "<a>\x00</a>",
        "\udc00",
    ],
)
def test_what_is_no_document_is_refused(text: str | bytes) -> None:
    with pytest.raises(DecodeError, match="AttributeType: expected well-formed XML"):
        cognito_idp.AttributeType.from_xml(text)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("<r><reservationSet><item><instancesSet><item/><item><ebsOptimized>maybe</ebsOptimized></item></instancesSet>"
         "</item></reservationSet></r>", ".reservations[0].instances[1].ebs_optimized", "true or false"),
        ("<r><reservationSet><item><instancesSet><item><launchTime>soon</launchTime></item></instancesSet></item>"
         "</reservationSet></r>", ".reservations[0].instances[0].launch_time", "an HTTP date such as"),
    ],
)  # fmt: skip
def test_a_misfit_is_named_with_its_path(text: str, path: str, expected: str) -> None:
    with pytest.raises(DecodeError) as caught:
        ec2.DescribeInstancesResult.from_xml(text)

    assert caught.value.path == f"DescribeInstancesResult{path}"
    assert caught.value.expected.startswith(expected)


def test_a_map_entry_without_a_key_is_named_with_its_path() -> None:
    with pytest.raises(
        DecodeError, match=r"UpdateUserAttributesRequest\.client_metadata: expected a key in each entry"
    ):
        cognito_idp.UpdateUserAttributesRequest.from_xml(
            "<r><ClientMetadata><entry><value/></entry></ClientMetadata></r>"
        )
