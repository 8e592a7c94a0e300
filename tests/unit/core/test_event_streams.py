"""Reading a stream of events, blocking and awaiting, to its end and not; feeding one while the call is on."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from awso.codecs.event_stream import Frame, encode_frame
from awso.core.event_streams import EventStream, frames_of, incoming
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import BytesStream
from awso.errors import DecodeError, TransportError
from awso.runtime.event_sender import EventSender

FRAMES = [encode_frame({"n": str(index)}, bytes(40_000)) for index in range(5)]


def name_of(frame: Frame) -> str | None:
    """The header, but for the one that is passed over; an error for the one that is one."""
    name = str(frame.headers["n"])
    if name == "error":
        raise ValueError("the service said no")
    return None if name == "3" else name


def stream_of(raw: bytes) -> tuple[EventStream[str], BytesStream]:
    source = BytesStream(raw)
    return EventStream(source, name_of), source


def test_events_are_read_to_the_end_which_closes_the_stream() -> None:
    stream, source = stream_of(b"".join(FRAMES))

    assert list(stream) == ["0", "1", "2", "4"]
    assert source.closed
    assert list(stream) == []


def test_events_are_awaited_alike() -> None:
    async def read() -> None:
        stream, source = stream_of(b"".join(FRAMES))
        assert [event async for event in stream] == ["0", "1", "2", "4"]
        assert source.closed

    asyncio.run(read())


def test_reading_goes_on_where_it_was_left() -> None:
    stream, source = stream_of(b"".join(FRAMES))
    with stream:
        assert next(iter(stream)) == "0"
        assert next(iter(stream.map(str.upper))) == "1"
        assert not source.closed
    assert source.closed
    assert list(stream) == []


def test_leaving_an_async_with_closes_the_stream() -> None:
    async def read() -> None:
        stream, source = stream_of(b"".join(FRAMES))
        async with stream:
            async for _ in stream:
                break
        assert source.closed
        assert "closed" in repr(stream)

    asyncio.run(read())


def test_an_error_amid_the_stream_is_raised_in_its_place_and_closes_it() -> None:
    raw = FRAMES[0] + encode_frame({"n": "error"}) + FRAMES[1]

    stream, source = stream_of(raw)
    events = iter(stream)
    assert next(events) == "0"
    with pytest.raises(ValueError, match="said no"):
        next(events)
    assert source.closed

    async def read() -> None:
        stream, source = stream_of(raw)
        with pytest.raises(ValueError, match="said no"):
            async for _ in stream:
                pass
        assert source.closed

    asyncio.run(read())


def test_a_damaged_frame_comes_after_the_whole_ones() -> None:
    stream, source = stream_of(FRAMES[0] + FRAMES[1][:-1] + b"?")
    seen: list[str] = []

    with pytest.raises(DecodeError, match="checksum"):
        seen.extend(stream)

    assert seen == ["0"]
    assert source.closed


def test_a_stream_that_is_closed_while_it_is_read_ends() -> None:
    stream, _ = stream_of(b"".join(FRAMES[:3]))
    seen: list[str] = []

    for name in stream:
        seen.append(name)
        stream.close()

    assert seen[0] == "0"


def test_a_damaged_frame_spoils_none_that_came_in_the_same_chunk() -> None:
    small = [encode_frame({"n": str(index)}) for index in range(2)]
    stream, _ = stream_of(b"".join(small) + bytes(40))
    seen: list[str] = []

    with pytest.raises(DecodeError, match="prelude"):
        seen.extend(stream)

    assert seen == ["0", "1"]


def test_a_stream_that_breaks_off_amid_a_frame_says_so() -> None:
    stream, _ = stream_of(FRAMES[0][:-1])

    with pytest.raises(DecodeError, match="the end after"):
        list(stream)


# --- what is sent ---------------------------------------------------------------------------------------------------


def encode(event: int) -> bytes:
    return b"%d" % event


async def numbers() -> AsyncIterator[int]:
    for number in range(3):
        yield number


def test_a_list_of_events_can_be_sent_again() -> None:
    stream = frames_of(b"first", [0, 1, 2], encode)

    assert list(stream) == list(stream) == [b"first", b"0", b"1", b"2"]


def test_events_are_made_when_they_are_sent() -> None:
    asked: list[int] = []

    def events() -> Iterator[int]:
        for number in range(3):
            asked.append(number)
            yield number

    stream = frames_of(b"", events(), encode)
    assert asked == []
    assert list(stream) == [b"0", b"1", b"2"]
    assert not stream.can_rewind


def test_an_async_iterable_of_events_is_awaited() -> None:
    async def sent() -> list[bytes]:
        return [chunk async for chunk in frames_of(b"first", numbers(), encode)]

    assert asyncio.run(sent()) == [b"first", b"0", b"1", b"2"]


def test_a_body_in_the_same_process_can_be_read_before_it_is_sent() -> None:
    async def read() -> list[bytes]:
        body = incoming(b"", frames_of(b"", numbers(), encode))
        return [chunk async for chunk in _chunks(body)]

    body = incoming(b"", RequestStream([b"a", b"b"]))
    assert [body.read(1), body.read(1), body.read(1)] == [b"a", b"b", b""]
    assert asyncio.run(read()) == [b"0", b"1", b"2"]
    body.close()
    with pytest.raises(TransportError, match="closed"):
        body.read(1)


async def _chunks(body: object) -> AsyncIterator[bytes]:
    while chunk := await body.read_async(10):  # type: ignore[attr-defined]  # pyright: ignore  # a ResponseStream
        yield chunk


# --- what is sent while the call is on ------------------------------------------------------------------------------


def test_what_is_given_to_a_sender_is_sent_in_order_until_it_is_closed() -> None:
    async def talk() -> list[int]:
        async with asyncio.TaskGroup() as tasks:
            events = EventSender[int](waiting=1)

            async def sent() -> list[int]:
                return [event async for event in events]

            reading = tasks.create_task(sent())
            async with events:
                for number in range(5):
                    await events.send(number)
            with pytest.raises(ValueError, match="closed"):
                await events.send(6)
        return reading.result()

    assert asyncio.run(talk()) == [0, 1, 2, 3, 4]


def test_a_call_that_ends_while_its_stream_is_closed_is_no_error() -> None:
    async def ending() -> None:
        events = EventSender[int](waiting=1)
        await events.send(1)
        closing = asyncio.create_task(events.close())  # the queue is full
        await asyncio.sleep(0)
        sent = aiter(events)
        assert await anext(sent) == 1
        await events._queue.put(2)  # pyright: ignore[reportPrivateUsage]  # as if another event had been faster
        await sent.aclose()  # type: ignore[attr-defined]  # of a generator, as it is one
        await asyncio.wait_for(closing, 2)

    asyncio.run(ending())


def test_nobody_waits_for_a_call_that_has_ended() -> None:
    async def talk() -> None:
        events = EventSender[int](waiting=1)
        sending = aiter(events)
        await events.send(1)
        assert await anext(sending) == 1
        await events.send(2)
        waiting = asyncio.create_task(events.send(3))  # the queue is full
        await asyncio.sleep(0)
        await sending.aclose()  # type: ignore[attr-defined]  # pyright: ignore  # an async generator, which transports close
        with pytest.raises(TransportError, match="the call has ended"):
            await waiting
        with pytest.raises(TransportError, match="the call has ended"):
            await events.send(4)
        await events.close()

    asyncio.run(talk())
