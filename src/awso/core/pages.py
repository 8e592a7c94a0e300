"""How one page leads to the next: pure steps from an input and its output to the input that follows.

The model gives the places of tokens and results as JMESPath expressions over wire names, of which services use only
names, `.`, `[-1]` and `||`. The loops are in `awso.client`, one blocking and one async.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from awso._msgspec import msgspec
from awso.errors import ResponseError

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.model import PaginatorModel
    from awso.shapes.schema import Schema


class Step(NamedTuple):
    """One part of a path: a member, and whether to take the last element of its list."""

    member: str
    last: bool


Path = tuple[tuple[Step, ...], ...]
"""Alternatives, the first that finds something wins; each a walk from the top."""


def parse_path(expression: str) -> Path:
    """The path of an expression such as `NextMarker || Contents[-1].Key`."""
    return tuple(
        tuple(Step(part.removesuffix("[-1]"), part.endswith("[-1]")) for part in alternative.strip().split("."))
        for alternative in expression.split("||")
    )


def find(path: Path, schema: "Schema", value: Any) -> Any:
    """What is at `path` of a structure's value; None where nothing is."""
    for steps in path:
        found = _walk(steps, schema, value)
        if found is not None and found != "" and found != [] and found != {}:
            return found
    return None


def _walk(steps: tuple[Step, ...], schema: "Schema", value: Any) -> Any:
    for name, last in steps:
        member = schema.members.get(name)
        if member is None or value is None:
            return None
        value, schema = getattr(value, member.python), member.target
        if last:
            if not value or schema.element is None:
                return None
            value, schema = value[-1], schema.element.target
    return value


class Paginator:
    """The pages of one operation."""

    def __init__(self, operation: "Operation", model: "PaginatorModel") -> None:
        self._operation = operation
        self._input_tokens = [operation.input_schema.members[name].python for name in model.input_token]
        self._output_tokens = [parse_path(expression) for expression in model.output_token]
        self._more_results = parse_path(model.more_results) if model.more_results else None
        self._result = parse_path(model.result_key[0]) if model.result_key else None

    def next_input(self, value: Any, output: Any) -> Any | None:
        """The input of the page after `output`, which `value` asked for; None after the last page.

        Raises `ResponseError` where the service answers with the token that it was asked with: it would never end.
        """
        schema = self._operation.output_schema
        if self._more_results is not None and not find(self._more_results, schema, output):
            return None
        tokens = {
            attribute: find(path, schema, output)
            for attribute, path in zip(self._input_tokens, self._output_tokens, strict=True)
        }
        if all(token is None for token in tokens.values()):
            return None
        if all(getattr(value, attribute) == token for attribute, token in tokens.items()):
            raise ResponseError(f"{self._operation}: the token of the next page is the one of this page")
        return msgspec.structs.replace(value, **tokens)

    def items(self, output: Any) -> list[Any]:
        """The results on one page. Raises TypeError where the model names no list for them."""
        found: list[Any] | object = (
            None if self._result is None else find(self._result, self._operation.output_schema, output)
        )
        if self._result is None or not (found is None or isinstance(found, list)):
            raise TypeError(f"the pages of {self._operation} hold no list: use .pages()")
        return found or []  # pyright: ignore[reportUnknownVariableType]  # a list of the model's elements
