"""Connections that wait for the next request to their origin: the last one used is the first one taken.

Nothing here locks: appending to a deque and popping from it are atomic, so no two threads get the same connection.
"""

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from awso.transports.native.origin import Origin, parse_origin, split_url
from awso.transports.native.proxies import proxied
from awso.transports.options import MOST_IDLE_CONNECTIONS, TransportOptions

IDLE_SECONDS = 90.0
"""Longer unused connections are closed: what Go and Rust's hyper do. AWS closes its side sooner, which is noticed."""
MOST_ORIGINS = 256
"""Origins remembered: every bucket of S3 is one of its own."""


if TYPE_CHECKING:
    from typing import Protocol

    class Idle(Protocol):
        """A connection while nobody uses it."""

        idle_since: float

        def is_usable(self) -> bool:
            """Whether the server has neither closed it nor said anything."""
            ...

        def close(self) -> None:
            """Close it."""
            ...


C = TypeVar("C", bound="Idle")


class Pool(Generic[C]):
    """The idle connections to one origin."""

    __slots__ = ("_closed", "_idle", "_most_idle", "origin")

    def __init__(self, origin: Origin, most_idle: int = MOST_IDLE_CONNECTIONS) -> None:
        self.origin = origin
        self._most_idle = most_idle
        self._idle: deque[C] = deque()
        self._closed = False

    def take(self) -> C | None:
        """A connection that can be used, or None."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if monotonic() - connection.idle_since < IDLE_SECONDS and connection.is_usable():
                return connection
            connection.close()

    def put(self, connection: C) -> None:
        """Keep a connection whose response is complete."""
        now = connection.idle_since = monotonic()
        idle = self._idle
        if self._closed or len(idle) >= self._most_idle:
            connection.close()
            return
        idle.append(connection)
        try:
            if now - idle[0].idle_since > IDLE_SECONDS:  # the longest unused
                idle.popleft().close()
        except IndexError:  # another thread took it
            pass

    def close(self) -> None:
        """Close what is idle, and later what is in use now."""
        self._closed = True
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:
                return


class Pools(Generic[C]):
    """A pool for each origin, found by the URL up to its path."""

    __slots__ = ("_by_prefix", "_options")

    def __init__(self, options: TransportOptions) -> None:
        self._options = options
        self._by_prefix: dict[str, Pool[C]] = {}

    def of_url(self, url: str) -> tuple[Pool[C], str]:
        """The pool of a URL's origin, and what a request line calls the target. Raises `ConfigurationError`."""
        if url.endswith("/"):  # AWS's RPC protocols have no path: then it is the origin alone, and known nearly always
            pool = self._by_prefix.get(url[:-1])
            if pool is not None:
                return pool, "/"
        prefix, target = split_url(url)
        return self.of(prefix), target

    def of(self, prefix: str) -> Pool[C]:
        """The pool of an origin. Raises `ConfigurationError`."""
        return self._by_prefix.get(prefix) or self._new(prefix)

    def _new(self, prefix: str) -> Pool[C]:
        options = self._options
        forwards_https = options.proxy_use_forwarding_for_https
        origin = proxied(parse_origin(prefix), options.proxies, forwards_https=forwards_https)
        made: Pool[C] = Pool(origin, options.max_pool_connections)
        pool = self._by_prefix.setdefault(prefix, made)
        while len(self._by_prefix) > MOST_ORIGINS:
            try:
                self._by_prefix.pop(next(iter(self._by_prefix))).close()
            except (KeyError, StopIteration, RuntimeError):  # another thread did
                break
        return pool

    def close(self) -> None:
        """Close every idle connection; what is asked for later is new."""
        pools, self._by_prefix = self._by_prefix, {}
        for pool in list(pools.values()):
            pool.close()
