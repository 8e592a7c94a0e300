"""Random histories of three users and three addresses: whoever signs in by an address has proved it last."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from awso.cognito_idp import errors
from tests.integration.userpool.conftest import VERIFIED_EMAIL_POOL
from tests.integration.userpool.world import World, as_list

USERS = ("ada", "bob", "cy")
ADDRESSES = ("x@one.example", "y@two.example", "z@three.example")
user = st.sampled_from(USERS)
address = st.sampled_from(ADDRESSES)


class Addresses(RuleBasedStateMachine):
    """Beside the server a model of three dictionaries: stored, verified, pending with its code."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.app = self.world.app(VERIFIED_EMAIL_POOL)
        self.tokens: dict[str, str] = {}
        for name in USERS:
            self.world.user(self.app, name)
            self.tokens[name] = self.world.access_token(self.app, name)
        self.stored: dict[str, str] = {}
        self.verified: set[str] = set()
        self.sent: dict[str, tuple[str, str]] = {}  # user → (address, code) of the last code

    def teardown(self) -> None:
        self.world.close()

    @rule(name=user, new=address)
    def update(self, name: str, new: str) -> None:
        self.world.call("UpdateUserAttributes", AccessToken=self.tokens[name], UserAttributes=as_list({"email": new}))
        self.sent.pop(name, None)
        for message in self.world.inbox():
            assert (message.username, message.destination) == (name, new)
            self.sent[name] = (new, message.code or "")
        asked = new != self.stored.get(name) or name not in self.verified
        assert (name in self.sent) is asked

    @rule(name=user, new=address)
    def update_as_administrator(self, name: str, new: str) -> None:
        members: dict[str, Any] = {
            "UserPoolId": self.app.pool_id,
            "Username": name,
            "UserAttributes": as_list({"email": new, "email_verified": "true"}),
        }
        if self.holder(new) in {None, name}:
            self.world.call("AdminUpdateUserAttributes", **members)
            self.stored[name] = new
            self.verified.add(name)
            self.sent.pop(name, None)
        else:
            self.refused(errors.AliasExistsException, "AdminUpdateUserAttributes", **members)

    @rule(name=user)
    def verify(self, name: str) -> None:
        proved, code = self.sent.get(name, ("", "000000"))
        members: dict[str, Any] = {"AccessToken": self.tokens[name], "AttributeName": "email", "Code": code}
        if not proved:
            self.refused(errors.ExpiredCodeException, "VerifyUserAttribute", **members)
        elif self.holder(proved) in {None, name}:
            self.world.call("VerifyUserAttribute", **members)
            self.stored[name] = proved
            self.verified.add(name)
            del self.sent[name]
        else:
            self.refused(errors.AliasExistsException, "VerifyUserAttribute", **members)

    @rule(name=user)
    def delete(self, name: str) -> None:
        self.world.call("DeleteUserAttributes", AccessToken=self.tokens[name], UserAttributeNames=["email"])
        self.stored.pop(name, None)
        self.verified.discard(name)
        self.sent.pop(name, None)

    @rule()
    def wait(self) -> None:
        """Long enough for the counters of guesses, too short for codes and tokens."""
        self.world.clock.advance(1)

    @invariant()
    def the_server_and_the_model_agree(self) -> None:
        for name in USERS:
            found = self.world.attributes(self.app, name)
            assert found.get("email") == self.stored.get(name)
            assert (found.get("email_verified") == "true") is (name in self.verified)

    @invariant()
    def an_address_finds_who_proved_it(self) -> None:
        for text in ADDRESSES:
            try:
                found = self.world.call("AdminGetUser", UserPoolId=self.app.pool_id, Username=text)["Username"]
            except errors.UserNotFoundException:
                found = None
            assert found == self.holder(text)

    def holder(self, text: str) -> str | None:
        holders = [name for name in self.verified if self.stored.get(name) == text]
        assert len(holders) <= 1
        return holders[0] if holders else None

    def refused(self, error: type[Exception], operation: str, **members: object) -> None:
        try:
            self.world.call(operation, **members)
        except error:
            return
        raise AssertionError(f"{operation} was not refused with {error.__name__}")


TestAddresses = Addresses.TestCase
TestAddresses.settings = settings(max_examples=30, stateful_step_count=25, deadline=None, derandomize=True)
