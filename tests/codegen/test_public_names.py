"""No public name is lost unseen: what was recorded is there, or the loss is accepted by a command."""

import pytest

from tests.codegen.public_names import (
    COMMAND,
    Names,
    broken,
    generated,
    names_of,
    public_names,
    recorded,
    shown,
    text_of,
)

LIST_LAMPS: Names = {
    "Client.list_lamps": frozenset({"limit", "lighthouse!"}),
    "Client.list_lamps.items": frozenset(),
    "errors.Storm": frozenset({"wind"}),
}


@pytest.fixture(scope="module")
def now() -> dict[str, Names]:
    return generated()


def test_every_recorded_name_is_there(now: dict[str, Names]) -> None:
    lost = broken(recorded(), now)

    assert lost == [], f"{shown(lost)}\nA program that uses one breaks. To accept it: {COMMAND}"


def test_every_service_is_recorded(now: dict[str, Names]) -> None:
    missing = sorted(set(now) - set(recorded()))

    assert missing == [], f"new services have names too: {COMMAND}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Client.list_lamps": None}, ["Client.list_lamps is gone"]),
        ({"Client.list_lamps.items": None}, ["Client.list_lamps.items is gone"]),
        ({"Client.list_lamps": {"lighthouse!"}}, ["Client.list_lamps: limit is gone"]),
        ({"Client.list_lamps": {"limit!", "lighthouse!"}}, ["Client.list_lamps: limit is now required"]),
        ({"Client.list_lamps": {"limit", "lighthouse!", "lens!"}}, ["Client.list_lamps: lens is now required"]),
        ({"errors.Storm": {"rain"}}, ["errors.Storm: wind is gone"]),
        ({"Client.list_lamps": {"limit", "lighthouse", "lens"}, "Client.light": set()}, []),
    ],
)
def test_a_break_is_named_and_an_addition_is_none(change: dict[str, set[str] | None], said: list[str]) -> None:
    changed = {name: members for name, members in LIST_LAMPS.items() if name not in change}
    changed |= {name: frozenset(members) for name, members in change.items() if members is not None}

    assert broken({"lamps": LIST_LAMPS}, {"lamps": changed}) == [f"awso.lamps.{line}" for line in said]


def test_a_service_that_is_gone_loses_all_its_names() -> None:
    assert len(broken({"lamps": LIST_LAMPS}, {})) == len(LIST_LAMPS)


def test_the_record_comes_back_as_it_went() -> None:
    names = {"lamps": LIST_LAMPS, "storms": {"Client.warn": frozenset[str]()}}

    assert names_of(text_of(names)) == names


def test_names_are_those_of_programs() -> None:
    model = {
        "operations": {"ListLamps": {"python": "list_lamps", "input": {"shape": "ListLampsRequest"}}},
        "paginators": {"ListLamps": {"items": "Lamps"}},
        "waiters": {"LampLit": {"python": "lamp_lit"}},
        "shapes": {
            "ListLampsRequest": {
                "type": "structure",
                "members": {
                    "From": {"shape": "S", "required": True},
                    "Token": {"shape": "S", "required": True, "idempotencyToken": True},
                },
            },
            "Lamp": {"type": "structure", "members": {"validate": {"shape": "S", "python": "validate_"}}},
            "Storm": {"type": "structure", "exception": True, "members": {"Wind": {"shape": "S", "required": True}}},
            "S": {"type": "string"},
        },
    }

    assert public_names(model) == {
        "Client.list_lamps": {"from_!", "token"},
        "Client.list_lamps.pages": set(),
        "Client.list_lamps.items": set(),
        "Client.wait_until.lamp_lit": set(),
        "ListLampsRequest": {"from_!", "token"},
        "Lamp": {"validate_"},
        "errors.Storm": {"wind"},
    }


def test_many_lines_are_shown_by_their_beginning() -> None:
    assert shown(map(str, range(42)), most=40).endswith("\n39\n… and 2 more")
