"""What a password sign-in costs beside its password hash: what the client waits for, less what the hash takes.

A hash walks through 19 MiB of memory twice, and no two take the same time: they differ by a tenth, within one row and
from one second to the next. So neither the fastest of one row less the fastest of another nor the median of pairs says
more than a millisecond exactly. What the client waits for is therefore compared with the very hash that it waited for:
the server says what that took on the hashing thread, from the password to the verdict (`timed_server.py`). All else is
the server's, the ways to that thread and back included.

That could hide a hash which the server itself slows down. So the same verification is done in this process too, where
nothing else runs, in rounds of ten sign-ins and ten hashes; both medians are told. In rounds, because a hash beside
each sign-in would empty the caches before it, and a server has no such neighbour.

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

ROUNDS = 20
PER_ROUND = 10
SIGN_INS = ROUNDS * PER_ROUND


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
    """Seconds of a sign-in and of its hash."""

    whole: float
    hashing: float

    @property
    def beside(self) -> float:
        return self.whole - self.hashing


def sign_in_cost(timed: TimedPool, users: int, rounds: int = ROUNDS) -> SignInCost:
    """Sign-ins of users spread over the pool, one at a time, in rounds of some sign-ins and as many hashes alone."""
    pool = timed.pool
    numbers = [number * users // (rounds * PER_ROUND) for number in range(rounds * PER_ROUND)]
    sign_ins: list[Measured] = []
    alone: list[Hash] = []
    cpu = 0.0
    with HashingAlone() as hashing, socket.create_connection(("127.0.0.1", pool.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for first in range(0, len(numbers), PER_ROUND):
            before = cpu_seconds(pool.pid)
            for number in numbers[first : first + PER_ROUND]:
                whole = _exchange(connection, _request(pool, number))
                (hashed,) = DOUBLE.unpack(os.read(timed.hash_times, DOUBLE.size))
                sign_ins.append(Measured(whole, hashed))
            cpu += cpu_seconds(pool.pid) - before
            alone += [hashing.seconds() for _ in range(PER_ROUND)]
    beside = [each.beside for each in sign_ins]
    return SignInCost(
        whole=middle([each.whole for each in sign_ins]) * 1000,
        hashing=middle([each.hashing for each in sign_ins]) * 1000,
        hashing_alone=middle([each.wall for each in alone]) * 1000,
        beside=middle(beside) * 1000,
        beside_90=statistics.quantiles(beside, n=10)[-1] * 1000,
        cpu_beside=(cpu / len(sign_ins) - statistics.fmean(each.cpu for each in alone)) * 1000,
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
