"""After an attempt failed: another one, at once or after a while, or the end of the call.

Settled here: in which order the ways out are tried. Which failures may go away, and when, is `awso.retries`.
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.core.call import Outgoing, encoded
from awso.core.context import CallContext
from awso.core.effects import Flow, sleep
from awso.core.http import HttpRequest, HttpResponse
from awso.core.identifiers import random_fraction
from awso.core.operation import Operation
from awso.core.signer import learn_clock_offset
from awso.errors import AwsoError, ServiceError
from awso.retries import NO_RETRY_REFUND, Decision, RetryOptions

if TYPE_CHECKING:
    from awso.behaviours.invocation import Invocation
    from awso.core.watch import Watch
    from awso.credentials.cache import Cache

EXPIRED_CREDENTIALS_CODES = frozenset({"ExpiredToken", "ExpiredTokenException"})


class Recovery(msgspec.Struct):
    """One call that failed at least once, with what it takes to encode it anew."""

    context: CallContext
    operation: Operation
    value: Any
    retries: RetryOptions | None
    account_id: str | None
    invocation: "Invocation | None"
    holders: "Cache[Any]"
    watch: "Watch | None"
    outgoing: Outgoing
    """What to send next."""
    refund: int = NO_RETRY_REFUND
    """What the quota gets back when the call succeeds."""
    clock_corrected: bool = False

    def before_next(
        self, attempt: int, request: HttpRequest, response: HttpResponse | None, failure: AwsoError
    ) -> Flow[None]:
        """Get ready for another attempt after number `attempt`, which was `request`; or raise its failure."""
        if isinstance(failure, ServiceError) and failure.code in EXPIRED_CREDENTIALS_CODES:
            self.holders.forget()
        if request.stream is not None and not request.stream.can_rewind:
            raise failure  # the body was read and cannot be sent again
        if not self.clock_corrected and learn_clock_offset(self.context, failure, response):
            self.clock_corrected = True
            if attempt >= self.context.retries.max_attempts(self.retries):
                raise failure  # the next call is signed by the right clock
        elif self.invocation is not None and (yield from self.invocation.recovers(failure, response)):
            if request.stream is not None:
                request.stream.rewind()  # its source is encoded anew from where it stands
            # A behaviour learnt that the call belongs elsewhere: endpoint → encode, once more.
            endpoint = yield from self.invocation.resolved_endpoint(self.value, self.account_id)
            self.outgoing = encoded(self.context, self.operation, self.value, endpoint, self.invocation)
        else:
            yield from self._retry(failure, response, attempt)

    def _retry(self, failure: AwsoError, response: HttpResponse | None, attempt: int) -> Flow[None]:
        """Wait until the retry is due; raise `failure` where there is none."""
        decision = decided(self.context, self.operation, self.retries, failure, response, attempt)
        if decision.again and self.watch is not None:
            self.watch.on_retry(failure, decision.delay_seconds)
        if decision.delay_seconds > 0:
            yield from sleep(decision.delay_seconds)
        if not decision.again:
            raise failure
        self.refund = decision.cost


def decided(
    context: CallContext,
    operation: Operation,
    retries: RetryOptions | None,
    failure: AwsoError,
    response: HttpResponse | None,
    attempt: int,
) -> Decision:
    """What the client's retries say to the failure of attempt number `attempt`; `retries` are the call's own."""
    return context.retries.after_failure(
        failure,
        attempt=attempt,
        operation=operation.name,
        random=lambda: random_fraction(context.world.random_bytes),
        headers=None if response is None else response.headers,
        options=retries,
    )
