"""How stub source is laid out: signatures and long unions broken one item a line."""

from collections.abc import Sequence

LINE_LENGTH = 120
INDENT = "    "


def signature(head: str, parameters: Sequence[str], result: str, indent: int, body: str = "") -> list[str]:
    """`head(parameters) -> result:` on one line where it fits, else a parameter a line."""
    margin = " " * indent
    tail = f") -> {result}:{body}"
    line = f"{margin}{head}({', '.join(parameters)}{tail}"
    if len(line) <= LINE_LENGTH:
        return [line]
    return [f"{margin}{head}(", *(f"{margin}{INDENT}{parameter}," for parameter in parameters), margin + tail]


def subscript(head: str, items: Sequence[str]) -> list[str]:
    """`head[items]` on one line where it fits, else an item a line."""
    return _listed(head, "[", items, "]")


def call(head: str, items: Sequence[str], tail: str = "") -> list[str]:
    """`head(items)tail` on one line where it fits, else an item a line."""
    return _listed(head, "(", items, f"){tail}")


def _listed(head: str, opening: str, items: Sequence[str], closing: str) -> list[str]:
    line = f"{head}{opening}{', '.join(items)}{closing}"
    if len(line) <= LINE_LENGTH:
        return [line]
    return [head + opening, *(f"{INDENT}{item}," for item in items), closing]


def quoted(text: str) -> str:
    """A Python string literal in double quotes."""
    escaped = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'
