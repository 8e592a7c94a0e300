"""`client.exceptions`: a subclass of `ClientError` for each error that a service's model names."""

from functools import cached_property
from typing import TYPE_CHECKING

from awso.boto import exceptions

if TYPE_CHECKING:
    from awso.registry import Service


class ClientExceptions:
    """The error classes of one service, by their names and by their codes; each is made when it is asked for."""

    ClientError = exceptions.ClientError

    def __init__(self, service: "Service") -> None:
        self._service = service

    def from_code(self, error_code: "str | None") -> type[exceptions.ClientError]:
        """The class of a code on the wire; `ClientError` itself where the model has none."""
        name = self._names.get(error_code or "")
        return exceptions.ClientError if name is None else self._made(name)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of the classes by the codes of the errors."""
        names: dict[str, str] = {}
        for name in self._service.error_names:
            trait = self._service.schemas[name].model.error
            names[(trait.code if trait is not None else None) or name] = name
        return names

    def _made(self, name: str) -> type[exceptions.ClientError]:
        made = self.__dict__.get(name)
        if made is None:
            namespace = {"__module__": f"{self._service.module}.errors"}
            made = self.__dict__.setdefault(name, type(name, (exceptions.ClientError,), namespace))
        cls: type[exceptions.ClientError] = made
        return cls

    def __getattr__(self, name: str) -> type[exceptions.ClientError]:
        if name.startswith("_") or name not in self._service.error_names:
            known = ", ".join(self._service.error_names)
            raise AttributeError(f"{self!r} object has no attribute {name}. Valid exceptions are: {known}")
        return self._made(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._service.error_names})

    def __repr__(self) -> str:
        return f"<exceptions of {self._service.name}>"


_of_services: "dict[str, ClientExceptions]" = {}


def exceptions_of(service: "Service") -> ClientExceptions:
    """The exceptions that all clients of `service` share, as `except` clauses need it."""
    known = _of_services.get(service.name)
    if known is None:
        known = _of_services.setdefault(service.name, ClientExceptions(service))
    return known
