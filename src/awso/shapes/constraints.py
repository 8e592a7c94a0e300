"""Which constraints of the model a value breaks: required, type, length, range, pattern, union, enum.

Settled here: what is checked, all at once, and where each violation is. An unknown enum value is never an error of the
caller, for the service may know it before our model does: it is an `EnumWarning`, or a finding where the one who asks
is the service. `awso.shapes.constraint_messages` puts findings into words, ours and AWS's.

A checker is compiled per schema when a value of it is first met, and answers None for a value that is right: nothing is
built for it, not even its path. The 32 and 64 bits of integers are not checked; services take more than they model.
"""

import operator
from collections.abc import Callable, Sequence, Sized
from typing import Any, Literal

from awso._lean import datetime
from awso.errors import Violation
from awso.shapes.kinds import ABSENT_LIST, ABSENT_MAP, is_source
from awso.shapes.schema import MemberSchema, Schema

Constraint = Literal[
    "required", "type", "min length", "max length", "min", "max", "pattern", "enum", "union", "unicode"
]
Step = MemberSchema | int | str | None
"""One step of a path: a structure's member, a list's index, a map's key; None: the key itself, not its value."""


class EnumWarning(UserWarning):
    """A text is none of the values that the model lists. It is sent as it is."""


class BrokenConstraint:
    """One finding: `constraint` of `schema` is broken by `value`, found by following `steps`."""

    __slots__ = ("constraint", "hidden", "holder", "schema", "steps", "value")

    def __init__(self, constraint: Constraint, schema: Schema, value: object) -> None:
        self.constraint: Constraint = constraint
        self.schema = schema
        self.value = value
        self.steps: tuple[Step, ...] = ()
        self.hidden = False
        """Whether something that holds `value` is marked sensitive, which makes all in it a secret."""
        self.holder: tuple[Schema, object] | None = None
        """The list or map of which `value` is an element, key or value, and its schema."""

    def under(self, *steps: Step) -> "BrokenConstraint":
        """The same finding seen from what holds it."""
        self.steps = steps + self.steps
        return self

    def inside(self, schema: Schema, holder: object, *steps: Step) -> "BrokenConstraint":
        """The same, seen from the list or map that holds it."""
        self.hidden = self.hidden or schema.model.sensitive
        if not self.steps:
            self.holder = schema, holder
        return self.under(*steps)

    def __repr__(self) -> str:
        return f"BrokenConstraint({self.constraint} of {self.schema.name})"  # never the value


Findings = list[BrokenConstraint]
Check = Callable[[Any], Findings | None]


def violations(schema: Schema, value: object, path: str) -> list[Violation]:
    """Every constraint that `value` breaks, in words; `path` names the value itself.

    Warns with `EnumWarning` of texts that the model's enums do not list.
    """
    found = checker_of(schema)(value)
    if found is None:
        return []
    from awso.shapes.constraint_messages import violation

    return [violation(broken, path) for broken in _without_enums(found, path)]


def _without_enums(found: Findings, path: str) -> Findings:
    from warnings import warn

    from awso.shapes.constraint_messages import violation

    rest: Findings = []
    for broken in found:
        if broken.constraint == "enum":
            warn(str(violation(broken, path)), EnumWarning, stacklevel=4)  # validate() or the call
        else:
            rest.append(broken)
    return rest


def checker_of(schema: Schema) -> Check:
    """The compiled check of a schema, made once; to it, an enum's unknown value is a broken constraint like others."""
    check = schema.checker
    if check is None:
        check = schema.checker = _compile(schema)
    return check


def _compile(schema: Schema) -> Check:
    if schema.model.document or schema.model.eventstream:
        return _accept  # any JSON value; events are checked by whoever sends them
    if schema.model.streaming:
        return _source(schema)
    if schema.kind == "structure":
        return _union(schema) if schema.model.union else _structure(schema)
    if schema.element is not None:
        return _list(schema, schema.element)
    if schema.key is not None and schema.value is not None:
        return _map(schema, schema.key, schema.value)
    if schema.kind == "string":
        return _string(schema)
    if schema.kind in ("integer", "long", "float", "double"):
        return _number(schema)
    if schema.kind == "blob":
        return _sized(schema, (bytes, bytearray, memoryview))
    return _timestamp(schema) if schema.kind == "timestamp" else _typed(schema, bool)


def _accept(value: Any) -> None:
    return None


def _member_check(member: MemberSchema) -> Check:
    if member.model.jsonvalue or member.target.model.eventstream:
        return _accept
    return _source(member.target) if member.streams else checker_of(member.target)


# --- structures -----------------------------------------------------------------------------------------------------


def _structure(schema: Schema) -> Check:
    members = tuple(schema.members.values())
    checks: list[Check | None] = [None] * len(members)
    read = _reader(members)
    cls = schema.cls

    def check(value: Any) -> Findings | None:
        if value.__class__ is not cls and not isinstance(value, cls):
            return [BrokenConstraint("type", schema, value)]
        found: Findings | None = None
        at = -1
        for inner in read(value):
            at += 1
            if inner is None or inner is ABSENT_LIST or inner is ABSENT_MAP:
                if members[at].required:
                    broken = BrokenConstraint("required", members[at].target, None).under(members[at])
                    found = [broken] if found is None else [*found, broken]
                continue
            member_check = checks[at]
            if member_check is None:
                # Compiled here and not before, so that a graph is compiled as far as values reach, and may be cyclic.
                member_check = checks[at] = _member_check(members[at])
            misfits = member_check(inner)
            if misfits is not None:
                seen = [broken.under(members[at]) for broken in misfits]
                if schema.model.sensitive:
                    for broken in seen:
                        broken.hidden = True
                found = seen if found is None else found + seen
        return found

    return check


def _reader(members: Sequence[MemberSchema]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads all members of a structure at once."""
    names = [member.python for member in members]
    if len(names) > 1:
        return operator.attrgetter(*names)
    if names:
        only = operator.attrgetter(names[0])
        return lambda value: (only(value),)
    return lambda value: ()


def _union(schema: Schema) -> Check:
    as_structure = _structure(schema)
    read = _reader(tuple(schema.members.values()))

    def check(value: Any) -> Findings | None:
        found = as_structure(value)
        if isinstance(value, schema.cls):
            given = [inner for inner in read(value) if inner is not None and not _is_absent(inner)]
            if len(given) != 1:
                found = [BrokenConstraint("union", schema, value), *(found or ())]
        return found

    return check


def _is_absent(value: object) -> bool:
    return value is ABSENT_LIST or value is ABSENT_MAP


# --- lists and maps -------------------------------------------------------------------------------------------------


def _list(schema: Schema, element: MemberSchema) -> Check:
    size = _sized(schema, (list, tuple))
    sparse = schema.model.sparse
    element_check: Check | None = None

    def check(value: Any) -> Findings | None:
        nonlocal element_check
        found = size(value)
        if found is not None and found[0].constraint == "type":
            return found
        if element_check is None:
            element_check = _member_check(element)
        index = -1
        for inner in value:
            index += 1
            if inner is None:
                misfits = None if sparse else [BrokenConstraint("required", element.target, None)]
            else:
                misfits = element_check(inner)
            if misfits is not None:
                found = [] if found is None else found
                found += [broken.inside(schema, value, index) for broken in misfits]  # in place: strangers send lists
        return found

    return check


def _map(schema: Schema, key: MemberSchema, value_member: MemberSchema) -> Check:
    size = _sized(schema, (dict,))
    sparse = schema.model.sparse
    checks: tuple[Check, Check] | None = None

    def check(value: Any) -> Findings | None:
        nonlocal checks
        found = size(value)
        if found is not None and found[0].constraint == "type":
            return found
        if checks is None:
            checks = _member_check(key), _member_check(value_member)
        key_check, value_check = checks
        for name, inner in value.items():
            misfits = key_check(name)
            if misfits is not None:
                found = [] if found is None else found
                found += [broken.inside(schema, value, str(name), None) for broken in misfits]
            if inner is None:
                misfits = None if sparse else [BrokenConstraint("required", value_member.target, None)]
            else:
                misfits = value_check(inner)
            if misfits is not None:
                found = [] if found is None else found
                found += [broken.inside(schema, value, str(name)) for broken in misfits]
        return found

    return check


# --- scalars --------------------------------------------------------------------------------------------------------


def _typed(schema: Schema, *types: type) -> Check:
    def check(value: Any) -> Findings | None:
        return None if isinstance(value, types) else [BrokenConstraint("type", schema, value)]

    return check


def _sized(schema: Schema, types: tuple[type[Sized], ...]) -> Check:
    """Type and length of a list, map or blob."""
    least, most = schema.model.min, schema.model.max
    if least is None and most is None:
        return _typed(schema, *types)
    lowest, highest = least or 0, float("inf") if most is None else most

    def check(value: Any) -> Findings | None:
        if not isinstance(value, types):
            return [BrokenConstraint("type", schema, value)]
        if lowest <= len(value) <= highest:
            return None
        return [BrokenConstraint("min length" if len(value) < lowest else "max length", schema, value)]

    return check


def _source(schema: Schema) -> Check:
    """Bytes or text, or whatever can be read or iterated for its bytes, which only a transport does."""

    def check(value: Any) -> Findings | None:
        if isinstance(value, (bytes, bytearray, memoryview, str)) or is_source(value):
            return None
        return [BrokenConstraint("type", schema, value)]

    return check


def _string(schema: Schema) -> Check:
    """Type, length in code points, pattern, enum; text that is not well formed (a lone surrogate) cannot be sent."""
    model = schema.model
    lowest, highest = model.min or 0, float("inf") if model.max is None else model.max
    matches: Callable[[str], bool] = _any_text
    if model.pattern is not None and model.ascii_pattern is not None:
        from awso.shapes.ascii_patterns import AsciiPattern

        matches = AsciiPattern(model.pattern, model.ascii_pattern).matches
    elif model.pattern is not None:
        from awso.shapes.patterns import pattern_of

        pattern = pattern_of(model.pattern)
        matches = _any_text if pattern is None else pattern.matches
    listed = frozenset(model.enum)

    def check(value: Any) -> Findings | None:
        if not isinstance(value, str):
            return [BrokenConstraint("type", schema, value)]
        if lowest <= len(value) <= highest and matches(value) and (not listed or value in listed):
            return None if value.isascii() or _is_well_formed(value) else [BrokenConstraint("unicode", schema, value)]
        broken: list[Constraint] = []
        if listed and value not in listed:
            broken.append("enum")
        if not lowest <= len(value) <= highest:
            broken.append("min length" if len(value) < lowest else "max length")
        if not matches(value):
            broken.append("pattern")
        return [BrokenConstraint(constraint, schema, value) for constraint in broken]

    return check


def _any_text(text: str) -> bool:
    return True


def _is_well_formed(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(schema: Schema) -> Check:
    types = (int,) if schema.kind in ("integer", "long") else (int, float)
    lowest = float("-inf") if schema.model.min is None else schema.model.min
    highest = float("inf") if schema.model.max is None else schema.model.max
    unbounded = schema.model.min is None and schema.model.max is None

    def check(value: Any) -> Findings | None:
        if not isinstance(value, types) or isinstance(value, bool):
            return [BrokenConstraint("type", schema, value)]
        if unbounded or lowest <= value <= highest:
            return None
        return [BrokenConstraint("max" if value > highest else "min", schema, value)]

    return check


def _timestamp(schema: Schema) -> Check:
    def check(value: Any) -> Findings | None:
        # Without a zone it names no moment.
        if isinstance(value, datetime) and value.utcoffset() is not None:
            return None
        return [BrokenConstraint("type", schema, value)]

    return check
