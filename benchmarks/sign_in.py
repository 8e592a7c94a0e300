"""What a password sign-in costs beside its password hash: what the client waits for, less what the hash takes.

A hash walks through 19 MiB of memory twice, and no two take the same time: they differ by a tenth, within one row and
from one second to the next. So neither the fastest of one row less the fastest of another nor the median of pairs says
more than a millisecond exactly. What the client waits for is therefore compared with the very hash that it waited for:
the server says what that took on the hashing thread, from the password to the verdict (`timed_server.py`). All else is
the server's, the ways to that thread and back included.

That could hide a hash which the server itself slows down. So each sign-in has beside it the same verification in this
process, where nothing else runs; both medians are told.

The client is a bare socket that sends a request in one piece, as botocore does: what a library takes to make a request
and to read an answer is not the server's.
"""

import os
import socket
import statistics
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, thread_time
from typing import NamedTuple

import msgspec

from awso_userpool.secrets.passwords import PasswordHashing
from benchmarks.common import middle
from benchmarks.http_load import is_complete, request_bytes
from benchmarks.pool_servers import PASSWORD, Pool, TimedPool, cpu_seconds
from benchmarks.timed_server import DOUBLE

SIGN_INS = 200
WARM_UP = 20


class SignInCost(NamedTuple):
    """Milliseconds. Medians of a sign-in, of its hash, of a hash alone; `beside` is a sign-in less its own hash.

    `beside_90` is what nine of ten stay below. `cpu_beside` is the server's mean, less that of the hash alone.
    """

    whole: float
    hashing: float
    hashing_alone: float
    beside: float
    beside_90: float
    cpu_beside: float


class Hash(NamedTuple):
    """Seconds that one verification took, on the clock and of processor."""

    wall: float
    cpu: float


class Measured(NamedTuple):
    """Seconds of a sign-in and of its hash, and what the hash took alone."""

    whole: float
    hashing: float
    alone: Hash

    @property
    def beside(self) -> float:
        return self.whole - self.hashing


def sign_in_cost(timed: TimedPool, users: int, sign_ins: int = SIGN_INS) -> SignInCost:
    """Sign-ins of users spread over the pool, one at a time."""
    pool = timed.pool
    numbers = [number * users // (WARM_UP + sign_ins) for number in range(WARM_UP + sign_ins)]
    with HashingAlone() as hashing, socket.create_connection(("127.0.0.1", pool.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def measure(number: int) -> Measured:
            whole = _exchange(connection, _request(pool, number))
            (hashed,) = DOUBLE.unpack(os.read(timed.hash_times, DOUBLE.size))
            return Measured(whole, hashed, hashing.seconds())

        for number in numbers[:WARM_UP]:
            measure(number)
        before = cpu_seconds(pool.pid)
        measured = [measure(number) for number in numbers[WARM_UP:]]
        cpu = (cpu_seconds(pool.pid) - before) / sign_ins
    beside = [each.beside for each in measured]
    return SignInCost(
        whole=middle([each.whole for each in measured]) * 1000,
        hashing=middle([each.hashing for each in measured]) * 1000,
        hashing_alone=middle([each.alone.wall for each in measured]) * 1000,
        beside=middle(beside) * 1000,
        beside_90=statistics.quantiles(beside, n=10)[-1] * 1000,
        cpu_beside=(cpu - statistics.fmean(each.alone.cpu for each in measured)) * 1000,
    )


class HashingAlone:
    """Verifies one password at the server's cost, on a thread of its own as the server does."""

    def __enter__(self) -> "HashingAlone":
        self._hashing = PasswordHashing()
        self._phc = self._hashing.hash_now(PASSWORD)
        self._thread = ThreadPoolExecutor(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
        self._hashing.close()

    def seconds(self) -> Hash:
        """How long one verification takes there."""
        return self._thread.submit(self._verify).result()

    def _verify(self) -> Hash:
        started, cpu = perf_counter(), thread_time()
        self._hashing.verify_now(PASSWORD, self._phc)
        return Hash(perf_counter() - started, thread_time() - cpu)


def _request(pool: Pool, number: int) -> bytes:
    name = f"user{number}@example.com" if pool.by_email else f"user{number}"
    parameters = {"USERNAME": name, "PASSWORD": PASSWORD}
    members = {"ClientId": pool.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
    return request_bytes("InitiateAuth", msgspec.json.encode(members).decode())


def _exchange(connection: socket.socket, request: bytes) -> float:
    """Seconds from the request to the last byte of its answer. Raises RuntimeError for any status but 200."""
    started = perf_counter()
    connection.sendall(request)
    answer = connection.recv(65_536)
    while not is_complete(answer):
        piece = connection.recv(65_536)
        if not piece:
            raise RuntimeError("the server closed the connection before it had answered")
        answer += piece
    seconds = perf_counter() - started
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"InitiateAuth: {answer!r}")
    return seconds
