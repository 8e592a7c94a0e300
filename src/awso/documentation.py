"""What `help()` shows of shapes and operations: read from the service's stub, and only when somebody asks.

The model that the runtime carries has no documentation, for a program that runs needs none; the stub that checkers and
editors read has all of it.
"""

import ast
import inspect
import sys
from functools import lru_cache
from pathlib import Path
from textwrap import dedent, indent


def shape_documentation(module: str, name: str) -> str | None:
    """The documentation of a structure: what it is, then its members; None where there is no stub."""
    stub = _stub(module)
    start = stub.find(f"\nclass {name}(")
    if start < 0:
        return None
    end = stub.find("\n\nclass ", start + 1)
    node = ast.parse(stub[start : end if end > 0 else None]).body[0]
    assert isinstance(node, ast.ClassDef)
    members = _members(node)
    said = ast.get_docstring(node) or ""
    return "\n\n".join(part for part in (said, "Members:\n" + indent(members, "    ") if members else "") if part)


def operation_documentation(module: str, method: str) -> str | None:
    """The signature and the documentation of an operation; None where there is no stub."""
    stub = _stub(module)
    start = stub.find(f"\n    def {method}(")
    if start < 0:
        return None
    ends = [end for mark in ("\n\n    @", "\n\nclass ") if (end := stub.find(mark, start)) > 0]
    node = ast.parse(dedent(stub[start : min(ends)])).body[0]
    assert isinstance(node, ast.FunctionDef)
    return ast.get_docstring(node)


def _members(node: ast.ClassDef) -> str:
    """Each member with its type, and under it what it means."""
    lines: list[str] = []
    for statement in node.body[1 if ast.get_docstring(node) else 0 :]:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                lines.append(f"{name}: {_readable(ast.unparse(annotation))}")
            case ast.Expr(value=ast.Constant(value=str(text))):
                lines.append(indent(inspect.cleandoc(text), "    "))
            case _:
                pass
    return "\n".join(lines)


def _readable(annotation: str) -> str:
    """The annotation as its reader knows it: `_OptionalList[str]` is a list that may be left out."""
    for private, public in (
        ("_OptionalList[", "list["),
        ("_List[", "list["),
        ("_OptionalMap[", "dict[str, "),
        ("_Map[", "dict[str, "),
        ("_datetime", "datetime"),
        ("_builtins.", ""),
        ("_Document", "Document"),
    ):
        annotation = annotation.replace(private, public)
    return annotation


@lru_cache(maxsize=4)
def _stub(module: str) -> str:
    file = getattr(sys.modules.get(module), "__file__", None)
    stub = Path(file).with_suffix(".pyi") if file else None
    return stub.read_text(encoding="utf-8") if stub is not None and stub.is_file() else ""
