"""The public names of all services as they were last accepted: `make names` accepts anew.

A program may use each of them: methods with their parameters, `.pages` and `.items`, waiters, errors, shapes with their
attributes. A name that goes, or a parameter that becomes required, breaks programs; a new name does not. The record is
one compressed text, a line a method, waiter, error or shape, so that the table of half a million names stays small.
"""

import lzma
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from awso.shapes.naming import attribute_name
from tests.paths import ROOT

RECORD = Path(__file__).with_name("public_names.txt.xz")
SERVICES = ROOT / "src" / "awso" / "services"
COMMAND = "make names"
REQUIRED = "!"
"""Behind the name of a parameter that must be given."""
Names = dict[str, frozenset[str]]
"""What a line has below it, by the line's own name (`Client.list_users`, `errors.X`): parameters, attributes."""

_attribute_name = cache(attribute_name)


def public_names(model: Mapping[str, Any]) -> Names:
    """The names of one service, from its `model.json`."""
    return dict(_lines(model))


def _lines(model: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    shapes: Mapping[str, Any] = model["shapes"]
    given = _given(model)
    for wire_name, operation in model["operations"].items():
        method = f"Client.{operation.get('python') or _attribute_name(wire_name)}"
        yield method, _members(shapes[operation["input"]["shape"]], True) if "input" in operation else frozenset()
        paginator = model["paginators"].get(wire_name)
        if paginator is not None:
            yield f"{method}.pages", frozenset()
        if paginator is not None and "items" in paginator:
            yield f"{method}.items", frozenset()
    for waiter in model["waiters"].values():
        yield f"Client.wait_until.{waiter['python']}", frozenset()
    for name, shape in shapes.items():
        if shape["type"] == "structure":
            yield f"errors.{name}" if shape.get("exception") else name, _members(shape, name in given)


def _members(shape: Mapping[str, Any], given: bool) -> frozenset[str]:
    return frozenset(
        (member.get("python") or _attribute_name(wire_name))
        + (REQUIRED if given and member.get("required") and not member.get("idempotencyToken") else "")
        for wire_name, member in shape.get("members", {}).items()
    )


def _given(model: Mapping[str, Any]) -> set[str]:
    """The shapes that programs construct: those that inputs refer to. Of others nothing is required."""
    seen: set[str] = set()
    waiting = [operation["input"]["shape"] for operation in model["operations"].values() if "input" in operation]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            shape = model["shapes"][name]
            waiting.extend(member["shape"] for member in shape.get("members", {}).values())
            waiting.extend(shape[part]["shape"] for part in ("member", "key", "value") if part in shape)
    return seen


def generated() -> dict[str, Names]:
    """The names of every service that is generated, by module."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    return {file.parent.name: public_names(decode(file.read_bytes())) for file in sorted(SERVICES.glob("*/model.json"))}


def broken(recorded: Mapping[str, Names], now: Mapping[str, Names]) -> list[str]:
    """What a program that used a recorded name would miss, in the words of its import."""
    return [
        f"awso.{service}.{said}" for service, names in recorded.items() for said in _broken(names, now.get(service, {}))
    ]


def _broken(recorded: Names, now: Names) -> Iterator[str]:
    for name, members in recorded.items():
        found = now.get(name)
        if found is None:
            yield f"{name} is gone"
            continue
        kept = {member.removesuffix(REQUIRED) for member in found}
        lost = {member.removesuffix(REQUIRED) for member in members} - kept
        yield from (f"{name}: {member} is gone" for member in sorted(lost))
        required = {member.removesuffix(REQUIRED) for member in found - members if member.endswith(REQUIRED)}
        yield from (f"{name}: {member} is now required" for member in sorted(required))


def text_of(names: Mapping[str, Names]) -> str:
    """The record as text: a service's name, then its lines, indented."""
    lines: list[str] = []
    for service, by_name in sorted(names.items()):
        lines.append(service)
        lines.extend(" ".join(["", name, *sorted(members)]) for name, members in sorted(by_name.items()))
    return "\n".join(lines) + "\n"


def names_of(text: str) -> dict[str, Names]:
    """The reverse of `text_of`."""
    names: dict[str, Names] = {}
    service: Names = {}
    for line in text.splitlines():
        if line.startswith(" "):
            name, *members = line.split()
            service[name] = frozenset(members)
        else:
            service = names[line] = {}
    return names


def recorded() -> dict[str, Names]:
    """The names as they were last accepted."""
    return names_of(lzma.decompress(RECORD.read_bytes()).decode())


def shown(lines: Iterable[str], most: int = 40) -> str:
    """The first of many lines."""
    every = list(lines)
    more = [f"… and {len(every) - most} more"] if len(every) > most else []
    return "\n".join([*every[:most], *more])


def main() -> None:
    """Record the names as they are now, and say which are broken by that."""
    now = generated()
    if RECORD.exists():
        print(shown(broken(recorded(), now)) or "no name breaks", file=sys.stderr)
    RECORD.write_bytes(lzma.compress(text_of(now).encode(), preset=9 | lzma.PRESET_EXTREME))
    count = sum(1 + len(members) for names in now.values() for members in names.values())
    print(f"recorded {count:,} names in {RECORD.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
