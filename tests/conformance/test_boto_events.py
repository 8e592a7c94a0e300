"""botocore's own tests of its emitter, its aliases and its Stubber, with `awso.boto` in botocore's place."""

import copy
import functools
import unittest
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from awso import boto as awso_boto
from awso.boto import exceptions, hooks, stub
from awso.boto.events import names
from tests.conformance.botocore_files import Scene, defined_in, scenes_of_classes
from tests.paths import BOTOCORE_TESTS, require

HOOKS = require(BOTOCORE_TESTS / "unit" / "test_hooks.py")
ALIASES = require(BOTOCORE_TESTS / "functional" / "test_event_alias.py")
STUBBER = require(BOTOCORE_TESTS / "functional" / "test_stub.py")

_INSIDE = "it replaces parts of botocore; test_stub.py has the case"
EXCEPTIONS = {
    "TestStubber.test_dynamodb_can_stub_without_credentials": _INSIDE,
}
"""The tests that do not pass, each with its reason."""


class Session:
    """botocore's session: a maker of clients."""

    def create_client(self, *args: Any, **kwargs: Any) -> Any:
        return awso_boto.Session("key", "secret").client(*args, **kwargs)


def emitter_scenes() -> list[Scene]:
    emitter = {
        "EventAliaser": hooks.EventAliaser,
        "HierarchicalEmitter": hooks.HierarchicalEmitter,
        "first_non_none_response": hooks.first_non_none_response,
    }
    own = {"copy": copy, "functools": functools, "partial": functools.partial, "unittest": unittest}
    return scenes_of_classes(HOOKS, {**emitter, **own, "__name__": "hooks"})


def stubber_scenes() -> list[Scene]:
    botocore = SimpleNamespace(
        session=SimpleNamespace(get_session=Session, Session=Session),
        config=SimpleNamespace(Config=awso_boto.Config),
        UNSIGNED=awso_boto.UNSIGNED,
    )
    own = {"botocore": botocore, "stub": stub, "Stubber": stub.Stubber, "mock": mock, "unittest": unittest}
    return scenes_of_classes(STUBBER, {**vars(exceptions), **_elsewhere(), **own, "__name__": "stub"})


def _elsewhere() -> dict[str, Any]:
    return {name: getattr(exceptions, name) for name in ("StubAssertionError", "StubResponseError")}


EMITTER, STUBS = emitter_scenes(), stubber_scenes()


def test_every_test_of_the_files_is_played() -> None:
    assert (len(EMITTER), len(STUBS)) == (43, 26)


@pytest.mark.parametrize("scene", [*EMITTER, *STUBS], ids=lambda scene: scene.name)
def test_a_test_of_botocores_passes_with_awso_in_its_place(scene: Scene) -> None:
    if scene.name not in EXCEPTIONS:
        scene.play()
        return
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever it is that the test misses
        scene.play()


def test_every_name_of_a_service_is_known_to_the_events_of_its_clients(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    services: dict[str, dict[str, str]] = defined_in(ALIASES, {"pytest": pytest, "Session": Session})["SERVICES"]
    assert len(services) > 100
    for name, known in services.items():
        for part in {name, *known.values()}:
            session = awso_boto.Session("key", "secret", region_name="us-west-2")
            handler = mock.Mock()
            session.events.register(f"creating-client-class.{part}", handler)
            session.client(name)
            assert handler.call_count == 1, (name, part)


def test_the_aliases_are_botocores() -> None:
    assert names.ALIASES == import_module("botocore.utils").EVENT_ALIASES
