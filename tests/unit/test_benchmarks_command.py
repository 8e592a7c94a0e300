"""`python -m benchmarks` measures what is named and writes the page only where everything was measured."""

from pathlib import Path

import pytest

from benchmarks.__main__ import SECTIONS, main
from benchmarks.common import Target


class Measured:
    """Stands for the sections: remembers which were asked for."""

    def __init__(self, *, reached: bool = True) -> None:
        self.names: list[str] = []
        self._reached = reached

    def __call__(self, name: str) -> tuple[str, list[Target]]:
        self.names.append(name)
        return f"text of {name}", [Target(name, "at least 2x", "3x", self._reached)]


def test_all_sections_make_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured, page = Measured(), tmp_path / "page.md"
    assert main([], measured, page) == 0
    assert measured.names == list(SECTIONS)
    written = page.read_text(encoding="utf-8")
    assert all(f"## {title}\n\ntext of {name}" in written for name, title in SECTIONS.items())
    assert written in capsys.readouterr().out


def test_named_sections_are_shown_and_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measured, page = Measured(), tmp_path / "page.md"
    assert main(["call", "cold_start"], measured, page) == 0
    assert measured.names == ["cold_start", "call"]
    assert not page.exists()
    assert "text of call" in capsys.readouterr().out


def test_a_missed_target_is_the_exit_status(tmp_path: Path) -> None:
    assert main(["call"], Measured(reached=False), tmp_path / "page.md") == 1


@pytest.mark.parametrize("argument", ["--help", "no_such_section"])
def test_help_and_unknown_sections_measure_nothing(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    measured = Measured()
    with pytest.raises(SystemExit):
        main([argument], measured)
    assert not measured.names
    assert "cold_start" in "".join(capsys.readouterr())
