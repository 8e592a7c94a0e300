"""What is said about people who don't exist, where the client must not learn that (PreventUserExistenceErrors).

Answers are stable: the same name gets the same masked address and the same identifier every time, under a key that only
the server has.
"""

from collections.abc import Set

from awso_userpool.domain.delivery import ADDRESSES, Address, Delivery
from awso_userpool.domain.names import is_email, is_phone_number, lookup_key
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def subject(pool: PoolState, username: str) -> str:
    """Under what tries at a name that nobody has are counted. No `sub` looks like it."""
    return f"name:{lookup_key(username, pool.settings.case_sensitive)}"


def confirmation_address(context: Context, pool: PoolState, username: str) -> Address:
    """Where a confirmation code would have gone."""
    return _one_of(context, pool, username, pool.settings.auto_verified)


def recovery_address(context: Context, pool: PoolState, username: str) -> Address:
    """Where a password reset code would have gone."""
    allowed = {address for address in ADDRESSES if f"verified_{address}" in pool.settings.recovery}
    return _one_of(context, pool, username, allowed & pool.settings.auto_verified)


def _one_of(context: Context, pool: PoolState, username: str, usable: Set[str]) -> Address:
    """Where both can be, either, by the name: if it were always the phone, someone without one would be somebody."""
    if usable >= set(ADDRESSES):
        return ADDRESSES[context.hashes.digest("simulated user", pool.id, subject(pool, username), "address")[0] % 2]
    return "phone_number" if "phone_number" in usable else "email"


def delivery(context: Context, pool: PoolState, username: str, address: Address) -> Delivery:
    """An address for nobody: the one that was typed, if it is one, as it would be for somebody."""
    if is_email(username):
        return Delivery("email", username)
    if is_phone_number(username):
        return Delivery("phone_number", username)
    digest = context.hashes.digest("simulated user", pool.id, subject(pool, username), address)
    if address == "email":
        return Delivery("email", f"{_LETTERS[digest[0] % 26]}@{_LETTERS[digest[1] % 26]}")
    return Delivery("phone_number", f"+1{int.from_bytes(digest[:8], 'big') % 10**10:010d}")


def identifier(context: Context, pool: PoolState, username: str) -> str:
    """A `sub` for nobody: a version 4 UUID like everybody's."""
    octets = bytearray(context.hashes.digest("simulated user", pool.id, subject(pool, username), "sub")[:16])
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
