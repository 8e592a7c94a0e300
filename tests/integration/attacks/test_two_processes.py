"""Two servers on one SQLite file: what one has decided, the other knows with the next request."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest

from tests.integration.userpool_http.foreign import PASSWORD, Boto3, Pool, make_pool, refusal, sign_in
from tests.integration.userpool_http.process import Running, serving

PUBLIC_URL = "https://pool.example"


class Pair:
    """Two processes, a client of each, and a pool with a user."""

    def __init__(self, one: Running, other: Running) -> None:
        self.one: Boto3 = one.boto()
        self.other: Boto3 = other.boto()
        self.pool: Pool = make_pool(self.one)

    def add_user(self, name: str) -> None:
        attributes = [{"Name": "email", "Value": f"{name}@example.com"}, {"Name": "email_verified", "Value": "true"}]
        self.one.admin_create_user(
            UserPoolId=self.pool.id, Username=name, MessageAction="SUPPRESS", UserAttributes=attributes
        )
        self.other.admin_set_user_password(UserPoolId=self.pool.id, Username=name, Password=PASSWORD, Permanent=True)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("shared")
    # Both at once on a folder without database and master key: each is made by one of them.
    servers = [serving(folder, "--public-url", PUBLIC_URL) for _ in range(2)]
    with ExitStack() as running, ThreadPoolExecutor(2) as threads:
        starting = [threads.submit(running.enter_context, server) for server in servers]
        yield Pair(starting[0].result(), starting[1].result())


def parallel(calls: list[Callable[[], tuple[str, str]]]) -> list[tuple[str, str]]:
    """The refusals of all calls, made at once."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return [waiting.result() for waiting in [threads.submit(call) for call in calls]]


def test_a_token_of_one_is_good_at_the_other_until_either_ends_it(pair: Pair) -> None:
    pair.add_user("revoked")
    for end in ("revoke", "sign out", "disable", "delete"):
        tokens = sign_in(pair.one, pair.pool, "revoked")
        assert pair.other.get_user(AccessToken=tokens["AccessToken"])["Username"] == "revoked"
        pair.one.get_user(AccessToken=tokens["AccessToken"])

        match end:
            case "revoke":
                pair.other.revoke_token(Token=tokens["RefreshToken"], ClientId=pair.pool.client_id)
            case "sign out":
                pair.other.global_sign_out(AccessToken=tokens["AccessToken"])
            case "disable":
                pair.other.admin_disable_user(UserPoolId=pair.pool.id, Username="revoked")
                pair.other.admin_enable_user(UserPoolId=pair.pool.id, Username="revoked")
            case _:
                pair.other.admin_delete_user(UserPoolId=pair.pool.id, Username="revoked")
                pair.add_user("revoked")

        code, message = refusal(pair.one.get_user, AccessToken=tokens["AccessToken"])
        assert (code, message) in {
            ("NotAuthorizedException", "Access Token has been revoked"),
            ("UserNotFoundException", "User does not exist."),
        }, end


def test_the_lockout_is_counted_over_both(pair: Pair) -> None:
    pair.add_user("locked")

    def guess(client: Boto3) -> tuple[str, str]:
        return refusal(
            client.initiate_auth,
            ClientId=pair.pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "locked", "PASSWORD": "Wrong-Horse-7"},
        )

    answers = [guess((pair.one, pair.other)[number % 2]) for number in range(6)]

    assert [message for _, message in answers] == ["Incorrect username or password."] * 5 + [
        "Password attempts exceeded"
    ]


def test_fifty_parallel_guesses_at_both_are_fifteen(pair: Pair) -> None:
    pair.add_user("guessed")
    token = sign_in(pair.one, pair.pool, "guessed")["AccessToken"]
    pair.one.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")

    answers = parallel(
        [
            partial(refusal, client.verify_user_attribute, AccessToken=token, AttributeName="email", Code="not-it")
            for client in (pair.one, pair.other)
            for _ in range(25)
        ]
    )

    codes = [code for code, _ in answers]
    assert (codes.count("CodeMismatchException"), codes.count("LimitExceededException")) == (15, 35)


def test_a_change_of_settings_counts_at_once(pair: Pair) -> None:
    pair.other.update_user_pool_client(
        UserPoolId=pair.pool.id, ClientId=pair.pool.client_id, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
    )

    assert refusal(
        pair.one.initiate_auth,
        ClientId=pair.pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    ) == ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")
