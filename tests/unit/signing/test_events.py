"""Signed events: against the text that AWS's Rust SDK signs, and against a computation of our own."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

from awso.codecs.event_stream import Milliseconds, decode_frame, encode_frame, encode_headers
from awso.core.request_bodies import RequestStream
from awso.signing.canonical import Scope, SigningKeys
from awso.signing.events import EventSigner, EventSigning
from awso.signing.seed import Seed, seeded_stream

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
MOMENT = datetime(1973, 11, 29, 21, 33, 9, 1234, tzinfo=UTC)
SCOPE = Scope("19731129", "us-east-1", "testservice")
EVENT = encode_frame({"some-header": "value"}, b"test payload")

# The hashes in the text that the test of the Rust SDK expects for this event at this moment:
# https://github.com/smithy-lang/smithy-rs/blob/main/aws/rust-runtime/aws-sigv4/src/event_stream.rs
HASH_OF_DATE = "0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e"
HASH_OF_EVENT = "f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6"


def seed(signature: str = "") -> Seed:
    keys = SigningKeys()
    return Seed(lambda scope: keys.get(SECRET, scope), "19731129T213309Z", SCOPE, signature)


def signature_by_hand(date: str, previous: str, hash_of_date: str, hash_of_event: str) -> bytes:
    """HMAC by the standard library, the key derived step by step."""
    key = b"AWS4" + SECRET.encode()
    for part in (date[:8], "us-east-1", "testservice", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    scope = f"{date[:8]}/us-east-1/testservice/aws4_request"
    text = f"AWS4-HMAC-SHA256-PAYLOAD\n{date}\n{scope}\n{previous}\n{hash_of_date}\n{hash_of_event}"
    return hmac.digest(key, text.encode(), "sha256")


def test_an_event_is_signed_over_the_text_that_the_rust_sdk_signs() -> None:
    before = sha256(b"last message sts").hexdigest()

    frame = decode_frame(EventSigner(seed(before), lambda: MOMENT).feed(EVENT))

    assert frame.payload == EVENT
    assert frame.headers == {
        ":date": 123_456_789_000,
        ":chunk-signature": signature_by_hand("19731129T213309Z", before, HASH_OF_DATE, HASH_OF_EVENT),
    }
    assert isinstance(frame.headers[":date"], Milliseconds)


def test_each_signature_is_over_the_one_before_and_the_last_frame_is_empty() -> None:
    signer = EventSigner(seed("f" * 64), lambda: MOMENT)
    random = Random(5)
    events = [random.randbytes(20) for _ in range(3)]

    frames = [decode_frame(signer.feed(event)) for event in events] + [decode_frame(signer.finish())]

    previous = "f" * 64
    for frame, event in zip(frames, [*events, b""], strict=True):
        expected = signature_by_hand("19731129T213309Z", previous, HASH_OF_DATE, sha256(event).hexdigest())
        assert (frame.payload, frame.headers[":chunk-signature"]) == (event, expected)
        previous = expected.hex()


def test_a_stream_that_outlasts_the_day_is_signed_with_the_next_day_s_key() -> None:
    moments = iter([MOMENT, datetime(1973, 11, 30, 0, 0, 1, tzinfo=UTC)])
    signer = EventSigner(seed("0" * 64), lambda: next(moments))

    first, second = decode_frame(signer.feed(b"a")), decode_frame(signer.feed(b"b"))

    before = first.headers[":chunk-signature"]
    date = encode_headers({":date": second.headers[":date"]})
    assert isinstance(before, bytes)
    assert second.headers[":chunk-signature"] == signature_by_hand(
        "19731130T000001Z", before.hex(), sha256(date).hexdigest(), sha256(b"b").hexdigest()
    )


def test_a_stream_is_signed_once_there_is_a_seed() -> None:
    stream = RequestStream([b"one", b"two"]).with_encoder(EventSigning(lambda: MOMENT), None)

    unsigned = list(stream)
    signed = list(seeded_stream(stream, seed))

    assert unsigned == [b"one", b"two", b""]
    assert [decode_frame(frame).payload for frame in signed] == [b"one", b"two", b""]
