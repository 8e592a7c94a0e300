"""The default transport: pyreqwest, which is Rust's reqwest and hyper.

Chosen by measurement (benchmarks/call.py): a keep-alive POST costs a fifth of urllib3's. Its traps, each met here and
tested in tests/contract/transports:

* Building a client costs 6-45 ms (trust roots) and its timeouts belong to it: so one client for each pair of timeouts,
  built on first use, kept by the transport, and one transport for the whole process (`shared`).
* A client made before `os.fork` hangs in the child and a new one on the same runtime raises. Its two runtimes (single-
  and multi-threaded) start separately, so a child uses the one that its parent did not.
* Its `ConnectError` and `ConnectTimeoutError` mean "before the response began"; only the causes say whether there was a
  connection.
* A blocking `send` notices Ctrl-C only when it ends, by its answer or its timeout.
* Header values that are not ASCII cannot be read; such response headers are left out.
* The URL parser removes dot segments (`/a/../b`), also percent-encoded ones.

Decided here: HTTP/1.1, no redirects, no decompression, TLS roots of the system or `root_certificates_pem`; proxies
from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as boto3 does, read when the first client is built, but never for
loopback and the instance metadata addresses.
"""

import os
from _thread import allocate_lock  # threading.Lock, without importing threading at the start
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, TypeVar

from awso._datetime import timedelta
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import ConfigurationError, ConnectError, ConnectTimeoutError, ReadTimeoutError, TransportError

if TYPE_CHECKING:
    from pyreqwest.client import Client, ClientBuilder, SyncClient, SyncClientBuilder
    from pyreqwest.exceptions import PyreqwestError
    from pyreqwest.http import HeaderMap
    from pyreqwest.request import BaseRequestBuilder

B = TypeVar("B", bound="BaseRequestBuilder")
C = TypeVar("C")

_Timeouts = tuple[float, float, bool]

_PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
_NEVER_PROXIED = ("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "169.254.170.2", "[fd00:ec2::254]")
_BODY_EXPECTED = ("POST", "PUT", "PATCH")
_MOST_CLIENTS = 16
"""Pairs of timeouts kept at once: more than a program has, few enough where one computes its timeouts."""

_forks = 0
_runtimes: set[bool] = set()
"""Which of pyreqwest's runtimes (is it multi-threaded?) this process has started."""
_dead_runtimes: set[bool] = set()
"""Which of them its ancestors had started before they forked."""
_abandoned: list[object] = []
"""Clients of a parent process: dropping one would wait for threads that the child does not have."""


class PyreqwestTransport:
    """Sends blocking and from asyncio; each has its own connections."""

    def __init__(self, *, root_certificates_pem: bytes | None = None) -> None:
        self._root_certificates_pem = root_certificates_pem
        self._proxied = False
        self._start()

    def _start(self) -> None:
        self._lock = allocate_lock()
        self._forks = _forks
        self._blocking: dict[_Timeouts, SyncClient] = {}
        self._async: dict[_Timeouts, Client] = {}
        self._proxied = any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXY_VARIABLES)

    def send(self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float) -> HttpResponse:
        """Send one request from this thread."""
        if self._forks != _forks:
            self._leave_to_parent()
        key = (connect_timeout_seconds, read_timeout_seconds, not self._proxied or _is_local(request.url))
        client = self._blocking.get(key) or self._new_blocking(key)
        try:
            builder = client.request(request.method, request.url).headers(request.headers.pairs)
            builder = builder.body_bytes(request.body) if request.body else _without_body(builder, request)
            response = builder.build().send()
            return HttpResponse(response.status, _LateHeaders(response.headers), response.bytes().to_bytes())
        except Exception as error:
            _raise_ours(error, request)

    async def send_async(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float
    ) -> HttpResponse:
        """Send one request from this task."""
        if self._forks != _forks:
            self._leave_to_parent()
        key = (connect_timeout_seconds, read_timeout_seconds, not self._proxied or _is_local(request.url))
        client = self._async.get(key) or self._new_async(key)
        try:
            builder = client.request(request.method, request.url).headers(request.headers.pairs)
            builder = builder.body_bytes(request.body) if request.body else _without_body(builder, request)
            response = await builder.build().send()
            return HttpResponse(response.status, _LateHeaders(response.headers), (await response.bytes()).to_bytes())
        except Exception as error:
            _raise_ours(error, request)

    def close(self) -> None:
        """Close the blocking connections; a later `send` opens new ones."""
        with self._lock:
            clients, self._blocking = self._blocking, {}
        for client in clients.values():
            client.close()

    async def close_async(self) -> None:
        """Close the asyncio connections; a later `send_async` opens new ones."""
        with self._lock:
            clients, self._async = self._async, {}
        for client in clients.values():
            await client.close()

    def _new_blocking(self, key: _Timeouts) -> "SyncClient":
        from pyreqwest.client import SyncClientBuilder

        with self._lock:
            client = self._blocking.get(key)
            if client is None:
                builder = SyncClientBuilder()
                self._configure(builder, key)
                client = builder.build()
                _keep(self._blocking, key, client)
            return client

    def _new_async(self, key: _Timeouts) -> "Client":
        from pyreqwest.client import ClientBuilder

        with self._lock:
            client = self._async.get(key)
            if client is None:
                builder = ClientBuilder()
                self._configure(builder, key)
                client = builder.build()
                _keep(self._async, key, client)
            return client

    def _configure(self, builder: "ClientBuilder | SyncClientBuilder", key: _Timeouts) -> None:
        import_module("pyreqwest.exceptions")  # imported late, under a pending signal, it aborts the process

        connect_timeout_seconds, read_timeout_seconds, direct = key
        builder.follow_redirects(False).referer(False).user_agent("awso")
        builder.gzip(False).brotli(False).zstd(False).deflate(False)
        builder.runtime_multithreaded(_usable_runtime())
        from math import isfinite

        if isfinite(connect_timeout_seconds):
            builder.connect_timeout(timedelta(seconds=connect_timeout_seconds))
        if isfinite(read_timeout_seconds):
            builder.read_timeout(timedelta(seconds=read_timeout_seconds))
        if direct:
            builder.no_proxy()
        if self._root_certificates_pem is not None:
            builder.add_root_certificate_pem(self._root_certificates_pem)

    def _leave_to_parent(self) -> None:
        _abandoned.append((self._blocking, self._async))
        self._start()


_shared: dict[bytes | None, PyreqwestTransport] = {}


def shared(root_certificates_pem: bytes | None = None) -> PyreqwestTransport:
    """The transport that the clients of this process use unless they are given another; one for each set of roots."""
    transport = _shared.get(root_certificates_pem)
    if transport is None:
        made = PyreqwestTransport(root_certificates_pem=root_certificates_pem)
        transport = _shared.setdefault(root_certificates_pem, made)
    return transport


def _count_fork() -> None:
    global _forks
    _forks += 1
    _dead_runtimes.update(_runtimes)
    _runtimes.clear()


os.register_at_fork(after_in_child=_count_fork)


def _usable_runtime() -> bool:
    for multithreaded in (False, True):
        if multithreaded not in _dead_runtimes:
            _runtimes.add(multithreaded)
            return multithreaded
    raise ConfigurationError(
        "pyreqwest cannot send from this process: its parent and its grandparent both sent requests before they forked."
        " Pass transport=awso.transports.httpx2.Httpx2Transport() to the client, or start processes by 'spawn'"
    )


def _keep(clients: dict[_Timeouts, C], key: _Timeouts, client: C) -> None:
    while len(clients) >= _MOST_CLIENTS:
        clients.pop(next(iter(clients)))  # requests under way keep it alive
    clients[key] = client


def _without_body(builder: B, request: HttpRequest) -> B:
    if request.method in _BODY_EXPECTED and "content-length" not in request.headers:
        return builder.header("content-length", "0")  # RFC 9110 §8.6; hyper leaves it out
    return builder


def _is_local(url: str) -> bool:
    host = url.partition("://")[2]
    return host.startswith(_NEVER_PROXIED)


class _LateHeaders(Headers):
    """Response headers that are read when somebody looks; a call that succeeds looks at none."""

    __slots__ = ("_native", "_read")

    def __init__(self, native: "HeaderMap") -> None:
        self._native = native
        self._read: tuple[tuple[str, str], ...] | None = None
        self._by_name = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]  # read-only here
        read = self._read
        if read is None:
            read = self._read = _fields(self._native)
        return read


def _fields(headers: "HeaderMap") -> tuple[tuple[str, str], ...]:
    try:
        return tuple(headers.items())
    except ValueError:  # a value that is not ASCII
        fields: list[tuple[str, str]] = []
        for name in dict.fromkeys(headers.keys()):
            try:
                fields.extend((name, value) for value in headers.getall(name))
            except ValueError:
                continue
        return tuple(fields)


def _raise_ours(error: Exception, request: HttpRequest) -> NoReturn:
    """Raise our error for pyreqwest's, without its text: that has the URL's query, which may be a signature."""
    from pyreqwest.exceptions import BuilderError, PyreqwestError, RequestTimeoutError

    target = f"{request.method} {request.url.partition('?')[0]}"
    if isinstance(error, BuilderError) or (isinstance(error, ValueError) and not isinstance(error, PyreqwestError)):
        message = f"{target} cannot be sent: its method, URL or headers have a character that HTTP forbids there"
        raise ConfigurationError(message) from None
    if not isinstance(error, PyreqwestError):
        raise error
    causes = _causes(error)
    connecting = "client error (Connect)" in causes
    reason = causes[-1] if causes else error.message
    if isinstance(error, RequestTimeoutError) and connecting:
        raise ConnectTimeoutError(f"{target}: no connection within the connect timeout", request_sent=False) from None
    if isinstance(error, RequestTimeoutError):
        raise ReadTimeoutError(f"{target}: no answer within the read timeout") from None
    if connecting:
        raise ConnectError(f"{target}: no connection: {reason}", request_sent=False) from None
    raise TransportError(f"{target}: {reason}") from None


def _causes(error: "PyreqwestError") -> list[str]:
    from pyreqwest.exceptions import DetailedPyreqwestError

    causes = error.details["causes"] if isinstance(error, DetailedPyreqwestError) else None
    return [cause["message"] for cause in causes or []]
