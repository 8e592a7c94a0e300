"""The small behaviours of single services."""

import io
from hashlib import md5
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from zlib import crc32

import pytest

from awso.behaviours.glacier import hashes
from awso.behaviours.sqs import attributes_digest
from awso.codecs.tree_hash import LEAF_BYTES
from awso.core.request_bodies import RequestStream
from awso.errors import ParameterError, ResponseError, ServiceError, TransportError
from tests.unit.behaviours.calls import Calls, response

TABLES = '{"TableNames":["a"]}'


# --- DynamoDB -------------------------------------------------------------------------------------------------------


def test_an_answer_of_dynamodb_that_was_damaged_is_asked_for_again() -> None:
    dynamodb = Calls("dynamodb")
    right = str(crc32(TABLES.encode()))

    output = dynamodb(
        "ListTables", response('{"TableNames":["b"]}', x_amz_crc32=right), response(TABLES, x_amz_crc32=right)
    )

    assert (output.table_names, len(dynamodb.sent)) == (["a"], 2)


def test_an_answer_of_dynamodb_that_stays_damaged_is_an_error() -> None:
    with pytest.raises(TransportError, match="the answer's CRC32 is not 1, as its header says"):
        Calls("dynamodb")("ListTables", *[response(TABLES, x_amz_crc32="1")] * 4)


# --- SQS ------------------------------------------------------------------------------------------------------------

QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/q"


def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def test_a_message_that_arrived_is_what_was_sent() -> None:
    sqs = Calls("sqs")

    sqs(
        "SendMessage",
        response(f'{{"MessageId":"m","MD5OfMessageBody":"{digest("hello")}"}}'),
        queue_url=QUEUE,
        message_body="hello",
    )
    with pytest.raises(ResponseError, match=r"sqs SendMessage: message m: its body has the MD5 .* changed on its way"):
        sqs(
            "SendMessage",
            response(f'{{"MessageId":"m","MD5OfMessageBody":"{digest("hallo")}"}}'),
            queue_url=QUEUE,
            message_body="hello",
        )


def test_each_message_of_a_batch_is_compared() -> None:
    sqs = Calls("sqs")
    entry: Any = sqs.context.service.shape("SendMessageBatchRequestEntry").cls
    body = f'{{"Successful":[{{"Id":"2","MessageId":"m","MD5OfMessageBody":"{digest("one")}"}}],"Failed":[]}}'

    with pytest.raises(ResponseError, match="SendMessageBatch: message m: its body"):
        sqs(
            "SendMessageBatch",
            response(body),
            queue_url=QUEUE,
            entries=[entry(id="1", message_body="one"), entry(id="2", message_body="two")],
        )


def test_a_message_received_is_compared_in_body_and_attributes() -> None:
    parts = b"\x00\x00\x00\x01k" + b"\x00\x00\x00\x06String" + b"\x01" + b"\x00\x00\x00\x01v"
    expected = md5(parts, usedforsecurity=False).hexdigest()
    attributes = '{"k":{"DataType":"String","StringValue":"v"}}'

    def message(of_attributes: str) -> str:
        return (
            f'{{"Messages":[{{"MessageId":"m","Body":"b","MD5OfBody":"{digest("b")}",'
            f'"MD5OfMessageAttributes":"{of_attributes}","MessageAttributes":{attributes}}}]}}'
        )

    sqs = Calls("sqs")
    assert len(sqs("ReceiveMessage", response(message(expected)), queue_url=QUEUE).messages) == 1
    with pytest.raises(ResponseError, match="message m: its attributes"):
        sqs("ReceiveMessage", response(message("0" * 32)), queue_url=QUEUE)


def test_binary_attributes_are_digested_as_bytes_in_the_order_of_their_names() -> None:
    def attribute(data_type: str, text: str | None = None, raw: bytes | None = None) -> Any:
        return SimpleNamespace(data_type=data_type, string_value=text, binary_value=raw)

    by_hand = (
        b"\x00\x00\x00\x01a" + b"\x00\x00\x00\x06Binary" + b"\x02" + b"\x00\x00\x00\x02\xff\x00"
        b"\x00\x00\x00\x01b" + b"\x00\x00\x00\x0aNumber.int" + b"\x01" + b"\x00\x00\x00\x0242"
    )

    given = {"b": attribute("Number.int", "42"), "a": attribute("Binary", raw=b"\xff\x00")}

    assert attributes_digest(given) == md5(by_hand, usedforsecurity=False).hexdigest()


# --- Glacier --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, LEAF_BYTES, LEAF_BYTES + 1, 5 * LEAF_BYTES - 3])
@pytest.mark.parametrize("piece", [1 << 30, 65_536, 999_983])
def test_tree_hashes_are_botocores_however_the_bytes_come(length: int, piece: int) -> None:
    botocore: Any = import_module("botocore.utils")

    content = bytes(index % 251 for index in range(length))
    chunks = [content[start : start + piece] for start in range(0, length, piece)]

    expected = (
        botocore.calculate_sha256(io.BytesIO(content), as_hex=True),
        botocore.calculate_tree_hash(io.BytesIO(content)),
    )
    assert hashes(chunks) == expected


def test_an_archive_from_a_file_is_hashed_and_then_read_from_where_it_stood() -> None:
    file = io.BytesIO(b"skipped" + b"kept" * 100_000)
    file.seek(7)
    glacier = Calls("glacier")

    glacier("UploadArchive", response("", 201), vault_name="v", body=RequestStream(file, 400_000))

    content, tree = hashes([b"kept" * 100_000])
    assert glacier.sent[0].headers["x-amz-sha256-tree-hash"] == tree
    assert glacier.sent[0].headers["x-amz-content-sha256"].split(", ")[0] == content
    stream = glacier.sent[0].stream
    assert stream is not None
    assert b"".join(stream) == b"kept" * 100_000


def test_an_archive_that_can_be_read_once_only_is_refused() -> None:
    stream = RequestStream(iter([b"once"]), 4)

    with pytest.raises(ParameterError, match=r"\.body: expected bytes or a file"):
        Calls("glacier")("UploadArchive", vault_name="v", body=stream)


# --- IAM, EC2 -------------------------------------------------------------------------------------------------------


def test_policy_documents_are_the_text_that_was_put() -> None:
    policy = '{"Version": "2012-10-17", "Statement": []}'
    body = (
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><RoleDetailList><member>"
        f"<AssumeRolePolicyDocument>{quote(policy)}</AssumeRolePolicyDocument><RoleName>r</RoleName>"
        f"<RolePolicyList><member><PolicyName>p</PolicyName><PolicyDocument>{quote(policy)}</PolicyDocument></member>"
        "</RolePolicyList></member></RoleDetailList></GetAccountAuthorizationDetailsResult>"
        "</GetAccountAuthorizationDetailsResponse>"
    )

    (role,) = Calls("iam")("GetAccountAuthorizationDetails", response(body)).role_detail_list

    assert (role.role_name, role.assume_role_policy_document) == ("r", policy)
    assert [each.policy_document for each in role.role_policy_list] == [policy]


def test_console_output_is_text() -> None:
    body = "<GetConsoleOutputResponse><output>aGVsbG8g/w==</output></GetConsoleOutputResponse>"

    assert Calls("ec2")("GetConsoleOutput", response(body), instance_id="i-1").output == "hello \ufffd"


@pytest.mark.parametrize("given", ["#!/bin/sh", b"#!/bin/sh"])
def test_user_data_is_encoded(given: object) -> None:
    ec2 = Calls("ec2")

    ec2("RunInstances", response("<R/>"), min_count=1, max_count=1, user_data=given)

    assert b"UserData=IyEvYmluL3No&" in ec2.sent[0].body + b"&"


# --- others ---------------------------------------------------------------------------------------------------------


def test_an_oauth_error_has_its_description_for_a_message() -> None:
    body = '{"error":"invalid_grant","error_description":"no such code"}'

    with pytest.raises(ServiceError, match="no such code"):
        Calls("sso-oidc")(
            "CreateToken", response(body, 400), client_id="a", client_secret="b", grant_type="authorization_code"
        )


def test_an_endpoint_id_that_would_leave_its_host_is_refused() -> None:
    events = Calls("events")
    entry: Any = events.context.service.shape("PutEventsRequestEntry").cls

    with pytest.raises(ParameterError, match=r"PutEventsRequest\.endpoint_id"):
        events("PutEvents", entries=[entry(source="s")], endpoint_id="evil.example.com/")


def test_bodies_are_compressed_from_the_size_that_is_configured() -> None:
    def encodings(environment: dict[str, str]) -> list[str | None]:
        cloudwatch = Calls("cloudwatch", environment)
        datum: Any = cloudwatch.context.service.shape("MetricDatum").cls
        for count in (2, 100):
            data = [datum(metric_name="m" * 200)] * count
            cloudwatch("PutMetricData", response(), namespace="n", metric_data=data)
        return [request.headers.get("content-encoding") for request in cloudwatch.sent]

    assert encodings({}) == [None, "gzip"]
    assert encodings({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "100"}) == ["gzip", "gzip"]
    assert encodings({"AWS_DISABLE_REQUEST_COMPRESSION": "true"}) == [None, None]


def test_a_host_keeps_its_name_where_prefixes_are_switched_off() -> None:
    def host(environment: dict[str, str]) -> str:
        states = Calls("stepfunctions", environment)
        states("StartSyncExecution", response("{}"), state_machine_arn="arn")
        return states.hosts[0]

    assert host({}) == "sync-states.eu-west-1.amazonaws.com"
    assert host({"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}) == "states.eu-west-1.amazonaws.com"


def test_the_application_is_named_to_the_service() -> None:
    sqs = Calls("sqs", {"AWS_SDK_UA_APP_ID": "my app\r\nX: y"})

    sqs("ListQueues", response("{}"))

    assert sqs.sent[0].headers["user-agent"].endswith(" app/my-app--X--y")


@pytest.mark.parametrize("region", ["fips-us-gov-west-1", "us-gov-west-1-fips"])
def test_an_old_name_of_a_fips_region_is_understood(region: str) -> None:
    kms = Calls("kms", region=region)

    kms("ListKeys", response("{}"))

    assert kms.hosts == ["kms-fips.us-gov-west-1.amazonaws.com"]
    assert "/us-gov-west-1/kms/" in kms.sent[0].headers["authorization"]


def test_the_account_of_an_outposts_resource_is_that_of_its_arn() -> None:
    arn = "arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-01234567890123456/accesspoint/mine"
    s3control = Calls("s3control")

    s3control("GetAccessPoint", response("<R/>"), name=arn)
    assert s3control.sent[0].headers["x-amz-account-id"] == "123456789012"

    with pytest.raises(ParameterError, match="an ARN of the account 999999999999"):
        s3control("GetAccessPoint", account_id="999999999999", name=arn)


def test_an_api_is_asked_for_json_unless_the_call_wants_another_type() -> None:
    gateway = Calls("apigateway")

    gateway("GetRestApis", response("{}"))
    gateway("GetExport", response(""), rest_api_id="a", stage_name="s", export_type="o", accepts="application/yaml")

    assert [request.headers["accept"] for request in gateway.sent] == ["application/json", "application/yaml"]
