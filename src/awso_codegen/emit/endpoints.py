"""Writes `awso/services/<name>/endpoints.py`: a service's endpoint rule set as one Python function of plain branches.

A rule set (https://smithy.io/2.0/additional-specs/rules-engine/specification.html) is a tree of rules tried in order.
Each rule becomes an `if` (or nothing, where it has no condition), each function a Python operator or a call of
`awso/endpoints/functions.py`. Rules after one that always ends are dropped. Equal input gives equal bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword
from typing import Any, Literal, NamedTuple

from awso_codegen.emit.runtime import NOTICE

Kind = Literal["string", "boolean", "array", "partition", "arn", "url"]
Rule = Mapping[str, Any]

LINE_LENGTH = 120
INDENT = "    "


class Expression(NamedTuple):
    """Python source of a value; `optional` says that it may be None, `atomic` that it needs no parentheses."""

    code: str
    kind: Kind
    optional: bool = False
    atomic: bool = True


class Signature(NamedTuple):
    """A function of the rules engine as `awso.endpoints` spells it."""

    name: str
    result: Kind
    optional: bool


# aws.partition always answers, is_valid_… answer True or False; all others may give None.
CALLS: Mapping[str, Signature] = {
    "aws.partition": Signature("partition", "partition", False),
    "aws.parseArn": Signature("parse_arn", "arn", True),
    "aws.isVirtualHostableS3Bucket": Signature("is_virtual_hostable_s3_bucket", "boolean", False),
    "isValidHostLabel": Signature("is_valid_host_label", "boolean", False),
    "parseURL": Signature("parse_url", "url", True),
    "substring": Signature("substring", "string", True),
    "uriEncode": Signature("uri_encode", "string", True),
}

ATTRIBUTES: Mapping[Kind, Mapping[str, Kind]] = {
    "partition": {
        "name": "string",
        "dnsSuffix": "string",
        "dualStackDnsSuffix": "string",
        "implicitGlobalRegion": "string",
        "supportsFIPS": "boolean",
        "supportsDualStack": "boolean",
    },
    "arn": {
        "partition": "string",
        "service": "string",
        "region": "string",
        "accountId": "string",
        "resourceId": "array",
    },
    "url": {"scheme": "string", "authority": "string", "path": "string", "normalizedPath": "string", "isIp": "boolean"},
}

ANNOTATIONS: Mapping[str, str] = {"string": "str", "boolean": "bool", "array": "tuple[str, ...]"}
RESERVED = {signature.name for signature in CALLS.values()} | {"element"}


class RuleSetError(ValueError):
    """The rule set uses something that this compiler does not know; the message names it."""


def emit_endpoints(rule_set: Mapping[str, Any], service_name: str) -> str:
    """The source of a service's `endpoints.py`. Raises `RuleSetError` for a rule set it cannot compile."""
    parameters = [_Parameter.of(name, spec) for name, spec in rule_set["parameters"].items()]
    compiler = _Compiler(parameters)
    body, ends = compiler.rules(rule_set["rules"], compiler.parameter_scope(), INDENT)
    if not ends:
        body = [*body, f'{INDENT}raise EndpointError("no endpoint rule of {service_name} fits these parameters")']
    parts = [
        f'"""The endpoint rules of {service_name}. {NOTICE}"""\n',
        *_imports("\n".join(body)),
        "",
        *_tables(parameters),
        "",
        *_signature(parameters),
        *body,
        "",
    ]
    return "\n".join(parts)


def _imports(body: str) -> Iterator[str]:
    used = {name for name in RESERVED if re.search(rf"\b{name}\(", body)}
    functions = sorted(used - {"partition"})
    yield "from awso.endpoints import Endpoint"
    if functions:
        yield _wrapped("from awso.endpoints.functions import ", "(", functions, ")")
    if "raise EndpointError" in body:
        yield "from awso.errors import EndpointError"
    if "partition" in used:
        yield "from awso.services._partitions import partition"


def _wrapped(head: str, opening: str, items: Sequence[str], closing: str) -> str:
    line = head + ", ".join(items)
    if len(line) <= LINE_LENGTH:
        return line
    return "\n".join([head + opening, *(f"{INDENT}{item}," for item in items), closing])


def _tables(parameters: Sequence["_Parameter"]) -> Iterator[str]:
    yield "# Parameter of the rules -> argument of resolve."
    yield from _dictionary("PARAMETERS", {parameter.wire: parameter.argument for parameter in parameters})
    yield "# Argument -> setting of the client that fills it."
    built_ins = {parameter.argument: parameter.built_in for parameter in parameters if parameter.built_in}
    yield from _dictionary("BUILT_INS", built_ins)
    yield "# Arguments that have no default."
    required = [parameter.argument for parameter in parameters if parameter.required and parameter.default is None]
    yield f"REQUIRED: tuple[str, ...] = ({''.join(f'{_quoted(name)}, ' for name in required).strip()})"
    yield ""


def _dictionary(name: str, entries: Mapping[str, str]) -> Iterator[str]:
    if not entries:
        yield f"{name}: dict[str, str] = {{}}"
        return
    yield f"{name}: dict[str, str] = {{"
    for key, value in entries.items():
        yield f"{INDENT}{_quoted(key)}: {_quoted(value)},"
    yield "}"


def _signature(parameters: Sequence["_Parameter"]) -> Iterator[str]:
    if not parameters:
        yield "def resolve() -> Endpoint:"
    else:
        yield "def resolve("
        yield f"{INDENT}*,"
        for parameter in parameters:
            yield f"{INDENT}{parameter.declaration()},"
        yield ") -> Endpoint:"
    yield f'{INDENT}"""The endpoint for these parameters; raises EndpointError where the rules refuse them."""'


class _Parameter(NamedTuple):
    wire: str
    argument: str
    kind: Kind
    built_in: str | None
    required: bool
    default: str | bool | list[str] | None

    @classmethod
    def of(cls, name: str, spec: Mapping[str, Any]) -> "_Parameter":
        kinds: dict[str, Kind] = {"string": "string", "boolean": "boolean", "stringarray": "array"}
        kind = kinds.get(spec["type"].lower())
        if kind is None:
            raise RuleSetError(f"parameter {name} has the unknown type {spec['type']!r}")
        argument = variable_name(name)
        return cls(name, argument, kind, spec.get("builtIn"), bool(spec.get("required")), spec.get("default"))

    @property
    def optional(self) -> bool:
        return self.default is None and not self.required

    def declaration(self) -> str:
        annotation = ANNOTATIONS[self.kind]
        if self.optional:
            return f"{self.argument}: {annotation} | None = None"
        if self.default is None:
            return f"{self.argument}: {annotation}"
        return f"{self.argument}: {annotation} = {_literal(self.default)}"


Scope = dict[str, Expression]


class _Compiler:
    """Compiles rules; `Scope` is what a rule may refer to: the parameters and what its ancestors assigned."""

    def __init__(self, parameters: Sequence[_Parameter]) -> None:
        self._parameters = parameters

    def parameter_scope(self) -> Scope:
        return {
            parameter.wire: Expression(parameter.argument, parameter.kind, parameter.optional)
            for parameter in self._parameters
        }

    def rules(self, rules: Iterable[Rule], scope: Scope, indent: str) -> tuple[list[str], bool]:
        """Lines for `rules` in order, and whether they always end in a return or raise."""
        lines: list[str] = []
        for rule in rules:
            rule_lines, ends = self._rule(rule, dict(scope), indent)
            lines += rule_lines
            if ends:
                return lines, True
        return lines, False

    def _rule(self, rule: Rule, scope: Scope, indent: str) -> tuple[list[str], bool]:
        lines: list[str] = []
        tests: list[str] = []
        conditional = False
        for condition in rule["conditions"]:
            assignment, test = self._condition(condition, scope)
            if assignment is not None:
                if tests:
                    lines += _if(tests, indent)
                    indent += INDENT
                    tests, conditional = [], True
                lines.append(indent + assignment)
            if test is not None:
                tests.append(test)
        if tests:
            lines += _if(tests, indent)
            indent += INDENT
            conditional = True
        body, ends = self._outcome(rule, scope, indent)
        return lines + (body or [f"{indent}pass"]), ends and not conditional

    def _outcome(self, rule: Rule, scope: Scope, indent: str) -> tuple[list[str], bool]:
        match rule["type"]:
            case "tree":
                return self.rules(rule["rules"], scope, indent)
            case "error":
                return [f"{indent}raise EndpointError({self._value(rule['error'], scope).code})"], True
            case "endpoint":
                return self._endpoint(rule["endpoint"], scope, indent), True
            case other:
                raise RuleSetError(f"unknown rule type {other!r}")

    def _endpoint(self, endpoint: Mapping[str, Any], scope: Scope, indent: str) -> list[str]:
        arguments = [self._value(endpoint["url"], scope).code]
        if endpoint.get("properties"):
            arguments.append(self._property(endpoint["properties"], scope))
        if endpoint.get("headers"):
            prefix = "headers=" if len(arguments) == 1 else ""
            arguments.append(prefix + self._property(endpoint["headers"], scope))
        line = f"{indent}return Endpoint({', '.join(arguments)})"
        if len(line) <= LINE_LENGTH:
            return [line]
        inner = [f"{indent}{INDENT}{argument}," for argument in arguments]
        return [f"{indent}return Endpoint(", *inner, f"{indent})"]

    def _property(self, value: object, scope: Scope) -> str:
        if isinstance(value, dict) and not {"ref", "fn"} & value.keys():  # pyright: ignore[reportUnknownMemberType]  # JSON
            entries: dict[str, object] = value  # pyright: ignore[reportUnknownVariableType]  # JSON has string keys
            return "{" + ", ".join(f"{_quoted(k)}: {self._property(v, scope)}" for k, v in entries.items()) + "}"
        if isinstance(value, list):
            items: list[object] = value  # pyright: ignore[reportUnknownVariableType]  # JSON
            return "[" + ", ".join(self._property(item, scope) for item in items) + "]"
        if isinstance(value, bool | int | float) or value is None:
            return repr(value)
        return self._value(value, scope).code

    def _condition(self, condition: Mapping[str, Any], scope: Scope) -> tuple[str | None, str | None]:
        """A statement to run first, if any, and the test that must hold, None where it always does."""
        value = self._value({key: condition[key] for key in ("fn", "argv")}, scope)
        assigned = condition.get("assign")
        if assigned is None:
            return None, _test(value)
        if assigned in scope:
            raise RuleSetError(f"{assigned} is assigned twice")
        name = variable_name(assigned)
        scope[assigned] = Expression(name, value.kind)
        if _test(value) is None:
            return f"{name} = {value.code}", None
        return None, _test(value._replace(code=f"({name} := {value.code})", atomic=True))

    def _value(self, value: Any, scope: Scope) -> Expression:
        match value:
            case {"ref": str(name)}:
                if name not in scope:
                    raise RuleSetError(f"{name} is used before it is set")
                return scope[name]
            case {"fn": str(function), "argv": arguments}:
                return self._function(function, arguments, scope)
            case str(text):
                return _template(text, scope)
            case bool(flag):
                return Expression(repr(flag), "boolean")
            case int(number):
                return Expression(repr(number), "string")
            case _:
                raise RuleSetError(f"unknown value {value!r}")

    def _function(self, function: str, arguments: Sequence[Any], scope: Scope) -> Expression:
        match function:
            case "isSet":
                return _is_set(self._value(arguments[0], scope))
            case "not":
                return _negated(self._value(arguments[0], scope))
            case "booleanEquals" | "stringEquals":
                return _equal(*(self._value(argument, scope) for argument in arguments))
            case "getAttr":
                return get_attribute(self._value(arguments[0], scope), arguments[1])
            case _:
                pass
        signature = CALLS.get(function)
        if signature is None:
            raise RuleSetError(f"unknown function {function!r}")
        code = f"{signature.name}({', '.join(self._value(argument, scope).code for argument in arguments)})"
        return Expression(code, signature.result, signature.optional)


def _if(tests: Sequence[str], indent: str) -> list[str]:
    line = f"{indent}if {' and '.join(tests)}:"
    if len(line) <= LINE_LENGTH or len(tests) == 1:
        return [line]
    inner = [f"{indent}{INDENT}{'and ' if number else ''}{test}" for number, test in enumerate(tests)]
    return [f"{indent}if (", *inner, f"{indent}):"]


def _test(value: Expression) -> str | None:
    """The condition that `value` is neither None nor False; None where that is always so."""
    if value.kind == "boolean":
        return None if value.code == "True" else value.code
    return f"{value.code} is not None" if value.optional else None


def _is_set(value: Expression) -> Expression:
    return Expression(f"{value.code} is not None" if value.optional else "True", "boolean", atomic=not value.optional)


def _negated(value: Expression) -> Expression:
    test = _test(value) or "True"
    for positive, negative in ((" is not None", " is None"), (" == ", " != "), (" != ", " == ")):
        head, found, tail = test.partition(positive)
        if found and re.fullmatch(r'[\w.\[\]"-]*', head + tail):
            return Expression(head + negative + tail, "boolean", atomic=False)
    return Expression(f"not {test}" if value.atomic else f"not ({test})", "boolean", atomic=False)


def _equal(left: Expression, right: Expression) -> Expression:
    if left.code in ("True", "False") or left.code.startswith('"'):
        left, right = right, left
    if right.code == "True":
        return Expression(f"{left.code} is True", "boolean", atomic=False) if left.optional else left
    if right.code == "False":
        return Expression(f"{left.code} is False", "boolean", atomic=False) if left.optional else _negated(left)
    return Expression(f"{_operand(left)} == {_operand(right)}", "boolean", atomic=False)


def _operand(value: Expression) -> str:
    return value.code if value.atomic else f"({value.code})"


def get_attribute(value: Expression, path: str) -> Expression:
    """The value at `path` (`name`, `resourceId[1]`, `[0]`, `a.b`) of a structure or array."""
    for part in path.split("."):
        parsed = re.fullmatch(r"(\w*)(?:\[(-?\d+)\])?", part)
        if parsed is None:
            raise RuleSetError(f"unknown path {path!r}")
        name, index = parsed.groups()
        if name:
            kind = ATTRIBUTES.get(value.kind, {}).get(name)
            if kind is None:
                raise RuleSetError(f"{value.code}, a {value.kind}, has no attribute {name!r}")
            value = Expression(f"{_operand(value)}.{_snake_case(name)}", kind)
        if index is not None:
            value = Expression(f"element({value.code}, {index})", "string", optional=True)
    return value


def _template(text: str, scope: Scope) -> Expression:
    """A string literal, or an f-string where `text` has `{Region}` or `{PartitionResult#dnsSuffix}` in it."""
    pieces = re.split(r"(\{\{|\}\}|\{[^{}]*\})", text)
    if len(pieces) == 1:
        return Expression(_quoted(text), "string")
    if len(pieces) == 3 and not pieces[0] and not pieces[2] and pieces[1] not in ("{{", "}}"):
        return _placeholder(pieces[1], scope)
    code = ""
    dynamic = False
    for piece in pieces:
        if piece in ("{{", "}}"):
            code += piece
        elif piece.startswith("{"):
            code += "{" + _placeholder(piece, scope).code + "}"
            dynamic = True
        else:
            code += _escaped(piece)
    if not dynamic:
        return Expression(_quoted(text.replace("{{", "{").replace("}}", "}")), "string")
    return Expression(f'f"{code}"', "string")


def _placeholder(piece: str, scope: Scope) -> Expression:
    """The value that `{Region}` or `{PartitionResult#dnsSuffix}` stands for."""
    name, _, path = piece[1:-1].partition("#")
    if name not in scope:
        raise RuleSetError(f"{name} is used before it is set")
    return get_attribute(scope[name], path.replace("#", ".")) if path else scope[name]


def variable_name(name: str) -> str:
    """`UseFIPS` -> `use_fips`, `bucketArn` -> `bucket_arn`; never a keyword nor a function that rules call."""
    snake = _snake_case(name)
    return snake + "_" if iskeyword(snake) or snake in RESERVED else snake


def _snake_case(name: str) -> str:
    return re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3_\2\4", name.replace("-", "_")).lower()


def _literal(value: str | bool | list[str]) -> str:
    if isinstance(value, bool):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    return "(" + ", ".join(_quoted(item) for item in value) + ("," if len(value) == 1 else "") + ")"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
