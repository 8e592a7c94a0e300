"""Clients as a program uses them, over `MemoryTransport`: blocking and async."""

import asyncio
import inspect
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

import awso
from awso import cognito_idp, sts
from awso.core.context import ClientOptions, World, prepare
from awso.errors import ConfigurationError, CredentialsError, TransportError
from awso.runtime.blocking import run
from awso.testing import MemoryTransport
from tests.contract.transports.loopback import loopback, self_signed

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "secret")


@pytest.fixture(autouse=True)
def a_bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests reaches them."""
    import os

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


def answering(*bodies: bytes) -> MemoryTransport:
    return MemoryTransport([awso.HttpResponse(200, {}, body) for body in bodies])


def blocking(transport: MemoryTransport, **options: Any) -> cognito_idp.Client:
    given: dict[str, Any] = {"region": "us-east-1", "credentials": KEYS, **options}
    return cognito_idp.Client(transport=transport, **given)


def asynchronous(transport: MemoryTransport) -> cognito_idp.AsyncClient:
    return cognito_idp.AsyncClient(transport=transport, region="us-east-1", credentials=KEYS)


USERS = [
    b'{"Users":[{"Username":"ada"},{"Username":"bob"}],"PaginationToken":"t1"}',
    b'{"Users":[],"PaginationToken":"t2"}',
    b'{"Users":[{"Username":"cyd"}]}',
]


@pytest.mark.parametrize("client", [cognito_idp.Client, cognito_idp.AsyncClient])
@pytest.mark.parametrize("seconds", [0, -1, -1.0, float("nan"), 3e6, "5"])
def test_what_is_no_time_to_wait_is_refused_when_it_is_written(client: Any, seconds: Any) -> None:
    for option in ("connect_timeout", "read_timeout"):
        with pytest.raises(ConfigurationError, match=f"^{option} is a number of seconds above 0"):
            client(**{option: seconds})
        with pytest.raises(ConfigurationError, match=f"^{option} is a number of seconds above 0"):
            client().with_options(**{option: seconds})
    with pytest.raises(ConfigurationError, match=r"^read_timeout .* got None"):
        client(read_timeout=None)

    client(read_timeout=float("inf"), connect_timeout=float("inf"))


@pytest.mark.parametrize("name", ["dynamodb", "s3control", "agent-registry"])  # each of the ways in which rules say it
def test_a_client_without_a_region_says_where_to_write_one(name: str, tmp_path: Path) -> None:
    opened = awso.service(name)
    context = run(prepare(opened, ClientOptions(), World({}, str(tmp_path), lambda: 0.0, bytes)), MemoryTransport([]))

    with pytest.raises(ConfigurationError) as raised:
        context.endpoints.default()

    assert str(raised.value) == (
        "no region: pass region='us-east-1', set AWS_REGION, or write region = us-east-1 under [default] in "
        f"{tmp_path}/.aws/config"
    )


def test_an_operation_is_a_method_with_the_members_as_keywords() -> None:
    transport = answering(b'{"Username":"ada","Enabled":true}')

    with blocking(transport) as client:
        answer = client.admin_get_user(user_pool_id="us-east-1_abc", username="ada")

    assert (answer.username, answer.enabled, answer.user_attributes) == ("ada", True, [])
    assert transport.requests[0].body == b'{"UserPoolId":"us-east-1_abc","Username":"ada"}'


ADA = cognito_idp.AdminGetUserRequest(user_pool_id="us-east-1_abc", username="ada")
POOL = cognito_idp.ListUsersRequest(user_pool_id="us-east-1_abc")


def test_an_operation_takes_a_ready_made_input_too() -> None:
    transport = answering(b'{"Username":"ada"}')

    answer = blocking(transport).admin_get_user.with_input(ADA)()

    assert answer.username == "ada"
    assert transport.requests[0].body == b'{"UserPoolId":"us-east-1_abc","Username":"ada"}'


def test_a_ready_made_input_is_for_pages_requests_and_urls_too() -> None:
    users = blocking(answering(*USERS, *USERS)).list_users.with_input(POOL)

    assert [user.username for user in users.items()] == ["ada", "bob", "cyd"]
    assert [len(page.users) for page in users.pages()] == [2, 0, 1]
    assert users.request().body == b'{"UserPoolId":"us-east-1_abc"}'
    url = sts.Client(region="us-east-1", credentials=KEYS).get_caller_identity.with_input(
        sts.GetCallerIdentityRequest()
    )
    assert "Action=GetCallerIdentity" in url.presigned_url(60)


def test_an_async_operation_takes_a_ready_made_input_too() -> None:
    async def use() -> list[str | None]:
        client = asynchronous(answering(b'{"Username":"ada"}', *USERS))
        users = client.list_users.with_input(POOL)
        assert (await users.request()).body == b'{"UserPoolId":"us-east-1_abc"}'
        found = [(await client.admin_get_user.with_input(ADA)()).username]
        return [*found, *[user.username async for user in users.items()]]

    assert asyncio.run(use()) == ["ada", "ada", "bob", "cyd"]


def test_an_operation_with_its_input_takes_no_members_and_leaves_the_operation_as_it_was() -> None:
    client = blocking(answering(b"{}"))
    ready: Any = client.admin_get_user.with_input(ADA)

    for members in ({"username": "bob"}, {"username": None}):
        with pytest.raises(TypeError, match=r"admin_get_user: with_input gave the whole input; .* got username"):
            ready(**members)
    assert list(inspect.signature(ready).parameters) == []
    assert repr(ready) == "<cognito-idp AdminGetUser of a client with its input>"
    assert client.admin_get_user.request(user_pool_id="us-east-1_xyz", username="bob").body.count(b"us-east-1_xyz") == 1


@pytest.mark.parametrize("wrong", [POOL, None, {"username": "ada"}])
def test_an_input_of_another_class_is_refused_before_anything_is_sent(wrong: object) -> None:
    transport = answering(b"{}")
    method: Any = blocking(transport).admin_get_user
    got = type(wrong).__qualname__

    with pytest.raises(
        TypeError, match=rf"pass one awso\.services\.cognito_idp\.AdminGetUserRequest or .* got .*{got}$"
    ):
        method.with_input(wrong)
    if wrong is not None:
        with pytest.raises(TypeError, match=rf"got .*{got}$"):
            method(wrong)
    assert transport.requests == []


def test_at_run_time_the_input_may_also_stand_in_the_place_of_the_members() -> None:
    transport = answering(b"{}")
    method: Any = blocking(transport).admin_get_user  # Any: checkers accept `with_input` alone

    method(ADA)

    assert transport.requests[0].body == b'{"UserPoolId":"us-east-1_abc","Username":"ada"}'
    with pytest.raises(TypeError, match=r"got both \(username\)"):
        method(ADA, username="bob")


def test_the_async_client_has_the_same_methods_to_await() -> None:
    async def use() -> cognito_idp.AdminGetUserResponse:
        async with asynchronous(answering(b'{"Username":"ada"}')) as client:
            return await client.admin_get_user(user_pool_id="us-east-1_abc", username="ada")

    assert asyncio.run(use()).username == "ada"


def test_items_and_pages_follow_the_tokens() -> None:
    transport = answering(*USERS)
    names = [user.username for user in blocking(transport).list_users.items(user_pool_id="us-east-1_abc", limit=2)]
    pages = list(blocking(answering(*USERS)).list_users.pages(user_pool_id="us-east-1_abc"))

    assert names == ["ada", "bob", "cyd"]
    assert [len(page.users) for page in pages] == [2, 0, 1]
    bodies = [cognito_idp.ListUsersRequest.from_json(request.body.decode()) for request in transport.requests]
    assert [(body.limit, body.pagination_token) for body in bodies] == [(2, None), (2, "t1"), (2, "t2")]


def test_pages_are_fetched_only_as_they_are_asked_for() -> None:
    transport = answering(*USERS)

    users = blocking(transport).list_users.items(user_pool_id="us-east-1_abc")
    assert transport.requests == []
    assert next(users).username == "ada"
    assert len(transport.requests) == 1


def test_async_items_and_pages_follow_the_tokens() -> None:
    async def use() -> tuple[list[str | None], int]:
        client = asynchronous(answering(*USERS))
        names = [user.username async for user in client.list_users.items(user_pool_id="us-east-1_abc")]
        client = asynchronous(answering(*USERS))
        return names, len([page async for page in client.list_users.pages(user_pool_id="us-east-1_abc")])

    assert asyncio.run(use()) == (["ada", "bob", "cyd"], 3)


def test_an_operation_without_pages_has_no_pages() -> None:
    assert not hasattr(blocking(answering()).admin_get_user, "pages")


def test_the_signed_request_can_be_had_without_sending_it() -> None:
    transport = answering()
    method: Any = blocking(transport).admin_get_user

    request = method.request(user_pool_id="us-east-1_abc", username="ada")

    assert request.url == "https://cognito-idp.us-east-1.amazonaws.com/"
    assert "Credential=AKIDEXAMPLE/" in request.headers["authorization"]
    assert transport.requests == []


def test_a_misspelt_operation_or_member_is_told_the_nearest() -> None:
    client: Any = blocking(answering())

    with pytest.raises(AttributeError, match="did you mean 'admin_get_user'"):
        client.admin_get_usr  # noqa: B018  # the access is the test
    with pytest.raises(TypeError, match="did you mean 'username'"):
        client.admin_get_user(user_pool_id="us-east-1_abc", user_name="ada")


def test_a_client_shows_its_operations_and_their_parameters() -> None:
    client = blocking(answering())

    assert {"admin_get_user", "list_users", "with_options", "close"} <= set(dir(client))
    parameters = inspect.signature(client.admin_get_user).parameters
    assert [(name, parameter.kind) for name, parameter in parameters.items()] == [
        ("user_pool_id", inspect.Parameter.KEYWORD_ONLY),
        ("username", inspect.Parameter.KEYWORD_ONLY),
    ]
    assert "us-east-1" in repr(client)
    assert repr(client.admin_get_user) == "<cognito-idp AdminGetUser of a client>"


def test_an_operation_whose_name_cannot_be_guessed_from_its_method_is_found() -> None:
    for service, method in (("rds", "describe_db_instances"), ("iot", "create_ota_update"), ("s3", "list_objects_v2")):
        client_class: Any = awso.service(service).python_value("Client")
        assert getattr(client_class(region="us-east-1"), method).operation.python == method


def test_with_options_changes_its_own_calls_only_and_shares_the_rest() -> None:
    seen: list[tuple[str, float, float]] = []

    class Recording(MemoryTransport):
        def send(
            self,
            request: awso.HttpRequest,
            connect_timeout_seconds: float = 0.0,
            read_timeout_seconds: float = 0.0,
            stream: bool = False,
        ) -> awso.HttpResponse:
            signed_by = request.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
            seen.append((signed_by, connect_timeout_seconds, read_timeout_seconds))
            return super().send(request, stream=stream)

    client = blocking(Recording(lambda _: awso.HttpResponse(200, {}, b"{}")), connect_timeout=3, read_timeout=4)
    other = client.with_options(timeout=1, credentials=awso.Credentials("AKIDOTHER", "other"))
    third = other.with_options(read_timeout=9)

    for each in (client, other, third, client):
        each.admin_get_user(user_pool_id="us-east-1_abc", username="ada")

    assert seen == [("AKIDEXAMPLE", 3, 4), ("AKIDOTHER", 1, 1), ("AKIDOTHER", 1, 9), ("AKIDEXAMPLE", 3, 4)]


def test_attempts_can_be_given_to_the_client_or_to_one_call() -> None:
    def failing(request: awso.HttpRequest) -> awso.HttpResponse:
        raise TransportError("down")

    transport = MemoryTransport(failing)
    client = blocking(transport, retries=1)

    with pytest.raises(TransportError):
        client.get_user(access_token="e30")
    assert len(transport.requests) == 1

    with pytest.raises(TransportError):
        client.with_options(retries=awso.RetryOptions(2)).get_user(access_token="e30")
    assert len(transport.requests) == 3


def test_region_endpoint_and_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "http://127.0.0.1:9229/base")
    transport = answering(b"{}")

    cognito_idp.Client(transport=transport).admin_get_user(user_pool_id="eu-central-1_abc", username="ada")

    (request,) = transport.requests
    assert request.url == "http://127.0.0.1:9229/base/"
    assert "Credential=AKIDENVIRONMENT/" in request.headers["authorization"]
    assert "/eu-central-1/cognito-idp/" in request.headers["authorization"]


def test_a_profile_gives_region_and_keys(tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile work]\nregion = eu-west-3\n")
    (tmp_path / ".aws" / "credentials").write_text("[work]\naws_access_key_id = AKIDWORK\naws_secret_access_key = s\n")
    transport = answering(b"{}")

    client = cognito_idp.Client(profile="work", transport=transport)
    client.admin_get_user(user_pool_id="eu-west-3_abc", username="ada")

    assert transport.requests[0].url == "https://cognito-idp.eu-west-3.amazonaws.com/"
    assert "Credential=AKIDWORK/" in transport.requests[0].headers["authorization"]


def test_a_client_without_region_or_keys_says_where_to_put_them() -> None:
    with pytest.raises(ConfigurationError, match="region"):
        cognito_idp.Client(transport=answering(), credentials=KEYS, endpoint_url="http://x.test").admin_get_user(
            user_pool_id="us-east-1_abc", username="ada"
        )
    with pytest.raises(CredentialsError, match="AWS_ACCESS_KEY_ID"):
        cognito_idp.Client(transport=answering(), region="us-east-1").admin_get_user(
            user_pool_id="us-east-1_abc", username="ada"
        )


def test_the_certificates_of_the_environment_reach_the_default_transport(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate, key = self_signed("localhost")
    (tmp_path / "roots.pem").write_bytes(certificate)
    with loopback() as server:
        server.use_tls(certificate, key)
        server.answer = lambda handler, request: handler.respond(200, b'{"Username":"ada"}')
        url = f"https://localhost:{server.server_address[1]}"

        with pytest.raises(TransportError):
            cognito_idp.Client(region="us-east-1", endpoint_url=url, retries=1).get_user(access_token="e30")
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "roots.pem"))
        answer = cognito_idp.Client(region="us-east-1", endpoint_url=url).get_user(access_token="e30")

    assert answer.username == "ada"
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    with pytest.raises(ConfigurationError, match=r"missing\.pem does not exist"):
        cognito_idp.Client(region="us-east-1").get_user(access_token="e30")


def test_a_bundle_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path))

    with pytest.raises(ConfigurationError, match=r"AWS_CA_BUNDLE.*cannot be read: Is a directory"):
        blocking(answering(b"{}")).list_user_pools(max_results=1)


def test_fips_and_dual_stack_choose_other_endpoints() -> None:
    kms: Any = awso.service("kms").python_value("Client")
    transport = MemoryTransport(lambda _: awso.HttpResponse(200, {}, b"{}"))

    for option in ({"use_fips": True}, {"use_dual_stack": True}, {"use_fips": True, "use_dual_stack": True}):
        kms(region="us-east-1", credentials=KEYS, transport=transport, **option).list_keys()

    assert [request.url for request in transport.requests] == [
        "https://kms-fips.us-east-1.amazonaws.com/",
        "https://kms.us-east-1.api.aws/",
        "https://kms-fips.us-east-1.api.aws/",
    ]


def test_many_threads_share_a_client() -> None:
    transport = MemoryTransport(lambda request: awso.HttpResponse(200, {}, b'{"Username":"ada"}'))
    client = blocking(transport)
    answers: list[str | None] = []

    def use() -> None:
        answers.extend(client.admin_get_user(user_pool_id="us-east-1_abc", username="ada").username for _ in range(20))

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["ada"] * 160


def test_a_service_error_pickles_with_its_members() -> None:
    body = b'{"__type":"UserNotFoundException","message":"User does not exist."}'
    client = blocking(MemoryTransport([awso.HttpResponse(400, {"x-amzn-requestid": "r-1"}, body)]))

    with pytest.raises(cognito_idp.errors.UserNotFoundException) as caught:
        client.admin_get_user(user_pool_id="us-east-1_abc", username="ada")

    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is cognito_idp.errors.UserNotFoundException
    assert (again.message, again.code, again.request_id, again.status, again.operation, again.attempts) == (
        "User does not exist.",
        "UserNotFoundException",
        "r-1",
        400,
        "AdminGetUser",
        1,
    )


def test_a_client_with_transport_options_has_a_transport_of_its_own_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[object] = []
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nonexistent/bundle.pem")  # which is not read where the options say better

    def shared(roots: bytes | None, options: awso.TransportOptions | None) -> MemoryTransport:
        made.append((roots, options))
        return MemoryTransport([awso.HttpResponse(200, [], b'{"Username":"ada","UserAttributes":[]}')])

    monkeypatch.setattr("awso.transports.native.shared", shared)
    options = awso.TransportOptions(verify="/etc/mine.pem", tcp_keepalive=True)

    cognito_idp.Client(region="us-east-1", transport_options=options).get_user(access_token="e30")

    assert set(made) == {(None, options)}


def test_a_transport_that_is_given_takes_no_options() -> None:
    for cls in (cognito_idp.Client, cognito_idp.AsyncClient):
        with pytest.raises(ConfigurationError, match="leave out transport_options"):
            cls(transport=MemoryTransport([]), transport_options=awso.TransportOptions())
