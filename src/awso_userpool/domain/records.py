"""What the server remembers, one class a thing.

Records hold plain values; the storage engine seals the secret ones before they reach the disk (`storage/interface.py`
names them). Times are seconds since the epoch, UTC, as floats. Change a record with `copy_with(record, field=value)`.
Secret fields never show in `repr`. `ClientMetadata` has no place in any record, on purpose.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, TypeVar

import msgspec

from awso._lean import Masked

UserStatus = Literal[
    "UNCONFIRMED",
    "CONFIRMED",
    "RESET_REQUIRED",
    "FORCE_CHANGE_PASSWORD",
    "EXTERNAL_PROVIDER",
    "UNKNOWN",
    "ARCHIVED",
    "COMPROMISED",
]
AliasKind = Literal["email", "phone_number", "preferred_username"]
CodePurpose = Literal["sign_up", "forgot_password", "verify_email", "verify_phone_number"]
"""The slots for codes: a user has at most one live code in each, and a code opens only its own slot."""
KeyUse = Literal["id", "access"]
Medium = Literal["EMAIL", "SMS"]


class Record(Masked, frozen=True, kw_only=True):
    """A frozen value with its secret fields masked in `repr`."""

    secret_fields: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        parts = (
            f"{name}=***" if name in self.secret_fields else f"{name}={getattr(self, name)!r}"
            for name in self.__struct_fields__
        )
        return f"{type(self).__name__}({', '.join(parts)})"


R = TypeVar("R", bound=Record)


def copy_with(record: R, **changes: Any) -> R:
    """`record` with some fields replaced."""
    return msgspec.structs.replace(record, **changes)


class Pool(Record, frozen=True, kw_only=True):
    """A user pool. `settings` is JSON: the members of CreateUserPool by their wire names, `Schema` included.

    The text is the cache key: decode it through a cache keyed by the text and no two processes can disagree.
    """

    id: str
    name: str
    settings: str
    created_at: float
    modified_at: float


class PoolClient(Record, frozen=True, kw_only=True):
    """An app client. `settings` is JSON: the members of CreateUserPoolClient by their wire names, but no secret."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"secret"})

    id: str
    pool_id: str
    name: str
    settings: str
    secret: str | None
    created_at: float
    modified_at: float


class User(Record, frozen=True, kw_only=True):
    """A user without credentials.

    `attributes` holds what GetUser may show, `email_verified` and its like included, `sub` not.
    `username_key` is `username` folded as the pool asks (or unchanged in a case-sensitive pool): unique in the pool.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset({"attributes"})

    pool_id: str
    sub: str
    username: str
    username_key: str
    status: UserStatus
    enabled: bool
    attributes: Mapping[str, str]
    created_at: float
    modified_at: float


class Credentials(Record, frozen=True, kw_only=True):
    """How a user proves who they are. `srp_salt` and `srp_verifier` are kept only while the pool allows SRP."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"password_hash", "srp_salt", "srp_verifier"})

    pool_id: str
    sub: str
    password_hash: str | None  # PHC string
    srp_salt: bytes | None
    srp_verifier: bytes | None
    temporary_until: float | None  # None: the password is permanent
    changed_at: float


class PendingValue(Record, frozen=True, kw_only=True):
    """A new value of `email` or `phone_number` that waits for VerifyUserAttribute. Never shown, never usable."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"value"})

    sub: str
    attribute: str
    value: str
    requested_at: float


class Code(Record, frozen=True, kw_only=True):
    """A code sent to a user, as its keyed hash.

    A used code stays until it is replaced or purged, because Expired differs from Mismatch.
    `attribute` and `target` say where it went: what a right answer verifies.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset({"hash", "target"})

    sub: str
    purpose: CodePurpose
    hash: bytes
    attribute: str | None
    target: str | None
    created_at: float
    expires_at: float
    attempts: int = 0
    used_at: float | None = None


class SignIn(Record, frozen=True, kw_only=True):
    """One authentication, from which access, ID and refresh tokens come; a token is alive only while its sign-in is.

    `id` is the `origin_jti` claim (for clients without token revocation: put it in `event_id`). Global sign-out,
    disabling and password changes revoke all sign-ins of the user, deletion removes them, so that no token of an old
    user reaches a new one of the same name.
    """

    id: str
    pool_id: str
    client_id: str
    sub: str
    auth_time: float
    expires_at: float  # when the last token that could come of it is dead
    revoked_at: float | None = None


class RefreshToken(Record, frozen=True, kw_only=True):
    """A refresh token as its keyed hash."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"hash"})

    hash: bytes
    sign_in_id: str
    issued_at: float
    expires_at: float


class RefreshGrant(Record, frozen=True, kw_only=True):
    """A refresh token and the sign-in that it continues."""

    token: RefreshToken
    sign_in: SignIn


class TokenHolder(Record, frozen=True, kw_only=True):
    """All that an access token leads to, read in one statement. `sign_in` may be revoked and `user` disabled: look."""

    pool: Pool
    client: PoolClient
    user: User
    sign_in: SignIn


class Standing(Record, frozen=True, kw_only=True):
    """What a sign-in stands on when it is stored: a user (None: gone), a password (None: gone), the failures so far."""

    status: UserStatus | None
    enabled: bool
    password_changed_at: float | None
    failures: int
    last_failure_at: float


class ChallengeSession(Record, frozen=True, kw_only=True):
    """One step of a sign-in that waits for its answer: single use, bound to pool, client, user and challenge.

    `hash` is the keyed hash of the session text. `sub` is None when the user does not exist and we must not say so.
    """

    secret_fields: ClassVar[frozenset[str]] = frozenset({"hash", "state"})

    hash: bytes
    pool_id: str
    client_id: str
    sub: str | None
    challenge: str
    state: bytes  # sealed at rest; whatever the flow needs at the next step
    created_at: float
    expires_at: float
    used_at: float | None = None


class AttemptCounter(Record, frozen=True, kw_only=True):
    """Failures, or tries, of one subject at one thing. `key` is a keyed hash: people type passwords into name fields.

    Count before you check, inside `write`, and forget on success: then 50 parallel guesses cost 50 attempts.
    """

    key: bytes
    count: int
    first_at: float
    last_at: float
    blocked_until: float = 0.0
    expires_at: float  # from when it may be purged


class Message(Record, frozen=True, kw_only=True):
    """A mail or text message, ready to go: triggers have run, the code is in the body."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"destination", "code", "subject", "body"})

    time: float
    pool_id: str
    username: str
    destination: str
    medium: Medium
    attribute: str | None
    trigger_source: str
    code: str | None
    subject: str | None
    body: str
    html: bool = False  # what `body` is: its template says so, not what was filled into it


class ClaimedMessage(Record, frozen=True, kw_only=True):
    """A message that this process delivers now; `tries` counts this one, `delivered_to` names channels that have it."""

    id: str
    tries: int
    message: Message
    delivered_to: frozenset[str] = frozenset()


class SigningKey(Record, frozen=True, kw_only=True):
    """One RSA key of a pool. A retired key still verifies until the last token it signed is dead."""

    secret_fields: ClassVar[frozenset[str]] = frozenset({"private_key"})

    kid: str
    pool_id: str
    use: KeyUse
    public_key: bytes  # DER, SubjectPublicKeyInfo
    private_key: bytes  # DER, PKCS 8; sealed at rest
    created_at: float
    retired_at: float | None = None
