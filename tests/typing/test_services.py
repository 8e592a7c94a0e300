"""Programs that use the twenty services that people use most: what is right passes, what is wrong is said.

A line that ends in `# error: TEXT` must have a diagnostic with that text from both checkers, no other line may have
one. The text is what is wrong: the name of the parameter, the attribute, the waiter.
"""

import re

import pytest

from tests.typing.conftest import SAMPLES, Diagnostics

SERVICES = sorted(file.stem for file in (SAMPLES / "services").glob("*.py"))
EXPECTED = re.compile(r"# error: (.+)$")


def expected(name: str) -> dict[int, str]:
    """What must be said, by line."""
    lines = (SAMPLES / "services" / f"{name}.py").read_text(encoding="utf-8").splitlines()
    return {number: found[1] for number, line in enumerate(lines, 1) if (found := EXPECTED.search(line))}


def test_there_are_twenty_services() -> None:
    assert len(SERVICES) == 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", SERVICES)
def test_right_lines_pass_and_wrong_ones_are_said_to_be_what_they_are(name: str, said: Diagnostics) -> None:
    wrong = expected(name)
    found = dict(said[f"{name}.py"])

    assert len(wrong) >= 5
    assert {line: message for line, message in found.items() if wrong.get(line, "nothing") not in message} == {}
    assert sorted(found) == sorted(wrong)
