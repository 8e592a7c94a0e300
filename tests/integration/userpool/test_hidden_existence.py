"""PreventUserExistenceErrors: nobody and somebody answer alike, by message and by the work that is done."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

from awso.errors import ServiceError
from awso_userpool.authentication import srp
from awso_userpool.operations.sign_in import secure_remote_password
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World, as_list

EMAIL = "ada@example.com"
WRONG = "Wrong-passw0rd"


@pytest.fixture
def quiet(world: World) -> App:
    """A pool that hides existence, with users in every state; `nobody` is not among them."""
    app = world.app(
        {"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]}, {"PreventUserExistenceErrors": "ENABLED"}
    )
    for name in ("ada", "disabled", "reset"):
        world.user(app, name, email=f"{name}@example.com", email_verified="true")
    world.call("AdminDisableUser", UserPoolId=app.pool_id, Username="disabled")
    world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="reset")
    world.user(app, "unverified", email="unverified@example.com")
    world.call("AdminCreateUser", UserPoolId=app.pool_id, Username="invited", MessageAction="SUPPRESS")
    world.call(
        "SignUp",
        ClientId=app.client_id,
        Username="unconfirmed",
        Password=PASSWORD,
        UserAttributes=as_list({"email": "unconfirmed@example.com"}),
    )
    world.inbox()
    return app


EVERYBODY = ["ada", "disabled", "reset", "unverified", "invited", "unconfirmed", "nobody"]


def outcome(call: Callable[[], Members]) -> tuple[str, str] | Members:
    try:
        return call()
    except ServiceError as error:
        return error.code, error.message


def test_a_wrong_password_says_the_same_to_everybody(world: World, quiet: App) -> None:
    answers = {str(outcome(lambda name=name: world.password_auth(quiet, name, WRONG))) for name in EVERYBODY}  # type: ignore[misc]  # mypy cannot infer a lambda with a default

    assert answers == {str(("NotAuthorizedException", "Incorrect username or password."))}


def test_everybody_is_locked_out_at_the_same_try(world: World, quiet: App) -> None:
    rows: set[str] = set()
    for name in EVERYBODY:
        row = [outcome(lambda name=name: world.password_auth(quiet, name, WRONG)) for _ in range(7)]  # type: ignore[misc]  # as above
        rows.add(str(row))

    assert len(rows) == 1


def test_forgetting_answers_everybody_with_an_address_and_writes_only_to_those_who_have_one(
    world: World, quiet: App
) -> None:
    for name in EVERYBODY:
        details = world.call("ForgotPassword", ClientId=quiet.client_id, Username=name)["CodeDeliveryDetails"]
        assert details.keys() == {"Destination", "DeliveryMedium", "AttributeName"}
        assert details["DeliveryMedium"] == "EMAIL"
        assert len(details["Destination"]) == len("a***@e***")

    assert {message.destination for message in world.inbox()} == {"ada@example.com", "reset@example.com"}


def test_nobodys_address_stays_the_same(world: World, quiet: App) -> None:
    shown = {str(world.call("ForgotPassword", ClientId=quiet.client_id, Username="nobody")) for _ in range(3)}

    assert len(shown) == 1


def test_an_unknown_address_is_masked_like_a_known_one(world: World, quiet: App) -> None:
    known, unknown = (
        world.call("ForgotPassword", ClientId=quiet.client_id, Username=name)["CodeDeliveryDetails"]["Destination"]
        for name in ("ada@example.com", "bob@example.com")
    )

    assert (known, unknown) == ("a***@e***", "b***@e***")


@pytest.mark.parametrize("operation", ["ForgotPassword", "ResendConfirmationCode"])
def test_the_limit_of_requests_is_everybodys(world: World, quiet: App, operation: str) -> None:
    rows: set[str] = set()
    for name in EVERYBODY:
        row: list[str] = []
        for _ in range(6):
            answer = outcome(lambda name=name: world.call(operation, ClientId=quiet.client_id, Username=name))  # type: ignore[misc]  # as above
            row.append("sent" if isinstance(answer, dict) else str(answer))
        rows.add(str(row))

    assert len(rows) == 1
    assert "Attempt limit exceeded" in rows.pop()


@pytest.mark.parametrize("asked", [True, False])
def test_a_wrong_reset_code_says_the_same_to_everybody(world: World, quiet: App, asked: bool) -> None:
    answers: set[str] = set()
    for name in EVERYBODY:
        if asked:
            world.call("ForgotPassword", ClientId=quiet.client_id, Username=name)
        elif name == "reset":
            continue  # the administrator has asked already
        codes = {message.code for message in world.inbox()}
        members: Members = {
            "ClientId": quiet.client_id,
            "Username": name,
            "ConfirmationCode": "000000" if "000000" not in codes else "111111",
            "Password": NEW_PASSWORD,
        }
        row = [outcome(lambda members=members: world.call("ConfirmForgotPassword", **members)) for _ in range(16)]  # type: ignore[misc]  # as above
        answers.add(str(row))

    assert len(answers) == 1
    first = answers.pop()
    assert ("CodeMismatchException" if asked else "ExpiredCodeException") in first
    assert "LimitExceededException" in first


def test_a_wrong_confirmation_code_says_the_same_to_everybody(world: World, quiet: App) -> None:
    rows: set[str] = set()
    for name in EVERYBODY:
        members: Members = {"ClientId": quiet.client_id, "Username": name, "ConfirmationCode": "x00000"}
        row = [outcome(lambda members=members: world.call("ConfirmSignUp", **members)) for _ in range(16)]  # type: ignore[misc]  # as above
        rows.add(str(row))

    assert len(rows) == 1


def test_a_resent_code_goes_out_only_to_those_who_wait_for_one(world: World, quiet: App) -> None:
    for name in EVERYBODY:
        world.call("ResendConfirmationCode", ClientId=quiet.client_id, Username=name)

    assert [message.destination for message in world.inbox()] == ["unconfirmed@example.com"]


def test_nobody_costs_one_password_verification_like_everybody(world: World, quiet: App) -> None:
    counts: dict[str, int] = {}
    verify_now = world.passwords.verify_now
    for name in EVERYBODY:
        seen: list[str | None] = []

        def counting(password: str, phc: str | None, seen: list[str | None] = seen) -> object:
            seen.append(phc)
            return verify_now(password, phc)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.passwords, "verify_now", counting)
            outcome(lambda name=name: world.password_auth(quiet, name, WRONG))  # type: ignore[misc]  # as above
        counts[name] = len(seen)

    assert set(counts.values()) == {1}


@contextmanager
def counted(world: World) -> Generator[Counter[str]]:
    """Counts the work that takes time: hashes, proofs, moves to a thread, and what the database is asked."""
    work: Counter[str] = Counter()
    parts: list[tuple[object, str, str]] = [
        (world.passwords, "verify_now", "password verifications"),
        (world.passwords, "hash_now", "password hashes"),
        (srp, "start", "SRP key pairs"),
        (secure_remote_password, "_is_proved", "SRP proofs"),
        (asyncio, "to_thread", "threads"),
        (world.storage, "read", "reads"),
        (world.storage, "write", "commits"),
    ]

    def counting(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def count_and_run(*arguments: Any, **keywords: Any) -> Any:
            work[name] += 1
            return run(*arguments, **keywords)

        return count_and_run

    with pytest.MonkeyPatch.context() as patch:
        for owner, attribute, name in parts:
            patch.setattr(owner, attribute, counting(name, getattr(owner, attribute)))
        yield work


def srp_guess(world: World, app: App, name: str) -> tuple[str, str] | Members:
    """A sign-in by SRP that proves nothing."""
    started = world.call(
        "InitiateAuth",
        ClientId=app.client_id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": name, "SRP_A": "2" * 768},
    )
    given = started["ChallengeParameters"]
    responses = {
        "USERNAME": given["USERNAME"],
        "PASSWORD_CLAIM_SECRET_BLOCK": given["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": "AAAA",
        "TIMESTAMP": "Mon Jan 5 03:04:05 UTC 2026",
    }
    return outcome(
        lambda: world.call(
            "RespondToAuthChallenge",
            ClientId=app.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=responses,
        )
    )


Guess = Callable[[World, App, str], object]
GUESSES: dict[str, Guess] = {
    "by password": lambda world, app, name: outcome(lambda: world.password_auth(app, name, WRONG)),
    "by SRP": srp_guess,
    "a reset": lambda world, app, name: outcome(
        lambda: world.call("ForgotPassword", ClientId=app.client_id, Username=name)
    ),
    "a reset code": lambda world, app, name: outcome(
        lambda: world.call(
            "ConfirmForgotPassword",
            ClientId=app.client_id,
            Username=name,
            ConfirmationCode="000000",
            Password=NEW_PASSWORD,
        )
    ),
    "a new code": lambda world, app, name: outcome(
        lambda: world.call("ResendConfirmationCode", ClientId=app.client_id, Username=name)
    ),
}


@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_a_guess_at_nobody_is_the_same_work_as_at_somebody(world: World, quiet: App, guess: Guess) -> None:
    rows: dict[str, str] = {}
    for name in EVERYBODY:
        with counted(world) as work:
            guess(world, quiet, name)
        assert work, "nothing was counted"
        rows[name] = str(sorted(work.items()))

    assert len(set(rows.values())) == 1, rows


def test_the_count_sees_work_that_is_left_out(world: World, quiet: App) -> None:
    with counted(world) as work:
        world.password_auth(quiet, "ada", PASSWORD)
    with counted(world) as less:
        outcome(lambda: world.call("InitiateAuth", ClientId=quiet.client_id, AuthFlow="CUSTOM_AUTH"))

    assert work["password verifications"] == 1
    assert less["password verifications"] == 0


@pytest.mark.parametrize("operation", ["ForgotPassword", "ResendConfirmationCode"])
def test_where_codes_go_to_phones_and_mail_either_can_be_nobodys(world: World, operation: str) -> None:
    """Were it always the phone, everybody without one would be known to exist."""
    pool: Members = {"AutoVerifiedAttributes": ["email", "phone_number"]}
    app = world.app(pool, {"PreventUserExistenceErrors": "ENABLED"})

    def attribute_of(name: str) -> str:
        answer = world.call(operation, ClientId=app.client_id, Username=name)
        return str(answer["CodeDeliveryDetails"]["AttributeName"])

    first = [attribute_of(f"nobody{number}") for number in range(64)]

    assert set(first) == {"email", "phone_number"}
    assert [attribute_of(f"nobody{number}") for number in range(64)] == first
