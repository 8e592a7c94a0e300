"""A transport for awso's clients that calls the server in the same process: no socket, no port, no HTTP parsing.

Requests to another host are refused: a test that talks to the real service by mistake fails instead.
"""

import asyncio
from typing import Any

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ReadTimeoutError, TransportError
from awso.transports.memory import opened
from awso_userpool.api.asgi import Application, Message


class UserPoolTransport:
    """Sends to `application`, which lives on `loop`; blocking from any thread, async from any loop."""

    def __init__(self, application: Application, loop: asyncio.AbstractEventLoop, base_url: str) -> None:
        self._application = application
        self._loop = loop
        self._base_url = base_url

    def send(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """One exchange, from this thread."""
        del connect_timeout_seconds
        exchange = asyncio.run_coroutine_threadsafe(self._exchange(request), self._loop)
        try:
            response = exchange.result(read_timeout_seconds)
        except TimeoutError:
            exchange.cancel()
            raise ReadTimeoutError(f"no answer within {read_timeout_seconds:g} s") from None
        return opened(response) if stream else response

    async def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """One exchange, from this task."""
        del connect_timeout_seconds
        exchange = asyncio.run_coroutine_threadsafe(self._exchange(request), self._loop)
        try:
            response = await asyncio.wait_for(asyncio.wrap_future(exchange), read_timeout_seconds)
        except TimeoutError:
            raise ReadTimeoutError(f"no answer within {read_timeout_seconds:g} s") from None
        return opened(response) if stream else response

    def close(self) -> None:
        """Nothing to let go of: the server belongs to whoever started it."""

    async def close_async(self) -> None:
        """As `close`."""

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        if not request.url.startswith(self._base_url):
            host = request.url.split("/", 3)[2]
            raise TransportError(f"{host} is not the user pool of this test, {self._base_url}", request_sent=False)
        body = request.body if request.stream is None else b"".join([chunk async for chunk in request.stream])
        inbox: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        outbox: list[Message] = []

        async def receive() -> Message:
            return inbox.pop() if inbox else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            outbox.append(message)

        await self._application(_scope(request, self._base_url), receive, send)
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in outbox[0]["headers"]]
        return HttpResponse(outbox[0]["status"], fields, b"".join(part.get("body", b"") for part in outbox[1:]))


def _scope(request: HttpRequest, base_url: str) -> dict[str, Any]:
    path, _, query = (request.url[len(base_url) :] or "/").partition("?")
    fields = [(name.lower().encode(), value.encode()) for name, value in request.headers.pairs]
    if "host" not in request.headers:
        fields.append((b"host", base_url.partition("://")[2].encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": fields,
        "client": None,
        "server": None,
    }
