"""botocore's own test files, read where they are and played with something of awso's in botocore's place.

The imports of a file are left out: what it means by its names is given to it. Which of its tests must pass is said by
the test module that plays it.
"""

import ast
import unittest
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock


class Scene(NamedTuple):
    """One test of a file: its name, with a number where it is one of several with different arguments."""

    name: str
    play: Callable[[], None]

    @property
    def function(self) -> str:
        """The name without the number."""
        return self.name.partition("[")[0]


def defined_in(source: Path, names: Mapping[str, Any]) -> dict[str, Any]:
    """What the file defines where its names mean `names`."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    namespace = dict(names)
    exec(compile(tree, str(source), "exec"), namespace)  # tests, which are what this module is for
    return namespace


def methods_of(cls: type[unittest.TestCase]) -> Iterator[Scene]:
    """The tests of a class."""
    for method in unittest.TestLoader().getTestCaseNames(cls):
        yield Scene(f"{cls.__name__}.{method}", partial(_play, cls, method))


def scenes_of_classes(source: Path, names: Mapping[str, Any]) -> list[Scene]:
    """Every test of the classes of a file, in its order."""
    classes = (value for value in defined_in(source, names).values() if isinstance(value, type))
    return [scene for cls in classes if issubclass(cls, unittest.TestCase) for scene in methods_of(cls)]


def _play(cls: type[unittest.TestCase], method: str) -> None:
    """Raises what the test raised."""
    result = _Raising()
    with mock.patch("time.sleep"):
        cls(method).run(result)
    if result.raised is not None:
        raise result.raised


class _Raising(unittest.TestResult):
    raised: BaseException | None = None

    def addError(self, test: object, err: Any) -> None:  # noqa: N802  # unittest's name
        self.raised = err[1]

    addFailure = addError  # noqa: N815  # unittest's name
