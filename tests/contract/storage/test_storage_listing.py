"""ListUsers: filters, pages, and hostile text."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awso_userpool.domain.records import User
from awso_userpool.storage.interface import (
    Comparison,
    InvalidPositionError,
    Page,
    Reading,
    Storage,
    UserField,
    UserFilter,
    Writing,
)
from tests.contract.storage.examples import OTHER_POOL, POOL, add_users, user


def _page(where: UserFilter | None, after: str | None, limit: int, tx: Reading) -> Page[User]:
    return tx.users(POOL.id, where=where, after=after, limit=limit)


def _names(
    storage: Storage,
    field: UserField | None = None,
    comparison: Comparison = "equals",
    value: str = "",
    limit: int = 60,
) -> list[str]:
    """The usernames of all pages together."""
    where = UserFilter(field=field, comparison=comparison, value=value) if field else None
    names: list[str] = []
    after: str | None = None
    while True:
        page = storage.read_now(partial(_page, where, after, limit))
        assert len(page.items) <= limit
        names += [each.username for each in page.items]
        after = page.next_position
        if after is None:
            return names


@pytest.fixture
def people(storage: Storage) -> Storage:
    """Five users in one pool, and a namesake in another."""
    storage.write_now(lambda tx: tx.add_pool(OTHER_POOL, []))
    add_users(
        storage,
        user("Zoe", {"email": "zoe@example.com", "name": "Zoe", "family_name": "Smith"}),
        user("Adam", {"email": "adam@example.com", "name": "Adam", "family_name": "Smith"}, enabled=False),
        user("Ada", {"email": "ada@example.com", "name": "Ada", "given_name": "Ada"}, status="UNCONFIRMED"),
        user("Eve", {"phone_number": "+4412345", "preferred_username": "eve"}),
        user("Élodie", {"name": "Élodie"}),
        user("Ada", {"email": "ada@example.com"}, pool_id=OTHER_POOL.id),
    )
    return storage


def test_without_a_filter_everyone_in_the_pool_comes_in_order_of_creation(people: Storage) -> None:
    assert _names(people) == ["Zoe", "Adam", "Ada", "Eve", "Élodie"]
    assert _names(people, limit=2) == ["Zoe", "Adam", "Ada", "Eve", "Élodie"]


@pytest.mark.parametrize(
    ("field", "comparison", "value", "expected"),
    [
        ("username", "equals", "ada", ["Ada"]),
        ("username", "starts_with", "ad", ["Ada", "Adam"]),
        ("username", "starts_with", "", ["Ada", "Adam", "Eve", "Zoe", "Élodie"]),
        ("email", "equals", "ada@example.com", ["Ada"]),
        ("email", "equals", "ada", []),
        ("email", "starts_with", "ada", ["Ada", "Adam"]),
        ("email", "starts_with", "", ["Ada", "Adam", "Zoe"]),
        ("phone_number", "starts_with", "+44", ["Eve"]),
        ("name", "starts_with", "É", ["Élodie"]),
        ("given_name", "equals", "Ada", ["Ada"]),
        ("family_name", "equals", "Smith", ["Zoe", "Adam"]),
        ("preferred_username", "equals", "eve", ["Eve"]),
        ("user_status", "equals", "UNCONFIRMED", ["Ada"]),
        ("user_status", "starts_with", "CONF", ["Zoe", "Adam", "Eve", "Élodie"]),
        ("enabled", "equals", "false", ["Adam"]),
        ("enabled", "equals", "true", ["Zoe", "Ada", "Eve", "Élodie"]),
        ("enabled", "equals", "perhaps", []),
        ("sub", "equals", "sub-eu-west-1_One-Eve", ["Eve"]),
        ("sub", "equals", "sub-eu-west-1_Two-Ada", []),
    ],
)
@pytest.mark.parametrize("limit", [1, 60])
def test_a_filter_finds_whom_it_names_whatever_the_page_size(
    people: Storage, field: UserField, comparison: Comparison, value: str, expected: list[str], limit: int
) -> None:
    assert _names(people, field, comparison, value, limit) == expected


def test_a_filter_follows_a_changed_attribute(people: Storage) -> None:
    people.write_now(lambda tx: tx.update_user(user("Ada", {"email": "new@example.com"})))

    assert _names(people, "email", "equals", "ada@example.com") == []
    assert _names(people, "email", "equals", "new@example.com") == ["Ada"]
    assert _names(people, "given_name", "equals", "Ada") == []


@pytest.mark.parametrize("value", ["' OR 1=1 --", "%", "_", "*", '"; DROP TABLE users; --', "\\", "\x00"])
@pytest.mark.parametrize("comparison", ["equals", "starts_with"])
def test_a_filter_value_is_never_a_piece_of_sql_or_a_pattern(
    people: Storage, value: str, comparison: Comparison
) -> None:
    assert _names(people, "email", comparison, value) == []
    assert len(_names(people)) == 5


def test_paging_goes_on_while_users_come_and_go(people: Storage) -> None:
    first = people.read_now(lambda tx: tx.users(POOL.id, where=None, after=None, limit=2))
    people.write_now(lambda tx: tx.delete_user(first.items[1].sub))
    people.write_now(lambda tx: tx.add_user(user("Late")))

    rest = people.read_now(lambda tx: tx.users(POOL.id, where=None, after=first.next_position, limit=9))

    assert [each.username for each in rest.items] == ["Ada", "Eve", "Élodie", "Late"]


@given(text=st.text(max_size=40))
@settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_position_from_elsewhere_is_refused_and_never_an_accident(storage: Storage, text: str) -> None:
    try:
        page = storage.read_now(lambda tx: tx.users(POOL.id, where=None, after=text, limit=1))
    except InvalidPositionError:
        return
    assert page.items == []  # pragma: no cover  # a text that happens to be a position


@pytest.mark.parametrize("text", ["", "WzEsMl0=", "Wy0xLCIiXQ==", "WzkyMjMzNzIwMzY4NTQ3NzU4MDgsIiJd", "e30=", "é"])
def test_a_position_that_was_tampered_with_is_refused(storage: Storage, text: str) -> None:
    with pytest.raises(InvalidPositionError):
        storage.read_now(lambda tx: tx.users(POOL.id, where=None, after=text, limit=1))


def _delete(users: list[User], tx: Writing) -> None:
    for each in users:
        tx.delete_user(each.sub)


@given(
    names=st.lists(st.text(st.sampled_from("abé😀"), min_size=1, max_size=3), max_size=12),
    prefix=st.text(st.sampled_from("abé😀"), max_size=2),
    limit=st.integers(1, 3),
)
@settings(derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_prefix_finds_exactly_those_who_start_with_it_once_each(
    storage: Storage, names: list[str], prefix: str, limit: int
) -> None:
    users = [user(f"user{number}", {"name": name}) for number, name in enumerate(names)]
    add_users(storage, *users)
    try:
        found = _names(storage, "name", "starts_with", prefix, limit)
        expected = [f"user{number}" for number, name in enumerate(names) if name.startswith(prefix)]
        assert sorted(found) == sorted(expected)
    finally:
        storage.write_now(partial(_delete, users))
