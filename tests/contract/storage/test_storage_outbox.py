"""The outbox: a message is delivered if its transaction commits, at least once."""

import pytest

from awso_userpool.domain.records import ClaimedMessage
from awso_userpool.storage.interface import Storage, Writing
from tests.contract.storage.examples import T0, add_messages, message


def _claim(storage: Storage, now: float, limit: int = 10) -> list[ClaimedMessage]:
    return list(storage.write_now(lambda tx: tx.claim_messages(now=now, lease_seconds=60, limit=limit)))


def test_a_message_is_claimed_by_one_deliverer_oldest_first(storage: Storage) -> None:
    add_messages(storage, message("second", T0 + 1), message("first", T0))

    first = _claim(storage, T0 + 2, limit=1)
    rest = _claim(storage, T0 + 2)

    assert [(each.message, each.tries) for each in first] == [(message("first", T0), 1)]
    assert [(each.message, each.tries) for each in rest] == [(message("second", T0 + 1), 1)]
    assert _claim(storage, T0 + 2) == []


def test_a_message_whose_deliverer_died_is_claimed_again_when_the_lease_ends(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_message(message("hello")))
    first = _claim(storage, T0)

    assert _claim(storage, T0 + 59) == []
    again = _claim(storage, T0 + 60)
    assert [(each.id, each.tries) for each in again] == [(first[0].id, 2)]


def test_a_delivered_message_is_gone_and_a_postponed_one_comes_later(storage: Storage) -> None:
    add_messages(storage, message("good"), message("bad"))
    good, bad = _claim(storage, T0)

    storage.write_now(lambda tx: tx.delete_message(good.id))
    storage.write_now(lambda tx: tx.postpone_message(bad.id, T0 + 600, {"webhook", "outbox file"}))

    assert _claim(storage, T0 + 599) == []
    (again,) = _claim(storage, T0 + 600)
    assert (bad.delivered_to, again.id, again.delivered_to) == (
        frozenset[str](),
        bad.id,
        frozenset({"webhook", "outbox file"}),
    )


def test_a_message_is_not_sent_when_its_transaction_fails(storage: Storage) -> None:
    def change(tx: Writing) -> None:
        tx.add_message(message("never"))
        raise LookupError("no such user")

    with pytest.raises(LookupError):
        storage.write_now(change)

    assert _claim(storage, T0 + 1) == []
