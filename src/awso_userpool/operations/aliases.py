"""Keeping the names that a user can sign in by in step with the user's attributes.

In a pool with AliasAttributes an address is a name once it is verified, a preferred_username once the user is
confirmed. In a pool with UsernameAttributes the address that someone signed up with is a name from the start; a later
one when verified. The storage engine keeps each name unique in its pool: of two users who verify one address at once,
one wins.
"""

from awso import cognito_idp
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.names import lookup_key
from awso_userpool.domain.pool_settings import PoolSettings
from awso_userpool.domain.records import AliasKind, User, copy_with
from awso_userpool.operations.lookup import PoolState, sign_in_kinds
from awso_userpool.storage.interface import Writing


class AliasTakenError(Exception):
    """Another user holds the name; `kind` is the attribute."""

    def __init__(self, kind: AliasKind) -> None:
        self.kind = kind
        super().__init__(kind)

    def as_alias_exists(self) -> Exception:
        return cognito_idp.errors.AliasExistsException(self.message)

    @property
    def message(self) -> str:
        return f"An account with the {self.kind} already exists."


def synchronise(writing: Writing, pool: PoolState, user: User, *, force: bool = False) -> None:
    """Claims and releases names so that they fit `user`, which is about to be, or has been, stored.

    `force` takes a name from the user who holds it; that user's attribute becomes unverified. Raises AliasTakenError.
    """
    held = writing.aliases(user.sub)
    for kind in sign_in_kinds(pool.settings):
        wanted = _wanted(pool.settings, user, kind, held.get(kind))
        if wanted == held.get(kind):
            continue
        if wanted is None:
            writing.release_alias(user.sub, kind)
        else:
            _claim(writing, pool, user, kind, wanted, force=force)


def claim_as_username(writing: Writing, pool: PoolState, user: User, kind: AliasKind) -> None:
    """Makes the address that `user` signed up with the name to sign in by. Raises AliasTakenError."""
    key = lookup_key(user.attributes[kind], pool.settings.case_sensitive)
    if not writing.claim_alias(pool.id, user.sub, kind, key):
        raise AliasTakenError(kind)


def _wanted(settings: PoolSettings, user: User, kind: AliasKind, held: str | None) -> str | None:
    value = user.attributes.get(kind)
    if not value:
        return None
    key = lookup_key(value, settings.case_sensitive)
    if kind == "preferred_username":
        return None if user.status == "UNCONFIRMED" else key
    if user.attributes.get(VERIFIED_FLAG[kind]) == "true":
        return key
    # Signed up with and never changed: still the name, verified or not.
    return key if settings.username_attributes and held == key else None


def _claim(writing: Writing, pool: PoolState, user: User, kind: AliasKind, key: str, *, force: bool) -> None:
    if kind == "preferred_username":
        # Whoever is found by it already, as user name or as `sub`, would be found by it no longer.
        namesake = writing.user_by_username(pool.id, key) or writing.user_by_sub(pool.id, key)
        if namesake is not None and namesake.sub != user.sub:
            raise AliasTakenError(kind)
    if writing.claim_alias(pool.id, user.sub, kind, key):
        return
    holder = writing.user_by_alias(pool.id, kind, key)
    if not force or holder is None or kind == "preferred_username":
        raise AliasTakenError(kind)
    writing.release_alias(holder.sub, kind)
    writing.update_user(copy_with(holder, attributes={**holder.attributes, VERIFIED_FLAG[kind]: "false"}))
    if not writing.claim_alias(pool.id, user.sub, kind, key):
        raise AliasTakenError(kind)
