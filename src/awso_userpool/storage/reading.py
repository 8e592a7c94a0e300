"""The questions of `interface.Reading`, answered in SQL."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from awso_userpool.domain.records import (
    AliasKind,
    AttemptCounter,
    ChallengeSession,
    Code,
    CodePurpose,
    Credentials,
    PendingValue,
    Pool,
    PoolClient,
    RefreshGrant,
    RefreshToken,
    SignIn,
    SigningKey,
    Standing,
    TokenHolder,
    User,
)
from awso_userpool.storage import statements as s
from awso_userpool.storage.interface import Page, UserFilter
from awso_userpool.storage.listing import page_of, position_of
from awso_userpool.storage.rows import SealedRows, client_without_secret, pool_of, record_of, user_of
from awso_userpool.storage.session import Row, Session

T = TypeVar("T")

_SIGN_IN_WIDTH = len(SignIn.__struct_fields__)
_USER_WIDTH = len(User.__struct_fields__)
_POOL_WIDTH = len(Pool.__struct_fields__)
_REFRESH_TOKEN_WIDTH = len(RefreshToken.__struct_fields__)

_LAST_CODE_POINT = "\U0010ffff"


class SqlReading:
    """One transaction's reads."""

    __slots__ = ("_sealed", "_session")

    def __init__(self, session: Session, sealed: SealedRows) -> None:
        self._session = session
        self._sealed = sealed

    # pools and clients

    def pool(self, pool_id: str) -> Pool | None:
        return _maybe(pool_of, self._session.row(s.POOL, id=pool_id))

    def pools(self, *, after: str | None, limit: int) -> Page[Pool]:
        number = position_of(after).number
        return page_of(self._session.rows(s.POOLS, number=number, limit=limit + 1), limit, pool_of)

    def client(self, client_id: str) -> PoolClient | None:
        return _maybe(self._sealed.client, self._session.row(s.CLIENT, id=client_id))

    def clients(self, pool_id: str, *, after: str | None, limit: int) -> Page[PoolClient]:
        number = position_of(after).number
        rows = self._session.rows(s.CLIENTS, pool_id=pool_id, number=number, limit=limit + 1)
        return page_of(rows, limit, self._sealed.client)

    def signing_keys(self, pool_id: str) -> Sequence[SigningKey]:
        return [self._sealed.signing_key(row) for row in self._session.rows(s.SIGNING_KEYS, pool_id=pool_id)]

    # users

    def token_holder(self, pool_id: str, client_id: str, sub: str, sign_in_id: str) -> TokenHolder | None:
        row = self._session.row(s.TOKEN_HOLDER, id=sign_in_id, pool_id=pool_id, client_id=client_id, sub=sub)
        return _maybe(_token_holder, row)

    def user_by_sub(self, pool_id: str, sub: str) -> User | None:
        return _maybe(user_of, self._session.row(s.USER_BY_SUB, pool_id=pool_id, sub=sub))

    def user_by_username(self, pool_id: str, username_key: str) -> User | None:
        return _maybe(user_of, self._session.row(s.USER_BY_USERNAME, pool_id=pool_id, username_key=username_key))

    def user_by_alias(self, pool_id: str, kind: AliasKind, key: str) -> User | None:
        return _maybe(user_of, self._session.row(s.USER_BY_ALIAS, pool_id=pool_id, kind=kind, key=key))

    def users(self, pool_id: str, *, where: UserFilter | None, after: str | None, limit: int) -> Page[User]:
        number, text = position_of(after)
        asked = {"pool_id": pool_id, "number": number, "limit": limit + 1}
        if where is None:
            return page_of(self._session.rows(s.USERS, **asked), limit, user_of)
        if where.field == "enabled":
            statement = {"true": s.ENABLED_USERS, "false": s.DISABLED_USERS}.get(where.value)
            rows = [] if statement is None else self._session.rows(statement, **asked)
            return page_of(rows, limit, user_of)
        statement = s.users_where(where.field, where.comparison)
        if where.comparison == "equals":
            return page_of(self._session.rows(statement, value=where.value, **asked), limit, user_of)
        end = where.value + _LAST_CODE_POINT
        rows = self._session.rows(statement, after=max(text, where.value), value_end=end, **asked)
        return page_of(rows, limit, user_of, text_last=True)

    def count_users(self, pool_id: str) -> int:
        row = self._session.row(s.COUNT_USERS, pool_id=pool_id)
        return row[0] if row else 0

    def credentials(self, sub: str) -> Credentials | None:
        return _maybe(self._sealed.credentials, self._session.row(s.CREDENTIALS, sub=sub))

    def former_passwords(self, sub: str, *, limit: int) -> Sequence[str]:
        return [row[0] for row in self._session.rows(s.FORMER_PASSWORDS, sub=sub, limit=limit)]

    def aliases(self, sub: str) -> dict[AliasKind, str]:
        return dict(self._session.rows(s.ALIASES, sub=sub))

    def pending_value(self, sub: str, attribute: str) -> PendingValue | None:
        row = self._session.row(s.PENDING_VALUE, sub=sub, attribute=attribute)
        return None if row is None else record_of(PendingValue, row)

    def code(self, sub: str, purpose: CodePurpose) -> Code | None:
        row = self._session.row(s.CODE, sub=sub, purpose=purpose)
        return None if row is None else record_of(Code, row)

    # sign-ins

    def sign_in(self, sign_in_id: str) -> SignIn | None:
        row = self._session.row(s.SIGN_IN, id=sign_in_id)
        return None if row is None else record_of(SignIn, row)

    def refresh_grant(self, token_hash: bytes) -> RefreshGrant | None:
        return _maybe(_refresh_grant, self._session.row(s.REFRESH_GRANT, hash=token_hash))

    def standing(self, client_id: str, sub: str, counter: bytes) -> Standing | None:
        return _maybe(_standing, self._session.row(s.STANDING, id=client_id, sub=sub, key=counter))

    def challenge(self, session_hash: bytes) -> ChallengeSession | None:
        return _maybe(self._sealed.challenge, self._session.row(s.CHALLENGE, hash=session_hash))

    def attempts(self, key: bytes) -> AttemptCounter | None:
        row = self._session.row(s.ATTEMPTS, key=key)
        return None if row is None else record_of(AttemptCounter, row)


def _maybe(record: Callable[[Row], T], row: Row | None) -> T | None:
    return None if row is None else record(row)


def _token_holder(row: Row) -> TokenHolder:
    user_at = _SIGN_IN_WIDTH
    pool_at = user_at + _USER_WIDTH
    client_at = pool_at + _POOL_WIDTH
    return TokenHolder(
        sign_in=record_of(SignIn, row[:user_at]),
        user=user_of(row[user_at:pool_at]),
        pool=pool_of(row[pool_at:client_at]),
        client=client_without_secret(row[client_at:]),
    )


def _standing(row: Row) -> Standing:
    status, enabled, changed_at, failures, last_at = row
    return Standing(
        status=status,
        enabled=enabled == 1,
        password_changed_at=changed_at,
        failures=failures or 0,
        last_failure_at=last_at or 0.0,
    )


def _refresh_grant(row: Row) -> RefreshGrant:
    token, sign_in = row[:_REFRESH_TOKEN_WIDTH], row[_REFRESH_TOKEN_WIDTH:]
    return RefreshGrant(token=record_of(RefreshToken, token), sign_in=record_of(SignIn, sign_in))
