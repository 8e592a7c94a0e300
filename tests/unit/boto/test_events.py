"""Handlers are told by awso.boto what boto3 tells them, in its order, and what they change has the same effect."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awso import boto as awso_boto
from awso.boto import awsrequest, exceptions
from tests.unit.boto.eventful import (
    JSON,
    MODULES,
    ROOTS,
    Answer,
    Played,
    client_of,
    first_again,
    noting,
    ours,
    played,
    returning,
)
from tests.unit.boto.test_calls import TABLES, serving

pytestmark = pytest.mark.usefixtures("settled")

XML = {"content-type": "text/xml"}
REGIONS = (
    200,
    XML,
    b'<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>'
    b"<regionInfo><item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>",
)
NO_QUEUE = (
    400,
    {**JSON, "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"},
    b'{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"}',
)
FAILURE = (500, JSON, b'{"__type":"InternalServerError","message":"m"}')
REFUSAL = (400, JSON, b'{"__type":"ResourceNotFoundException","message":"m"}')
OBJECT = (200, {"etag": '"e"', "content-type": "text/plain"}, b"hello")
PUT = (200, {"etag": '"e"'}, b"")
EMPTY = (200, JSON, b"{}")

Call = Callable[[Any], Any]

CALLS: dict[str, tuple[str, Call, tuple[Answer, ...]]] = {
    "dynamodb": ("dynamodb", lambda client: client.list_tables(Limit=1), (TABLES,)),
    "dynamodb after a failure": ("dynamodb", lambda client: client.list_tables(), (FAILURE, TABLES)),
    "dynamodb refuses": ("dynamodb", lambda client: client.describe_table(TableName="t"), (REFUSAL,)),
    "ec2": ("ec2", lambda client: client.describe_regions(RegionNames=["us-east-1"]), (REGIONS,)),
    "sqs refuses": ("sqs", lambda client: client.get_queue_url(QueueName="q"), (NO_QUEUE,)),
    "s3 puts": ("s3", lambda client: client.put_object(Bucket="b", Key="k y", Body=BytesIO(b"hello")), (PUT,)),
    "s3 heads": ("s3", lambda client: client.head_bucket(Bucket="b"), (OBJECT,)),
    "s3 gets": ("s3", lambda client: client.get_object(Bucket="b", Key="k", ChecksumMode="ENABLED"), (OBJECT,)),
    "cognito": ("cognito-idp", lambda client: client.list_users(UserPoolId="us-east-1_a"), (EMPTY,)),
    "cognito unsigned": (
        "cognito-idp",
        lambda client: client.initiate_auth(ClientId="c", AuthFlow="USER_PASSWORD_AUTH"),
        (EMPTY,),
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_handlers_of_every_event_are_told_the_same(name: str) -> None:
    service, call, answers = CALLS[name]

    def program(client: Any, play: Played) -> Any:
        for root in ROOTS:
            client.meta.events.register(f"{root}.{service}", play.watch)
        return call(client)

    theirs, mine = played(program, service, *answers)

    assert mine.names == theirs.names
    for told, expected in zip(mine.events, theirs.events, strict=True):
        assert told == expected
    assert mine.outcome == theirs.outcome
    assert [said[:2] for said in mine.said] == [said[:2] for said in theirs.said]


def test_a_handler_of_the_root_comes_after_our_own_as_in_boto3() -> None:
    def program(client: Any, play: Played) -> Any:
        def note(request: Any, event_name: str, **_: Any) -> None:
            play.events.append((event_name, {"signed": "Authorization" in request.headers}))

        client.meta.events.register("choose-signer", play.watch)
        client.meta.events.register("request-created", note)
        client.meta.events.register("request-created.s3.ListBuckets", note)
        return client.list_buckets()

    theirs, mine = played(program, "s3", (200, XML, b"<ListAllMyBucketsResult/>"))

    name = "request-created.s3.ListBuckets"
    assert mine.events == theirs.events == [(name, {"signed": False}), (name, {"signed": True})]


def test_a_connection_that_fails_is_told_of_and_tried_again() -> None:
    seen: list[Played] = []
    for module in MODULES:
        play = Played()
        client = client_of(module, "dynamodb", "http://127.0.0.1:9", retries={"max_attempts": 1})
        for root in ("response-received", "needs-retry", "after-call-error"):
            client.meta.events.register(root, play.watch)
        with pytest.raises(Exception, match="Could not connect to the endpoint URL"):
            client.list_tables()
        seen.append(play)

    theirs, mine = seen
    assert mine.events == theirs.events
    assert mine.names == [
        *["response-received.dynamodb.ListTables", "needs-retry.dynamodb.ListTables"] * 2,
        "after-call-error.dynamodb.ListTables",
    ]


# --- what handlers change -------------------------------------------------------------------------------------------


def set_limit(params: Any, **_: Any) -> None:
    params["Limit"] = 3


def other_params(params: Any, **_: Any) -> Any:
    return {**params, "Limit": 4}


def header_before_call(params: Any, **_: Any) -> None:
    params["headers"]["X-Added"] = "before"


def body_before_call(params: Any, **_: Any) -> None:
    params["body"] = b'{"Limit": 5}'


def path_before_call(params: Any, **_: Any) -> None:
    params["url"] += "?through=a%20proxy"
    params["method"] = "PUT"


def header_created(request: Any, **_: Any) -> None:
    request.headers.add_header("X-Added", "created")


def params_created(request: Any, **_: Any) -> None:
    request.params["trace"] = "a b"


def body_before_sign(request: Any, **_: Any) -> None:
    request.data = '{"Limit": 6}'


def header_before_send(request: Any, **_: Any) -> None:
    request.headers["X-Added"] = b"sent"


CHANGES: dict[str, tuple[str, Any]] = {
    "arguments in place": ("before-parameter-build.dynamodb.ListTables", set_limit),
    "other arguments": ("provide-client-params.dynamodb.ListTables", other_params),
    "a header of the call": ("before-call.dynamodb", header_before_call),
    "the body of the call": ("before-call.*.*", body_before_call),
    "the address of the call": ("before-call", path_before_call),
    "a header of an attempt": ("request-created.dynamodb.ListTables", header_created),
    "the query of an attempt": ("request-created.dynamodb.ListTables", params_created),
    "the body of an attempt": ("before-sign.dynamodb.ListTables", body_before_sign),
    "a header of what is sent": ("before-send.dynamodb.ListTables", header_before_send),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_handler_changes_is_sent_as_boto3_sends_it(name: str) -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register(*CHANGES[name])
        return client.list_tables(Limit=1)

    theirs, mine = played(program, "dynamodb", FAILURE, TABLES)

    assert len(mine.said) == len(theirs.said) == 2
    for said, expected in zip(mine.said, theirs.said, strict=True):
        assert said.method == expected.method
        assert said.path.replace("%20", "+") == expected.path.replace("%20", "+")  # how boto3 writes some spaces
        assert said.headers.get("x-added") == expected.headers.get("x-added")
        assert said.body.replace(b" ", b"") == expected.body.replace(b" ", b"")
        assert signed_headers(said) - UNSIGNED == signed_headers(expected) - UNSIGNED


UNSIGNED = {"amz-sdk-invocation-id", "amz-sdk-request", "user-agent"}
"""What one of the two signs without need."""


def signed_headers(said: Any) -> set[str]:
    signed = said.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    return set(signed.split(";"))


def test_a_field_of_a_form_is_changed_in_its_dict() -> None:
    def program(client: Any, _: Played) -> Any:
        def change(params: Any, **_: Any) -> None:
            params["body"]["DryRun"] = "a b"

        client.meta.events.register("before-call.ec2.DescribeRegions", change)
        return client.describe_regions()

    theirs, mine = played(program, "ec2", REGIONS)

    # The one writes a space as +, the other as %20.
    assert mine.said[0].body.replace(b"%20", b"+") == theirs.said[0].body
    assert b"DryRun=a%20b" in mine.said[0].body


def test_a_signature_holds_for_what_a_handler_made_of_the_request() -> None:
    def change(request: Any, **_: Any) -> None:
        request.headers["X-Added"] = "1"
        request.data = b'{"Limit":7}'
        request.params["a"] = "b c"

    with ours("dynamodb", TABLES) as (client, server):
        client.meta.events.register("request-created.dynamodb.ListTables", change)
        client.list_tables()
        said = server.said[0]

    assert recomputed(server.url, said) == said.headers["authorization"]
    assert said.body == b'{"Limit":7}'
    assert said.path == "/?a=b%20c"


def recomputed(url: str, said: Any) -> str:
    """The authorization by botocore's signer, of the request as it came."""
    from importlib import import_module
    from unittest import mock

    auth: Any = import_module("botocore.auth")
    credentials = import_module("botocore.credentials").Credentials("testing", "testing")
    request = import_module("botocore.awsrequest").AWSRequest(said.method, url + said.path, data=said.body)
    for name in signed_headers(said) - {"host", "x-amz-date"}:
        request.headers[name] = said.headers[name]
    signer = auth.SigV4Auth(credentials, "dynamodb", "us-east-1")
    request.context["timestamp"] = said.headers["x-amz-date"]
    moment = import_module("datetime").datetime.strptime(said.headers["x-amz-date"], "%Y%m%dT%H%M%SZ")
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        signer.add_auth(request)
    text: str = request.headers["Authorization"]
    return text


@pytest.mark.parametrize("chosen", ["unsigned", "v4"])
def test_a_handler_chooses_how_to_sign(chosen: str) -> None:
    def program(client: Any, _: Played) -> Any:
        unsigned = awso_boto.UNSIGNED if client.__module__.startswith("awso") else boto_unsigned()
        version = unsigned if chosen == "unsigned" else chosen
        client.meta.events.register("choose-signer.dynamodb.ListTables", returning(version))
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert ["authorization" in said.headers for said in mine.said] == [chosen != "unsigned"]
    assert ["authorization" in said.headers for said in theirs.said] == [chosen != "unsigned"]


def test_a_handler_chooses_s3_s_old_signature() -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("choose-signer.s3.GetObject", returning("s3"))
        return client.get_object(Bucket="b", Key="k")

    for play in played(program, "s3", OBJECT):
        assert play.said[0].headers["authorization"].startswith("AWS testing:")
        assert "date" in play.said[0].headers


def boto_unsigned() -> Any:
    from importlib import import_module

    return import_module("botocore").UNSIGNED


def test_a_call_that_a_handler_leaves_unsigned_needs_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    from awso.boto.handlers import disable_signing

    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with ours("sqs", EMPTY) as (client, server):
        client.meta.events.register("choose-signer.sqs.*", disable_signing)
        client.list_queues()
        assert "authorization" not in server.said[0].headers


def test_region_and_name_in_the_signature_are_those_of_the_context() -> None:
    def program(client: Any, _: Played) -> Any:
        def change(context: Any, **_: Any) -> None:
            context["signing"] = {"region": "eu-west-3", "signing_name": "other"}

        client.meta.events.register("before-call.dynamodb", change)
        return client.list_tables()

    for play in played(program, "dynamodb", TABLES):
        assert "/eu-west-3/other/aws4_request" in play.said[0].headers["authorization"]


def test_a_version_that_is_none_is_refused_as_in_boto3() -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("choose-signer.dynamodb", returning("v7"))
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome == ("UnknownSignatureVersionError", "Unknown Signature Version: v7.", None)


# --- answers in the service's place ----------------------------------------------------------------------------------


def response_of(module: Any, status: int, headers: dict[str, str], body: bytes) -> Any:
    class Raw(BytesIO):
        def stream(self, **_: Any) -> Any:
            yield self.getvalue()

    if module is awso_boto:
        return awsrequest.AWSResponse("http://x", status, headers, Raw(body))
    from importlib import import_module

    return import_module("botocore.awsrequest").AWSResponse("http://x", status, headers, Raw(body))


@pytest.mark.parametrize(("status", "body"), [(200, b'{"TableNames":["mine"]}'), (400, REFUSAL[2])])
def test_a_response_of_before_send_is_the_service_s(status: int, body: bytes) -> None:
    def program(client: Any, play: Played) -> Any:
        module = awso_boto if client.__module__.startswith("awso") else MODULES[0]
        client.meta.events.register("before-send.dynamodb.*", returning(response_of(module, status, JSON, body)))
        client.meta.events.register("after-call", play.watch)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome
    assert mine.events == theirs.events
    assert mine.said == theirs.said == []


def test_a_response_of_before_send_may_be_a_stream() -> None:
    with ours("s3", OBJECT) as (client, server):
        client.meta.events.register(
            "before-send.s3.GetObject", returning(response_of(awso_boto, 200, {"content-length": "4"}, b"mine"))
        )
        assert client.get_object(Bucket="b", Key="k")["Body"].read() == b"mine"
        assert server.said == []


def test_a_streaming_body_is_read_after_its_events_are_over() -> None:
    import gc

    with ours("s3", OBJECT) as (client, _):
        for root in ROOTS:
            client.meta.events.register(root, returning(None))
        answer = client.get_object(Bucket="b", Key="k")
        gc.collect()
        assert answer["Body"].read() == b"hello"


def test_an_answer_of_before_call_is_given_back() -> None:
    def program(client: Any, play: Played) -> Any:
        module = awso_boto if client.__module__.startswith("awso") else MODULES[0]
        answer = (response_of(module, 200, {}, b""), {"TableNames": ["mine"]})
        client.meta.events.register("before-call.dynamodb.ListTables", returning(answer))
        for root in ROOTS:
            client.meta.events.register(root, play.watch)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome == {"TableNames": ["mine"]}
    assert mine.names == theirs.names
    assert mine.said == []


def add_more(parsed: Any, **_: Any) -> None:
    parsed["More"] = 1


def test_what_after_call_makes_of_the_answer_is_given_back() -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("after-call.dynamodb", add_more)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome
    assert mine.outcome["More"] == 1


def test_what_before_parse_makes_of_the_response_is_parsed() -> None:
    def program(client: Any, _: Played) -> Any:
        def change(response_dict: Any, customized_response_dict: Any, **_: Any) -> None:
            response_dict["body"] = b'{"TableNames":["other"]}'
            customized_response_dict["More"] = 1

        client.meta.events.register("before-parse.dynamodb.ListTables", change)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome
    assert mine.outcome["TableNames"] == ["other"]


# --- other attempts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [(TABLES, REGIONS, TABLES), (REFUSAL, TABLES)], ids=["a success", "a refusal"])
def test_a_handler_asks_for_another_attempt(answers: tuple[Answer, ...]) -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("needs-retry.dynamodb.ListTables", first_again)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", answers[0], answers[-1])

    assert len(mine.said) == len(theirs.said) == 2
    assert mine.outcome == theirs.outcome
    invocations = [said.headers["amz-sdk-invocation-id"] for said in mine.said]
    assert invocations[0] == invocations[1]


def test_a_handler_forbids_another_attempt() -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("needs-retry.dynamodb.ListTables", returning(False))
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", FAILURE)

    assert len(mine.said) == len(theirs.said) == 1
    assert mine.outcome == theirs.outcome


def test_the_request_of_the_next_attempt_is_changed_in_its_dict() -> None:
    def program(client: Any, _: Played) -> Any:
        def change(request_dict: Any, **_: Any) -> None:
            request_dict["headers"]["X-Added"] = "again"

        client.meta.events.register("needs-retry.dynamodb", change)
        return client.list_tables()

    for play in played(program, "dynamodb", FAILURE, TABLES):
        assert [said.headers.get("x-added") for said in play.said] == [None, "again"]


def test_a_body_that_streams_is_sent_again_from_its_beginning() -> None:
    def program(client: Any, _: Played) -> Any:
        client.meta.events.register("needs-retry.s3", first_again)
        return client.put_object(Bucket="b", Key="k", Body=BytesIO(b"hello"), ContentType="text/plain")

    _, mine = played(program, "s3", PUT)

    assert [b"hello" in said.body for said in mine.said] == [True, True]


@pytest.mark.parametrize("raised", [ValueError, ConnectionRefusedError])
def test_what_a_handler_of_before_send_raises_ends_the_call(raised: type[Exception]) -> None:
    def program(client: Any, play: Played) -> Any:
        def fail(**_: Any) -> None:
            raise raised("mine")

        client.meta.events.register("before-send.dynamodb", fail)
        for root in ROOTS:
            client.meta.events.register(root, play.watch)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome == (raised.__name__, "mine", None)
    assert mine.events == theirs.events


def test_a_lost_connection_that_a_handler_raises_is_tried_again() -> None:
    attempts: list[int] = []

    def fail(request: Any, **_: Any) -> None:
        attempts.append(request.context["retries"]["attempt"])
        if len(attempts) == 1:
            raise exceptions.EndpointConnectionError(endpoint_url="http://x", error=ValueError())

    with ours("dynamodb", TABLES) as (client, server):
        client.meta.events.register("before-send.dynamodb", fail)
        assert client.list_tables()["ResponseMetadata"]["RetryAttempts"] == 1
        assert len(server.said) == 1
    assert attempts == [1, 2]


@pytest.mark.parametrize("root", ["before-call", "request-created", "before-sign", "after-call", "before-parse"])
def test_what_a_handler_raises_elsewhere_is_raised_as_it_is(root: str) -> None:
    def program(client: Any, play: Played) -> Any:
        def fail(**_: Any) -> None:
            raise KeyError("mine")

        client.meta.events.register(root, fail)
        client.meta.events.register("after-call-error", play.watch)
        return client.list_tables()

    theirs, mine = played(program, "dynamodb", TABLES)

    assert mine.outcome == theirs.outcome
    assert mine.names == theirs.names


# --- sessions, clients, classes ---------------------------------------------------------------------------------------


def test_a_client_has_the_handlers_that_its_session_had_when_it_was_made() -> None:
    for module in MODULES:
        session, seen = module.Session(), list[str]()
        session.events.register("provide-client-params", noting(seen))
        with serving(TABLES) as server:
            early = session.client("dynamodb", endpoint_url=server.url)
            session.events.register("before-call", noting(seen))
            late = session.client("dynamodb", endpoint_url=server.url)
            early.list_tables()
            late.list_tables()
        assert seen == [
            "provide-client-params.dynamodb.ListTables",
            "provide-client-params.dynamodb.ListTables",
            "before-call.dynamodb.ListTables",
        ]


def test_clients_do_not_share_what_is_registered_with_one() -> None:
    session = awso_boto.Session()
    with serving(TABLES) as server:
        one, other = (session.client("dynamodb", endpoint_url=server.url) for _ in range(2))
        seen: list[str] = []
        one.meta.events.register("before-call", noting(seen))
        other.list_tables()

    assert seen == []


def test_methods_are_added_wrapped_and_taken_away_when_the_class_is_made() -> None:
    class Mixin:
        def greet(self: Any) -> str:
            return str(self.meta.service_model.service_name)

    def change(class_attributes: Any, base_classes: Any, **_: Any) -> None:
        original = class_attributes["list_tables"]

        def wrapped(self: Any, **kwargs: Any) -> Any:
            return {"wrapped": original(self, **kwargs)["TableNames"]}

        class_attributes["list_tables"] = wrapped
        del class_attributes["create_table"]
        base_classes.insert(0, Mixin)

    for module in MODULES:
        session = module.Session()
        session.events.register("creating-client-class.dynamodb", change)
        with serving(TABLES) as server:
            client = session.client("dynamodb", endpoint_url=server.url)
            assert client.list_tables() == {"wrapped": ["a"]}
            assert client.greet() == "dynamodb"
            assert not hasattr(client, "create_table")
        assert hasattr(module.client("dynamodb", endpoint_url=server.url), "create_table")


def region_of(client: Any, **_: Any) -> Any:
    return client.meta.region_name


def test_a_name_that_is_none_of_the_client_s_is_asked_for() -> None:
    for module in MODULES:
        client = module.client("dynamodb")
        client.meta.events.register("getattr.dynamodb.more", region_of)
        assert client.more == "us-east-1"
        with pytest.raises(AttributeError, match="has no attribute 'less'"):
            _ = client.less


def renamed(service_name: str, **_: Any) -> str | None:
    return "dynamodb" if service_name == "dynamodbstreams" else None


def test_a_service_goes_by_a_name_that_a_handler_knows() -> None:
    for module in MODULES:
        session = module.Session()
        session.events.register_first("choose-service-name", renamed)
        assert session.client("dynamodbstreams").meta.service_model.service_name == "dynamodb"


@pytest.mark.parametrize(
    "event", ["creating-resource-class.s3.Bucket", "docs.*", "creating-serializer.s3", "service-data-loaded.s3"]
)
def test_an_event_that_never_comes_is_refused_by_name(event: str) -> None:
    for events in (awso_boto.Session().events, awso_boto.client("s3").meta.events):
        with pytest.raises(
            exceptions.UnsupportedFeatureError, match=rf"events\.register\('{event}'\)".replace("*", r"\*")
        ):
            events.register(event, returning(None))


def plus_one(number: int, **_: Any) -> int:
    return number + 1


def test_a_program_emits_events_of_its_own() -> None:
    events = awso_boto.client("s3").meta.events
    events.register("my-event.*", plus_one)

    assert [answer for _, answer in events.emit("my-event.now", number=1)] == [2]


def other_key(params: Any, context: Any, **_: Any) -> None:
    assert context["is_presign_request"]
    params["Key"] = "other"


def more_in_url(request: Any, **_: Any) -> None:
    request.url += "&more=1" if "?" in request.url else "?more=1"


def unsigned_by(module: Any) -> Any:
    return returning(awso_boto.UNSIGNED if module is awso_boto else boto_unsigned())


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_presigned_url_passes_the_same_handlers_with_the_same_effect(version: str) -> None:
    made: list[tuple[Any, Any]] = []
    for module in MODULES:
        client = client_of(module, "s3", None, signature_version=version, region_name="eu-west-1")
        play = Played()
        events = client.meta.events
        events.register("provide-client-params.s3.GetObject", other_key)
        events.register("before-sign.s3.GetObject", more_in_url)
        for root in ("provide-client-params.s3", "before-parameter-build.s3", "before-sign.s3"):
            events.register(root, play.watch)
        url = urlsplit(client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "k"}))
        made.append((url[:3], set(parse_qs(url.query))))
        assert [name for name, _ in play.events] == [
            "provide-client-params.s3.GetObject",
            "before-parameter-build.s3.GetObject",
            "before-sign.s3.GetObject",
        ]

    assert made[0] == made[1]
    assert "more" in made[1][1]


def test_a_handler_leaves_urls_and_forms_unsigned() -> None:
    made: list[Any] = []
    for module in MODULES:
        client = client_of(module, "s3", None, region_name="eu-west-1")
        client.meta.events.register("choose-signer.s3.*", unsigned_by(module))
        url = client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "k"})
        made.append((url, client.generate_presigned_post("bucket", "k")))

    assert made[0] == made[1]


def test_a_client_without_handlers_loads_nothing_of_events(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys, awso.boto as boto3\n"
        "client = boto3.client('dynamodb', 'us-east-1', endpoint_url='http://127.0.0.1:9',"
        " aws_access_key_id='a', aws_secret_access_key='b', config=boto3.Config(retries={'total_max_attempts': 1}))\n"
        "try: client.list_tables()\n"
        "except Exception as error: assert 'connect' in str(error)\n"
        "print([name for name in sys.modules if name.startswith(('awso.boto.events', 'awso.boto.hooks'))])\n"
    )
    from tests.paths import ROOT

    shown = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)},
        timeout=60,
    ).stdout

    assert shown.strip() == "[]"


# --- what the engine does besides ------------------------------------------------------------------------------------


def test_a_bucket_elsewhere_is_followed_with_what_before_call_changed() -> None:
    called: list[str] = []

    def change(params: Any, event_name: str, **_: Any) -> None:
        called.append(event_name)
        params["headers"]["X-Added"] = "1"

    elsewhere = (301, {"x-amz-bucket-region": "eu-west-1", "content-type": "text/xml"}, b"")
    hosts: list[Any] = []

    def answer(request: Any, **_: Any) -> Any:
        hosts.append((request.url, request.headers["X-Added"]))
        status, headers, body = elsewhere if len(hosts) == 1 else PUT
        return response_of(awso_boto, status, headers, body)

    client = awso_boto.client("s3", region_name="us-west-2")
    client.meta.events.register("before-call.s3.PutObject", change)
    client.meta.events.register("before-send.s3", answer)
    client.put_object(Bucket="bucket", Key="k", Body=b"hello")

    assert called == ["before-call.s3.PutObject"]
    assert hosts == [
        ("https://bucket.s3.us-west-2.amazonaws.com/k", b"1"),
        ("https://bucket.s3.eu-west-1.amazonaws.com/k", b"1"),
    ]


def test_the_account_of_the_keys_is_asked_for_by_a_handler_and_may_be_another() -> None:
    seen: list[Any] = []

    def change(builtins: Any, **_: Any) -> None:
        seen.append(builtins["AWS::Auth::AccountId"]())
        builtins["AWS::Auth::AccountId"] = "210987654321"

    client = awso_boto.client(
        "dynamodb", aws_access_key_id="a", aws_secret_access_key="b", aws_account_id="123456789012"
    )
    client.meta.events.register("before-endpoint-resolution.dynamodb", change)
    urls: list[str] = []

    def answer(request: Any, **_: Any) -> Any:
        urls.append(request.url)
        return response_of(awso_boto, *EMPTY)

    client.meta.events.register("before-send", answer)
    client.list_tables()

    assert seen == ["123456789012"]
    assert urls == ["https://210987654321.ddb.us-east-1.amazonaws.com/"]


def test_the_quota_of_retries_gets_back_what_a_call_took() -> None:
    with ours("dynamodb", FAILURE, TABLES) as (client, _):
        client.meta.events.register("needs-retry", returning(None))
        quota = client._engine.prepared().retries.quota
        before = quota.available
        client.list_tables()

        assert quota.available == before


def test_a_body_that_cannot_be_read_again_is_not_sent_again() -> None:
    class Once(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise OSError("no")

        tell = seek

    with ours("s3", PUT) as (client, server):
        client.meta.events.register("needs-retry.s3", first_again)
        with pytest.raises(exceptions.UnseekableStreamError):
            client.put_object(Bucket="b", Key="k", Body=Once(b"hello"), ContentLength=5)
        assert len(server.said) == 1


def test_a_body_in_chunks_is_read_and_sent_by_handlers_whole() -> None:
    seen: list[bytes] = []

    def read(request: Any, **_: Any) -> None:
        seen.append(request.body.read())
        request.body.seek(0)

    with ours("s3", PUT) as (client, server):
        client.meta.events.register("before-send.s3.PutObject", read)
        client.put_object(Bucket="b", Key="k", Body=BytesIO(b"hello"))

        assert server.said[0].headers["x-amz-content-sha256"].startswith("STREAMING-AWS4-HMAC-SHA256")
        assert seen == [server.said[0].body]


def test_models_say_what_handlers_ask_and_where_the_rest_is() -> None:
    models: list[Any] = []

    def note(model: Any, **_: Any) -> None:
        models.append(model)

    for module in MODULES:
        client = module.client("s3")
        client.meta.events.register("before-parameter-build.s3", note)
        client.meta.events.register("before-call", returning((response_of(module, 200, {}, b""), {})))
        client.get_object(Bucket="b", Key="k")
    theirs, mine = models

    for name in (
        "name",
        "wire_name",
        "auth_type",
        "resolved_auth_type",
        "has_streaming_input",
        "has_streaming_output",
        "has_event_stream_output",
        "idempotent_members",
        "deprecated",
        "http_checksum_required",
    ):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert mine.http["method"] == theirs.http["method"]
    assert mine.service_model.service_id.hyphenize() == theirs.service_model.service_id.hyphenize() == "s3"
    with pytest.raises(AttributeError, match=r"no attribute 'input_shape'"):
        _ = mine.input_shape
