"""The query protocol's form, in both dialects and both directions."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from awso import cognito_idp, ec2, iam, sdb, sqs
from awso.codecs.form import DEEPEST, Dialect, decode, encode, pairs, parse, urlencoded
from awso.errors import DecodeError
from tests.conformance.protocol_vectors import Case, cases, from_params, operation_of
from tests.paths import BOTOCORE_TESTS, require
from tests.unit.codecs.models import SCALARS, schemas_of

VECTORS = [case for case in cases("input", "query", "ec2") if not case.is_legacy]

# The client fills a token in before the codec sees the value.
FILLED_IN = {"QueryProtocolIdempotencyTokenAutoFill", "Ec2ProtocolIdempotencyTokenAutoFill"}


def says_a_form(case: Case) -> bool:
    name: str = case.case["id"]
    return name not in FILLED_IN and bool(case.case["serialized"].get("body"))


WITH_FORM = [case for case in VECTORS if says_a_form(case)]


def dialect(case: Case) -> Dialect:
    return "ec2" if case.protocol == "ec2" else "query"


def expected_pairs(case: Case) -> list[tuple[str, str]]:
    body = parse_qsl(case.case["serialized"]["body"], keep_blank_values=True)
    return sorted(pair for pair in body if pair[0] not in ("Action", "Version"))


@pytest.mark.parametrize("case", WITH_FORM, ids=lambda case: case.id)
def test_a_value_is_written_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    if operation.model.input is None:
        assert expected_pairs(case) == []
        return
    schema = operation.input_schema
    value = from_params(case, schema, case.case["params"])

    assert sorted(pairs(schema, value, dialect(case))) == expected_pairs(case)


@pytest.mark.parametrize("case", WITH_FORM, ids=lambda case: case.id)
def test_the_vectors_text_reads_as_its_value(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    if operation.model.input is None:
        return
    schema = operation.input_schema
    body = case.case["serialized"]["body"]

    value = decode(schema, body, dialect(case))

    assert sorted(pairs(schema, value, dialect(case))) == expected_pairs(case)
    if "NaN" not in body:  # which equals nothing
        assert value == from_params(case, schema, case.case["params"])


def test_the_vectors_are_all_there() -> None:
    require(BOTOCORE_TESTS)
    assert len(VECTORS) == 67
    assert len(WITH_FORM) == 61


def test_a_shape_of_a_json_service_follows_the_query_protocols_rules() -> None:
    request = cognito_idp.UpdateUserAttributesRequest(
        access_token="a.b-c_d=",
        user_attributes=[
            cognito_idp.AttributeType(name="email", value="ada+x@example.org"),
            cognito_idp.AttributeType(name="custom:department", value=""),
        ],
        client_metadata={"campaign": "spring & more"},
    )

    text = request.to_query()

    assert text == (
        "UserAttributes.member.1.Name=email&UserAttributes.member.1.Value=ada%2Bx%40example.org"
        "&UserAttributes.member.2.Name=custom%3Adepartment&UserAttributes.member.2.Value="
        "&AccessToken=a.b-c_d%3D"
        "&ClientMetadata.entry.1.key=campaign&ClientMetadata.entry.1.value=spring%20%26%20more"
    )
    assert cognito_idp.UpdateUserAttributesRequest.from_query(text) == request


def test_ec2_numbers_lists_directly_and_capitalises_names() -> None:
    request = ec2.RunInstancesRequest(
        min_count=1,
        max_count=2,
        instance_type="t3.micro",
        security_group_ids=["sg-1", "sg-2"],
        block_device_mappings=[ec2.BlockDeviceMapping(device_name="/dev/sda1", ebs=ec2.EbsBlockDevice(encrypted=True))],
        tag_specifications=[],
    )

    text = request.to_query()

    assert sorted(text.split("&")) == [
        "BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsda1",
        "BlockDeviceMapping.1.Ebs.Encrypted=true",
        "InstanceType=t3.micro",
        "MaxCount=2",
        "MinCount=1",
        "SecurityGroupId.1=sg-1",
        "SecurityGroupId.2=sg-2",
    ]
    assert ec2.RunInstancesRequest.from_query(text).block_device_mappings == request.block_device_mappings


def test_flattened_lists_and_maps_have_no_name_between() -> None:
    queue = sqs.CreateQueueRequest(queue_name="q", attributes={"DelaySeconds": "5"})
    item = sdb.DeletableItem(name="i", attributes=[sdb.Attribute(name="a", value="1")])

    assert queue.to_query() == "QueueName=q&Attributes.1.key=DelaySeconds&Attributes.1.value=5"
    assert item.to_query() == "ItemName=i&Attribute.1.Name=a&Attribute.1.Value=1"
    assert sqs.CreateQueueRequest.from_query(queue.to_query()) == queue
    assert sdb.DeletableItem.from_query(item.to_query()) == item


def test_an_empty_list_is_said_and_an_absent_one_is_not() -> None:
    explicit = iam.CreateUserRequest(user_name="ada", tags=[])

    assert explicit.to_query() == "UserName=ada&Tags="
    assert "tags" in repr(iam.CreateUserRequest.from_query("UserName=ada&Tags="))
    assert "tags" not in repr(iam.CreateUserRequest.from_query("UserName=ada"))


def test_a_form_of_a_list_or_scalar_has_its_names_from_the_start() -> None:
    schemas = schemas_of({"Names": {"type": "list", "member": {"shape": "Name"}}, "Name": {"type": "string"}})

    assert encode(schemas["Names"], ["a", "b"]) == "member.1=a&member.2=b"
    assert decode(schemas["Names"], "member.1=a&member.2=b") == ["a", "b"]
    assert encode(schemas["Name"], "a b") == "=a%20b"
    assert decode(schemas["Name"], "=a%20b") == "a b"


def test_every_scalar_has_its_text() -> None:
    members = {kind: {"shape": kind} for kind in SCALARS}
    members["Http"] = {"shape": "Timestamp", "timestampFormat": "rfc822"}
    schema = schemas_of({"All": {"type": "structure", "members": members}, **SCALARS})["All"]
    moment = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    value = schema.from_value(
        {
            "String": "ü",
            "Integer": 7,
            "Double": float("inf"),
            "Boolean": False,
            "Timestamp": moment,
            "Blob": b"\xff\xfe",
            "Http": moment,
        }
    )

    text = encode(schema, value)

    assert text == (
        "String=%C3%BC&Integer=7&Double=Infinity&Boolean=false&Timestamp=2020-01-02T03%3A04%3A05Z&Blob=%2F%2F4%3D"
        "&Http=Thu%2C%2002%20Jan%202020%2003%3A04%3A05%20GMT"
    )
    assert decode(schema, text) == value


def test_elements_are_ordered_by_number_and_gaps_are_closed() -> None:
    text = "UserAttributes.member.10.Name=b&UserAttributes.member.2.Name=a&Unknown.member.1=x&Unknown=y"

    value = cognito_idp.UpdateUserAttributesRequest.from_query(text)

    assert [attribute.name for attribute in value.user_attributes] == ["a", "b"]


def test_plus_is_a_space_and_a_stray_percent_is_itself() -> None:
    assert parse("a+b=c%20d&&e=100%&%C3%A9=&f", "Form") == [
        ("a b", "c d"),
        ("e", "100%"),
        ("é", ""),
        ("f", ""),
    ]


def test_what_is_quoted_reads_back_with_any_parser() -> None:
    form = [("a.b", "x y+z&=%"), ("é", "𝄞\n~-_.")]

    assert parse_qsl(urlencoded(form), keep_blank_values=True, strict_parsing=True) == form


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("UserAttributes.member.x.Name=a", "UpdateUserAttributesRequest.user_attributes", "numbered"),
        ("UserAttributes.member.²=a", "UpdateUserAttributesRequest.user_attributes", "numbered"),
        ("ClientMetadata.entry.1.value=a", "UpdateUserAttributesRequest.client_metadata", "a key in each entry"),
        ("a." * DEEPEST + "a=1", "UpdateUserAttributesRequest", "at most"),
        ("AccessToken=%FF", "UpdateUserAttributesRequest", "UTF-8"),
    ],
)
def test_a_text_that_misfits_is_refused_with_its_path(text: str, path: str, expected: str) -> None:
    with pytest.raises(DecodeError) as caught:
        cognito_idp.UpdateUserAttributesRequest.from_query(text)

    assert caught.value.path == path
    assert expected in caught.value.expected


def test_a_number_that_is_none_is_refused_with_its_path() -> None:
    with pytest.raises(DecodeError, match=r"ListUsersRequest\.limit: expected an integer, got 'many'"):
        cognito_idp.ListUsersRequest.from_query("Limit=many")


def test_a_secret_that_misfits_is_not_shown() -> None:
    schemas = schemas_of(
        {
            "Request": {"type": "structure", "members": {"Pin": {"shape": "Pin"}}},
            "Pin": {"type": "integer", "sensitive": True},
        }
    )

    with pytest.raises(DecodeError) as caught:
        decode(schemas["Request"], "Pin=12x4")

    assert "12x4" not in str(caught.value)
