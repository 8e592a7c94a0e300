"""Runs a flow by hand: answers in order, nothing sent, no time passed, everything written down."""

from collections.abc import Sequence
from typing import Any, TypeVar

import awso
from awso.core.call import CallOptions
from awso.core.context import CallContext, ClientOptions, World, prepare
from awso.core.effects import Flow, ReadFile, Send, Sleep
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import TransportError
from awso.registry import Service

T = TypeVar("T")

NOW = 1_700_000_000.0  # 2023-11-14T22:13:20Z
KEYS = awso.StaticCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI")
NO_RETRY_WAIT = bytes(16)


class Played:
    """What a flow asked for, in order."""

    def __init__(self) -> None:
        self.sent: list[HttpRequest] = []
        self.timeouts: list[tuple[float, float]] = []
        self.slept: list[float] = []
        self.clock = NOW

    def play(self, flow: Flow[T], *answers: HttpResponse | TransportError) -> T:
        """The flow's result, each `Send` answered with the next of `answers`; a `Sleep` moves the clock."""
        waiting = list(answers)
        try:
            effect = next(flow)
            while True:
                match effect:
                    case Send():
                        self.sent.append(effect.request)
                        self.timeouts.append((effect.connect_timeout_seconds, effect.read_timeout_seconds))
                        answer = waiting.pop(0)
                        effect = flow.throw(answer) if isinstance(answer, Exception) else flow.send(answer)
                    case Sleep():
                        self.slept.append(effect.seconds)
                        self.clock += effect.seconds
                        effect = flow.send(None)
                    case ReadFile():
                        effect = flow.send(None)
                    case _:
                        raise AssertionError(f"{effect} was not expected")
        except StopIteration as stop:
            assert not waiting, f"{len(waiting)} answers were not asked for"
            result: T = stop.value
            return result

    def world(self, environment: dict[str, str] | None = None, random: bytes = NO_RETRY_WAIT) -> World:
        def random_bytes(count: int) -> bytes:
            return (random * count)[:count]

        return World(environment or {}, None, lambda: self.clock, random_bytes)

    def context(self, service: str, **options: Any) -> CallContext:
        return self.context_of(awso.service(service), **options)

    def context_of(self, service: Service, **options: Any) -> CallContext:
        given: dict[str, Any] = {"region": "us-east-1", "credentials": KEYS, **options}
        return self.play(prepare(service, ClientOptions(**given), self.world()))


DEFAULT = CallOptions()


def answer(status: int = 200, body: bytes = b"{}", headers: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    return HttpResponse(status, [("x-amzn-RequestId", "r-1"), *headers], body)


def refusal(code: str, status: int = 400, message: str = "no", headers: Sequence[tuple[str, str]] = ()) -> HttpResponse:
    return answer(status, b'{"__type":"%s","message":"%s"}' % (code.encode(), message.encode()), headers)
