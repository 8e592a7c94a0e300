"""Every stream of events of every service, both directions: our frames read by botocore and by our other side."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from random import Random
from typing import Any

import msgspec
import pytest
from botocore.eventstream import EventStreamBuffer
from botocore.parsers import EventStreamJSONParser, EventStreamXMLParser

import awso
from awso.codecs.event_stream import FrameDecoder, decode_frame, encode_frame
from awso.core.event_streams import EventStream
from awso.core.operation import Operation
from awso.errors import DecodeError, ParameterError, ServiceError
from awso.shapes.schema import MemberSchema, Schema
from awso.testing import MemoryTransport
from tests.oracle.botocore_side import service_model
from tests.property.values import value_for

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI")
SEEDS = range(3)


@dataclass(frozen=True)
class Stream:
    """One stream: an input's or an output's."""

    service: str
    operation: str
    direction: str

    @property
    def bound(self) -> Operation:
        return awso.service(self.service).operation(self.operation)

    @property
    def schema(self) -> Schema:
        return self.bound.input_schema if self.direction == "input" else self.bound.output_schema

    @property
    def member(self) -> MemberSchema:
        member = self.schema.event_member
        assert member is not None
        return member

    def __str__(self) -> str:
        return f"{self.service}-{self.operation}-{self.direction}"


def streams() -> list[Stream]:
    """Read from the models themselves, for linking every shape would take minutes."""
    found: list[Stream] = []
    for name in awso.service_names():
        service = awso.service(name)
        models = [shape for shape, raw in service.file.shapes.items() if b"eventstream" in bytes(raw)]
        if not models:
            continue
        for operation in service.operations():
            for direction, schema in (("input", operation.input_schema), ("output", operation.output_schema)):
                if schema.event_member is not None:
                    found.append(Stream(service.name, operation.name, direction))
    return found


STREAMS = streams()
INPUTS = [stream for stream in STREAMS if stream.direction == "input"]
OUTPUTS = [stream for stream in STREAMS if stream.direction == "output"]


def events_of(stream: Stream, seed: int) -> list[Any]:
    """Each event of the union once, but for errors, with random members."""
    random = Random(f"{stream}{seed}")
    union = stream.member.target
    return [
        union.cls(**{member.python: with_payload(member.target, value_for(member.target, random))})
        for member in union.members.values()
        if not member.target.model.exception
    ]


def with_payload(schema: Schema, event: Any) -> Any:
    """`event` with an empty payload where it has none: on the wire they are the same, and it reads as empty."""
    for member in schema.members.values():
        if member.model.eventpayload and getattr(event, member.python) is None:
            empty = {"blob": b"", "string": ""}.get(member.target.kind)
            payload = member.target.cls() if empty is None else empty
            event = msgspec.structs.replace(event, **{member.python: payload})
    return event


def errors_of(stream: Stream) -> list[MemberSchema]:
    return [member for member in stream.member.target.members.values() if member.target.model.exception]


def value_with(stream: Stream, events: Any, seed: int = 0) -> Any:
    """A valid input or output with those events."""
    value = value_for(stream.schema, Random(f"{stream}{seed}"), constrained=True)
    members = {
        member.python: getattr(value, member.python)
        for member in stream.schema.members.values()
        if member is not stream.member
    }
    return stream.schema.cls(**members, **{stream.member.python: events})


def client_of(stream: Stream, transport: MemoryTransport, *, asynchronous: bool = False) -> Any:
    made: Any = awso.service(stream.service).python_value("AsyncClient" if asynchronous else "Client")
    return made(region="us-east-1", credentials=KEYS, transport=transport)


def frames(raw: bytes) -> list[Any]:
    return list(FrameDecoder().feed(raw))


def test_there_are_thirty_streams_of_which_five_are_sent() -> None:
    assert (len(OUTPUTS), len(INPUTS)) == (25, 5)


# --- received -------------------------------------------------------------------------------------------------------


def answer_of(stream: Stream, events: Any) -> awso.HttpResponse:
    """What a server that is ours answers, read whole."""
    response = stream.bound.encode_response(value_with(stream, events))
    assert response.stream is not None
    sent: Any = response.stream
    return awso.HttpResponse(response.status, response.headers, b"".join(sent))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("stream", OUTPUTS, ids=str)
def test_a_client_gets_the_events_that_a_server_sends(stream: Stream, seed: int) -> None:
    events = events_of(stream, seed)
    response = answer_of(stream, events)

    def arrived() -> EventStream[Any]:
        output = stream.bound.decode_response(response)
        arriving: EventStream[Any] = getattr(output, stream.member.python)
        return arriving

    async def awaited() -> list[Any]:
        return [event async for event in arrived()]

    assert list(arrived()) == events
    assert asyncio.run(awaited()) == events


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("stream", OUTPUTS, ids=str)
def test_botocore_reads_the_events_that_we_send(stream: Stream, seed: int) -> None:
    events = events_of(stream, seed)
    shape = service_model(stream.service).operation_model(stream.operation).output_shape.members[stream.member.name]
    parser = (EventStreamXMLParser if stream.service == "s3" else EventStreamJSONParser)()
    buffer = EventStreamBuffer()

    buffer.add_data(answer_of(stream, events).body)

    parsed = [parser.parse(message.to_response_dict(), shape) for message in buffer]
    if stream.schema.model.payload is None:
        assert parsed.pop(0) == {}  # the initial response
    expected = [event.to_value() for event in events]
    assert [set(event) for event in parsed] == [set(event) for event in expected]
    for mine, theirs in zip(expected, parsed, strict=True):
        (name,) = mine
        target = stream.member.target.members[name].target
        assert target.from_value(mine[name]) == target.from_value(with_infinities(theirs[name]))


def with_infinities(value: Any) -> Any:
    """botocore leaves the texts by which JSON carries what is no number there."""
    if isinstance(value, dict):
        return {name: with_infinities(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_infinities(inner) for inner in value]
    return {"Infinity": inf, "-Infinity": -inf}.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("stream", OUTPUTS, ids=str)
def test_an_error_amid_the_stream_is_the_service_s_own(stream: Stream) -> None:
    (first, *_) = events_of(stream, 0)
    for member in errors_of(stream):
        cls = stream.bound.service.error(member.target.name)
        trait = member.target.model.error
        code = (trait and trait.code) or member.target.name
        output = stream.bound.decode_response(answer_of(stream, [first, cls("what was wrong", code=code)]))
        arriving = iter(getattr(output, stream.member.python))

        assert next(arriving) == first
        with pytest.raises(cls, match="what was wrong") as caught:
            next(arriving)

        assert (caught.value.code, caught.value.operation) == (code, stream.operation)


def test_an_error_that_the_model_does_not_have_is_a_service_error() -> None:
    stream = next(each for each in OUTPUTS if each.service == "s3")
    raw = encode_frame({":message-type": "error", ":error-code": "InternalError", ":error-message": "We are sorry"})
    unmodelled = encode_frame({":message-type": "exception", ":exception-type": "Strange"}, b"said so")

    for frame, code, message in ((raw, "InternalError", "We are sorry"), (unmodelled, "Strange", "said so")):
        output = stream.bound.decode_response(awso.HttpResponse(200, {}, frame))
        with pytest.raises(ServiceError, match=message) as caught:
            list(output.payload)
        assert caught.value.code == code


def test_an_event_that_the_model_does_not_have_is_passed_over() -> None:
    stream = next(each for each in OUTPUTS if each.service == "kinesis")
    (event,) = events_of(stream, 0)
    body = encode_frame({":message-type": "event", ":event-type": "Newer"}, b"{}") + answer_of(stream, [event]).body

    output = stream.bound.decode_response(awso.HttpResponse(200, {}, body))

    assert list(output.event_stream) == [event]


def test_a_frame_of_no_known_kind_is_told() -> None:
    stream = next(each for each in OUTPUTS if each.service == "kinesis")
    output = stream.bound.decode_response(awso.HttpResponse(200, {}, encode_frame({":message-type": "riddle"})))

    with pytest.raises(DecodeError, match="event, exception or error, got 'riddle'"):
        list(output.event_stream)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_kinesis_events_come_through_a_client(asynchronous: bool) -> None:
    stream = next(each for each in OUTPUTS if each.service == "kinesis")
    events = events_of(stream, 1)
    transport = MemoryTransport([answer_of(stream, events)])
    arguments: dict[str, Any] = {
        "consumer_arn": "arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1",
        "shard_id": "shardId-000000000000",
        "starting_position": {"Type": "LATEST"},
    }
    arguments["starting_position"] = awso.service("kinesis").python_value("StartingPosition")(type="LATEST")

    async def awaited() -> list[Any]:
        async with client_of(stream, transport, asynchronous=True) as client:
            output = await client.subscribe_to_shard(**arguments)
            async with output.event_stream as arriving:
                return [event async for event in arriving]

    if asynchronous:
        assert asyncio.run(awaited()) == events
    else:
        with client_of(stream, transport) as client, client.subscribe_to_shard(**arguments).event_stream as arriving:
            assert list(arriving) == events


# --- sent -----------------------------------------------------------------------------------------------------------


CONVERSATIONS: dict[str, dict[str, Any]] = {
    "bedrock-runtime": {"model_id": "amazon.nova-sonic-v1:0"},
    "connecthealth": {
        "session_id": "12345678-1234-1234-1234-123456789012",
        "domain_id": "hai-abcdefghijklmnopqrstu",
        "subscription_id": "sub-abcdefghijklmnopqrstu",
        "language_code": "en-US",
        "media_sample_rate_hertz": 16_000,
        "media_encoding": "pcm",
    },
    "lexv2-runtime": {"bot_id": "ABCDEFGHIJ", "bot_alias_id": "TSTALIASID", "locale_id": "en_US", "session_id": "ada"},
    "polly": {"engine": "generative", "output_format": "mp3", "voice_id": "Amy"},
    "qbusiness": {"application_id": "12345678-1234-1234-1234-123456789012"},
}


async def arriving_one_by_one(events: list[Any]) -> AsyncIterator[Any]:
    for event in events:
        yield event


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("stream", INPUTS, ids=str)
def test_a_server_gets_the_events_that_a_client_sends(stream: Stream, seed: int) -> None:
    events = events_of(stream, seed)
    answers = next(each for each in OUTPUTS if each.operation == stream.operation)
    transport = MemoryTransport([answer_of(answers, []), answer_of(answers, [])])
    members = CONVERSATIONS[stream.service]

    async def awaited() -> None:
        async with client_of(stream, transport, asynchronous=True) as client:
            given = {stream.member.python: arriving_one_by_one(events)}
            await getattr(client, stream.bound.python)(**members, **given)

    asyncio.run(awaited())
    with client_of(stream, transport) as client:
        getattr(client, stream.bound.python)(**members, **{stream.member.python: iter(events)})

    for request in transport.requests:
        assert request.headers["content-type"] == "application/vnd.amazon.eventstream"
        assert request.headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-EVENTS"
        signed = frames(request.body)
        assert [set(frame.headers) for frame in signed] == [{":date", ":chunk-signature"}] * (len(events) + 1)
        assert signed[-1].payload == b""
        inner = b"".join(frame.payload for frame in signed)
        received = stream.bound.decode_request(awso.HttpRequest(request.method, request.url, request.headers, inner))
        assert list(getattr(received, stream.member.python)) == events


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("stream", INPUTS, ids=str)
def test_botocore_understands_the_events_that_a_client_sends(stream: Stream, seed: int) -> None:
    events = events_of(stream, seed)
    shape = service_model(stream.service).operation_model(stream.operation).input_shape.members[stream.member.name]
    request = stream.bound.encode_request(value_with(stream, events))
    assert request.stream is not None

    for raw, event in zip(request.stream, events, strict=True):
        buffer = EventStreamBuffer()
        buffer.add_data(raw)
        (message,) = list(buffer)
        ((name, theirs),) = EventStreamJSONParser().parse(message.to_response_dict(), shape).items()
        target = stream.member.target.members[name].target
        assert target.from_value(with_infinities(theirs)) == target.from_value(event.to_value()[name])


@pytest.mark.parametrize("wrong", ["text", 1])
def test_what_is_no_event_is_refused(wrong: object) -> None:
    stream = INPUTS[0]
    request = stream.bound.encode_request(value_with(stream, iter([wrong])))
    assert request.stream is not None

    with pytest.raises(ParameterError, match=rf"expected a {stream.member.target.name}, got {type(wrong).__name__}"):
        list(request.stream)


def test_an_event_has_exactly_one_member() -> None:
    stream = INPUTS[0]
    with pytest.raises(ParameterError, match="expected exactly one member, got 0"):
        stream.bound.encode_request(value_with(stream, [stream.member.target.cls()]))


# --- header members, which no service of today has ------------------------------------------------------------------


def test_members_bound_to_headers_travel_in_the_frame_s_headers() -> None:
    from awso.protocols.event_streams import FORMATS, EventBinding
    from awso.shapes.model import MemberModel, ShapeModel
    from awso.shapes.schema import Schemas

    kinds = ("blob", "boolean", "integer", "long", "string", "timestamp")
    members = {kind: MemberModel(kind, eventheader=True) for kind in kinds}
    schemas = Schemas(
        {
            **{kind: ShapeModel(kind) for kind in kinds},  # type: ignore[arg-type]  # pyright: ignore  # kinds are literals
            "Event": ShapeModel("structure", {**members, "body": MemberModel("string", eventpayload=True)}, event=True),
            "Union": ShapeModel("structure", {"event": MemberModel("Event")}, eventstream=True),
        }
    )
    binding = EventBinding(schemas["Union"].members["event"], FORMATS["json"])
    moment = datetime(2020, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
    event: Any = schemas["Event"].cls
    value = event(blob=b"\xff", boolean=True, integer=-1, long=2**40, string="é", timestamp=moment, body="text")

    frame = decode_frame(binding.encode(value, {":event-type": "event"}))

    assert frame.headers == {
        ":event-type": "event",
        ":content-type": "text/plain",
        "blob": b"\xff",
        "boolean": True,
        "integer": -1,
        "long": 2**40,
        "string": "é",
        "timestamp": int(moment.timestamp() * 1000),
    }
    assert frame.payload == b"text"
    assert binding.decode(frame) == value
    with pytest.raises(DecodeError, match=r"headers\['integer'\]: expected a integer, got str"):
        binding.decode(frame._replace(headers={"integer": "1"}))
    with pytest.raises(DecodeError, match=r"headers\['timestamp'\]: expected epoch seconds"):
        binding.decode(frame._replace(headers={"timestamp": 2**62}))
