"""What users' checkers say of programs that use a service: right ones pass strictly, each wrong line is found."""

import pytest

from tests.typing.conftest import SAMPLES, Diagnostics


@pytest.mark.timeout(300)
def test_a_right_program_passes(said: Diagnostics) -> None:
    assert said["right.py"] == {}


@pytest.mark.timeout(300)
def test_each_wrong_line_is_found_and_no_other(said: Diagnostics) -> None:
    lines = (SAMPLES / "wrong.py").read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if line.endswith("# error")]

    assert len(wrong) > 15
    assert sorted(said["wrong.py"]) == wrong


@pytest.mark.timeout(300)
def test_mypy_names_the_argument_that_was_meant(mypy: Diagnostics) -> None:
    assert any('did you mean "access_token"?' in message for message in mypy["wrong.py"].values())
