"""A user pool without HTTP: every operation over an in-memory database, a clock, triggers and an inbox for tests."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import awso
from awso import cognito_idp
from awso.errors import ServiceError
from awso_userpool.domain.limits import DEFAULT_LIMITS, Limits
from awso_userpool.domain.records import Message
from awso_userpool.operations import OPERATIONS
from awso_userpool.operations.caches import Caches
from awso_userpool.operations.interface import Context, JsonObject, TriggerKind
from awso_userpool.secrets.keyed_hash import KeyedHasher
from awso_userpool.secrets.master_key import generated_keys
from awso_userpool.secrets.passwords import CHEAP_FOR_TESTS, PasswordHashing, PasswordProfile
from awso_userpool.storage.interface import Storage
from awso_userpool.storage.opening import open_storage

PASSWORD = "Correct-h0rse"
NEW_PASSWORD = "Battery-st4ple"
# 2026-01-05 03:04:05 UTC.
START = 1767582245.0

Members = dict[str, Any]
"""A response in wire names, as a boto3 user sees it."""


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class FakeTriggers:
    """Functions that answer from Python, and a record of every event. Implements `Triggers`."""

    def __init__(self) -> None:
        self.events: list[JsonObject] = []
        self.handlers: dict[str, Callable[[JsonObject], JsonObject]] = {}

    async def invoke(self, kind: TriggerKind, arn: str, event: JsonObject) -> JsonObject:
        self.events.append(event)
        return self.handlers[arn](event)

    def on(self, kind: TriggerKind, handler: Callable[[JsonObject], JsonObject] | None = None) -> str:
        """Binds `handler` (default: changes nothing) and answers the ARN for the pool's LambdaConfig."""
        arn = f"arn:aws:lambda:eu-west-1:123456789012:function:{kind}-{len(self.handlers)}"
        self.handlers[arn] = handler or (lambda _: {})
        return arn

    def last(self, source: str) -> Members:
        """The last event with this triggerSource."""
        return next(dict(event) for event in reversed(self.events) if event["triggerSource"] == source)

    def sources(self) -> list[str]:
        return [str(event["triggerSource"]) for event in self.events]


class App(NamedTuple):
    """A pool with one client, and what tests need to speak to them."""

    pool_id: str
    client_id: str
    secret: str | None = None


class World:
    """One server's context and the hands to drive it."""

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        *,
        srp_allowed: bool = True,
        profile: PasswordProfile = CHEAP_FOR_TESTS,
    ) -> None:
        keys = generated_keys()
        self.clock = Clock()
        self.triggers = FakeTriggers()
        self.storage: Storage = open_storage("sqlite://", keys)
        self.passwords = PasswordHashing(profile)
        self.runner = asyncio.Runner()
        self.context = Context(
            storage=self.storage,
            hashes=KeyedHasher(keys),
            passwords=self.passwords,
            triggers=self.triggers,
            clock=self.clock,
            randomness=secrets.token_bytes,
            region="eu-west-1",
            account_id="123456789012",
            public_url="https://pool.example",
            limits=limits,
            caches=Caches(),
            srp_allowed=srp_allowed,
        )

    def close(self) -> None:
        self.runner.close()
        self.passwords.close()
        self.storage.close()

    def call(self, operation: str, /, **members: object) -> Members:
        """Runs one operation. Raises its modelled errors."""
        return self.runner.run(self.start(operation, **members))

    def together(self, calls: Sequence[Awaitable[Members]]) -> list[Members | BaseException]:
        """Runs several at once; what each answered or raised."""

        async def gather() -> list[Members | BaseException]:
            return await asyncio.gather(*calls, return_exceptions=True)

        return self.runner.run(gather())

    async def start(self, operation: str, /, **members: object) -> Members:
        """One operation, for `together`. Every error must be in the operation's list in the model."""
        request = getattr(cognito_idp, f"{operation}Request").from_value(members)
        try:
            answer = await OPERATIONS[operation](self.context, request)
        except ServiceError as error:
            modelled = {modelled.__name__ for modelled in awso.service("cognito-idp").operation(operation).errors}
            if error.code not in modelled:
                raise AssertionError(f"{operation} may not answer {error.code}") from error
            raise
        return {} if answer is None else answer.to_value()

    def app(self, pool: Members | None = None, client: Members | None = None) -> App:
        """A new pool and client. The client may sign in by password, unless `client` says otherwise."""
        pool_id = self.call("CreateUserPool", **{"PoolName": "people", **(pool or {})})["UserPool"]["Id"]
        return self.client_of(pool_id, **(client or {}))

    def client_of(self, pool_id: str, **client: object) -> App:
        """One more client of a pool."""
        flows = [
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ]
        members = {"ClientName": "app", "ExplicitAuthFlows": flows, **client}
        made = self.call("CreateUserPoolClient", UserPoolId=pool_id, **members)["UserPoolClient"]
        return App(pool_id, made["ClientId"], made.get("ClientSecret"))

    def user(self, app: App, username: str = "ada", password: str = PASSWORD, **attributes: str) -> str:
        """A confirmed user with a permanent password, without any message; the `sub`."""
        made = self.call(
            "AdminCreateUser",
            UserPoolId=app.pool_id,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=as_list(attributes),
        )["User"]
        self.call("AdminSetUserPassword", UserPoolId=app.pool_id, Username=username, Password=password, Permanent=True)
        return read(made["Attributes"])["sub"]

    def sign_in(self, app: App, username: str = "ada", password: str = PASSWORD) -> Members:
        """The AuthenticationResult of a password sign-in."""
        answer = self.password_auth(app, username, password)
        assert "AuthenticationResult" in answer, answer
        result: Members = answer["AuthenticationResult"]
        return result

    def password_auth(self, app: App, username: str = "ada", password: str = PASSWORD, **more: object) -> Members:
        """InitiateAuth with USER_PASSWORD_AUTH."""
        return self.call("InitiateAuth", **password_members(app, username, password), **more)

    def access_token(self, app: App, username: str = "ada", password: str = PASSWORD) -> str:
        return str(self.sign_in(app, username, password)["AccessToken"])

    def attributes(self, app: App, username: str = "ada") -> dict[str, str]:
        """The stored attributes, as an administrator sees them."""
        return read(self.call("AdminGetUser", UserPoolId=app.pool_id, Username=username)["UserAttributes"])

    def inbox(self) -> list[Message]:
        """Takes every message that waits in the outbox, oldest first."""
        claimed = self.storage.write_now(
            lambda writing: writing.claim_messages(now=self.clock.now, lease_seconds=60, limit=1000)
        )
        for item in claimed:
            message_id = item.id
            self.storage.write_now(lambda writing, message_id=message_id: writing.delete_message(message_id))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        return [item.message for item in claimed]

    def code(self) -> str:
        """The code of the one message that waits."""
        (message,) = self.inbox()
        assert message.code is not None
        assert message.code in message.body
        return message.code


def password_members(app: App, username: str, password: str) -> Members:
    """The request of a password sign-in."""
    return {
        "ClientId": app.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    }


def as_list(attributes: dict[str, str]) -> list[dict[str, str]]:
    """Attributes as requests carry them. `custom_x` stands for `custom:x`."""
    return [{"Name": name.replace("custom_", "custom:"), "Value": value} for name, value in attributes.items()]


def read(attributes: list[dict[str, str]]) -> dict[str, str]:
    """Attributes as a dictionary."""
    return {item["Name"]: item["Value"] for item in attributes}
