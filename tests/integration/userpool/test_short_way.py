"""A sign-in that is made ready while its password is verified: what happens in between still counts, and nothing is
signed for those who are not admitted.
"""

from collections.abc import Callable, Iterator
from threading import Event, get_ident

import pytest

from awso.cognito_idp import errors
from awso.errors import ServiceError
from awso_userpool.domain.records import AttemptCounter, copy_with
from awso_userpool.operations import attempts
from awso_userpool.operations.interface import JsonObject
from awso_userpool.operations.sign_in import admission
from awso_userpool.operations.sign_in.admission import SignInWrite
from awso_userpool.secrets.passwords import Verdict
from awso_userpool.storage.interface import Writing
from awso_userpool.tokens import jwt
from tests.integration.userpool.world import PASSWORD, App, World

WRONG = "Wrong-passw0rd"


class Between:
    """Makes each hash last until its sign-in is ready, or is known to have none; then lets `happen` happen."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.happen: Callable[[], object] = lambda: None
        self.ready: list[SignInWrite | None] = []
        self.begun_on: list[int] = []
        self.signatures = 0
        self._decided = Event()
        self._really_readied = admission.readied
        self._really_verify = world.passwords.verify_now
        self._really_sign = jwt.with_signature
        patch.setattr(admission, "readied", self._readied)
        patch.setattr(world.passwords, "verify_now", self._verify)
        patch.setattr(jwt, "with_signature", self._sign)

    def _readied(self, *arguments: object) -> SignInWrite | None:
        write = self._really_readied(*arguments)  # type: ignore[arg-type]  # passed on as they came
        self.ready.append(write)
        self._decided.set()
        return None if write is None else _Watched(write, self.begun_on)

    def _verify(self, password: str, phc: str | None) -> Verdict:
        assert self._decided.wait(timeout=30)
        self._decided.clear()
        self.happen()
        return self._really_verify(password, phc)

    def _sign(self, *arguments: object) -> str:
        self.signatures += 1
        return self._really_sign(*arguments)  # type: ignore[arg-type]  # passed on as they came


class _Watched:
    """A write that says on which thread it was begun."""

    def __init__(self, write: SignInWrite, begun_on: list[int]) -> None:
        self._write = write
        self._begun_on = begun_on
        self.answer = write.answer

    def begin(self) -> None:
        self._begun_on.append(get_ident())
        self._write.begin()


@pytest.fixture
def signed_in(world: World, app: App) -> App:
    """An app whose user has signed in once, so that its keys are loaded."""
    world.user(app)
    world.sign_in(app)
    return app


@pytest.fixture
def between(world: World, signed_in: App) -> Iterator[Between]:
    del signed_in
    with pytest.MonkeyPatch.context() as patch:
        yield Between(world, patch)


def test_the_right_password_goes_the_short_way(world: World, signed_in: App, between: Between) -> None:
    token = world.sign_in(signed_in)["AccessToken"]

    assert len(between.begun_on) == 1
    assert between.begun_on[0] != get_ident()  # this thread's is the event loop
    assert between.signatures == 2
    assert world.call("GetUser", AccessToken=token)["Username"] == "ada"


def test_nothing_is_signed_or_stored_for_a_wrong_password(world: World, signed_in: App, between: Between) -> None:
    with pytest.raises(errors.NotAuthorizedException):
        world.password_auth(signed_in, "ada", WRONG)

    assert between.ready != [None]
    assert between.begun_on == []
    assert between.signatures == 0


def gone(world: World, app: App) -> Callable[[Writing], None]:
    return lambda writing: writing.delete_client(app.client_id)


def disabled(world: World, app: App) -> Callable[[Writing], None]:
    def change(writing: Writing) -> None:
        user = writing.user_by_username(app.pool_id, "ada")
        assert user is not None
        writing.update_user(copy_with(user, enabled=False))

    return change


def password_changed(world: World, app: App) -> Callable[[Writing], None]:
    def change(writing: Writing) -> None:
        user = writing.user_by_username(app.pool_id, "ada")
        assert user is not None
        before = writing.credentials(user.sub)
        assert before is not None
        writing.put_credentials(copy_with(before, changed_at=before.changed_at + 1))

    return change


def locked(world: World, app: App) -> Callable[[Writing], None]:
    now = world.clock.now

    def change(writing: Writing) -> None:
        user = writing.user_by_username(app.pool_id, "ada")
        assert user is not None
        key = attempts.counter_key(world.context, app.pool_id, user.sub, "password")
        writing.put_attempts(AttemptCounter(key=key, count=5, first_at=now, last_at=now, expires_at=now + 900))

    return change


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (gone, "ResourceNotFoundException"),
        (disabled, "NotAuthorizedException: Incorrect username or password."),
        (password_changed, "NotAuthorizedException: Incorrect username or password."),
        (locked, "NotAuthorizedException: Password attempts exceeded"),
    ],
)
def test_what_happens_while_the_hash_runs_counts(
    world: World,
    signed_in: App,
    between: Between,
    change: Callable[[World, App], Callable[[Writing], None]],
    answer: str,
) -> None:
    between.happen = lambda: world.storage.write_now(change(world, signed_in))

    with pytest.raises(ServiceError) as refused:
        world.password_auth(signed_in)

    assert f"{refused.value.code}: {refused.value.message}".startswith(answer)
    assert len(between.begun_on) == 1
    assert between.signatures == 0


def test_what_a_trigger_must_see_first_goes_the_long_way(world: World) -> None:
    def allow(event: JsonObject) -> JsonObject:
        del event
        return {}

    app = world.app({"LambdaConfig": {"PostAuthentication": world.triggers.on("PostAuthentication", allow)}})
    world.user(app)
    world.sign_in(app, password=PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        between = Between(world, patch)
        world.sign_in(app)

    assert between.ready == [None]
    assert world.triggers.sources().count("PostAuthentication_Authentication") == 2
