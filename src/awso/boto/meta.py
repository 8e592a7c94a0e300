"""`client.meta`: what a program may ask of a client, beside calling it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from awso.boto.exceptions import UnsupportedFeatureError

if TYPE_CHECKING:
    from awso.boto.config import Config
    from awso.registry import Service


class ClientMeta:
    """The facts of one client."""

    def __init__(
        self, service: "Service", config: "Config", region_name: str | None, endpoint_url: str, partition: str
    ) -> None:
        self._service = service
        self.config = config
        self.region_name = region_name
        self.endpoint_url = endpoint_url
        """Where operations go that do not choose a place of their own."""
        self.partition = partition
        self.service_model = ServiceModel(service)
        self.events = Events()

    @property
    def method_to_api_mapping(self) -> Mapping[str, str]:
        """Wire names by the names of methods: `list_tables` → `ListTables`."""
        from awso.boto.names import methods_of

        return methods_of(self._service)


class ServiceModel:
    """What programs ask of botocore's service model; shapes are `awso.service(name).shape(shape_name)`."""

    def __init__(self, service: "Service") -> None:
        model = service.model
        self.service_name = service.name
        self.service_id = model.service_id
        self.api_version = model.api_version
        self.endpoint_prefix = model.endpoint_prefix
        self.signing_name = model.signing_name or model.endpoint_prefix
        self.signature_version = model.signature_version
        self.protocol = model.protocol
        self.operation_names = list(service.file.operations)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"awso.boto's service model has no attribute {name!r}: ask awso.service({self.service_name!r}) for the"
            " operations and shapes of the service"
        )


class Events:
    """Stands where botocore has its event system, and says where to go instead."""

    def register(self, event_name: str, *_: Any, **__: Any) -> NoReturn:
        """Raises `UnsupportedFeatureError`."""
        reason = (
            "handlers that change requests by the name of an event are not there;"
            " to watch calls, give awso's own client hooks=(…,) of awso.core.hooks.Hooks"
        )
        raise UnsupportedFeatureError(feature=f"meta.events ({event_name!r})", reason=reason)

    register_first = register_last = unregister = emit = emit_until_response = register
