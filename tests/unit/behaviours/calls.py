"""One call of a client played by hand, with boto3's names for its members."""

from typing import Any

import awso
from awso.core.call import CallOptions, call
from awso.core.context import CallContext, ClientOptions, prepare
from awso.core.http import HttpResponse
from awso.errors import TransportError
from tests.unit.core.flows import KEYS, Played


class Calls:
    """A client of one service: what it sent is in `sent`."""

    def __init__(self, service: str, environment: dict[str, str] | None = None, **options: Any) -> None:
        self.played = Played()
        given: dict[str, Any] = {"region": "eu-west-1", "credentials": KEYS, **options}
        flow = prepare(awso.service(service), ClientOptions(**given), self.played.world(environment))
        self.context: CallContext = self.played.play(flow)
        self.sent = self.played.sent

    def __call__(self, operation: str, *answers: HttpResponse | TransportError, **members: Any) -> Any:
        """The output; `answers` are what comes, in order."""
        found = self.context.service.operation(operation)
        return self.played.play(call(self.context, found, found.input(**members), CallOptions()), *answers)

    @property
    def hosts(self) -> list[str]:
        """Where the requests went."""
        return [request.url.partition("://")[2].partition("/")[0] for request in self.sent]


def response(body: str = "", status: int = 200, **headers: str) -> HttpResponse:
    """A response; `x_amz_id` stands for a header `x-amz-id`."""
    return HttpResponse(status, [(name.replace("_", "-"), value) for name, value in headers.items()], body.encode())
