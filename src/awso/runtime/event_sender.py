"""A stream of events that a program fills while the call is on: for conversations, in which what is said depends on
what was answered.

    events = awso.EventSender[StreamInput]()
    answer = await client.start_conversation(bot_id=…, request_event_stream=events)
    await events.send(StreamInput(text_input_event=…))
    async for event in answer.response_event_stream: …
    await events.close()
"""

from asyncio import Event as Flag
from asyncio import Queue
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Generic, Self, TypeVar

from awso.errors import TransportError

Event = TypeVar("Event")

# A microphone's events are some 100 ms each: a second or two of them, then `send` waits for the connection.
WAITING_EVENTS = 16


class EventSender(Generic[Event]):
    """An input's stream of events, fed by `send` and ended by `close`, by `async with` too. For one call."""

    def __init__(self, waiting: int = WAITING_EVENTS) -> None:
        self._queue: Queue[Event | _End] = Queue(waiting)
        self._abandoned = Flag()
        self._closed = False

    async def send(self, event: Event) -> None:
        """Have `event` sent; waits while too many wait already.

        Raises `TransportError` where the call has ended and nobody will send it, ValueError after `close`.
        """
        if self._closed:
            raise ValueError("this stream of events was closed: nothing can be sent any more")
        await self._put(event)

    async def close(self) -> None:
        """End the stream. The service may go on answering."""
        if not self._closed:
            self._closed = True
            with suppress(TransportError):  # the call has ended, and the stream with it
                await self._put(_End())

    async def _put(self, item: Any) -> None:
        from asyncio import FIRST_COMPLETED, ensure_future, wait

        if self._abandoned.is_set():
            raise TransportError("the call has ended: this event was not sent")
        putting, leaving = ensure_future(self._queue.put(item)), ensure_future(self._abandoned.wait())
        try:
            await wait((putting, leaving), return_when=FIRST_COMPLETED)
        finally:
            leaving.cancel()
            if not putting.done():
                putting.cancel()
        if not putting.done() or putting.cancelled():
            raise TransportError("the call has ended: this event was not sent")

    async def __aiter__(self) -> AsyncIterator[Event]:
        try:
            while not isinstance(item := await self._queue.get(), _End):
                yield item
        finally:
            self._abandoned.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _End:
    """What stands at the end of the queue."""
