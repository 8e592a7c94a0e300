"""How the flows of this folder ask for what they cannot do: an operation of the service, or the caller's answer.

A sign-in is one generator that yields these values. `run` carries them out with a blocking client, `run_async` with
an async one; retries, signing and the network are the clients' own business.
"""

from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, TypeVar, cast

from awso._lean import Masked, msgspec
from awso.cognito.challenges import Answer, Challenge, ChallengeRequiredError
from awso.shapes.shape import Shape

T = TypeVar("T")
S = TypeVar("S", bound=Shape)

OnChallenge = Callable[[Challenge], Answer]
OnChallengeAsync = Callable[[Challenge], Answer | Awaitable[Answer]]


class Call(Masked, frozen=True):
    """Call the client's method of this name; the result is the operation's output."""

    method: str
    members: Mapping[str, object]

    def __repr__(self) -> str:
        return f"Call({self.method}, {sorted(self.members)})"  # names only: a password is among the values


class Ask(msgspec.Struct, frozen=True):
    """Have the caller answer a challenge; the result is the answer."""

    challenge: Challenge


ClientFlow = Generator[Call | Ask, object, T]


def call(output: type[S], method: str, **members: object) -> ClientFlow[S]:
    """Call an operation; `output` is the class of what it gives."""
    result = yield Call(method, members)
    assert isinstance(result, output)
    return result


def ask(challenge: Challenge) -> ClientFlow[Answer]:
    """Have the caller answer a challenge."""
    answer = yield Ask(challenge)
    return cast("Answer", answer)


def run(flow: ClientFlow[T], client: object, on_challenge: OnChallenge | None = None) -> T:
    """What `flow` returns, carried out with a blocking client. What a step raises ends the flow."""
    if hasattr(type(client), "__aexit__"):
        raise TypeError(f"an {type(client).__name__} goes with the functions that end in _async, to be awaited")
    try:
        step = next(flow)
        while True:
            match step:
                case Call(method, members):
                    step = flow.send(_bound(client, method)(**members))
                case Ask(challenge):
                    if on_challenge is None:
                        raise ChallengeRequiredError(challenge)
                    step = flow.send(on_challenge(challenge))
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        flow.close()


async def run_async(flow: ClientFlow[T], client: object, on_challenge: OnChallengeAsync | None = None) -> T:
    """As `run` with an async client; `on_challenge` may be a coroutine function."""
    if hasattr(type(client), "__exit__"):
        raise TypeError(f"the functions that end in _async take an AsyncClient, got a blocking {type(client).__name__}")
    try:
        step = next(flow)
        while True:
            match step:
                case Call(method, members):
                    step = flow.send(await _bound(client, method)(**members))
                case Ask(challenge):
                    if on_challenge is None:
                        raise ChallengeRequiredError(challenge)
                    answer = on_challenge(challenge)
                    step = flow.send(await answer if isinstance(answer, Awaitable) else answer)
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        flow.close()


def _bound(client: object, method: str) -> Callable[..., Any]:
    bound: Callable[..., Any] = getattr(client, method)
    return bound
