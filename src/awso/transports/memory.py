"""A transport without a network: answers from a function or a list, and remembers what it was asked.

For tests of code that uses awso, and of awso itself. `awso.testing.MemoryTransport` is its public name.
"""

from collections.abc import Callable, Iterable

from awso.core.http import HttpRequest, HttpResponse
from awso.core.response_bodies import BytesStream as BytesStream
from awso.errors import TransportError

Handler = Callable[[HttpRequest], HttpResponse]


class MemoryTransport:
    """Answers with what `handler` returns for the request, or with `answers`, one a request, in the order given.

    An answer that is an exception is raised instead. `requests` has every request so far; a body that streams is read
    first, and stands in the request's `body`. A success that is asked for as a stream is given as one over the answer's
    bytes. Blocking and async.
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
        stream: bool = False,
    ) -> HttpResponse:
        """The next answer; the timeouts mean nothing here."""
        self._refuse_when_closed()
        if request.stream is not None:
            request = _whole(request, b"".join(request.stream))
        return self._answer(request, stream)

    def close(self) -> None:
        """Refuse further requests."""
        self.closed = True

    async def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float = 0.0,
        read_timeout_seconds: float = 0.0,
        stream: bool = False,
    ) -> HttpResponse:
        """As `send`."""
        self._refuse_when_closed()
        if request.stream is not None:
            request = _whole(request, b"".join([chunk async for chunk in request.stream]))
        return self._answer(request, stream)

    async def close_async(self) -> None:
        """As `close`."""
        self.close()

    def _refuse_when_closed(self) -> None:
        if self.closed:
            raise TransportError("this transport is closed", request_sent=False)

    def _answer(self, request: HttpRequest, stream: bool) -> HttpResponse:
        self.requests.append(request)
        response = self._handler(request)
        return opened(response) if stream else response


def opened(response: HttpResponse) -> HttpResponse:
    """The response as a transport gives it where a stream was asked for: the body of a success is to be read."""
    if response.stream is not None or not 200 <= response.status < 300:
        return response
    return HttpResponse(response.status, response.headers, stream=BytesStream(response.body))


def _whole(request: HttpRequest, body: bytes) -> HttpRequest:
    return HttpRequest(request.method, request.url, request.headers, body)


def _in_order(answers: Iterable[HttpResponse | Exception]) -> Handler:
    waiting = iter(answers)

    def answer(request: HttpRequest) -> HttpResponse:
        for response in waiting:
            if isinstance(response, Exception):
                raise response
            return response
        raise TransportError(f"no answer is left for {request!r}", request_sent=False)

    return answer
