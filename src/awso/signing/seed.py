"""What the signature of a request hands on to those that are made after it: of chunks, of events.

Settled here: how the encoder of a streaming body learns of the signature, which is known only when the headers are
signed. `awso.signing.chunked` and `awso.signing.events` make such encoders.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from awso._lean import msgspec
from awso.core.request_bodies import RequestStream
from awso.signing.canonical import Scope
from awso.signing.sha256 import HmacKey

if TYPE_CHECKING:
    from awso.core.request_bodies import Encoder


class Seed(msgspec.Struct, frozen=True):
    """The signature of a request, and what it was made with: keys by their scope, the date (`20130524T000000Z`)."""

    key_of: Callable[[Scope], HmacKey]
    """The caller's key for a scope: that of the request, or, in a stream that outlasts a day, a later one."""
    date: str
    scope: Scope
    signature: str


@runtime_checkable
class SeededEncoding(Protocol):
    """Makes the encoder of an attempt; called without a seed, one that signs nothing."""

    def seeded(self, seed: Seed) -> Self:
        """The same for the attempt whose request has this signature."""
        ...

    def __call__(self) -> "Encoder":
        """The encoder."""
        ...


def seeded_stream(stream: RequestStream, seed: Callable[[], Seed]) -> RequestStream:
    """`stream` with what its chunks or events are signed with; as it is where they are not signed one by one."""
    encoding = stream.encoder
    if not isinstance(encoding, SeededEncoding):
        return stream
    return stream.with_encoder(encoding.seeded(seed()), stream.length)
