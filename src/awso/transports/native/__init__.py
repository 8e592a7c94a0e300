"""The default transport: HTTP/1.1 over the standard library's sockets, TLS and asyncio, parsed by httptools.

Chosen by measurement (benchmarks/call.py): a call costs a third of what it costs over a library that sends from threads
of its own, and nothing of what is sent or received is changed on the way. A blocking call stays in its thread, so
Ctrl-C works; an awaited one stays in its event loop. HTTP/2 is spoken where AWS asks for it: see `concurrent`.

Read next: `blocking` or `concurrent`, then `head` (what is sent) and `response` (what is read); `pool`, `origin`,
`proxies`, `tls` and `sockets` are about connections. No redirects, no decompression, no cookies.
"""

import os
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from awso.core.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from awso.transports.native.blocking import Blocking
    from awso.transports.native.concurrent import Concurrent
    from awso.transports.native.tls import Tls
    from awso.transports.options import TransportOptions

_forks = 0
_abandoned: list[object] = []
"""What a parent process awaits: its event loops share their selectors with the child, which must not touch them."""


class NativeTransport:
    """Sends blocking and from asyncio; each has its own connections.

    The roots of trust are the system's, or those of `root_certificates_pem`; proxies are the environment's, read for an
    origin when it is first used; `options` may say otherwise. A forked child makes connections of its own.
    """

    def __init__(
        self, options: "TransportOptions | None" = None, *, root_certificates_pem: bytes | None = None
    ) -> None:
        self._roots = root_certificates_pem
        self._options = options
        self._tls: Tls | None = None
        self._start()

    def _start(self) -> None:
        self._forks = _forks
        self._blocking: Blocking | None = None
        self._concurrent: Concurrent | None = None

    def send(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """Send one request from this thread."""
        if self._forks != _forks:
            self._leave_to_parent()
        blocking = self._blocking
        if blocking is None:
            from awso.transports.native.blocking import Blocking  # a process may build requests and send none

            blocking = self._blocking = self._blocking or Blocking(*self._settled())
        return blocking.send(request, connect_timeout_seconds, read_timeout_seconds, stream=stream)

    def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> Coroutine[Any, Any, HttpResponse]:
        """Send one request from this task."""
        if self._forks != _forks:
            self._leave_to_parent()
        concurrent = self._concurrent
        if concurrent is None:
            from awso.transports.native.concurrent import Concurrent

            concurrent = self._concurrent = self._concurrent or Concurrent(*self._settled())
        return concurrent.send(request, connect_timeout_seconds, read_timeout_seconds, stream)

    def close(self) -> None:
        """Close the blocking connections; a later `send` opens new ones."""
        if self._blocking is not None:
            self._blocking.close()

    async def close_async(self) -> None:
        """Close the connections of the running event loop; a later `send_async` opens new ones."""
        if self._concurrent is not None:
            await self._concurrent.close()

    def _settled(self) -> "tuple[Tls, TransportOptions]":
        from awso.transports.native.tls import Tls
        from awso.transports.options import TransportOptions

        self._tls = self._tls or Tls(self._roots, self._options)
        return self._tls, self._options or TransportOptions()

    def _leave_to_parent(self) -> None:
        """Close our copies of the parent's sockets, which ends nothing, and start anew."""
        _abandoned.append(self._concurrent)
        if self._tls is not None:
            self._tls.after_fork()
        self.close()
        self._start()


_shared: "dict[tuple[bytes | None, TransportOptions | None], NativeTransport]" = {}


def shared(root_certificates_pem: bytes | None = None, options: "TransportOptions | None" = None) -> NativeTransport:
    """The transport that the clients of this process use unless they are given another.

    There is one for each set of roots and of options.
    """
    key = (root_certificates_pem, options)
    transport = _shared.get(key)
    if transport is None:
        made = NativeTransport(options, root_certificates_pem=root_certificates_pem)
        transport = _shared.setdefault(key, made)
    return transport


def _count_fork() -> None:
    global _forks
    _forks += 1


os.register_at_fork(after_in_child=_count_fork)
