"""What the options of a client and the answers of a service come to, on a server that says what it is told to."""

import pickle
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from awso import boto as awso_boto
from awso.boto import UNSIGNED, Config, exceptions
from tests.listening import listening

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config


class Said(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Server:
    """Answers each request with the next of `answers`, the last one again and again."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.answers = list(answers)
        self.said: list[Said] = []
        self.url = ""


JSON = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "id"}
TABLES = (200, JSON, b'{"TableNames":["a"]}')


@contextmanager
def serving(*answers: tuple[int, dict[str, str], bytes]) -> Generator[Server]:
    told = Server(*answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.said.append(Said(self.command, self.path, headers, body))
            status, fields, content = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            self.send_response_only(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("content-length", fields.get("announced", str(len(content))))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)
            self.close_connection = "announced" in fields

        do_GET = do_POST  # noqa: N815  # http.server's names
        do_HEAD = do_POST  # noqa: N815  # as above
        do_PUT = do_POST  # noqa: N815  # as above

    with listening(Handler) as told.url:
        yield told


def test_the_user_agent_is_added_to_or_replaced(settled: Path) -> None:
    with serving(TABLES) as server:
        awso_boto.client("dynamodb", endpoint_url=server.url).list_tables()
        for config in (
            Config(user_agent_extra="more/1"),
            Config(user_agent_appid="mine"),
            Config(user_agent="other/2"),
        ):
            awso_boto.client("dynamodb", endpoint_url=server.url, config=config).list_tables()
        own, extra, app, other = (said.headers["user-agent"] for said in server.said)

    assert extra == f"{own} more/1"
    assert app == f"{own} app/mine"
    assert other == "other/2"


def test_a_client_that_does_not_sign_needs_no_keys(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with serving(TABLES) as server:
        awso_boto.client("dynamodb", endpoint_url=server.url, config=Config(signature_version=UNSIGNED)).list_tables()

    assert "authorization" not in server.said[0].headers


@pytest.mark.parametrize(
    ("retries", "attempts"),
    [({"max_attempts": 0}, 1), ({"max_attempts": 1}, 2), ({"total_max_attempts": 2, "max_attempts": 9}, 2)],
    ids=str,
)
def test_attempts_are_counted_as_botocore_counts_them(settled: Path, retries: dict[str, Any], attempts: int) -> None:
    failure = (500, JSON, b'{"__type":"InternalServerError","message":"m"}')
    with serving(failure) as server:
        ours = awso_boto.client("dynamodb", endpoint_url=server.url, config=Config(retries=retries))
        with pytest.raises(exceptions.ClientError) as mine:
            ours.list_tables()
        assert len(server.said) == attempts
        theirs = boto3.client("dynamodb", endpoint_url=server.url, config=BotoConfig(retries=retries))
        with pytest.raises(Exception) as other:  # noqa: PT011  # boto3's own
            theirs.list_tables()

    assert str(mine.value) == str(other.value)
    assert mine.value.response["ResponseMetadata"]["RetryAttempts"] == attempts - 1


def test_a_success_after_a_retry_says_so(settled: Path) -> None:
    with serving((500, JSON, b"{}"), TABLES) as server:
        answer = awso_boto.client("dynamodb", endpoint_url=server.url).list_tables()

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_without_validation_what_is_missing_is_left_to_the_service(settled: Path) -> None:
    with serving(TABLES) as server:
        client = awso_boto.client("dynamodb", endpoint_url=server.url, config=Config(parameter_validation=False))
        client.describe_table()
        with pytest.raises(exceptions.ParamValidationError):
            client.describe_table(TableName=1)  # cannot be put on the wire

    assert [said.body for said in server.said] == [b"{}"]


def test_what_boto3_sends_though_the_model_says_otherwise_is_sent(settled: Path) -> None:
    class Mode(StrEnum):
        NEWER = "NEWER_THAN_THE_MODEL"

    with serving((200, JSON, b"{}")) as server:
        for boto in (awso_boto, boto3):
            boto.client("dynamodb", endpoint_url=server.url).query(
                TableName="t" * 300 + "!", Select=Mode.NEWER, KeyConditionExpression="k = :k", Limit=2**40
            )

    ours, theirs = (said.body for said in server.said)
    assert import_module("json").loads(ours) == import_module("json").loads(theirs)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 2, 29, 12, 30, tzinfo=UTC),
        datetime(2024, 2, 29, 12, 30),
        "2024-02-29T12:30:00Z",
        "2024-02-29T12:30:00",
        "2024-02-29",
        "Thu, 29 Feb 2024 12:30:00 GMT",
        1709209800,
        "1709209800",
    ],
    ids=str,
)
def test_a_moment_may_be_written_in_every_way_that_boto3_takes(settled: Path, moment: Any) -> None:
    with serving((200, JSON | {"content-type": "application/x-amz-json-1.1"}, b"{}")) as server:
        for boto in (awso_boto, boto3):
            boto.client("cloudtrail", endpoint_url=server.url).lookup_events(StartTime=moment)

    ours, theirs = (said.body for said in server.said)
    assert ours == theirs.replace(b": ", b":").replace(b", ", b",")


def test_nobody_at_the_endpoint_is_botocore_s_exception(settled: Path) -> None:
    with serving(TABLES) as server:
        pass
    arguments: dict[str, Any] = {"endpoint_url": server.url}
    with pytest.raises(exceptions.EndpointConnectionError) as ours:
        awso_boto.client("dynamodb", config=Config(retries={"max_attempts": 0}), **arguments).list_tables()
    with pytest.raises(Exception) as theirs:  # noqa: PT011  # boto3's own
        boto3.client("dynamodb", config=BotoConfig(retries={"max_attempts": 0}), **arguments).list_tables()

    assert str(ours.value) == str(theirs.value)
    assert ours.value.__cause__ is not None


def test_what_stands_in_the_query_is_in_no_error() -> None:
    config = Config(retries={"max_attempts": 0}, signature_version=UNSIGNED)
    client = awso_boto.client("s3", region_name="us-east-1", endpoint_url="http://127.0.0.1:1", config=config)

    with pytest.raises(exceptions.EndpointConnectionError) as caught:
        client.list_objects_v2(Bucket="b", ContinuationToken="secret")

    assert str(caught.value) == 'Could not connect to the endpoint URL: "http://127.0.0.1:1/b"'


def test_an_answer_that_makes_no_sense_is_said(settled: Path) -> None:
    with serving((200, JSON, b"<html>")) as server, pytest.raises(exceptions.ResponseParserError, match="ListTables"):
        awso_boto.client("dynamodb", endpoint_url=server.url).list_tables()


def test_an_error_of_a_service_is_caught_by_its_class_and_pickles(settled: Path) -> None:
    failure = (400, JSON, b'{"__type":"com.amazonaws#ResourceNotFoundException","message":"m"}')
    with serving(failure) as server:
        client = awso_boto.client("dynamodb", endpoint_url=server.url)
        with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
            client.describe_table(TableName="tab")

    assert isinstance(caught.value, client.exceptions.ClientError)
    assert pickle.loads(pickle.dumps(caught.value)).response == caught.value.response


class TestBody:
    """Bodies are read as boto3's are."""

    CONTENT = b"first\nsecond\r\n\nlast" * 300

    def bodies(self, server: Server) -> Iterator[tuple[Any, Any]]:
        ours = awso_boto.client("s3", endpoint_url=server.url, config=Config(s3={"addressing_style": "path"}))
        theirs = boto3.client("s3", endpoint_url=server.url, config=BotoConfig(s3={"addressing_style": "path"}))
        while True:
            yield tuple(client.get_object(Bucket="bucket", Key="k")["Body"] for client in (ours, theirs))

    def test_every_way_of_reading_gives_the_same(self, settled: Path) -> None:
        with serving((200, {}, self.CONTENT)) as server:
            pairs = self.bodies(server)
            ways: tuple[Callable[[Any], Any], ...] = (
                lambda body: body.read(),
                lambda body: [body.read(7), body.tell(), body.read(0), body.read(), body.read(5), body.read()],
                lambda body: list(body.iter_chunks()),
                lambda body: list(body.iter_chunks(chunk_size=100)),
                lambda body: list(body.iter_lines()),
                lambda body: list(body.iter_lines(chunk_size=3, keepends=True)),
                lambda body: list(body),
                lambda body: next(body),
                lambda body: body.readlines(),
                lambda body: (body.readinto(buffer := bytearray(9)), bytes(buffer)),
                lambda body: body.readable(),
            )
            for read in ways:
                ours, theirs = next(pairs)
                assert read(ours) == read(theirs)

    def test_a_body_is_closed_after_with_and_by_close(self, settled: Path) -> None:
        with serving((200, {}, self.CONTENT)) as server:
            pairs = self.bodies(server)
            with next(pairs)[0] as body:
                assert body.read(5) == b"first"
            assert body.read() == b""

    def test_a_body_that_breaks_off_is_botocore_s_exception(self, settled: Path) -> None:
        with serving((200, {"announced": "999"}, b"short")) as server:
            body = next(self.bodies(server))[0]
            with pytest.raises(exceptions.IncompleteReadError, match="5 read, but total bytes expected is 999"):
                body.read()

    def test_bytes_text_and_files_are_uploaded(self, settled: Path) -> None:
        with serving((200, {}, b"")) as server:
            client = awso_boto.client("s3", endpoint_url=server.url, config=Config(s3={"addressing_style": "path"}))
            for body in (b"content", bytearray(b"content"), "content", BytesIO(b"content")):
                client.put_object(Bucket="bucket", Key="k", Body=body)

        assert all(b"content" in said.body for said in server.said)

    @pytest.mark.parametrize("content", [b'{"errorMessage":"x"}', b""])
    def test_a_whole_body_of_bytes_is_a_file_too(self, content: bytes, settled: Path) -> None:
        """Lambda's `Payload` and its like, which the model does not call streaming."""
        with serving((200, {"x-amz-function-error": "Unhandled"}, content)) as server:
            for module in (boto3, awso_boto):
                client = module.client("lambda", endpoint_url=server.url)
                answer = client.invoke(FunctionName="f", Payload=b"{}")

                assert (answer["FunctionError"], answer["Payload"].read()) == ("Unhandled", content)
                assert answer["Payload"].read() == b""


def test_a_policy_that_is_no_json_stays_a_text(settled: Path) -> None:
    role = b"<GetRoleResponse><GetRoleResult><Role><AssumeRolePolicyDocument>none</AssumeRolePolicyDocument></Role>"
    with serving((200, {"content-type": "text/xml"}, role + b"</GetRoleResult></GetRoleResponse>")) as server:
        for module in (boto3, awso_boto):
            answer = module.client("iam", endpoint_url=server.url).get_role(RoleName="r")

            assert answer["Role"] == {"AssumeRolePolicyDocument": "none"}


@pytest.mark.parametrize("source", [{"Key": "k"}, {"Bucket": "b"}, {}])
def test_a_copy_s_source_without_its_parts_is_said_in_boto3_s_words(source: dict[str, str], settled: Path) -> None:
    with serving((200, {}, b"")) as server:
        said: list[str] = []
        for module in (boto3, awso_boto):
            client = module.client("s3", endpoint_url=server.url)
            with pytest.raises(Exception, match="Missing required parameter") as caught:
                client.copy_object(Bucket="bucket", Key="copy", CopySource=source)
            said.append(f"{caught.type.__name__}: {caught.value}")

    assert said[0] == said[1]


def test_a_number_of_dynamodb_s_is_a_time_too(settled: Path) -> None:
    with serving((200, {"content-type": "text/xml"}, b"<Answer/>")) as server:
        for module in (boto3, awso_boto):
            module.client("ec2", endpoint_url=server.url).describe_spot_price_history(StartTime=Decimal("1577836800"))

    assert [b"StartTime=2020-01-01T00%3A00%3A00Z" in said.body for said in server.said] == [True, True]
