"""How fast a client may send while its service throttles: what the "adaptive" retry mode has beside the standard one.

A bucket of tokens admits each attempt. The rate at which it fills follows CUBIC (RFC 9438 §4), TCP's answer to the same
question: a throttled attempt cuts it to 70 % of what was sent, each other one lets it grow, slowly near the rate that
was refused and faster away from it. Until the first throttling nothing is held back. Numbers and arithmetic are
botocore's (`botocore.retries.adaptive`, `bucket`, `throttling`), which are those of the AWS SDKs.

Nothing here waits or reads a clock: `now` is seconds by whichever clock, the same one for each method.
"""

from _thread import allocate_lock  # threading.Lock
from math import floor

SCALE = 0.4
BETA = 0.7
SMOOTHING = 0.8
"""The weight of the latest measurement."""
MEASURED_EVERY_SECONDS = 0.5
LEAST_RATE = 0.5
"""Requests a second: however much is throttled, one is sent every other second."""
MOST_OF_MEASURED = 2.0
"""The rate is at most so many times what was sent: a client that sent little may not burst."""
LEAST_WAIT_SECONDS = 0.001
"""A shorter wait need not move a clock that counts seconds since 1970."""


class Cubic:
    """The rate that is tried next, after each success and each throttling."""

    __slots__ = ("_k", "_last_throttled", "_refused_rate")

    def __init__(self, now: float) -> None:
        self._refused_rate = 0.0
        self._k = 0.0
        self._last_throttled = now

    def after_success(self, now: float) -> float:
        """The curve at this time; it is as high as the rate that was refused `_k` seconds after the refusal."""
        elapsed: float = now - self._last_throttled
        return SCALE * (elapsed - self._k) ** 3 + self._refused_rate

    def after_throttling(self, rate: float, now: float) -> float:
        """Begin anew below `rate`, at which was sent."""
        self._refused_rate = rate
        self._k = ((rate * (1 - BETA)) / SCALE) ** (1 / 3.0)
        self._last_throttled = now
        return rate * BETA


class MeasuredRate:
    """How many attempts a second end, smoothed over half seconds."""

    __slots__ = ("_count", "_since", "rate")

    def __init__(self, now: float) -> None:
        self.rate = 0.0
        self._count = 0
        self._since = float(floor(now))

    def record(self, now: float) -> float:
        """Count one attempt; the rate."""
        until = floor(now / MEASURED_EVERY_SECONDS) * MEASURED_EVERY_SECONDS
        self._count += 1
        if until > self._since:
            latest = self._count / (until - self._since)
            self.rate = latest * SMOOTHING + self.rate * (1 - SMOOTHING)
            self._count = 0
            self._since = until
        return self.rate


class TokenBucket:
    """Fills by `rate` tokens a second, up to one second's worth and at least one."""

    __slots__ = ("_filled_at", "available", "capacity", "rate")

    def __init__(self, rate: float, now: float) -> None:
        self.available = 0.0
        self._filled_at = now
        self.rate = self.capacity = 0.0
        self.fill_by(rate, now)

    def fill_by(self, rate: float, now: float) -> None:
        """Fill by another rate from now on."""
        self._fill(now)
        self.rate = max(rate, LEAST_RATE)
        self.capacity = max(rate, 1.0)
        self.available = min(self.available, self.capacity)

    def take(self, now: float) -> float:
        """Take a token and give 0, or the seconds until there is one."""
        self._fill(now)
        if self.available >= 1:
            self.available -= 1
            return 0.0
        return (1 - self.available) / self.rate

    def _fill(self, now: float) -> None:
        elapsed = max(now - self._filled_at, 0.0)  # a clock may be set back
        self.available = min(self.capacity, self.available + elapsed * self.rate)
        self._filled_at = now


class RateLimiter:
    """What admits the attempts of one client; safe to share between threads."""

    __slots__ = ("_cubic", "_lock", "_measured", "bucket", "enabled")

    def __init__(self, now: float) -> None:
        self.bucket = TokenBucket(1.0, now)
        self.enabled = False
        """Whether something was throttled so far."""
        self._cubic = Cubic(now)
        self._measured = MeasuredRate(now)
        self._lock = allocate_lock()

    def admit(self, now: float) -> float:
        """0 where an attempt may be sent, else the seconds after which to ask again."""
        if not self.enabled:
            return 0.0
        with self._lock:
            wait = self.bucket.take(now)
        return max(wait, LEAST_WAIT_SECONDS) if wait else 0.0

    def learn(self, now: float, *, throttled: bool) -> None:
        """An attempt has ended, in whichever way."""
        with self._lock:
            measured = self._measured.record(now)
            if throttled:
                rate = min(measured, self.bucket.rate) if self.enabled else measured
                rate = self._cubic.after_throttling(rate, now)
                self.enabled = True
            else:
                rate = self._cubic.after_success(now)
            self.bucket.fill_by(min(rate, MOST_OF_MEASURED * measured), now)
