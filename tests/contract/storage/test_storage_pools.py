"""Pools, clients and signing keys."""

from awso_userpool.domain.records import SigningKey, copy_with
from awso_userpool.storage.interface import Storage, Writing
from tests.contract.storage.examples import (
    ADA,
    CLIENT,
    KEY,
    OTHER_POOL,
    POOL,
    PUBLIC_CLIENT,
    T0,
    challenge,
    credentials,
    sign_in,
)


def test_a_pool_reads_back_as_it_was_written(empty: Storage) -> None:
    empty.write_now(lambda tx: tx.add_pool(POOL, [KEY]))

    assert empty.read_now(lambda tx: tx.pool(POOL.id)) == POOL
    assert empty.read_now(lambda tx: tx.pool("eu-west-1_None")) is None
    assert empty.read_now(lambda tx: tx.signing_keys(POOL.id)) == [KEY]


def test_an_update_replaces_name_and_settings_but_not_the_time_of_creation(storage: Storage) -> None:
    changed = copy_with(POOL, name="uno", settings='{"a":1}', modified_at=T0 + 1)

    storage.write_now(lambda tx: tx.update_pool(copy_with(changed, created_at=0.0)))

    assert storage.read_now(lambda tx: tx.pool(POOL.id)) == changed


def test_a_client_reads_back_with_its_secret_and_one_without_has_none(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_client(PUBLIC_CLIENT))

    assert storage.read_now(lambda tx: tx.client(CLIENT.id)) == CLIENT
    assert storage.read_now(lambda tx: tx.client(PUBLIC_CLIENT.id)) == PUBLIC_CLIENT


def test_a_client_can_be_changed_and_removed(storage: Storage) -> None:
    changed = copy_with(CLIENT, name="mobile", settings='{"x":[]}', secret="another secret", modified_at=T0 + 9)

    storage.write_now(lambda tx: tx.update_client(changed))
    assert storage.read_now(lambda tx: tx.client(CLIENT.id)) == changed

    storage.write_now(lambda tx: tx.delete_client(CLIENT.id))
    assert storage.read_now(lambda tx: tx.client(CLIENT.id)) is None


def test_keys_come_oldest_first_and_a_retired_one_stays(storage: Storage) -> None:
    newer = SigningKey(
        kid="a newer one", pool_id=POOL.id, use="id", public_key=b"p2", private_key=b"k2", created_at=T0 + 5
    )
    storage.write_now(lambda tx: tx.add_signing_key(newer))
    storage.write_now(lambda tx: tx.add_signing_key(KEY))

    storage.write_now(lambda tx: tx.retire_signing_key(KEY.kid, T0 + 6))

    assert storage.read_now(lambda tx: tx.signing_keys(POOL.id)) == [copy_with(KEY, retired_at=T0 + 6), newer]
    assert storage.read_now(lambda tx: tx.signing_keys(OTHER_POOL.id)) == []


def test_pools_and_clients_are_listed_page_by_page_in_order_of_creation(empty: Storage) -> None:
    pools = [copy_with(POOL, id=f"eu-west-1_{number}") for number in (3, 1, 2)]
    clients = [copy_with(PUBLIC_CLIENT, id=f"c{number}", pool_id=pools[0].id) for number in (3, 1, 2)]

    def add(tx: Writing) -> None:
        for pool in pools:
            tx.add_pool(pool, [])
        for client in clients:
            tx.add_client(client)

    empty.write_now(add)

    first = empty.read_now(lambda tx: tx.pools(after=None, limit=2))
    second = empty.read_now(lambda tx: tx.pools(after=first.next_position, limit=2))
    assert [*first.items, *second.items] == pools
    assert (len(first.items), second.next_position) == (2, None)

    one = empty.read_now(lambda tx: tx.clients(pools[0].id, after=None, limit=2))
    two = empty.read_now(lambda tx: tx.clients(pools[0].id, after=one.next_position, limit=2))
    assert [*one.items, *two.items] == clients
    assert empty.read_now(lambda tx: tx.clients(pools[1].id, after=None, limit=2)).items == []


def test_deleting_a_pool_removes_everything_in_it(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_signing_key(KEY))
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_credentials(credentials()))
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "ada@example.com"))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), None))
    storage.write_now(lambda tx: tx.add_challenge(challenge(None)))

    storage.write_now(lambda tx: tx.delete_pool(POOL.id))

    assert storage.read_now(lambda tx: tx.pool(POOL.id)) is None
    assert storage.read_now(lambda tx: tx.client(CLIENT.id)) is None
    assert storage.read_now(lambda tx: tx.signing_keys(POOL.id)) == []
    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) is None
    assert storage.read_now(lambda tx: tx.user_by_alias(POOL.id, "email", "ada@example.com")) is None
    assert storage.read_now(lambda tx: tx.credentials(ADA.sub)) is None
    assert storage.read_now(lambda tx: tx.sign_in("s1")) is None
    assert storage.read_now(lambda tx: tx.challenge(challenge(None).hash)) is None


def test_deleting_a_client_ends_the_sign_ins_made_through_it_only(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_client(PUBLIC_CLIENT))
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("web"), None))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("app", client=PUBLIC_CLIENT), None))

    storage.write_now(lambda tx: tx.delete_client(CLIENT.id))

    assert storage.read_now(lambda tx: tx.sign_in("web")) is None
    assert storage.read_now(lambda tx: tx.sign_in("app")) == sign_in("app", client=PUBLIC_CLIENT)
