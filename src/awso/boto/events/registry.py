"""The events of a session and of a client: which names they take, and what takes part of our own.

A client signs, and decides about retries, in handlers of its own, as botocore's does: so what a program registers comes
before or after by the same rules.
"""

from copy import copy
from typing import TYPE_CHECKING, Any, Self

from awso.boto.events.names import check_followed, event_part
from awso.boto.hooks import BaseEventHooks, EventAliaser, Handler, HierarchicalEmitter
from awso.boto.quirks import SERVICE_ALIASES

if TYPE_CHECKING:
    from awso.boto.awsrequest import AWSRequest
    from awso.boto.events.attempt import EngineDecision


def _emitter() -> HierarchicalEmitter:
    from awso.boto.events.signing import version_of_operation

    made = HierarchicalEmitter()
    made.register("choose-service-name", _present_name)
    made.register("choose-signer", version_of_operation)
    return made


def _present_name(service_name: str, **_: Any) -> str:
    return SERVICE_ALIASES.get(service_name, service_name)


class Events(EventAliaser):
    """A session's. Raises `UnsupportedFeatureError` where a handler would wait for what never comes."""

    def __init__(self, emitter: BaseEventHooks | None = None) -> None:
        super().__init__(_emitter() if emitter is None else emitter)
        self.has_handlers = False
        """Whether a program ever registered any."""

    def _register_in(
        self, section: int, event_name: str, handler: Handler, unique_id: str | None, unique_id_uses_count: bool
    ) -> None:
        check_followed(event_name)
        super()._register_in(section, event_name, handler, unique_id, unique_id_uses_count)
        self.has_handlers = True

    def __copy__(self) -> Self:
        made = type(self)(copy(self._emitter))
        made.has_handlers = self.has_handlers
        return made


class ClientEvents(Events):
    """A client's: a copy of its session's, and the client's own handlers. `service` stands for it in names."""

    def __init__(self, service_id: str, events: Events) -> None:
        super().__init__(copy(events._emitter))
        self.has_handlers = events.has_handlers
        self.service = event_part(service_id)
        self._emitter.register(f"request-created.{self.service}", _sign)
        self._emitter.register(f"needs-retry.{self.service}", _decide)

    def __copy__(self) -> Self:
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._emitter = copy(self._emitter)
        return made


def _sign(request: "AWSRequest", **_: Any) -> None:
    if request.signer is not None:  # a program may emit the event for a request of its own
        request.signer()


def _decide(endpoint: "EngineDecision", **_: Any) -> float | bool | None:
    return getattr(endpoint, "delay_seconds", None)
