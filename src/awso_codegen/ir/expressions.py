"""The models' JMESPath expressions, parsed when the services are generated, as the trees that `model.json` has.

A tree is a member's wire name, or a list of a node's name and its operands:

    Users                        "Users"
    Page.NextToken               ["path", "Page", "NextToken"]
    Jobs[-1].JobId               ["path", "Jobs", ["at", -1], "JobId"]
    Volumes[].State              ["each", ["flat", "Volumes"], "State"]
    length(items) == `0`         ["==", ["length", "items"], ["literal", 0]]
    Items[*].[Put.Id, Get.Id]    ["each", "Items", ["list", ["path", "Put", "Id"], ["path", "Get", "Id"]]]

What they mean is `awso.core.expressions`' business. The parser is the `jmespath` package's, by AWS's own people.
"""

from collections.abc import Mapping
from typing import Any

from jmespath.parser import Parser

from awso.shapes.model import Expression

_SAME = {
    "subexpression": "path",
    "index_expression": "path",
    "pipe": "path",
    "flatten": "flat",
    "projection": "each",
    "value_projection": "values",
    "filter_projection": "where",
    "or_expression": "or",
    "and_expression": "and",
    "not_expression": "not",
    "identity": "this",
    "current": "this",
    "multi_select_list": "list",
}
"""Nodes whose operands are the trees of their children."""
_COMPARATORS = {"eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def compile_expression(text: str) -> Expression:
    """The tree of a JMESPath expression. Raises ValueError for what the runtime's subset of the language lacks."""
    return _tree(Parser().parse(text).parsed, text)


def _tree(node: Mapping[str, Any], text: str) -> Expression:
    kind: str = node["type"]
    match kind, node.get("value"):
        case "field", str(name):
            return name
        case "index", int(index):
            return ["at", index]
        case "literal", literal:
            return ["literal", literal]
        case "comparator", str(name):
            head = _COMPARATORS[name]
        case "function_expression", ("length" | "keys") as head:
            pass
        case _, value if kind in _SAME:
            head = _SAME[kind]
        case _, value:
            raise ValueError(f"{text!r}: awso.core.expressions has no {kind} {value or ''}".rstrip())
    operands = [_tree(child, text) for child in node["children"]]
    if head == "path":
        operands = [step for operand in operands for step in _steps(operand)]
    return [head, *operands]


def _steps(operand: Expression) -> list[Expression]:
    """A path within a path is so many steps of it."""
    return operand[1:] if isinstance(operand, list) and operand[0] == "path" else [operand]
