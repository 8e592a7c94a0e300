"""Records for the storage tests, all at one instant."""

from awso_userpool.domain.records import (
    AttemptCounter,
    ChallengeSession,
    Code,
    Credentials,
    Message,
    Pool,
    PoolClient,
    RefreshToken,
    SignIn,
    SigningKey,
    User,
    UserStatus,
)
from awso_userpool.storage.interface import Storage, Writing

T0 = 1_800_000_000.25
HOUR = 3600.0
DAY = 24 * HOUR

POOL = Pool(id="eu-west-1_One", name="one", settings='{"MfaConfiguration":"OFF"}', created_at=T0, modified_at=T0)
OTHER_POOL = Pool(id="eu-west-1_Two", name="two", settings="{}", created_at=T0, modified_at=T0)
CLIENT = PoolClient(
    id="client1",
    pool_id=POOL.id,
    name="web",
    settings='{"ExplicitAuthFlows":[]}',
    secret="the client's own secret",
    created_at=T0,
    modified_at=T0,
)
PUBLIC_CLIENT = PoolClient(
    id="client2", pool_id=POOL.id, name="app", settings="{}", secret=None, created_at=T0, modified_at=T0
)
KEY = SigningKey(
    kid="kid1", pool_id=POOL.id, use="id", public_key=b"public", private_key=b"private key bytes", created_at=T0
)


def user(
    name: str,
    attributes: dict[str, str] | None = None,
    *,
    pool_id: str = POOL.id,
    status: UserStatus = "CONFIRMED",
    enabled: bool = True,
) -> User:
    """A user whose sub is `sub-<pool>-<name>`."""
    return User(
        pool_id=pool_id,
        sub=f"sub-{pool_id}-{name}",
        username=name,
        username_key=name.casefold(),
        status=status,
        enabled=enabled,
        attributes=attributes if attributes is not None else {"email": f"{name}@example.com"},
        created_at=T0,
        modified_at=T0,
    )


ADA = user("Ada")
BOB = user("Bob")


def add_users(storage: Storage, *users: User) -> None:
    """Add them in this order, in one change."""
    assert storage.write_now(lambda tx: [tx.add_user(each) for each in users]) == [True] * len(users)


def add_sign_ins(storage: Storage, *sign_ins: SignIn) -> None:
    """Add them in this order, in one change, without refresh tokens."""

    def add(tx: Writing) -> None:
        for each in sign_ins:
            tx.add_sign_in(each, None)

    storage.write_now(add)


def add_messages(storage: Storage, *messages: Message) -> None:
    """Add them in this order, in one change."""

    def add(tx: Writing) -> None:
        for each in messages:
            tx.add_message(each)

    storage.write_now(add)


def credentials(of: User = ADA) -> Credentials:
    return Credentials(
        pool_id=of.pool_id,
        sub=of.sub,
        password_hash="$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
        srp_salt=b"sixteen byte salt",
        srp_verifier=b"the verifier of a password",
        temporary_until=None,
        changed_at=T0,
    )


def code(of: User = ADA) -> Code:
    return Code(
        sub=of.sub,
        purpose="verify_email",
        hash=b"h" * 32,
        attribute="email",
        target="new@example.com",
        created_at=T0,
        expires_at=T0 + DAY,
    )


def sign_in(identity: str, of: User = ADA, client: PoolClient = CLIENT) -> SignIn:
    return SignIn(
        id=identity,
        pool_id=client.pool_id,
        client_id=client.id,
        sub=of.sub,
        auth_time=T0,
        expires_at=T0 + 30 * DAY,
    )


def refresh_token(of: SignIn, hash_: bytes = b"r" * 32) -> RefreshToken:
    return RefreshToken(hash=hash_, sign_in_id=of.id, issued_at=T0, expires_at=T0 + 30 * DAY)


def challenge(of: User | None = ADA) -> ChallengeSession:
    return ChallengeSession(
        hash=b"s" * 32,
        pool_id=POOL.id,
        client_id=CLIENT.id,
        sub=of.sub if of else None,
        challenge="NEW_PASSWORD_REQUIRED",
        state=b"what the next step needs",
        created_at=T0,
        expires_at=T0 + 180,
    )


def counter(count: int, key: bytes = b"k" * 32) -> AttemptCounter:
    return AttemptCounter(key=key, count=count, first_at=T0, last_at=T0 + count, expires_at=T0 + HOUR)


def message(text: str, time: float = T0) -> Message:
    return Message(
        time=time,
        pool_id=POOL.id,
        username=ADA.username,
        destination="ada@example.com",
        medium="EMAIL",
        attribute="email",
        trigger_source="CustomMessage_UpdateUserAttribute",
        code="314159",
        subject="Your code",
        body=text,
    )
