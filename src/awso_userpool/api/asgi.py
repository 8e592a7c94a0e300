"""The service as an ASGI application.

API calls, `POST /`, come here thousands of times a second and take the shortest way; everything else goes to the
routes of `routes.py`. Served by uvicorn with uvloop and httptools: 44 µs of CPU for an empty 1 kB POST, granian 70 µs
or more in all of its modes, uvicorn with asyncio 54 µs (measured side by side, 16 connections, 2 cores).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from uuid import uuid4

from awso.core.http import Headers, HttpRequest, HttpResponse
from awso_userpool.api import cors
from awso_userpool.api.errors import ProtocolError, protocol_error_answer
from awso_userpool.api.service import UserPoolService

# Any: the ASGI specification's own open dictionaries.
Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# The largest request of the operations there are is far below; larger ones are not even read.
MAX_BODY_BYTES = 1024 * 1024


class BodyTooLargeError(Exception):
    """The body is longer than the limit, by its Content-Length or by what came."""


class ClientGoneError(Exception):
    """The connection ended before the body did."""


def application(service: UserPoolService, routes: Application, *, max_body_bytes: int = MAX_BODY_BYTES) -> Application:
    """`POST /` and preflights to `service`, all else to `routes`."""
    too_large = f"The request is larger than {max_body_bytes} bytes."

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        method: str = scope["method"]
        if method == "POST" and scope["path"] == "/":
            headers = _headers(scope)
            try:
                body = await read_body(receive, headers, max_body_bytes)
            except BodyTooLargeError:
                error = ProtocolError("RequestEntityTooLargeException", too_large, 413)
                await _respond(send, protocol_error_answer(error, str(uuid4())), _SHARED_AND_CLOSE)
            except ClientGoneError:
                return
            else:
                query: bytes = scope["query_string"]
                url = f"/?{query.decode('latin-1')}" if query else "/"
                await _respond(send, await service.answer(HttpRequest(method, url, headers, body)), _SHARED)
        elif method == "OPTIONS":
            await _respond(send, HttpResponse(204, cors.preflight_fields(_headers(scope))), [])
        else:
            await routes(scope, receive, send)

    return serve


def _headers(scope: Scope) -> Headers:
    # surrogateescape: signatures are checked over the very bytes that came
    return Headers([(name.decode("latin-1"), _text(value)) for name, value in scope["headers"]])


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """The whole body. Raises `BodyTooLargeError` as soon as it is known to be longer than `limit`."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise BodyTooLargeError
    message = await receive()
    pieces: list[bytes] = [message.get("body", b"")]
    length = len(pieces[0])
    while message.get("more_body"):
        message = await receive()
        pieces.append(message.get("body", b""))
        length += len(pieces[-1])
        if length > limit:
            raise BodyTooLargeError
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    if length > limit:
        raise BodyTooLargeError
    return b"".join(pieces)


_SHARED = [(name.encode(), value.encode()) for name, value in cors.SHARED]
_SHARED_AND_CLOSE = [*_SHARED, (b"connection", b"close")]


async def _respond(send: Send, response: HttpResponse, more: list[tuple[bytes, bytes]]) -> None:
    pairs = response.headers.pairs
    fields = [(name.lower().encode(), value.encode("utf-8", "surrogateescape")) for name, value in pairs]
    if response.status != 204:  # RFC 9110 §8.6: no Content-Length with 204
        fields.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": fields + more})
    await send({"type": "http.response.body", "body": response.body})
