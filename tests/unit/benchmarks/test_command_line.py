"""What `python -m benchmarks` measures, and when it writes the page."""

from pathlib import Path

import pytest

from benchmarks.__main__ import SECTIONS, main
from benchmarks.common import ROOT, Target


class Measuring:
    """Takes note of the sections that it is asked for."""

    def __init__(self, missed: str = "") -> None:
        self.asked: list[str] = []
        self.missed = missed

    def __call__(self, name: str) -> tuple[str, list[Target]]:
        self.asked.append(name)
        return f"text of {name}", [Target(f"target of {name}", "1", "2", name != self.missed)]


def test_without_names_all_sections_are_measured_and_the_page_is_written(tmp_path: Path) -> None:
    measuring, page = Measuring(), tmp_path / "benchmarks.md"

    status = main([], measuring, page)

    written = page.read_text(encoding="utf-8")
    assert (status, measuring.asked) == (0, list(SECTIONS))
    for name, title in SECTIONS.items():
        assert f"## {title}\n\ntext of {name}" in written
        assert f"target of {name}" in written


def test_with_names_only_those_are_measured_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measuring, page = Measuring(), tmp_path / "benchmarks.md"

    status = main(["get_item", "call"], measuring, page)

    assert (status, measuring.asked) == (0, ["call", "get_item"])
    assert capsys.readouterr().out == (
        "## One blocking call\n\ntext of call\n\n## One DynamoDB GetItem\n\ntext of get_item\n"
    )
    assert not page.exists()


@pytest.mark.parametrize("arguments", [[], ["call"]])
def test_a_target_that_was_missed_is_the_exit_status(arguments: list[str], tmp_path: Path) -> None:
    assert main(arguments, Measuring(missed="call"), tmp_path / "benchmarks.md") == 1


def test_help_names_the_sections_and_measures_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measuring = Measuring()

    with pytest.raises(SystemExit) as ended:
        main(["--help"], measuring, tmp_path / "benchmarks.md")

    assert (ended.value.code, measuring.asked) == (0, [])
    shown = capsys.readouterr().out
    assert all(name in shown for name in SECTIONS)


def test_a_name_that_is_no_section_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measuring = Measuring()

    with pytest.raises(SystemExit) as ended:
        main(["call", "nix"], measuring, tmp_path / "benchmarks.md")

    assert (ended.value.code, measuring.asked) == (2, [])
    assert "nix is no section: choose from cold_start, " in capsys.readouterr().err


def test_each_section_is_a_module() -> None:
    assert [name for name in SECTIONS if not (ROOT / "benchmarks" / f"{name}.py").is_file()] == []
