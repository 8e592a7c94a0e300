"""A message and a storage to keep it in."""

from awso_userpool.domain.records import Message
from awso_userpool.secrets.master_key import generated_keys
from awso_userpool.storage.interface import Storage
from awso_userpool.storage.opening import open_storage

T0 = 1_700_000_000.0


def message(code: str = "123456", *, medium: str = "EMAIL", time: float = T0) -> Message:
    return Message(
        time=time,
        pool_id="us-east-1_Aa0000000",
        username="ada",
        destination="ada@example.com" if medium == "EMAIL" else "+15550100",
        medium="EMAIL" if medium == "EMAIL" else "SMS",
        attribute="email",
        trigger_source="CustomMessage_SignUp",
        code=code,
        subject="Your verification code",
        body=f"Your confirmation code is {code}",
    )


def storage_in_memory() -> Storage:
    return open_storage("sqlite://", generated_keys())


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float = T0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
