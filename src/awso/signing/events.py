"""Signs the events of a request one by one, each signature over the one before; the first over the request's.

An event's frame becomes the payload of another one, whose headers are the time and the signature. A signed frame
without payload ends the stream.

https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html (signing), as implemented by AWS's SDKs
"""

from collections.abc import Callable
from datetime import datetime

from awso.codecs.event_stream import Milliseconds, encode_frame, encode_headers
from awso.signing.canonical import Scope, amz_date
from awso.signing.seed import Seed
from awso.signing.sha256 import sha256_hex

SIGNED_EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS"
"""What stands in `X-Amz-Content-SHA256` in place of the body's hash."""

Clock = Callable[[], datetime]
"""The time by the service's clock, aware."""


class EventSigner:
    """The encoder of one attempt: it is fed a frame at a time."""

    __slots__ = ("_clock", "_previous", "_seed")

    def __init__(self, seed: Seed, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._previous = seed.signature

    def feed(self, chunk: bytes) -> bytes:
        """The frame that carries the frame `chunk` and its signature."""
        now = self._clock()
        date = amz_date(now)
        # To the second, as the text that is signed says it.
        headers = {":date": Milliseconds(int(now.timestamp()) * 1000)}
        scope = Scope(date[:8], self._seed.scope.region, self._seed.scope.service)
        hashes = f"{sha256_hex(encode_headers(headers))}\n{sha256_hex(chunk)}"
        text = f"AWS4-HMAC-SHA256-PAYLOAD\n{date}\n{scope}\n{self._previous}\n{hashes}"
        self._previous = self._seed.key_of(scope).hexdigest(text.encode())
        return encode_frame({**headers, ":chunk-signature": bytes.fromhex(self._previous)}, chunk)

    def finish(self) -> bytes:
        """The frame that ends the stream."""
        return self.feed(b"")


class _Unsigned:
    """What goes out where nothing signs: the frames as they are."""

    def feed(self, chunk: bytes) -> bytes:
        return chunk

    def finish(self) -> bytes:
        return b""


class EventSigning:
    """Makes the encoder of each attempt (`awso.signing.seed`)."""

    __slots__ = ("_clock", "_seed")

    def __init__(self, clock: Clock, seed: Seed | None = None) -> None:
        self._clock = clock
        self._seed = seed

    def seeded(self, seed: Seed) -> "EventSigning":
        """The same for the attempt whose request has this signature."""
        return EventSigning(self._clock, seed)

    def __call__(self) -> "EventSigner | _Unsigned":
        """The encoder."""
        return _Unsigned() if self._seed is None else EventSigner(self._seed, self._clock)
