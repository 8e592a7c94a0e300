"""Streams of events over real connections: a server on loopback that answers as AWS does, frame by frame.

The server is our own other side; that its frames are right is judged in `tests/conformance/test_event_streams.py`.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import awso
from awso.codecs.event_stream import FrameDecoder
from awso.errors import ServiceError
from awso.services import bedrock_runtime, kinesis, lexv2_runtime, s3

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI")

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nTransfer-Encoding: chunked\r\n"
    b"x-amzn-RequestId: r-1\r\n\r\n"
)


@contextmanager
def server(answer: Answer) -> Generator[str]:
    """The URL of a server in a thread of its own, each of whose connections is answered by `answer`."""
    ready = threading.Event()
    addresses: list[str] = []
    loops: list[asyncio.AbstractEventLoop] = []
    stopping = asyncio.Event()

    async def serve() -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await answer(reader, writer)
            finally:
                writer.close()

        listening = await asyncio.start_server(connected, "127.0.0.1", 0)
        host, port = listening.sockets[0].getsockname()
        addresses.append(f"http://{host}:{port}")
        loops.append(asyncio.get_running_loop())
        ready.set()
        await stopping.wait()
        listening.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield addresses[0]
    finally:
        loops[0].call_soon_threadsafe(stopping.set)
        thread.join(10)


async def request_head(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n")


async def whole_request(reader: asyncio.StreamReader) -> None:
    head = (await request_head(reader)).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    await reader.readexactly(length)


async def request_chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while length := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(length + 2))[:-2]


async def send_chunk(writer: asyncio.StreamWriter, chunk: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    await writer.drain()


def frames_of(service: str, operation: str, **output: Any) -> list[bytes]:
    """What a server sends for an output, a frame each."""
    bound = awso.service(service).operation(operation)
    response = bound.encode_response(bound.output(**output))
    sent: Any = response.stream
    return list(sent)


def sending(frames: list[bytes], *, between: Callable[[], Awaitable[None]] | None = None) -> Answer:
    """Answers each request with the frames, cut where no frame ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await whole_request(reader)
        writer.write(HEAD)
        for frame in frames:
            await send_chunk(writer, frame[:7])
            if between is not None:
                await between()
            await send_chunk(writer, frame[7:])
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    return answer


ARRIVED = [
    kinesis.SubscribeToShardEventStream(
        subscribe_to_shard_event=kinesis.SubscribeToShardEvent(
            records=[kinesis.Record(sequence_number=str(number), data=b"x" * 100_000, partition_key="p")],
            continuation_sequence_number=str(number),
            millis_behind_latest=0,
        )
    )
    for number in range(5)
]
SUBSCRIPTION: dict[str, Any] = {
    "consumer_arn": "arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1",
    "shard_id": "shardId-000000000000",
    "starting_position": kinesis.StartingPosition(type="LATEST"),
}


def test_kinesis_events_arrive_blocking() -> None:
    with (
        server(sending(frames_of("kinesis", "SubscribeToShard", event_stream=ARRIVED))) as url,
        kinesis.Client(region="us-east-1", credentials=KEYS, endpoint_url=url) as client,
        client.subscribe_to_shard(**SUBSCRIPTION).event_stream as events,
    ):
        assert list(events) == ARRIVED


def test_kinesis_events_arrive_awaited_each_when_it_was_sent() -> None:
    released = threading.Semaphore(0)

    async def wait_for_reader() -> None:
        await asyncio.to_thread(released.acquire)

    async def read(url: str) -> list[Any]:
        async with kinesis.AsyncClient(region="us-east-1", credentials=KEYS, endpoint_url=url) as client:
            answer = await client.subscribe_to_shard(**SUBSCRIPTION)
            seen: list[Any] = []
            released.release(2)  # the initial response and the first event
            async with answer.event_stream as events:
                async for event in events:
                    seen.append(event)
                    released.release()
        return seen

    frames = frames_of("kinesis", "SubscribeToShard", event_stream=ARRIVED)
    with server(sending(frames, between=wait_for_reader)) as url:
        assert asyncio.run(read(url)) == ARRIVED


def test_an_error_amid_bedrock_s_answer_is_raised() -> None:
    part = bedrock_runtime.ResponseStream(chunk=bedrock_runtime.PayloadPart(bytes=b"Hello"))
    throttled = bedrock_runtime.errors.ThrottlingException("slow down", code="ThrottlingException")
    frames = frames_of("bedrock-runtime", "InvokeModelWithResponseStream", body=[part, throttled], content_type="x")

    with (
        server(sending(frames)) as url,
        bedrock_runtime.Client(region="us-east-1", credentials=KEYS, endpoint_url=url) as client,
    ):
        events = iter(client.invoke_model_with_response_stream(model_id="m", body=b"{}").body)
        assert next(events) == part
        with pytest.raises(bedrock_runtime.errors.ThrottlingException, match="slow down"):
            next(events)


def test_s3_select_gives_records_progress_and_an_end() -> None:
    payload = [
        s3.SelectObjectContentEventStream(records=s3.RecordsEvent(payload=b"1,Ada\n2,Grace\n")),
        s3.SelectObjectContentEventStream(cont=s3.ContinuationEvent()),
        s3.SelectObjectContentEventStream(
            stats=s3.StatsEvent(details=s3.Stats(bytes_scanned=14, bytes_processed=14, bytes_returned=14))
        ),
        s3.SelectObjectContentEventStream(end=s3.EndEvent()),
    ]
    with (
        server(sending(frames_of("s3", "SelectObjectContent", payload=payload))) as url,
        s3.Client(region="us-east-1", credentials=KEYS, endpoint_url=url) as client,
    ):
        answer = client.select_object_content(
            bucket="bucket",
            key="people.csv",
            expression="select * from s3object",
            expression_type="SQL",
            input_serialization=s3.InputSerialization(csv=s3.CSVInput()),
            output_serialization=s3.OutputSerialization(csv=s3.CSVOutput()),
        )
        assert list(answer.payload) == payload


# --- both directions at once ----------------------------------------------------------------------------------------

CONVERSATION: dict[str, Any] = {
    "bot_id": "ABCDEFGHIJ",
    "bot_alias_id": "TSTALIASID",
    "locale_id": "en_US",
    "session_id": "ada",
}


async def echo(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answered: Callable[[], object] = lambda: None
) -> None:
    """Answers every text event as soon as it is there, and ends when the client does."""
    head = await request_head(reader)
    assert b"x-amz-content-sha256: streaming-aws4-hmac-sha256-events" in head.lower()
    operation = awso.service("lexv2-runtime").operation("StartConversation")
    writer.write(HEAD)
    await writer.drain()
    signed = FrameDecoder()
    async for chunk in request_chunks(reader):
        for frame in signed.feed(chunk):
            request = awso.HttpRequest(
                "POST", "http://x.test/bots/b/botAliases/a/botLocales/l/sessions/ada/conversation"
            )
            request = awso.HttpRequest(request.method, request.url, {}, frame.payload)
            for event in operation.decode_request(request).request_event_stream:
                text = lexv2_runtime.TextResponseEvent(event_id=event.text_input_event.text)
                answer = lexv2_runtime.StartConversationResponseEventStream(text_response_event=text)
                for sent in frames_of("lexv2-runtime", "StartConversation", response_event_stream=[answer]):
                    await send_chunk(writer, sent)
                answered()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def said(text: str) -> lexv2_runtime.StartConversationRequestEventStream:
    return lexv2_runtime.StartConversationRequestEventStream(text_input_event=lexv2_runtime.TextInputEvent(text=text))


def test_a_conversation_goes_both_ways_at_once() -> None:
    async def talk(url: str) -> list[str | None]:
        heard: list[str | None] = []
        events = awso.EventSender[lexv2_runtime.StartConversationRequestEventStream]()
        async with lexv2_runtime.AsyncClient(region="us-east-1", credentials=KEYS, endpoint_url=url) as client:
            answer = await client.start_conversation(**CONVERSATION, request_event_stream=events)
            await events.send(said("1"))
            async for event in answer.response_event_stream:  # each event is said only when the last was answered
                response = event.text_response_event
                heard.append(None if response is None else response.event_id)
                if len(heard) == 5:
                    await events.close()
                else:
                    await events.send(said(str(len(heard) + 1)))
        return heard

    with server(echo) as url:
        assert asyncio.run(asyncio.wait_for(talk(url), 30)) == ["1", "2", "3", "4", "5"]


def test_a_blocking_client_sends_all_though_the_answer_has_begun() -> None:
    answered = threading.Event()

    def events() -> Iterator[lexv2_runtime.StartConversationRequestEventStream]:
        yield said("a")
        assert answered.wait(10)
        yield said("b")

    with (
        server(lambda reader, writer: echo(reader, writer, answered.set)) as url,
        lexv2_runtime.Client(region="us-east-1", credentials=KEYS, endpoint_url=url) as client,
    ):
        answer = client.start_conversation(**CONVERSATION, request_event_stream=events())
        heard = [event.text_response_event for event in answer.response_event_stream]

    assert [event and event.event_id for event in heard] == ["a", "b"]


def test_a_refusal_before_any_event_is_an_ordinary_error() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await whole_request(reader)
        body = b'{"__type":"ResourceInUseException","message":"one at a time"}'
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()

    with (
        server(refuse) as url,
        kinesis.Client(region="us-east-1", credentials=KEYS, endpoint_url=url) as client,
        pytest.raises(ServiceError, match="one at a time") as caught,
    ):
        client.subscribe_to_shard(**SUBSCRIPTION)
    assert caught.value.code == "ResourceInUseException"
