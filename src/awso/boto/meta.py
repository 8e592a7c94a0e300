"""`client.meta`: what a program may ask of a client, beside calling it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from awso.boto.models import ServiceModel

if TYPE_CHECKING:
    from awso.boto.config import Config
    from awso.boto.events.registry import ClientEvents, Events
    from awso.registry import Service


class ClientMeta:
    """The facts of one client, and its events: those of the session as it was, `events`, and its own."""

    def __init__(
        self,
        service: "Service",
        config: "Config",
        region_name: str | None,
        endpoint_url: str,
        partition: str,
        events: "Events | None" = None,
    ) -> None:
        self._service = service
        self.config = config
        self.region_name = region_name
        self.endpoint_url = endpoint_url
        """Where operations go that do not choose a place of their own."""
        self.partition = partition
        self.service_model = ServiceModel(service)
        self._events = None if events is None else self._made_of(events)

    @property
    def events(self) -> "ClientEvents":
        """What takes handlers: `client.meta.events.register("before-call.s3.PutObject", handler)`."""
        if self._events is None:
            from awso.boto.events.registry import Events

            made = self._made_of(Events())
            self._events = self._events or made  # another thread's may be first, and has handlers
        return self._events

    @property
    def events_in_use(self) -> "ClientEvents | None":
        """The same where a handler was ever registered: the others' calls emit nothing."""
        events = self._events
        return events if events is not None and events.has_handlers else None

    def _made_of(self, events: "Events") -> "ClientEvents":
        from awso.boto.events.registry import ClientEvents

        return ClientEvents(self._service.model.service_id, events)

    @property
    def method_to_api_mapping(self) -> Mapping[str, str]:
        """Wire names by the names of methods: `list_tables` → `ListTables`."""
        from awso.boto.names import methods_of

        return methods_of(self._service)
