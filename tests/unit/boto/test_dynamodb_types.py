"""Values of DynamoDB: the same as boto3 makes of them, and back."""

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from awso.boto.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

theirs: Any = import_module("boto3.dynamodb.types")

VALUES: list[Any] = [
    None,
    True,
    0,
    -(10**37),
    Decimal("1.50"),
    "",
    "ü",
    b"\x00",
    bytearray(b"x"),
    {1, 2},
    {"a"},
    {b"a", b"b"},
    set(),
    frozenset({"f"}),
    [],
    [1, [None, {"a": (1, "b")}]],
    {},
    {"k": {"S": "not a type"}},
]
REFUSED: list[Any] = [1.5, Decimal("Infinity"), Decimal("NaN"), 10**39, {1, "a"}, {(1,)}, object(), [object()], {1.5}]


def plain(value: Any) -> Any:
    """With what is a class of each library's own as its contents, and sets' elements in an order."""
    if isinstance(value, (Binary, theirs.Binary)):
        return bytes(value.value)
    if isinstance(value, dict):
        ordered = ("SS", "NS", "BS")
        return {key: sorted(map(plain, each)) if key in ordered else plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return set(map(plain, value))
    return [plain(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_written_and_read_as_boto3_does(value: Any) -> None:
    written = TypeSerializer().serialize(value)

    assert plain(written) == plain(theirs.TypeSerializer().serialize(value))
    assert plain(TypeDeserializer().deserialize(written)) == plain(theirs.TypeDeserializer().deserialize(written))


@pytest.mark.parametrize("value", REFUSED)  # a set or an object shows itself differently in each process
def test_what_boto3_refuses_is_refused(value: Any) -> None:
    with pytest.raises(Exception) as expected:  # noqa: PT011  # whatever boto3 raises is the expectation
        theirs.TypeSerializer().serialize(value)
    with pytest.raises(type(expected.value)):
        TypeSerializer().serialize(value)


@pytest.mark.parametrize("value", [{}, {"X": 1}], ids=repr)
def test_what_is_no_value_of_dynamodb_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        TypeDeserializer().deserialize(value)


def test_binary_compares_with_bytes() -> None:
    assert Binary(b"a") == b"a"
    assert Binary(b"a") == Binary(bytearray(b"a"))
    assert {Binary(b"a"): 1}[Binary(b"a")] == 1
    with pytest.raises(TypeError):
        Binary("text")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # what is tested
