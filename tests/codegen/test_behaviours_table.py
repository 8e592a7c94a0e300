"""`docs/behaviours.md` against botocore's own list of handlers, and the table of behaviours against itself.

An upgrade of botocore that adds, drops or moves a handler shows here.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from itertools import product
from pkgutil import resolve_name
from typing import Any, NamedTuple

import pytest

import awso
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.table import BEHAVIOURS, behaviours_of
from awso.registry import service_names
from awso_codegen.model.source import data_folder
from awso_codegen.model.source import service_names as botocore_names
from awso_codegen.overrides import patches_of
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "behaviours.md").read_text(encoding="utf-8")
TRAIT_BEHAVIOURS = {
    "checksums:RequestChecksums",
    "checksums:ResponseChecksums",
    "compression:Compression",
    "endpoint_discovery:ApiVersion",
    "endpoint_discovery:Discovery",
    "host_prefix:NoHostPrefix",
}
NAMED = {name for entries in BEHAVIOURS.values() for name, _ in entries} | TRAIT_BEHAVIOURS
DOCUMENTATION = "docs.*"
"""Events of which the page names none: they write boto3's documentation."""


class Row(NamedTuple):
    handler: str
    events: tuple[str, ...]
    state: str
    where: str


def rows() -> Iterator[Row]:
    for line in PAGE.partition("## What botocore does elsewhere")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `") and len(cells) == 4:
            events = tuple(event for text in re.findall(r"`([^`]+)`", cells[1]) for event in expanded(text))
            yield Row(cells[0].strip("`"), events, cells[2], cells[3])


def expanded(text: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`."""
    parts = [part.split(",") for part in re.split(r"[{}]", text)]
    return ["".join(chosen) for chosen in product(*parts)]


def handlers() -> list[tuple[str, str]]:
    """Every handler that botocore registers, and its event."""
    module: Any = import_module("botocore.handlers")
    found: list[tuple[str, str]] = []
    for event, handler, *_ in module.BUILTIN_HANDLERS:
        if handler.__module__.startswith("moto."):
            continue  # moto's own, once a test of this process has imported it
        owner = getattr(handler, "__self__", None)
        name = type(handler).__name__ if not hasattr(handler, "__name__") else handler.__name__
        found.append((name if owner is None else f"{type(owner).__name__}.{handler.__name__}", event))
    return found


def is_listed(row: Row, event: str) -> bool:
    return event in row.events or (DOCUMENTATION in row.events and fnmatchcase(event, DOCUMENTATION))


def test_every_handler_of_botocore_is_on_the_page() -> None:
    listed = {row.handler: row for row in rows()}

    missing = [pair for pair in handlers() if pair[0] not in listed or not is_listed(listed[pair[0]], pair[1])]

    assert len(handlers()) > 100
    assert missing == []


def test_the_page_names_no_handler_and_no_event_that_botocore_lacks() -> None:
    known = set(handlers())

    stale = [
        (row.handler, event)
        for row in rows()
        for event in row.events
        if (row.handler, event) not in known
        and not (
            event == DOCUMENTATION and any(fnmatchcase(seen, event) for name, seen in known if name == row.handler)
        )
    ]

    assert stale == []


def test_every_row_says_how_it_stands_and_where_or_why() -> None:
    tables = re.findall(r"^\| (?!what|handler)[^|]+ \| [^|]+ \| ([^|]+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert len(tables) > len(list(rows())) > 60
    assert {"done", "not needed"} <= {state for state, _ in tables} <= {"done", "not needed", "open"}
    assert all(where.strip() for _, where in tables)


def test_every_behaviour_that_the_page_names_exists_and_every_behaviour_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z0-9_.]+:[A-Z]\w+)`", PAGE))

    assert named == NAMED


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(awso(?:\.\w+)+)`", PAGE))))
def test_every_place_in_awso_that_the_page_names_exists(name: str) -> None:
    assert resolve_name(name) is not None


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`", PAGE))))
def test_every_file_that_the_page_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_behaviour_says_why_with_a_link_and_overrides_a_phase(name: str) -> None:
    module, _, cls_name = name.partition(":")
    cls: Any = getattr(import_module(f"awso.behaviours.{module}"), cls_name)

    assert issubclass(cls, Behaviour)
    assert "https://" in (cls.__doc__ or "")
    assert any(phase in vars(cls) for phase in vars(Behaviour) if not phase.startswith("_") and phase != "is_for")


@pytest.mark.parametrize("service", sorted(BEHAVIOURS))
def test_the_table_names_operations_that_exist(service: str) -> None:
    known = set(awso.service(service).file.operations)

    assert {operation for _, operations in BEHAVIOURS[service] for operation in operations} <= known


def test_the_models_note_which_operations_have_behaviours() -> None:
    noted: dict[bool, int] = {True: 0, False: 0}
    for module in service_names():
        for operation in awso.service(module).operations():
            assert operation.model.behaves is bool(behaviours_of(operation.service.name, operation.model)), operation
            noted[operation.model.behaves] += 1

    assert noted[True] > 1_000
    assert noted[False] > 10_000


def test_every_patch_has_a_reason_and_a_link() -> None:
    patches = [patch for name in botocore_names(data_folder()) for patch in patches_of(name)]

    assert patches
    assert all(patch.reason and patch.link.startswith("https://") and patch.merge for patch in patches)
