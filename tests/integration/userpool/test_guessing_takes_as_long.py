"""How long a wrong password takes at somebody and at nobody, by statistics: beside the exact counts of work in
`test_hidden_existence.py`, for what no count sees.

Somebody and nobody take turns, so that whatever else the machine does slows both. The Mann-Whitney statistic as a share
(0.5: neither is slower; 1.0: nobody always is) stays within bounds that chance leaves once in some million runs, and
that an answer without its hash, or with two, is far beyond.
"""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

import pytest

from awso.errors import ServiceError
from awso_userpool.domain.limits import DEFAULT_LIMITS
from awso_userpool.secrets.passwords import OWASP_FLOOR
from tests.integration.userpool.world import App, World

TURNS = 60
WARM_UP = 5
# The share's standard deviation under chance is sqrt((2n + 1) / (12 n^2)) = 0.053 for n = 60: 5 of them.
FARTHEST_FROM_HALF = 0.27

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # 12 s on an idle machine


@pytest.fixture
def world() -> Iterator[World]:
    """A world with the hashes of a real server, in which nobody is ever locked out."""
    made = World(DEFAULT_LIMITS._replace(failures_before_lockout=10_000), profile=OWASP_FLOOR)
    yield made
    made.close()


@pytest.fixture
def quiet(world: World) -> App:
    app = world.app(None, {"PreventUserExistenceErrors": "ENABLED"})
    for number in range(10):
        world.user(app, f"user{number}")
    return app


def share_of_slower(ones: Sequence[float], others: Sequence[float]) -> float:
    """Mann-Whitney's U as a share: how often one of `ones` is slower than one of `others`."""
    slower = sum((one > other) + (one == other) / 2 for one in ones for other in others)
    return slower / (len(ones) * len(others))


def seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    with pytest.raises(ServiceError):
        call()
    return perf_counter() - started


def test_nobody_is_refused_as_slowly_as_somebody(world: World, quiet: App) -> None:
    somebody: list[float] = []
    nobody: list[float] = []
    for turn in range(WARM_UP + TURNS):
        pair = [
            (somebody, lambda turn=turn: world.password_auth(quiet, f"user{turn % 10}", "Wrong-passw0rd")),
            (nobody, lambda turn=turn: world.password_auth(quiet, f"none{turn % 10}", "Wrong-passw0rd")),
        ]
        for times, call in pair if turn % 2 else reversed(pair):
            times.append(seconds(call))

    share = share_of_slower(somebody[WARM_UP:], nobody[WARM_UP:])

    assert abs(share - 0.5) < FARTHEST_FROM_HALF, f"somebody is slower in {share:.0%} of all comparisons"


@pytest.mark.parametrize(("somebody", "nobody"), [([20.1, 20.3, 22.0], [0.4, 0.5, 9.0]), ([1.0, 2.0], [2.1, 3.0])])
def test_the_bounds_notice_a_hash_that_is_left_out(somebody: list[float], nobody: list[float]) -> None:
    assert abs(share_of_slower(somebody, nobody) - 0.5) > FARTHEST_FROM_HALF


def test_equal_times_are_half() -> None:
    assert share_of_slower([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 0.5
