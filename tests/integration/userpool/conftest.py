"""Fixtures: a world, and the pools that most tests start from."""

from collections.abc import Iterator

import pytest

from tests.integration.userpool.world import App, Members, World

VERIFIED_EMAIL_POOL: Members = {
    "AutoVerifiedAttributes": ["email"],
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "AliasAttributes": ["email"],
    "Schema": [{"Name": "department", "AttributeDataType": "String", "Mutable": True}],
}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture
def app(world: World) -> App:
    """A plain pool that verifies e-mail."""
    return world.app({"AutoVerifiedAttributes": ["email"]})


@pytest.fixture
def careful(world: World) -> App:
    """The pool of the demo: e-mail is an alias, and a new one must be verified before it replaces the old one."""
    return world.app(VERIFIED_EMAIL_POOL)
