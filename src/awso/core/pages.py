"""How one page leads to the next: pure steps from an input and its output to the input that follows.

The model gives the places of tokens and results (`awso.core.expressions`). The loops are in `awso.operations`, one
blocking and one async.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.core.expressions import evaluate, is_true
from awso.errors import ResponseError
from awso.shapes.kinds import is_mapping

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.pages_and_waits import PaginatorModel


class Paginator:
    """The pages of one operation."""

    def __init__(self, operation: "Operation", model: "PaginatorModel") -> None:
        self._operation = operation
        self._model = model
        input_tokens = [operation.input_schema.members[name].python for name in model.input_token]
        self._tokens = tuple(zip(input_tokens, model.output_token, strict=True))

    def next_input(self, value: Any, output: Any) -> Any | None:
        """The input of the page after `output`, which `value` asked for; None after the last page.

        Raises `ResponseError` where the service answers with the token that it was asked with: it would never end.
        """
        more = self._model.more_results
        if more is not None and not is_true(evaluate(more, output)):
            return None
        # An empty text or map and the number 0 are no tokens: services end with them too.
        tokens = {attribute: evaluate(expression, output) or None for attribute, expression in self._tokens}
        if all(token is None for token in tokens.values()):
            return None
        if all(getattr(value, attribute) == token for attribute, token in tokens.items()):
            raise ResponseError(f"{self._operation}: the token of the next page is the one of this page")
        return msgspec.structs.replace(value, **tokens)

    def items(self, output: Any) -> Sequence[Any]:
        """The results on one page: elements of a list, keys and values of a map.

        Raises TypeError where the model names neither.
        """
        if self._model.items is None:
            raise TypeError(f"the pages of {self._operation} hold no list: use .pages()")
        found = evaluate(self._model.items, output) or ()
        return tuple(found.items()) if is_mapping(found) else found
