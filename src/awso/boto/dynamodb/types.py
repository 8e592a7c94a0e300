"""Python's values to DynamoDB's typed ones and back: `TypeSerializer`, `TypeDeserializer`, `Binary`."""

from collections.abc import Mapping, Set
from decimal import Clamped, Context, Decimal, Inexact, Overflow, Rounded, Underflow
from typing import Any

from awso.shapes.kinds import is_list, is_mapping

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
# 38 digits between 1E-130 and 9.99…E+125; whatever would lose some is refused.
DYNAMODB_CONTEXT = Context(Emin=-128, Emax=126, prec=38, traps=[Clamped, Overflow, Inexact, Rounded, Underflow])


class Binary:
    """Bytes that say that they are binary; equal to the same bytes."""

    def __init__(self, value: bytes | bytearray) -> None:
        if not isinstance(value, (bytes, bytearray)):  # pyright: ignore[reportUnnecessaryIsInstance]  # programs without types
            raise TypeError(f"Value must be of the following types: {bytearray}, {bytes}")
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, Binary) else other)

    def __hash__(self) -> int:
        return hash(bytes(self.value))

    def __bytes__(self) -> bytes:
        return bytes(self.value)

    def __repr__(self) -> str:
        return f"Binary({self.value!r})"


class TypeSerializer:
    """Python's values as DynamoDB's."""

    def serialize(self, value: Any) -> dict[str, Any]:
        """`{"S": "text"}` for "text", `{"N": "1"}` for 1, and so on, however deep.

        Raises TypeError for a float, for which Decimal stands, and for what DynamoDB does not have.
        """
        if value is None:
            return {"NULL": True}
        if isinstance(value, bool):
            return {"BOOL": value}
        scalar = _scalar(value)
        if scalar is not None:
            return {scalar[0]: scalar[1]}
        if isinstance(value, Set):
            return _set(value)  # pyright: ignore[reportUnknownArgumentType]  # of anything
        if is_mapping(value):
            return {"M": {name: self.serialize(inner) for name, inner in value.items()}}
        if is_list(value):
            return {"L": [self.serialize(inner) for inner in value]}
        raise TypeError(f'Unsupported type "{type(value)}" for value "{value}"')


def _scalar(value: Any) -> tuple[str, Any] | None:
    """The type and the value of what can be in a set; None for anything else."""
    if isinstance(value, (int, Decimal)):
        return "N", _number(value)
    if isinstance(value, float):
        raise TypeError("Float types are not supported. Use Decimal types instead.")
    if isinstance(value, str):
        return "S", value
    if isinstance(value, Binary):
        return "B", value.value
    return ("B", value) if isinstance(value, (bytes, bytearray)) else None


def _number(value: int | Decimal) -> str:
    number = str(DYNAMODB_CONTEXT.create_decimal(value))
    if number in ("Infinity", "NaN"):
        raise TypeError("Infinity and NaN not supported")
    return number


def _set(value: Set[Any]) -> dict[str, Any]:
    pairs = [_scalar(inner) for inner in value]
    kinds = {pair[0] for pair in pairs if pair is not None}
    if None in pairs or len(kinds) > 1:
        raise TypeError(f'Unsupported type "{type(value)}" for value "{value}"')
    kind = kinds.pop() if kinds else "N"  # an empty set has no kind: as boto3, the first that there is
    return {f"{kind}S": [pair[1] for pair in pairs if pair is not None]}


class TypeDeserializer:
    """DynamoDB's values as Python's."""

    def deserialize(self, value: Mapping[str, Any]) -> Any:
        """ "text" for `{"S": "text"}`, Decimal for numbers, `Binary` for bytes, sets for sets, however deep.

        Raises TypeError for what is no value of DynamoDB.
        """
        if not value:
            raise TypeError("Value must be a nonempty dictionary whose key is a valid dynamodb type.")
        kind, inner = next(iter(value.items()))
        match kind:
            case "NULL":
                return None
            case "BOOL" | "S":
                return inner
            case "N":
                return DYNAMODB_CONTEXT.create_decimal(inner)
            case "B":
                return Binary(inner)
            case "NS":
                return set(map(DYNAMODB_CONTEXT.create_decimal, inner))
            case "SS":
                return set(inner)
            case "BS":
                return set(map(Binary, inner))
            case "L":
                return [self.deserialize(each) for each in inner]
            case "M":
                return {name: self.deserialize(each) for name, each in inner.items()}
            case _:
                raise TypeError(f"Dynamodb type {kind} is not supported")
