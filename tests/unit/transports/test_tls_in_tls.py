"""TLS over a connection that is itself TLS, and takes and gives what it wants when it wants."""

import ssl
from collections import deque
from typing import Any, cast

import pytest

from awso.transports.native.tls_in_tls import InnerTls, secured_within
from tests.contract.transports.loopback import self_signed, server_tls

BIG = bytes(range(256)) * 4096
FOREVER = float("inf")

IDENTITY = self_signed("service.example")


class Outer:
    """What ssl's socket is to the inner TLS: the server is at the other end of it, in memory.

    It takes so many bytes at a time, and before each of them blocks so often; what it gives comes in such pieces too.
    """

    def __init__(self, at_a_time: int = 65_536, blocks: int = 0) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.server = server_tls(*IDENTITY).wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.heard = bytearray()
        self.at_a_time = at_a_time
        self.blocks = blocks
        self._blocked = 0
        self._has_shaken_hands = False
        self._given: deque[bytes] = deque()
        self.closed = False
        self.ends = False

    def settimeout(self, seconds: float | None) -> None:
        pass

    def send(self, data: bytearray) -> int:
        if self._blocked < self.blocks:
            self._blocked += 1
            raise ssl.SSLWantWriteError
        self._blocked = 0
        self.incoming.write(bytes(data[: self.at_a_time]))
        self._play()
        return min(len(data), self.at_a_time)

    def recv(self, size: int) -> bytes:
        self._play()
        if not self._given and (said := self.outgoing.read()):
            self._given.extend(said[at : at + self.at_a_time] for at in range(0, len(said), self.at_a_time))
        if not self._given:
            if self.ends:
                return b""
            raise ssl.SSLWantReadError
        return self._given.popleft()

    def close(self) -> None:
        self.closed = True

    def _play(self) -> None:
        try:
            if not self._has_shaken_hands:
                self.server.do_handshake()
                self._has_shaken_hands = True
            while True:
                self.heard += self.server.read(65_536)
        except ssl.SSLWantReadError:
            pass


def over(outer: Outer) -> InnerTls:
    context = ssl.create_default_context(cadata=IDENTITY[0].decode())
    blocks, outer.blocks = outer.blocks, 0
    inner = secured_within(cast("Any", outer), context, "service.example", FOREVER)
    outer.blocks = blocks
    return inner


@pytest.mark.parametrize("at_a_time", [1, 1000, 65_536])
def test_bodies_pass_whatever_the_outer_tls_takes_at_a_time(at_a_time: int) -> None:
    outer = Outer(at_a_time)
    inner = over(outer)
    sent = BIG[: 20_000 * min(at_a_time, 20)]

    inner.sendall(sent)
    outer.server.write(b"heard it")

    assert outer.heard == sent
    assert inner.recv(100) == b"heard it"


def test_what_would_block_is_sent_once_though_given_twice() -> None:
    outer = Outer(at_a_time=1000, blocks=2)
    inner = over(outer)
    blocked = 0
    view = memoryview(BIG)
    while view:
        try:
            view = view[inner.send(view) :]
        except ssl.SSLWantWriteError:
            blocked += 1

    assert outer.heard == BIG
    assert blocked > 2000


def test_what_the_server_says_is_heard_while_it_takes_nothing() -> None:
    outer = Outer(at_a_time=1000)
    inner = over(outer)
    outer.blocks = 1_000_000
    outer.server.write(b"too much")

    with pytest.raises(ssl.SSLWantWriteError):
        inner.send(BIG)

    assert inner.recv(65_536) == b"too much"


def test_all_that_has_come_is_given_at_once() -> None:
    outer = Outer()
    inner = over(outer)
    for piece in (b"one ", b"two ", b"three"):
        outer.server.write(piece)

    assert inner.recv(65_536) == b"one two three"
    with pytest.raises(ssl.SSLWantReadError):
        inner.recv(65_536)


def test_no_more_is_given_than_asked_for() -> None:
    outer = Outer()
    inner = over(outer)
    outer.server.write(b"abcdef")

    assert [inner.recv(4), inner.recv(4)] == [b"abcd", b"ef"]


@pytest.mark.parametrize("farewell", [True, False])
def test_the_end_is_nothing_with_a_farewell_or_without(farewell: bool) -> None:
    outer = Outer()
    inner = over(outer)
    outer.server.write(b"last words")
    if farewell:
        with pytest.raises(ssl.SSLWantReadError):
            outer.server.unwrap()
    outer.ends = not farewell

    assert inner.recv(65_536) == b"last words"
    assert inner.ended is farewell  # which had come with them
    assert [inner.recv(1), inner.recv(1), inner.ended] == [b"", b"", True]


@pytest.mark.parametrize("name", ["other.example", ""])
def test_a_handshake_that_fails_closes_the_connection(name: str) -> None:
    outer = Outer()
    context = ssl.create_default_context(cadata=IDENTITY[0].decode())

    with pytest.raises((ssl.SSLCertVerificationError, ValueError)):
        secured_within(cast("Any", outer), context, name, FOREVER)

    assert outer.closed


def test_a_handshake_ends_with_its_deadline() -> None:
    outer = Outer()

    with pytest.raises(TimeoutError):
        secured_within(cast("Any", outer), ssl.create_default_context(), "service.example", 0.0)

    assert outer.closed
