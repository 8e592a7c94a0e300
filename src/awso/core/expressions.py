"""What the models' JMESPath expressions find, in a shape or in wire-named plain values.

The generator parses the expressions of paginators, waiters and endpoint parameters (`awso_codegen.ir.expressions`,
which says how a tree looks) and `model.json` has the trees, so nothing is parsed here. The semantics are JMESPath's;
the tests prove them by its own vectors. Kept is what models use; a whole language is the `jmespath` package's business.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from awso.shapes.kinds import is_list, is_mapping

if TYPE_CHECKING:
    from awso.shapes.model import Expression


def evaluate(expression: "Expression", value: Any) -> Any:
    """What `expression` finds in `value`; None where nothing is.

    What it finds in a shape are shapes; an absent list or map is None, as on the wire. Raises TypeError where a
    function is given what it cannot take.
    """
    if isinstance(expression, str):
        return _member(value, expression)
    name, *operands = expression
    return _NODES[name](value, *operands)


def is_true(value: Any) -> bool:
    """Whether JMESPath takes `value` for true: all but null, false and what is empty; zero is true."""
    return value is not None and value is not False and value != "" and value != [] and value != {}


def _member(value: Any, name: str) -> Any:
    if is_mapping(value):
        return value.get(name)
    schema = getattr(value, "__schema__", None)
    member = None if schema is None else schema.members.get(name)
    return None if member is None else _present(getattr(value, member.python))


def _present(value: Any) -> Any:
    from awso.shapes.kinds import ABSENT_LIST, ABSENT_MAP

    return None if value is ABSENT_LIST or value is ABSENT_MAP else value


def _path(value: Any, *steps: "Expression") -> Any:
    for step in steps:
        value = evaluate(step, value)
    return value


def _at(value: Any, index: int) -> Any:
    return value[index] if is_list(value) and -len(value) <= index < len(value) else None


def _flat(value: Any, base: "Expression") -> list[Any] | None:
    found = evaluate(base, value)
    if not is_list(found):
        return None
    flat: list[Any] = []
    for item in found:
        flat.extend(item if is_list(item) else [item])
    return flat


def _each(value: Any, base: "Expression", rest: "Expression") -> list[Any] | None:
    found = evaluate(base, value)
    return _project(found, rest) if is_list(found) else None


def _values(value: Any, base: "Expression", rest: "Expression") -> list[Any] | None:
    members = _members(evaluate(base, value))
    return None if members is None else _project(members.values(), rest)


def _where(value: Any, base: "Expression", rest: "Expression", condition: "Expression") -> list[Any] | None:
    found = evaluate(base, value)
    return _project((item for item in found if is_true(evaluate(condition, item))), rest) if is_list(found) else None


def _project(items: Iterable[Any], rest: "Expression") -> list[Any]:
    return [found for item in items if (found := evaluate(rest, item)) is not None]


def _members(value: Any) -> Mapping[str, Any] | None:
    """The members of a map or of a shape by their wire names; None of what is neither."""
    if is_mapping(value):
        return value
    if getattr(value, "__schema__", None) is None:
        return None
    from awso.shapes.shape import present_members

    return {member.name: inner for member, inner in present_members(value.__schema__, value)}


def _or(value: Any, left: "Expression", right: "Expression") -> Any:
    found = evaluate(left, value)
    return found if is_true(found) else evaluate(right, value)


def _and(value: Any, left: "Expression", right: "Expression") -> Any:
    found = evaluate(left, value)
    return evaluate(right, value) if is_true(found) else found


def _length(value: Any, operand: "Expression") -> int:
    found = evaluate(operand, value)
    counted = found if isinstance(found, str) or is_list(found) else _members(found)
    if counted is None:
        raise TypeError(f"length() of {type(found).__name__}: it takes a text, a list or a map")
    return len(counted)


def _keys(value: Any, operand: "Expression") -> list[str]:
    found = evaluate(operand, value)
    members = _members(found)
    if members is None:
        raise TypeError(f"keys() of {type(found).__name__}: it takes a map")
    return list(members)


def _list(value: Any, *operands: "Expression") -> list[Any] | None:
    return None if value is None else [evaluate(operand, value) for operand in operands]


def _not(value: Any, operand: "Expression") -> bool:
    return not is_true(evaluate(operand, value))


def _is_equal(value: Any, left: "Expression", right: "Expression") -> bool:
    return _equal(evaluate(left, value), evaluate(right, value))


def _differs(value: Any, left: "Expression", right: "Expression") -> bool:
    return not _is_equal(value, left, right)


def _this(value: Any) -> Any:
    return value


def _literal(_: Any, literal: Any) -> Any:
    return literal


def _equal(left: Any, right: Any) -> bool:
    """Equality of JSON values: 1 is not true, at whatever depth."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_list(left) and is_list(right):
        return len(left) == len(right) and all(map(_equal, left, right))
    if is_mapping(left) and is_mapping(right):
        return left.keys() == right.keys() and all(_equal(left[key], right[key]) for key in left)
    return bool(left == right)


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, "Expression", "Expression"], bool | None]:
    def ordered(value: Any, left: "Expression", right: "Expression") -> bool | None:
        found, other = evaluate(left, value), evaluate(right, value)
        return compare(found, other) if _is_number(found) and _is_number(other) else None

    return ordered


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_NODES: dict[str, Callable[..., Any]] = {
    "path": _path,
    "at": _at,
    "flat": _flat,
    "each": _each,
    "values": _values,
    "where": _where,
    "or": _or,
    "and": _and,
    "not": _not,
    "==": _is_equal,
    "!=": _differs,
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
    "this": _this,
    "literal": _literal,
    "length": _length,
    "keys": _keys,
    "list": _list,
}
