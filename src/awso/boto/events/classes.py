"""The class of a client as handlers of `creating-client-class` make it: with other methods, on other bases."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awso.boto.client import BaseClient
from awso.boto.events.names import event_part
from awso.boto.names import WITHOUT_METHOD, methods_of

if TYPE_CHECKING:
    from awso.boto.hooks import BaseEventHooks
    from awso.registry import Service


def class_by_events(events: "BaseEventHooks", service: "Service", cls: type[BaseClient]) -> type[BaseClient]:
    """The class of the client to be made; `cls`, where no handler changes anything.

    Handlers are given `class_attributes`, every method by its name, and `base_classes`, and change both in place.
    """
    attributes: dict[str, Any] = _methods(service)
    bases: list[type] = [cls]
    before = dict(attributes)
    events.emit(
        f"creating-client-class.{event_part(service.model.service_id)}",
        class_attributes=attributes,
        base_classes=bases,
    )
    if attributes == before and bases == [cls]:
        return cls
    removed = frozenset(before) - frozenset(attributes)
    changed = {name: value for name, value in attributes.items() if before.get(name) is not value}
    namespace = {"__module__": cls.__module__, "_without": removed, **changed}
    made: Any = type(cls.__name__, tuple(bases), namespace)
    made_class: type[BaseClient] = made
    return made_class


def _methods(service: "Service") -> dict[str, Any]:
    without = WITHOUT_METHOD.get(service.name, ())
    return {name: _method(name, wire) for name, wire in methods_of(service).items() if wire not in without}


def _method(name: str, wire: str) -> Callable[..., Any]:
    """A method of a client as a function, for handlers to call from theirs."""

    def call(self: BaseClient, *args: Any, **kwargs: Any) -> Any:
        if args:
            raise TypeError(f"{name}() only accepts keyword arguments.")
        return self._make_api_call(wire, kwargs)  # pyright: ignore[reportPrivateUsage]  # botocore's name, which programs replace

    call.__name__ = name
    return call
