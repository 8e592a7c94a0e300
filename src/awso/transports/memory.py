"""A transport without a network: answers from a function or a list, and remembers what it was asked.

For tests of code that uses awso, and of awso itself. `awso.testing.MemoryTransport` is its public name.
"""

from collections.abc import Callable, Iterable

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import TransportError

Handler = Callable[[HttpRequest], HttpResponse]


class MemoryTransport:
    """Answers with what `handler` returns for the request, or with `answers`, one a request, in the order given.

    An answer that is an exception is raised instead. `requests` has every request so far. Blocking and async.
    """

    def __init__(self, answers: Handler | Iterable[HttpResponse | Exception]) -> None:
        self.requests: list[HttpRequest] = []
        self.closed = False
        self._handler: Handler = answers if callable(answers) else _in_order(answers)

    def send(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float = 0.0,
        read_timeout_seconds: float = 0.0,
    ) -> HttpResponse:
        """The next answer; the timeouts mean nothing here."""
        if self.closed:
            raise TransportError("this transport is closed", request_sent=False)
        self.requests.append(request)
        return self._handler(request)

    def close(self) -> None:
        """Refuse further requests."""
        self.closed = True

    async def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float = 0.0,
        read_timeout_seconds: float = 0.0,
    ) -> HttpResponse:
        """As `send`."""
        return self.send(request, connect_timeout_seconds, read_timeout_seconds)

    async def close_async(self) -> None:
        """As `close`."""
        self.close()


def _in_order(answers: Iterable[HttpResponse | Exception]) -> Handler:
    waiting = iter(answers)

    def answer(request: HttpRequest) -> HttpResponse:
        for response in waiting:
            if isinstance(response, Exception):
                raise response
            return response
        raise TransportError(f"no answer is left for {request!r}", request_sent=False)

    return answer
