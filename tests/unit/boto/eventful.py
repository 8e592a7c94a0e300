"""Two clients, boto3's and ours, before one server; handlers that write down what they are given."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from awso import boto as awso_boto
from awso.boto.events.names import FOLLOWED
from tests.unit.boto.test_calls import JSON, Server, serving

boto3: Any = import_module("boto3")

ROOTS = FOLLOWED[3:]
"""Every event of a call."""

Answer = tuple[int, dict[str, str], bytes]
MODULES = [boto3, awso_boto]


def returning(value: Any) -> Callable[..., Any]:
    """A handler that returns `value`, whatever it is told."""

    def handler(**_: Any) -> Any:
        return value

    return handler


def noting(names: list[str]) -> Callable[..., None]:
    """A handler that keeps the names of its events."""

    def handler(event_name: str, **_: Any) -> None:
        names.append(event_name)

    return handler


def first_again(attempts: int, **_: Any) -> int | None:
    """Of `needs-retry`: a second attempt, in any case."""
    return 0 if attempts == 1 else None


class Played:
    """A call by one of the modules: the events as handlers were told of them, the request, and what came of it."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.outcome: Any = None
        self.said: list[Any] = []

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    def watch(self, event_name: str, **kwargs: Any) -> None:
        self.events.append((event_name, {name: told(name, value) for name, value in kwargs.items()}))


def told(name: str, value: Any) -> Any:
    """What of an argument is the same in both, or that it is there."""
    match name:
        case "model" | "operation" | "operation_model":
            return value.name
        case "request":
            return value.method, value.url
        case "response":
            return value and (value[0].status_code, comparable(value[1]))
        case "http_response":
            return value.status_code, {key.lower(): text for key, text in value.headers.items()}
        case "exception" | "caught_exception":
            return None if value is None else (type(value).__name__, str(value))
        case "params" if "url_path" in value:
            return {key: value[key] for key in ("url_path", "query_string", "method", "url")}
        case "params" | "parsed" | "parsed_response" | "response_dict":
            return comparable(value)
        case "signature_version":
            return value if isinstance(value, str) else "unsigned"
        case "context":
            return {key: value.get(key) for key in ("auth_type", "client_region", "has_streaming_input")}
        case "endpoint" | "request_signer" | "builtins" | "client" | "request_dict":
            return "there"
        case _:
            return value


def comparable(value: Any) -> Any:
    """A dict of plain values; headers by their names, bodies that are files by what they are."""
    if value is None or isinstance(value, (str, bytes, int, float)):
        return value
    if hasattr(value, "items"):
        return {str(key): comparable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(inner) for inner in value]  # pyright: ignore[reportUnknownVariableType]  # of whatever
    return "a file" if hasattr(value, "read") else str(value)


def outcome_of(call: Callable[[], Any]) -> Any:
    """What the call gives, or what it raises."""
    try:
        return comparable(call())
    except Exception as error:
        return type(error).__name__, str(error), comparable(getattr(error, "response", None))


def client_of(module: Any, service: str, url: str | None, **options: Any) -> Any:
    config: Any = import_module("botocore.config").Config if module is boto3 else awso_boto.Config
    return module.client(service, endpoint_url=url, config=config(**options))


Program = Callable[[Any, Played], Any]
"""Registers handlers of a client, and calls it."""


def played(program: Program, service: str, *answers: Answer, **options: Any) -> tuple[Played, Played]:
    """What boto3 makes of a program, and what we do, each before a server that gives the same answers."""
    made: list[Played] = []
    for module in MODULES:
        play = Played()
        with serving(*answers) as server:
            client = client_of(module, service, server.url, **options)
            play.outcome = outcome_of(partial(program, client, play))
        play.said = [without(server.url, said) for said in server.said]
        play.events = without(server.url, play.events)
        play.outcome = without(server.url, play.outcome)
        made.append(play)
    return made[0], made[1]


def without(url: str, value: Any) -> Any:
    """`value` with the address of the server left out, which is another one each time."""
    if isinstance(value, str):
        return value.replace(url, "http://server")
    if isinstance(value, dict):
        return {key: without(url, inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]  # of whatever
    if type(value) in (list, tuple):
        return type(value)(without(url, inner) for inner in value)  # pyright: ignore[reportUnknownArgumentType]  # as above
    return value


@contextmanager
def ours(service: str, *answers: Answer, **options: Any) -> Generator[tuple[Any, Server]]:
    """Our client before a server."""
    with serving(*answers) as server:
        yield client_of(awso_boto, service, server.url, **options), server


__all__ = [
    "JSON",
    "MODULES",
    "ROOTS",
    "Answer",
    "Played",
    "client_of",
    "first_again",
    "noting",
    "ours",
    "played",
    "returning",
]
