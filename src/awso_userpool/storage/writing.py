"""The changes of `interface.Writing`, made in SQL."""

import secrets
from collections.abc import Iterable, Sequence

from awso_userpool.domain.records import (
    AliasKind,
    AttemptCounter,
    ChallengeSession,
    ClaimedMessage,
    Code,
    CodePurpose,
    Credentials,
    Message,
    PendingValue,
    Pool,
    PoolClient,
    RefreshToken,
    SignIn,
    SigningKey,
    User,
    copy_with,
)
from awso_userpool.storage import statements as s
from awso_userpool.storage.interface import NewUser
from awso_userpool.storage.reading import SqlReading
from awso_userpool.storage.rows import user_values, values_of

REMEMBERED_SECONDS = 24 * 3600.0
"""How long an expired code, token or session is kept, so that its owner reads "expired" and not "invalid"."""


class SqlWriting(SqlReading):
    """One transaction's reads and writes."""

    __slots__ = ()

    # pools and clients

    def add_pool(self, pool: Pool, keys: Sequence[SigningKey]) -> None:
        self._session.run(s.ADD_POOL, values_of(pool))
        for key in keys:
            self.add_signing_key(key)

    def update_pool(self, pool: Pool) -> None:
        self._session.run(s.UPDATE_POOL, values_of(pool))

    def delete_pool(self, pool_id: str) -> None:
        self._session.run(s.DELETE_POOL, {"id": pool_id})

    def add_signing_key(self, key: SigningKey) -> None:
        self._session.run(s.ADD_SIGNING_KEY, self._sealed.signing_key_values(key))

    def retire_signing_key(self, kid: str, at: float) -> None:
        self._session.run(s.RETIRE_SIGNING_KEY, {"kid": kid, "retired_at": at})

    def add_client(self, client: PoolClient) -> None:
        self._session.run(s.ADD_CLIENT, self._sealed.client_values(client))

    def update_client(self, client: PoolClient) -> None:
        self._session.run(s.UPDATE_CLIENT, self._sealed.client_values(client))

    def delete_client(self, client_id: str) -> None:
        self._session.run(s.DELETE_CLIENT, {"id": client_id})

    # users

    def add_user(self, user: User) -> bool:
        return self._session.run(s.ADD_USER, user_values(user)) == 1

    def update_user(self, user: User) -> None:
        self._session.run(s.UPDATE_USER, user_values(user))

    def delete_user(self, sub: str) -> None:
        self._session.run(s.DELETE_USER, {"sub": sub})

    def put_credentials(self, credentials: Credentials) -> None:
        self._session.run(s.PUT_CREDENTIALS, self._sealed.credentials_values(credentials))

    def add_former_password(self, sub: str, password_hash: str, at: float, *, keep: int) -> None:
        self._session.run(s.ADD_FORMER_PASSWORD, {"sub": sub, "password_hash": password_hash, "replaced_at": at})
        kept = self._session.rows(s.FORMER_PASSWORDS, sub=sub, limit=keep)
        if len(kept) == keep > 0:
            self._session.run(s.FORGET_FORMER_PASSWORDS, {"sub": sub, "oldest_kept": kept[-1][1]})

    def claim_alias(self, pool_id: str, sub: str, kind: AliasKind, key: str) -> bool:
        holder = self._session.row(s.ALIAS_HOLDER, pool_id=pool_id, kind=kind, key=key)
        if holder is not None:
            return bool(holder[0] == sub)
        self._session.run(s.PUT_ALIAS, {"pool_id": pool_id, "sub": sub, "kind": kind, "key": key})
        return True

    def release_alias(self, sub: str, kind: AliasKind) -> None:
        self._session.run(s.DELETE_ALIAS, {"sub": sub, "kind": kind})

    def put_pending_value(self, pending: PendingValue) -> None:
        self._session.run(s.PUT_PENDING_VALUE, values_of(pending))

    def delete_pending_value(self, sub: str, attribute: str) -> None:
        self._session.run(s.DELETE_PENDING_VALUE, {"sub": sub, "attribute": attribute})

    def put_code(self, code: Code) -> None:
        self._session.run(s.PUT_CODE, values_of(code))

    def count_code_attempt(self, sub: str, purpose: CodePurpose) -> int:
        row = self._session.row(s.COUNT_CODE_ATTEMPT, sub=sub, purpose=purpose)
        return 0 if row is None else row[0]

    def use_code(self, sub: str, purpose: CodePurpose, at: float) -> bool:
        return self._session.run(s.USE_CODE, {"sub": sub, "purpose": purpose, "used_at": at}) == 1

    def delete_code(self, sub: str, purpose: CodePurpose) -> None:
        self._session.run(s.DELETE_CODE, {"sub": sub, "purpose": purpose})

    # sign-ins

    def add_sign_in(self, sign_in: SignIn, token: RefreshToken | None) -> None:
        self._session.run(s.ADD_SIGN_IN, values_of(sign_in))
        if token is not None:
            self.add_refresh_token(token)

    def add_refresh_token(self, token: RefreshToken) -> None:
        self._session.run(s.ADD_REFRESH_TOKEN, values_of(token))

    def revoke_sign_in(self, sign_in_id: str, at: float) -> None:
        self._session.run(s.REVOKE_SIGN_IN, {"id": sign_in_id, "revoked_at": at})

    def revoke_sign_ins(self, sub: str, at: float, *, spare: str | None = None) -> int:
        # No sign-in has the empty id, so it spares none: `!=` with NULL would spare all.
        return self._session.run(s.REVOKE_SIGN_INS, {"sub": sub, "revoked_at": at, "spare": spare or ""})

    def add_challenge(self, session: ChallengeSession) -> None:
        self._session.run(s.ADD_CHALLENGE, self._sealed.challenge_values(session))

    def take_challenge(self, session_hash: bytes, at: float) -> ChallengeSession | None:
        first = self._session.run(s.USE_CHALLENGE, {"hash": session_hash, "used_at": at}) == 1
        session = self.challenge(session_hash)
        return copy_with(session, used_at=None) if session is not None and first else session

    def put_attempts(self, counter: AttemptCounter) -> None:
        self._session.run(s.PUT_ATTEMPTS, values_of(counter))

    def delete_attempts(self, key: bytes) -> None:
        self._session.run(s.DELETE_ATTEMPTS, {"key": key})

    # messages

    def add_message(self, message: Message) -> None:
        message_id = secrets.token_hex(16)
        sealed = self._sealed.sealed_message(message_id, message)
        values = {"id": message_id, "sealed_message": sealed, "due_at": message.time, "tries": 0, "delivered_to": ""}
        self._session.run(s.ADD_MESSAGE, values)

    def claim_messages(self, *, now: float, lease_seconds: float, limit: int) -> Sequence[ClaimedMessage]:
        claimed: list[ClaimedMessage] = []
        for message_id, tries, sealed, delivered_to in self._session.rows(s.DUE_MESSAGES, now=now, limit=limit):
            self._session.run(s.CLAIM_MESSAGE, {"id": message_id, "due_at": now + lease_seconds, "tries": tries + 1})
            claimed.append(self._sealed.claimed_message(message_id, tries + 1, sealed, delivered_to))
        return claimed

    def delete_message(self, message_id: str) -> None:
        self._session.run(s.DELETE_MESSAGE, {"id": message_id})

    def postpone_message(self, message_id: str, until: float, delivered_to: Iterable[str]) -> None:
        names = "\n".join(sorted(delivered_to))
        self._session.run(s.POSTPONE_MESSAGE, {"id": message_id, "due_at": until, "delivered_to": names})

    def purge(self, now: float) -> int:
        before = {"before": now - REMEMBERED_SECONDS}
        gone = sum(self._session.run(statement, before) for statement in s.PURGES)
        return gone + self._session.run(s.PURGE_ATTEMPTS, {"before": now})

    # beyond the interface

    def load(self, users: Sequence[NewUser]) -> None:
        """Many users at once; a taken name or alias raises the driver's integrity error."""
        self._session.run_many(s.INSERT_USER, (user_values(new.user) for new in users))
        credentials = (new.credentials for new in users if new.credentials is not None)
        self._session.run_many(s.ADD_CREDENTIALS, (self._sealed.credentials_values(each) for each in credentials))
        aliases = (
            {"pool_id": new.user.pool_id, "sub": new.user.sub, "kind": kind, "key": key}
            for new in users
            for kind, key in new.aliases
        )
        self._session.run_many(s.ADD_ALIAS, aliases)
