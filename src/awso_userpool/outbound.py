"""One POST to an HTTP endpoint that the operator named: webhooks and Lambda's Invoke API.

Settled here: which addresses may be reached. The name is resolved once, every address is checked, and the connection
goes to exactly the address that was checked, so a name that changes its mind between the two gains nothing. Redirects
are never followed. Metadata addresses of clouds hand out credentials to whoever asks, so they are refused unless the
operator says otherwise for this one endpoint.
"""

import asyncio
import ipaddress
import socket
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import h11

# The largest answer read: Lambda's own limit for a synchronous response is 6 MB (Lambda quotas, "Invocation payload").
MAX_ANSWER_BYTES = 6 * 1024 * 1024
READ_BYTES = 64 * 1024

# Link-local covers 169.254.169.254 (EC2, GCE, Azure) and 169.254.170.2 (ECS); the others lie outside it.
_METADATA_ADDRESSES = frozenset(
    ipaddress.ip_address(text) for text in ("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16")
)


class OutboundError(Exception):
    """No usable answer came; the message names the host, never a credential of the URL."""


class OutboundAnswer(NamedTuple):
    """What the endpoint answered. Header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Endpoint(NamedTuple):
    """A checked `http(s)://` URL and whether a metadata address behind it is allowed."""

    url: str
    allow_metadata_addresses: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def __repr__(self) -> str:
        return f"Endpoint({shown(self.url)})"


def endpoint(url: str, *, allow_metadata_addresses: bool = False) -> Endpoint:
    """`url` as an endpoint. Raises ValueError where it is not an absolute http or https URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"expected an absolute http:// or https:// URL, got {shown(url)!r}")
    _ = parts.port  # raises ValueError for a port that is no number
    return Endpoint(url, allow_metadata_addresses)


def shown(url: str) -> str:
    """`url` without user, password, query and fragment: what may stand in a log."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def is_metadata_address(address: str) -> bool:
    """Whether `address` is one at which a cloud hands credentials to the machine's own processes."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    return parsed.is_link_local or parsed in _METADATA_ADDRESSES


async def post(
    target: Endpoint, body: bytes, *, path: str = "", headers: dict[str, str], timeout_seconds: float
) -> OutboundAnswer:
    """POSTs `body` to the endpoint's URL followed by `path`.

    Raises `OutboundError`, TimeoutError after `timeout_seconds`.
    """
    parts = urlsplit(target.url)
    async with asyncio.timeout(timeout_seconds):
        address = await allowed_address(target)
        try:
            return await _exchange(parts, address, path, headers, body)
        except (OSError, h11.ProtocolError) as error:
            raise OutboundError(f"{shown(target.url)}: {error}") from error


async def allowed_address(target: Endpoint) -> str:
    """The address to connect to. Raises `OutboundError` where one of the host's addresses is not allowed."""
    parts = urlsplit(target.url)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except OSError as error:
        raise OutboundError(f"{parts.hostname}: {error.strerror}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not target.allow_metadata_addresses:
        for address in addresses:
            if is_metadata_address(address):
                raise OutboundError(f"{parts.hostname} is {address}, a metadata address, which is not allowed here")
    return addresses[0]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


async def _exchange(
    parts: SplitResult, address: str, path: str, headers: dict[str, str], body: bytes
) -> OutboundAnswer:
    secure = parts.scheme == "https"
    reader, writer = await asyncio.open_connection(
        address, _port(parts), ssl=secure or None, server_hostname=parts.hostname if secure else None
    )
    try:
        connection = h11.Connection(h11.CLIENT)
        writer.write(_request(connection, parts, path, headers, body))
        return await _answer(connection, reader)
    finally:
        writer.close()


def _request(connection: h11.Connection, parts: SplitResult, path: str, headers: dict[str, str], body: bytes) -> bytes:
    host = parts.netloc.rpartition("@")[2]
    target = parts.path.rstrip("/") + path or "/"
    fields = {"Host": host, "Content-Length": str(len(body)), "Connection": "close", **_basic(parts), **headers}
    request = h11.Request(
        method="POST", target=f"{target}?{parts.query}" if parts.query else target, headers=list(fields.items())
    )
    pieces = (connection.send(request), connection.send(h11.Data(data=body)), connection.send(h11.EndOfMessage()))
    return b"".join(piece for piece in pieces if piece)


def _basic(parts: SplitResult) -> dict[str, str]:
    """RFC 7617, where the operator wrote `user:password@` into the URL."""
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> OutboundAnswer:
    response: h11.Response | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            received = await reader.read(READ_BYTES)
            if not received and response is None:
                raise OutboundError("the connection was closed without an answer")
            connection.receive_data(received)
        elif isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_ANSWER_BYTES:
                raise OutboundError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
        elif isinstance(event, h11.EndOfMessage) and response is not None:
            fields = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
            return OutboundAnswer(response.status_code, fields, bytes(body))
