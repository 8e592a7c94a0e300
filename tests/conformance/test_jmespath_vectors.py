"""JMESPath by its own 908 vectors: the models' expressions by our evaluator, a user's by the `jmespath` package.

The generator's subset is what models use. Every vector whose expression is in it must hold; which vectors are not is
told by the nodes that the subset lacks, so that none is skipped unseen.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jmespath
import pytest
from jmespath.exceptions import JMESPathError

from awso.core.expressions import evaluate
from awso_codegen.ir.expressions import compile_expression
from tests.paths import VECTORS, require

# Some vectors write a text literal without quotes, as the language once allowed; the package says so.
pytestmark = pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")


class Vector(NamedTuple):
    """One case: `expected` has its `result` or its `error`, a benchmark has neither."""

    given: Any
    expression: str
    expected: dict[str, Any]


def vectors(folder: Path) -> Iterator[Vector]:
    for file in sorted(folder.glob("*.json")):
        for suite in json.loads(file.read_text(encoding="utf-8")):
            for case in suite["cases"]:
                expected = {kind: case[kind] for kind in ("result", "error") if kind in case}
                yield Vector(suite["given"], case["expression"], expected)


EVERY = list(vectors(require(VECTORS / "jmespath")))


def is_expected(vector: Vector, result: Any) -> bool:
    """Whether `result` is equal as JSON, where 1 is not true."""
    if "result" not in vector.expected:
        return "error" not in vector.expected
    return json.dumps(result, sort_keys=True) == json.dumps(vector.expected["result"], sort_keys=True)


def subset() -> tuple[list[Vector], Counter[str]]:
    """The vectors whose expression the generator compiles, and why it refuses the others."""
    compiled: list[Vector] = []
    refused: Counter[str] = Counter()
    for vector in EVERY:
        try:
            compile_expression(vector.expression)
        except JMESPathError:
            refused["no JMESPath"] += 1
        except ValueError as error:
            refused[str(error).partition("has no ")[2].partition(" ")[0]] += 1
        else:
            compiled.append(vector)
    return compiled, refused


def test_every_vector_is_there() -> None:
    assert len(EVERY) == 908


def test_the_models_subset_is_right_in_every_vector_that_it_covers() -> None:
    compiled, _ = subset()
    wrong: list[str] = []
    for vector in compiled:
        try:
            right = is_expected(vector, evaluate(compile_expression(vector.expression), vector.given))
        except TypeError:
            right = vector.expected == {"error": "invalid-type"}
        if not right:
            wrong.append(f"{vector.expression}: not {vector.expected}")

    assert wrong == []
    assert len(compiled) > 500


def test_the_subset_lacks_only_what_no_model_uses() -> None:
    _, refused = subset()

    # Functions but length() and keys(), that is.
    assert set(refused) == {"no JMESPath", "function_expression", "multi_select_dict", "slice"}


@pytest.mark.parametrize("number", range(0, 908, 91))
def test_the_package_that_evaluates_users_expressions_is_right(number: int) -> None:
    for vector in EVERY[number : number + 91]:
        if "error" in vector.expected:
            with pytest.raises(ValueError):  # noqa: PT011  # the base of all its errors; it has many
                jmespath.search(vector.expression, vector.given)
        else:
            assert is_expected(vector, jmespath.search(vector.expression, vector.given)), vector.expression


def test_an_expression_outside_of_the_subset_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'sort_by\(a, &b\)': awso\.core\.expressions has no function_expression"):
        compile_expression("sort_by(a, &b)")
