"""The adaptive mode's rate limiter against botocore's, on the same events at the same times, number by number."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awso.retries.adaptive import Cubic, MeasuredRate, RateLimiter

adaptive = pytest.importorskip("botocore.retries.adaptive", reason="botocore is the oracle here")
bucket = pytest.importorskip("botocore.retries.bucket")
throttling = pytest.importorskip("botocore.retries.throttling")

START = 1_700_000_000.25
STEPS = st.lists(
    st.tuples(st.sampled_from(["success", "throttled", "send"]), st.floats(0, 3, allow_nan=False)), max_size=60
)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def current_time(self) -> float:
        return self.now


class Detector:
    def is_throttling_error(self, *, throttled: bool) -> bool:
        return throttled


class Botocores:
    def __init__(self, clock: Clock) -> None:
        self.bucket = bucket.TokenBucket(max_rate=1, clock=clock)
        self.cubic = throttling.CubicCalculator(starting_max_rate=0, start_time=clock.now)
        self.limiter = adaptive.ClientRateLimiter(
            rate_adjustor=self.cubic,
            rate_clocker=adaptive.RateClocker(clock),
            token_bucket=self.bucket,
            throttling_detector=Detector(),
            clock=clock,
        )

    def admits(self) -> bool:
        if not self.limiter._enabled:
            return True
        try:
            return bool(self.bucket.acquire(block=False))
        except pytest.importorskip("botocore.exceptions").CapacityNotAvailableError:
            return False


@given(STEPS)
def test_what_is_admitted_and_how_fast_are_botocores(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    theirs, ours = Botocores(clock), RateLimiter(clock.now)

    for what, later in steps:
        clock.now += later
        if what == "send":
            wait = ours.admit(clock.now)
            assert (wait == 0) == theirs.admits()
            if wait:
                assert wait == max(theirs.bucket._sleep_amount(1), 0.001)
        else:
            theirs.limiter.on_receiving_response(throttled=what == "throttled")
            ours.learn(clock.now, throttled=what == "throttled")

        seen: list[Any] = [theirs.bucket.max_rate, theirs.bucket.max_capacity, theirs.bucket.available_capacity]
        assert [ours.bucket.rate, ours.bucket.capacity, ours.bucket.available] == seen
        assert ours.enabled == theirs.limiter._enabled


def test_the_curve_is_botocores_long_after_a_throttling() -> None:
    theirs, ours = throttling.CubicCalculator(starting_max_rate=0, start_time=START), Cubic(START)

    assert ours.after_throttling(10.0, START + 5) == theirs.error_received(10.0, START + 5) == 7.0
    for seconds in range(6, 100, 7):
        assert ours.after_success(START + seconds) == theirs.success_received(START + seconds)


def test_the_measured_rate_is_botocores() -> None:
    clock = Clock()
    theirs, ours = adaptive.RateClocker(clock), MeasuredRate(clock.now)

    for later in (0.0, 0.1, 0.1, 0.3, 0.0, 0.7, 2.5, 0.01, 0.49):
        clock.now += later
        assert ours.record(clock.now) == theirs.record()
