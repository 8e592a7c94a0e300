"""Paths into an operation's input, for endpoint parameters; DynamoDB's real ones among them."""

import pytest

from awso.endpoints.paths import strings_at

TRANSACTION = {
    "TransactItems": [
        {"Put": {"TableName": "one"}},
        {"Delete": {"TableName": "two"}, "Update": {"TableName": "three"}},
        {},
    ]
}
EVERY_TABLE = "TransactItems[*].[ConditionCheck.TableName, Put.TableName, Delete.TableName, Update.TableName][]"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("Table.Name", {"Table": {"Name": "t"}}, "t"),
        ("Table.Name", {"Table": {}}, None),
        ("Table.Name", {}, None),
        ("Table.Name", {"Table": 3}, None),
        ("keys(Requests)", {"Requests": {"a": 1, "b": 2}}, ("a", "b")),
        ("keys(Requests)", {}, None),
        ("Items[*].Get.Table", {"Items": [{"Get": {"Table": "a"}}, {"Put": 1}, {"Get": {"Table": "b"}}]}, ("a", "b")),
        ("Items[*].Get.Table", {"Items": []}, ()),
        ("Items[*]", {"Items": "no list"}, None),
        ("Lists[]", {"Lists": [["a"], "b", ["c", None]]}, ("a", "b", "c")),
        (EVERY_TABLE, TRANSACTION, ("one", "two", "three")),
    ],
)
def test_a_path_gives_the_strings_it_points_at(path: str, value: object, expected: object) -> None:
    assert strings_at(path, value) == expected


def test_a_path_outside_of_the_subset_is_refused_with_its_position() -> None:
    with pytest.raises(ValueError, match="at 5"):
        strings_at("Items[?a=='b']", {})
