"""Users, credentials, aliases, pending values and codes."""

from awso_userpool.domain.records import PendingValue, copy_with
from awso_userpool.storage.interface import NewUser, Storage, Writing
from tests.contract.storage.examples import (
    ADA,
    BOB,
    DAY,
    OTHER_POOL,
    POOL,
    T0,
    challenge,
    code,
    credentials,
    refresh_token,
    sign_in,
    user,
)

PENDING = PendingValue(sub=ADA.sub, attribute="email", value="new@example.com", requested_at=T0)


def test_a_user_is_found_by_sub_and_by_username_in_its_own_pool_only(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_pool(OTHER_POOL, []))
    assert storage.write_now(lambda tx: tx.add_user(ADA)) is True

    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) == ADA
    assert storage.read_now(lambda tx: tx.user_by_username(POOL.id, "ada")) == ADA
    assert storage.read_now(lambda tx: tx.user_by_sub(OTHER_POOL.id, ADA.sub)) is None
    assert storage.read_now(lambda tx: tx.user_by_username(OTHER_POOL.id, "ada")) is None


def test_a_username_is_taken_once_in_a_pool_and_free_in_the_next(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_pool(OTHER_POOL, []))
    storage.write_now(lambda tx: tx.add_user(ADA))

    assert storage.write_now(lambda tx: tx.add_user(copy_with(BOB, username_key="ada"))) is False
    assert storage.write_now(lambda tx: tx.add_user(user("Ada", pool_id=OTHER_POOL.id))) is True
    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, BOB.sub)) is None
    assert storage.read_now(lambda tx: tx.count_users(POOL.id)) == 1


def test_an_update_changes_what_may_change_and_leaves_the_name_alone(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    changed = copy_with(
        ADA,
        status="RESET_REQUIRED",
        enabled=False,
        attributes={"email": "countess@example.com", "custom:department": "Rechnen ∑"},
        modified_at=T0 + 1,
    )

    storage.write_now(lambda tx: tx.update_user(copy_with(changed, username="Mallory", username_key="mallory")))

    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) == changed


def test_credentials_read_back_and_are_replaced_as_a_whole(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    assert storage.read_now(lambda tx: tx.credentials(ADA.sub)) is None

    storage.write_now(lambda tx: tx.put_credentials(credentials()))
    assert storage.read_now(lambda tx: tx.credentials(ADA.sub)) == credentials()

    bare = copy_with(credentials(), srp_salt=None, srp_verifier=None, temporary_until=T0 + DAY)
    storage.write_now(lambda tx: tx.put_credentials(bare))
    assert storage.read_now(lambda tx: tx.credentials(ADA.sub)) == bare


def test_the_latest_former_passwords_are_kept_newest_first(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))

    def replace_five_times(tx: Writing) -> None:
        for number in range(5):
            tx.add_former_password(ADA.sub, f"hash {number}", T0 + number, keep=3)

    storage.write_now(replace_five_times)

    assert storage.read_now(lambda tx: tx.former_passwords(ADA.sub, limit=9)) == ["hash 4", "hash 3", "hash 2"]
    assert storage.read_now(lambda tx: tx.former_passwords(ADA.sub, limit=1)) == ["hash 4"]


def test_an_alias_leads_to_the_one_user_who_claimed_it_first(storage: Storage) -> None:
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])

    assert storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "x@example.com")) is True
    assert storage.write_now(lambda tx: tx.claim_alias(POOL.id, BOB.sub, "email", "x@example.com")) is False
    assert storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "x@example.com")) is True

    assert storage.read_now(lambda tx: tx.user_by_alias(POOL.id, "email", "x@example.com")) == ADA
    assert storage.read_now(lambda tx: tx.user_by_alias(POOL.id, "phone_number", "x@example.com")) is None
    assert storage.read_now(lambda tx: tx.user_by_alias(OTHER_POOL.id, "email", "x@example.com")) is None
    assert storage.read_now(lambda tx: tx.aliases(BOB.sub)) == {}


def test_a_new_alias_frees_the_old_one_and_a_refused_one_does_not(storage: Storage) -> None:
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "old@example.com"))
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "phone_number", "+441"))
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, BOB.sub, "email", "bob@example.com"))

    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "bob@example.com"))
    assert storage.read_now(lambda tx: tx.aliases(ADA.sub)) == {"email": "old@example.com", "phone_number": "+441"}

    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "new@example.com"))
    assert storage.read_now(lambda tx: tx.aliases(ADA.sub)) == {"email": "new@example.com", "phone_number": "+441"}
    assert storage.write_now(lambda tx: tx.claim_alias(POOL.id, BOB.sub, "email", "old@example.com")) is True


def test_a_released_alias_is_free(storage: Storage) -> None:
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "x@example.com"))

    storage.write_now(lambda tx: tx.release_alias(ADA.sub, "email"))

    assert storage.read_now(lambda tx: tx.user_by_alias(POOL.id, "email", "x@example.com")) is None
    assert storage.write_now(lambda tx: tx.claim_alias(POOL.id, BOB.sub, "email", "x@example.com")) is True


def test_each_attribute_has_its_own_pending_value_and_a_second_replaces_the_first(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    second = copy_with(PENDING, value="newer@example.com", requested_at=T0 + 1)
    phone = copy_with(PENDING, attribute="phone_number", value="+441")

    storage.write_now(lambda tx: tx.put_pending_value(PENDING))
    storage.write_now(lambda tx: tx.put_pending_value(phone))
    storage.write_now(lambda tx: tx.put_pending_value(second))
    assert storage.read_now(lambda tx: tx.pending_value(ADA.sub, "email")) == second

    storage.write_now(lambda tx: tx.delete_pending_value(ADA.sub, "email"))
    assert storage.read_now(lambda tx: tx.pending_value(ADA.sub, "email")) is None
    assert storage.read_now(lambda tx: tx.pending_value(ADA.sub, "phone_number")) == phone


def test_a_code_is_found_only_in_its_own_slot(storage: Storage) -> None:
    storage.write_now(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)])

    storage.write_now(lambda tx: tx.put_code(code()))

    assert storage.read_now(lambda tx: tx.code(ADA.sub, "verify_email")) == code()
    assert storage.read_now(lambda tx: tx.code(ADA.sub, "forgot_password")) is None
    assert storage.read_now(lambda tx: tx.code(BOB.sub, "verify_email")) is None


def test_a_code_counts_its_attempts_and_a_new_one_starts_over(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_code(code()))

    counts = [storage.write_now(lambda tx: tx.count_code_attempt(ADA.sub, "verify_email")) for _ in range(3)]
    assert counts == [1, 2, 3]
    assert storage.write_now(lambda tx: tx.count_code_attempt(ADA.sub, "sign_up")) == 0

    storage.write_now(lambda tx: tx.put_code(copy_with(code(), hash=b"i" * 32)))
    assert storage.read_now(lambda tx: tx.code(ADA.sub, "verify_email")) == copy_with(code(), hash=b"i" * 32)


def test_a_code_is_used_once_and_is_remembered_as_used(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_code(code()))

    assert storage.write_now(lambda tx: tx.use_code(ADA.sub, "verify_email", T0 + 1)) is True
    assert storage.write_now(lambda tx: tx.use_code(ADA.sub, "verify_email", T0 + 2)) is False
    assert storage.read_now(lambda tx: tx.code(ADA.sub, "verify_email")) == copy_with(code(), used_at=T0 + 1)

    storage.write_now(lambda tx: tx.delete_code(ADA.sub, "verify_email"))
    assert storage.write_now(lambda tx: tx.use_code(ADA.sub, "verify_email", T0 + 3)) is False


def test_deleting_a_user_leaves_nothing_that_a_new_user_of_the_name_could_inherit(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_credentials(credentials()))
    storage.write_now(lambda tx: tx.add_former_password(ADA.sub, "hash", T0, keep=1))
    storage.write_now(lambda tx: tx.claim_alias(POOL.id, ADA.sub, "email", "ada@example.com"))
    storage.write_now(lambda tx: tx.put_pending_value(PENDING))
    storage.write_now(lambda tx: tx.put_code(code()))
    storage.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), refresh_token(sign_in("s1"))))
    storage.write_now(lambda tx: tx.add_challenge(challenge()))

    storage.write_now(lambda tx: tx.delete_user(ADA.sub))
    storage.write_now(lambda tx: tx.add_user(ADA))

    assert storage.read_now(lambda tx: tx.credentials(ADA.sub)) is None
    assert storage.read_now(lambda tx: tx.former_passwords(ADA.sub, limit=9)) == []
    assert storage.read_now(lambda tx: tx.aliases(ADA.sub)) == {}
    assert storage.read_now(lambda tx: tx.pending_value(ADA.sub, "email")) is None
    assert storage.read_now(lambda tx: tx.code(ADA.sub, "verify_email")) is None
    assert storage.read_now(lambda tx: tx.sign_in("s1")) is None
    assert storage.read_now(lambda tx: tx.refresh_grant(b"r" * 32)) is None
    assert storage.read_now(lambda tx: tx.challenge(challenge().hash)) is None


def test_loaded_users_are_like_added_ones(storage: Storage) -> None:
    loaded = storage.load_users(
        NewUser(user=each, credentials=credentials(each), aliases=[("email", each.attributes["email"])])
        for each in (ADA, BOB)
    )

    assert loaded == 2
    assert storage.read_now(lambda tx: tx.user_by_username(POOL.id, "bob")) == BOB
    assert storage.read_now(lambda tx: tx.credentials(BOB.sub)) == credentials(BOB)
    assert storage.read_now(lambda tx: tx.user_by_alias(POOL.id, "email", "Ada@example.com")) == ADA
