"""The tables of a `model.json` give each entry by its name, whatever is beside it: as a JSON parser reads the file."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import awso
from awso.shapes.model import Entries
from tests.paths import ROOT

# One with 4,400 shapes, one with events, one with one operation, one without paginators or waiters.
SERVICES = ("ec2", "transcribe", "sagemaker-runtime", "account", "cognito-idp")
TABLES = ("operations", "shapes", "paginators", "waiters")


def parsed(name: str) -> dict[str, dict[str, Any]]:
    module = name.replace("-", "_")
    file: Path = ROOT / "src" / "awso" / "services" / module / "model.json"
    model: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return model


@pytest.mark.parametrize("name", SERVICES)
def test_every_entry_is_what_a_parser_of_the_whole_file_finds(name: str) -> None:
    whole = parsed(name)
    file = awso.service(name).file
    for table in TABLES:
        entries: Entries = getattr(file, table)
        assert {key: json.loads(entries[key]) for key in entries} == whole[table]
        assert len(entries) == len(whole[table])
        assert bool(entries) == bool(whole[table])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", ["", '"', "}", "A", "zzz", "~", "\n", "Filter ", "ilter", "é"])
def test_a_name_that_is_not_there_is_a_key_error(table: str, name: str) -> None:
    entries: Entries = getattr(awso.service("ec2").file, table)
    assert name not in entries
    with pytest.raises(KeyError, match=r"."):
        entries[name]


names = st.text("ABCabc09_", min_size=1, max_size=6)


@given(st.lists(st.sets(names), max_size=4), st.lists(names))
def test_runs_of_any_size_are_searched(runs: list[set[str]], others: list[str]) -> None:
    text, places, expected = b'{"x":{\n', [], {}
    for run in runs:
        begin = len(text)
        for name in sorted(run):
            text += f'"{name}":{{"of":"{name}"}},\n'.encode()
            expected[name] = {"of": name}
        places.append((begin, len(text)))
    entries = Entries(text + b"}", places)
    assert {name: json.loads(entry) for name, entry in entries.items()} == expected
    assert all((name in entries) == (name in expected) for name in others)
