"""Operations with events in both directions, by an AsyncClient over TLS and HTTP/2.

The server checks every signature. It takes frames apart with botocore's reader, computes the request's signature with
botocore's signer, and those of the events by hand from what AWS documents.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.eventstream import EventStreamBuffer

import awso
from awso import lexv2_runtime as lex
from awso.codecs.event_stream import encode_frame
from awso.errors import ConfigurationError
from awso.registry import Service
from awso.shapes.schema import Schema
from awso.transports.native import NativeTransport
from tests.contract.transports.http2_peer import Peer, speaking_http2
from tests.contract.transports.loopback import self_signed
from tests.contract.transports.scripted import scripted

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEYS = awso.StaticCredentials("AKIDEXAMPLE", SECRET)


@pytest.fixture(scope="module")
def identity() -> tuple[bytes, bytes]:
    return self_signed("localhost")


def signature_by_botocore(head: dict[str, str]) -> str:
    """What the request's signature must be."""
    _, _, signed = head["authorization"].partition("SignedHeaders=")
    names = signed.partition(",")[0].split(";")
    assert {"host", "x-amz-content-sha256", "x-amz-date"} <= {*names}
    fields = {name: head[name] for name in names if name != "host"}
    request = AWSRequest("POST", f"https://{head[':authority']}{head[':path']}", headers=fields)
    request.context["timestamp"] = head["x-amz-date"]
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", SECRET), "lex", "us-east-1")
    canonical: str = signer.canonical_request(request)
    return str(signer.signature(signer.string_to_sign(request, canonical), request))


class SignedEvents:
    """Reads the frames of a request, and holds each signature to the one before it."""

    def __init__(self, peer: Peer, seed: str) -> None:
        self._peer = peer
        self._buffer = EventStreamBuffer()
        self._previous = seed

    def __iter__(self) -> Iterator[tuple[str, object]]:
        """The kind and the members of each event, until the frame that ends them."""
        while piece := self._peer.read():
            self._buffer.add_data(piece)
            for frame in self._buffer:
                self._check(frame.headers[":date"], frame.headers[":chunk-signature"], frame.payload)
                if not frame.payload:
                    assert self._peer.read() == b"", "something follows the last frame"
                    return
                (event,) = events_in(frame.payload)
                yield event
        pytest.fail("the signed stream had no end")

    def _check(self, moment: int, signature: bytes, payload: bytes) -> None:
        date = f"{datetime.fromtimestamp(moment / 1000, UTC):%Y%m%dT%H%M%SZ}"
        scope = f"{date[:8]}/us-east-1/lex/aws4_request"
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        headers = b"\x05:date\x08" + moment.to_bytes(8, "big")
        hashes = [hashlib.sha256(part).hexdigest() for part in (headers, payload)]
        text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", date, scope, self._previous, *hashes])
        self._previous = hmac.new(key, text.encode(), "sha256").hexdigest()
        assert signature.hex() == self._previous


def events_in(frames: bytes) -> list[tuple[str, object]]:
    buffer = EventStreamBuffer()
    buffer.add_data(frames)
    return [(frame.headers[":event-type"], json.loads(frame.payload)) for frame in buffer]


def said(kind: str, **members: object) -> bytes:
    headers = {":message-type": "event", ":event-type": kind, ":content-type": "application/json"}
    return encode_frame({**headers}, json.dumps(members).encode())


def bot(peer: Peer) -> None:
    """Repeats what it is told, loudly, and says when it has heard enough."""
    head = peer.request()
    _, _, signature = head["authorization"].partition("Signature=")
    assert signature == signature_by_botocore(head)
    assert (head[":path"], head["x-amz-lex-conversation-mode"]) == (
        "/bots/BOT1234567/botAliases/TSTALIASID/botLocales/en_US/sessions/ada/conversation",
        "TEXT",
    )
    assert (head["content-type"], head["x-amz-content-sha256"]) == (
        "application/vnd.amazon.eventstream",
        "STREAMING-AWS4-HMAC-SHA256-EVENTS",
    )
    peer.respond(200, ("content-type", "application/vnd.amazon.eventstream"), ("x-amzn-requestid", "7"))
    for kind, members in SignedEvents(peer, signature):
        assert isinstance(members, dict)
        match kind:
            case "TextInputEvent":
                peer.send(said("TextResponseEvent", messages=[{"content": members["text"].upper()}]))
            case "DisconnectionEvent":
                peer.send(said("HeartbeatEvent", eventId="bye"))
            case _:
                assert kind == "ConfigurationEvent"
    peer.send(b"", end=True)


def client(identity: tuple[bytes, bytes], port: int) -> lex.AsyncClient:
    transport = NativeTransport(root_certificates_pem=identity[0])
    url = f"https://localhost:{port}"
    return lex.AsyncClient(region="us-east-1", credentials=KEYS, endpoint_url=url, transport=transport)


Asked = lex.StartConversationRequestEventStream
Heard = lex.StartConversationResponseEventStream


class Caller:
    """Says one thing, and the next when that was answered."""

    def __init__(self) -> None:
        self._answered = asyncio.Semaphore(0)
        self.answers: list[str | None] = []

    async def events(self) -> AsyncIterator[Asked]:
        yield Asked(configuration_event=lex.ConfigurationEvent(response_content_type="text/plain; charset=utf-8"))
        for text in ("good morning", "größer 🙂", "x" * 200_000):
            yield Asked(text_input_event=lex.TextInputEvent(text=text))
            await self._answered.acquire()
        yield Asked(disconnection_event=lex.DisconnectionEvent())

    def hear(self, event: Heard) -> None:
        if event.text_response_event is not None:
            self.answers += [message.content for message in event.text_response_event.messages]
            self._answered.release()
        if event.heartbeat_event is not None:
            self.answers.append(event.heartbeat_event.event_id)


async def converse(identity: tuple[bytes, bytes], port: int) -> list[str | None]:
    caller = Caller()
    async with client(identity, port) as talking:
        answer = await talking.start_conversation(
            bot_id="BOT1234567",
            bot_alias_id="TSTALIASID",
            locale_id="en_US",
            session_id="ada",
            conversation_mode="TEXT",
            request_event_stream=caller.events(),
        )
        assert answer.response_event_stream is not None
        async for event in answer.response_event_stream:
            caller.hear(event)
    return caller.answers


def test_a_conversation_is_signed_event_by_event_and_answered_meanwhile(identity: tuple[bytes, bytes]) -> None:
    with scripted(speaking_http2(identity, bot)) as server:
        answers = asyncio.run(converse(identity, server.port))

    assert answers == ["GOOD MORNING", "GRÖSSER 🙂", "X" * 200_000, "bye"]


def test_an_error_amid_the_events_is_the_services_own(identity: tuple[bytes, bytes]) -> None:
    def throttling(peer: Peer) -> None:
        peer.request()
        peer.respond(200)
        headers = {":message-type": "exception", ":exception-type": "ThrottlingException"}
        peer.send(encode_frame({**headers, ":content-type": "application/json"}, b'{"message": "too fast"}'))

    with (
        scripted(speaking_http2(identity, throttling)) as server,
        pytest.raises(lex.errors.ThrottlingException, match="too fast"),
    ):
        asyncio.run(converse(identity, server.port))


def test_a_refusal_is_the_services_error(identity: tuple[bytes, bytes]) -> None:
    def refusing(peer: Peer) -> None:
        peer.request()
        peer.respond(403, ("x-amzn-errortype", "AccessDeniedException"), ("content-type", "application/json"))
        peer.send(b'{"message": "not you"}', end=True)

    with (
        scripted(speaking_http2(identity, refusing)) as server,
        pytest.raises(lex.errors.AccessDeniedException, match="not you") as caught,
    ):
        asyncio.run(converse(identity, server.port))

    assert (caught.value.status, caught.value.attempts) == (403, 1)


def test_a_blocking_client_says_who_can() -> None:
    blocking = lex.Client(region="us-east-1", credentials=KEYS, transport=NativeTransport())
    with blocking, pytest.raises(ConfigurationError, match="AsyncClient"):
        blocking.start_conversation(
            bot_id="BOT1234567",
            bot_alias_id="TSTALIASID",
            locale_id="en_US",
            session_id="ada",
            request_event_stream=[Asked(disconnection_event=lex.DisconnectionEvent())],
        )


def event_members(schema: Schema) -> list[str]:
    return [member.python for member in schema.members.values() if member.target.model.eventstream]


def services_with_events() -> Iterator[Service]:
    for name in awso.service_names():
        service = awso.service(name)
        if any(b'"eventstream":true' in bytes(shape) for shape in service.file.shapes.values()):
            yield service


def test_events_in_an_input_are_what_models_put_on_http2_and_we_too() -> None:
    found: dict[tuple[str, str], str | None] = {}
    for service in services_with_events():
        for operation in service.operations():
            for member in event_members(operation.input_schema):
                found[service.name, operation.name] = service.model.protocol_settings.get("h2")
                required = {
                    each.python: "a" * 20
                    for each in operation.input_schema.members.values()
                    if each.model.location == "uri"
                }
                request = operation.encode_request(operation.input(**required, **{member: []}))
                assert request.stream is not None
                assert request.stream.duplex, operation

    assert ("lexv2-runtime", "StartConversation") in found
    assert {*found.values()} <= {"eventstream", "optional"}, found
