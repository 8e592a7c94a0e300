"""What the endpoint rules of a call are asked with: constants of the operation and members of its input.

Settled here: which members of which input become which parameters: those that the model marks, and those that its
expressions find (`operationContextParams`, which only DynamoDB has:
https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#smithy-rules-operationcontextparams-trait).
What a client's settings contribute (the "built-ins", `AWS::Region` and its like) is added by `resolver.py`.
"""

from awso.shapes.model import Expression, OperationModel
from awso.shapes.schema import Schema

ParameterValue = str | bool | tuple[str, ...]


class ContextParameters:
    """The endpoint parameters that one operation gives, besides those of the client.

    An operation's constants win over its input's members, as the rules engine demands.
    """

    __slots__ = ("_constants", "_expressions", "_members", "constant")

    def __init__(self, operation: OperationModel, schema: Schema | None) -> None:
        self._constants = {name: _constant(value) for name, value in operation.static_context_params.items()}
        self._expressions = tuple(operation.operation_context_params.items())
        members = () if schema is None else schema.members.values()
        self._members = tuple(
            (member.model.context_param, member.python) for member in members if member.model.context_param
        )
        self.constant = not (self._expressions or self._members)
        """Whether every call of the operation gives the same parameters."""

    def of(self, value: object) -> dict[str, ParameterValue]:
        """The parameters of a call with this input, by the rules' names; absent ones are left out."""
        parameters: dict[str, ParameterValue] = {}
        for name, attribute in self._members:
            found: object = getattr(value, attribute)
            if found is not None:
                parameters[name] = _constant(found)
        for name, expression in self._expressions:
            strings = _strings(expression, value)
            if strings is not None:
                parameters[name] = strings
        parameters.update(self._constants)
        return parameters


def _strings(expression: Expression, value: object) -> str | tuple[str, ...] | None:
    """The string or strings that the expression finds in an input; None where there are none."""
    from awso.core.expressions import evaluate  # five operations of DynamoDB need it
    from awso.shapes.kinds import is_list

    try:
        found: object = evaluate(expression, value)
    except TypeError:  # keys() of what is absent, in a call that asked not to be validated: the service will refuse it
        return None
    if isinstance(found, str):
        return found
    return tuple(item for item in found if isinstance(item, str)) if is_list(found) else None


def _constant(value: object) -> ParameterValue:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # a list of the model
    raise TypeError(f"an endpoint parameter is a string, a boolean or a list of strings, not a {type(value).__name__}")
