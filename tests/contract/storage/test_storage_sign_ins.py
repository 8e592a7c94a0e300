"""Sign-ins, refresh tokens, challenge sessions and attempt counters."""

from awso_userpool.domain.records import RefreshGrant, Standing, TokenHolder, copy_with
from awso_userpool.storage.interface import Storage
from tests.contract.storage.examples import (
    ADA,
    BOB,
    CLIENT,
    DAY,
    HOUR,
    OTHER_POOL,
    POOL,
    PUBLIC_CLIENT,
    T0,
    add_sign_ins,
    challenge,
    code,
    counter,
    credentials,
    refresh_token,
    sign_in,
)


def test_a_token_leads_to_its_holder_without_the_secret_of_the_client(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), None))

    holder = storage.read_now(lambda tx: tx.token_holder(POOL.id, CLIENT.id, ADA.sub, "s1"))

    assert holder == TokenHolder(pool=POOL, client=copy_with(CLIENT, secret=None), user=ADA, sign_in=sign_in("s1"))


def test_a_token_whose_parts_do_not_belong_together_leads_nowhere(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_pool(OTHER_POOL, []))
    storage.write_now(lambda tx: tx.add_client(PUBLIC_CLIENT))
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), None))

    wrong = [
        (OTHER_POOL.id, CLIENT.id, ADA.sub, "s1"),
        (POOL.id, PUBLIC_CLIENT.id, ADA.sub, "s1"),
        (POOL.id, CLIENT.id, BOB.sub, "s1"),
        (POOL.id, CLIENT.id, ADA.sub, "s2"),
    ]
    assert storage.read_now(lambda tx: [tx.token_holder(*parts) for parts in wrong]) == [None] * 4


def test_a_refresh_token_is_found_by_its_hash_with_the_sign_in_that_it_continues(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    token, later = refresh_token(sign_in("s1")), refresh_token(sign_in("s1"), b"q" * 32)

    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), token))
    storage.write_now(lambda tx: tx.add_refresh_token(later))

    grant = storage.read_now(lambda tx: tx.refresh_grant(token.hash))
    assert grant == RefreshGrant(token=token, sign_in=sign_in("s1"))
    assert storage.read_now(lambda tx: tx.refresh_grant(later.hash)) == RefreshGrant(token=later, sign_in=sign_in("s1"))
    assert storage.read_now(lambda tx: tx.refresh_grant(b"?" * 32)) is None


def test_a_revoked_sign_in_stays_revoked_since_the_first_time(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), refresh_token(sign_in("s1"))))

    storage.write_now(lambda tx: tx.revoke_sign_in("s1", T0 + 1))
    storage.write_now(lambda tx: tx.revoke_sign_in("s1", T0 + 2))

    revoked = copy_with(sign_in("s1"), revoked_at=T0 + 1)
    holder = storage.read_now(lambda tx: tx.token_holder(POOL.id, CLIENT.id, ADA.sub, "s1"))
    grant = storage.read_now(lambda tx: tx.refresh_grant(b"r" * 32))
    assert holder is not None
    assert grant is not None
    assert holder.sign_in == grant.sign_in == revoked


def test_signing_out_everywhere_spares_the_others_and_the_one_named(storage: Storage) -> None:
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])
    add_sign_ins(storage, sign_in("a1"), sign_in("a2"), sign_in("a3"), sign_in("b1", BOB))

    assert storage.write_now(lambda tx: tx.revoke_sign_ins(ADA.sub, T0 + 1, spare="a2")) == 2
    spared = storage.read_now(lambda tx: [tx.sign_in(each) for each in ("a1", "a2", "a3", "b1")])
    assert [each and each.revoked_at for each in spared] == [T0 + 1, None, T0 + 1, None]

    assert storage.write_now(lambda tx: tx.revoke_sign_ins(ADA.sub, T0 + 2)) == 1
    assert storage.read_now(lambda tx: tx.sign_in("b1")) == sign_in("b1", BOB)


def test_a_challenge_session_is_taken_once(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.add_challenge(challenge()))

    assert storage.read_now(lambda tx: tx.challenge(challenge().hash)) == challenge()
    assert storage.write_now(lambda tx: tx.take_challenge(challenge().hash, T0 + 1)) == challenge()
    used = copy_with(challenge(), used_at=T0 + 1)
    assert storage.write_now(lambda tx: tx.take_challenge(challenge().hash, T0 + 2)) == used
    assert storage.write_now(lambda tx: tx.take_challenge(b"?" * 32, T0 + 2)) is None


def test_a_challenge_session_may_be_for_nobody(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_challenge(challenge(None)))

    assert storage.write_now(lambda tx: tx.take_challenge(challenge(None).hash, T0 + 1)) == challenge(None)


def test_attempts_are_put_replaced_and_forgotten(storage: Storage) -> None:
    assert storage.read_now(lambda tx: tx.attempts(b"k" * 32)) is None

    storage.write_now(lambda tx: tx.put_attempts(counter(1)))
    blocked = copy_with(counter(5), blocked_until=T0 + 900)
    storage.write_now(lambda tx: tx.put_attempts(blocked))
    assert storage.read_now(lambda tx: tx.attempts(b"k" * 32)) == blocked

    storage.write_now(lambda tx: tx.delete_attempts(b"k" * 32))
    assert storage.read_now(lambda tx: tx.attempts(b"k" * 32)) is None


def test_a_purge_removes_what_is_long_over_and_nothing_else(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_code(code()))  # until T0 + 1 day
    storage.write_now(lambda tx: tx.add_challenge(challenge()))  # until T0 + 180 s
    storage.write_now(lambda tx: tx.put_attempts(counter(1)))  # until T0 + 1 hour
    old = copy_with(sign_in("old"), expires_at=T0 + 2 * DAY)
    storage.write_now(lambda tx: tx.add_sign_in(old, copy_with(refresh_token(old), expires_at=T0 + HOUR)))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("young"), None))

    assert storage.write_now(lambda tx: tx.purge(T0)) == 0

    # What a person may still hold in the hand is remembered for a day, so that they read "expired".
    assert storage.write_now(lambda tx: tx.purge(T0 + 2 * HOUR)) == 1
    assert storage.read_now(lambda tx: tx.attempts(b"k" * 32)) is None
    assert storage.read_now(lambda tx: tx.challenge(challenge().hash)) == challenge()

    assert storage.write_now(lambda tx: tx.purge(T0 + 3 * DAY + 1)) == 3
    assert storage.read_now(lambda tx: tx.refresh_grant(b"r" * 32)) is None
    assert storage.read_now(lambda tx: tx.code(ADA.sub, "verify_email")) is None
    assert storage.read_now(lambda tx: tx.sign_in("old")) is None
    assert storage.read_now(lambda tx: tx.sign_in("young")) == sign_in("young")


def test_a_standing_says_what_admits_a_user_to_a_client(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_credentials(credentials()))
    storage.write_now(lambda tx: tx.put_attempts(counter(3)))

    standing = storage.read_now(lambda tx: tx.standing(CLIENT.id, ADA.sub, b"k" * 32))

    assert standing == Standing(
        status=ADA.status, enabled=True, password_changed_at=T0, failures=3, last_failure_at=T0 + 3
    )


def test_a_standing_without_failures_a_password_or_a_user_says_so(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(copy_with(BOB, enabled=False)))
    nothing = Standing(status=None, enabled=False, password_changed_at=None, failures=0, last_failure_at=0.0)

    bob, nobody = storage.read_now(
        lambda tx: [tx.standing(CLIENT.id, sub, b"k" * 32) for sub in (BOB.sub, "nobody's sub")]
    )

    assert bob == copy_with(nothing, status=BOB.status)
    assert nobody == nothing


def test_there_is_no_standing_at_a_client_that_is_gone_and_no_user_at_one_of_another_pool(storage: Storage) -> None:
    elsewhere = copy_with(PUBLIC_CLIENT, pool_id=OTHER_POOL.id)
    storage.write_now(lambda tx: tx.add_pool(OTHER_POOL, []))
    storage.write_now(lambda tx: tx.add_client(elsewhere))
    storage.write_now(lambda tx: tx.add_user(ADA))

    gone, other = storage.read_now(
        lambda tx: [tx.standing(client, ADA.sub, b"k" * 32) for client in ("gone", elsewhere.id)]
    )

    assert gone is None
    assert other is not None
    assert other.status is None
