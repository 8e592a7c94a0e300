"""The user pool server against moto's: GetUser as the pool grows, what a sign-in costs beside its hash, memory.

Both servers run on this machine, which also runs the load generator (`http_load.py`); `pool_servers.py` starts and
fills them. The tokens come from real sign-ins of users spread evenly over the pool.

Run alone: `python -m benchmarks.user_pool`, with `--small` for a look in half a minute.
"""

import argparse
import subprocess
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import NamedTuple

import msgspec

from benchmarks.common import ROOT, Target, child_environment, middle, say, table, targets_table
from benchmarks.http_load import Load, Outcome
from benchmarks.pool_servers import (
    Pool,
    awso_server,
    moto_server,
    moto_versions,
    resident_mb,
    sign_in,
    timed_awso_server,
)
from benchmarks.sign_in import SIGN_INS, SignInCost, sign_in_cost

ROUNDS = 7
SECONDS = 1.5
CONNECTIONS = 16
TOKENS = 40  # few, since moto with 100,000 users signs in some three a second
FEW, MANY = 10_000, 100_000

TIMES_MOTO = 5.0
LEAST_KEPT = 0.9
MOST_OVERHEAD_MS = 3.0

SERVERS = {"awso": awso_server, "moto": moto_server}


class Subject(NamedTuple):
    """What is measured: whose server, how many users, and whether their address is their user name."""

    server: str
    users: int
    by_email: bool

    @property
    def kind(self) -> str:
        return "UsernameAttributes=email" if self.by_email else "plain user names"


class Measured(NamedTuple):
    """GetUser calls a second, one number a round, and megabytes resident after them."""

    rates: list[float]
    resident_mb: float

    def times(self, other: "Measured") -> float:
        """The ratio of the rates, round by round: what slows the machine slows both."""
        return middle([mine / others for mine, others in zip(self.rates, other.rates, strict=True)])


def run(few: int = FEW, many: int = MANY, seconds: float = SECONDS, rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    subjects = [Subject(server, users, e) for server in SERVERS for e in (False, True) for users in (few, many)]
    with ExitStack() as stack:
        pools = {
            each: stack.enter_context(SERVERS[each.server](each.users, by_email=each.by_email)) for each in subjects
        }
        measured = _get_user(pools, seconds, rounds)
    with timed_awso_server(many) as timed:
        say(f"user pool: {SIGN_INS} sign-ins, and as many hashes")
        cost = sign_in_cost(timed, many)
    targets = [*_rate_targets(measured, few, many), *_cost_targets(measured, many, cost)]
    rows = [
        (each.server, f"{each.users:,}", each.kind, f"{middle(found.rates):,.0f}", f"{found.resident_mb:.0f}")
        for each, found in measured.items()
    ]
    text = "\n\n".join(
        (
            table(("server", "users", "pool", "GetUser/s", "resident MB"), rows),
            f"Password sign-in at {many:,} users, medians of {SIGN_INS}: {cost.whole:.1f} ms, of which its argon2id "
            f"(19 MiB, t=2, p=1) {cost.hashing:.1f} ms, which takes {cost.hashing_alone:.1f} ms alone. Beside its hash "
            f"{cost.beside:.1f} ms, nine of ten below {cost.beside_90:.1f} ms. Server CPU beside the hash, mean: "
            f"{cost.cpu_beside:.1f} ms.",
            f"{CONNECTIONS} connections from the same machine, kept alive where the server keeps them "
            f"({moto_versions()} closes each after one answer), {TOKENS} signed-in users in turn, median of {rounds} "
            f"alternating rounds of {seconds:g} s. Neither writes an access log.",
            targets_table(targets),
        )
    )
    return text, targets


def _get_user(pools: dict[Subject, Pool], seconds: float, rounds: int) -> dict[Subject, Measured]:
    bodies: dict[Subject, list[str]] = {}
    for subject, pool in pools.items():
        say(f"user pool: signing in {TOKENS} of {subject.users:,} users of {subject.server}, {subject.kind}")
        connection = HTTPConnection("127.0.0.1", pool.port)
        tokens = [sign_in(pool, connection, number * subject.users // TOKENS) for number in range(TOKENS)]
        connection.close()
        bodies[subject] = [msgspec.json.encode({"AccessToken": token}).decode() for token in tokens]
    rates: dict[Subject, list[float]] = {subject: [] for subject in pools}
    for subject, pool in pools.items():
        _rate(pool, bodies[subject], seconds / 4)
    for number in range(rounds):
        say(f"user pool: round {number + 1} of {rounds}")
        for subject, pool in pools.items():
            rates[subject].append(_rate(pool, bodies[subject], seconds))
    return {subject: Measured(rates[subject], resident_mb(pool.pid)) for subject, pool in pools.items()}


def _rate(pool: Pool, bodies: list[str], seconds: float) -> float:
    """Calls a second, all answered with 200."""
    load = Load(port=pool.port, target="GetUser", bodies=bodies, connections=CONNECTIONS, seconds=seconds)
    command = [sys.executable, "-m", "benchmarks.http_load"]
    done = subprocess.run(
        command, input=msgspec.json.encode(load), capture_output=True, check=True, cwd=ROOT, env=child_environment()
    )
    outcome = msgspec.json.decode(done.stdout, type=Outcome)
    if outcome.failures:
        raise RuntimeError(f"{outcome.failures} of {outcome.answers + outcome.failures} calls failed")
    return outcome.answers / outcome.seconds


def _rate_targets(measured: dict[Subject, Measured], few: int, many: int) -> list[Target]:
    targets: list[Target] = []
    for by_email in (False, True):
        ours = Subject("awso", few, by_email)
        times = measured[ours].times(measured[Subject("moto", few, by_email)])
        kept = measured[Subject("awso", many, by_email)].times(measured[ours])
        targets += [
            Target(
                f"GetUser, {few:,} users, {ours.kind}",
                f"at least {TIMES_MOTO:g}x moto",
                f"{times:.1f}x",
                times >= TIMES_MOTO,
            ),
            Target(
                f"GetUser, {many:,} users, {ours.kind}",
                f"at least {LEAST_KEPT:.0%} of the rate at {few:,}",
                f"{kept:.0%}",
                kept >= LEAST_KEPT,
            ),
        ]
    return targets


def _cost_targets(measured: dict[Subject, Measured], many: int, cost: SignInCost) -> list[Target]:
    ours, moto = (measured[Subject(server, many, False)].resident_mb for server in ("awso", "moto"))
    return [
        Target(
            "password sign-in beside the hash",
            f"at most {MOST_OVERHEAD_MS:g} ms",
            f"{cost.beside:.1f} ms",
            cost.beside <= MOST_OVERHEAD_MS,
        ),
        Target(f"resident memory, {many:,} users", f"below moto's {moto:.0f} MB", f"{ours:.0f} MB", ours < moto),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="500 and 2,000 users, short rounds")
    small = parser.parse_args().small
    print((run(500, 2_000, 0.5, 2) if small else run())[0])
