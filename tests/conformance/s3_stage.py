"""A stage on which botocore's own functional tests of S3 play with `awso.boto` in the place of botocore.

The file is read where it is and its imports are left out: what it means by `botocore`, a session or a stubbed client
is given to it from here. Which of its tests must pass is `test_s3_functional.py`.
"""

import io
import re
import unittest
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from importlib import import_module
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import IO, Any, Self
from unittest import mock
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

import pytest

from awso import boto as awso_boto
from awso.boto import exceptions, exceptions_elsewhere
from awso.core.http import HttpRequest, HttpResponse
from tests.conformance.botocore_files import Scene, defined_in, methods_of
from tests.paths import BOTOCORE_TESTS, require

SOURCE = require(BOTOCORE_TESTS / "functional" / "test_s3.py")

REFUSALS = (exceptions.ParamValidationError, exceptions.EndpointResolutionError)
"""botocore tells the refusals of its endpoint rules apart by their words; here each is one of these."""
_REFUSED = (
    "ParamValidationError",
    "UnsupportedS3AccesspointConfigurationError",
    "UnsupportedS3ConfigurationError",
)


class Headers(Mapping[str, bytes]):
    """Headers as botocore's prepared requests have them: bytes, found by a name in any letters."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields = {name.lower(): value.encode() for name, value in fields}

    def __getitem__(self, name: str) -> bytes:
        return self._fields[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class Stubber:
    """In the place of the socket of a client: answers in order, and keeps what was sent."""

    def __init__(self, client: Any, **_: Any) -> None:
        self.requests: list[SimpleNamespace] = []
        self.responses: list[HttpResponse] = []
        client._engine._transport = self

    def add_response(
        self, url: str = "", status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> None:
        self.responses.append(HttpResponse(status, headers or {}, body))

    def send(self, request: HttpRequest, _connect: float = 0, _read: float = 0, stream: bool = False) -> HttpResponse:
        fields = [*request.headers.items()]
        body: bytes | IO[bytes] = request.body
        if request.stream is not None:
            body = io.BytesIO(b"".join(request.stream))
            # How a body that streams is framed is the transports' business, and so not in our request.
            fields.append(("transfer-encoding", "chunked"))
        else:
            fields.append(("content-length", str(len(request.body))))
        self.requests.append(SimpleNamespace(url=request.url, headers=Headers(fields), body=body))
        from awso.transports.memory import opened

        response = self.responses.pop(0)
        return opened(response) if stream else response

    def start(self) -> None:
        """Nothing: it is there from the beginning."""

    stop = start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be put back: the client is this test's."""


class Session:
    """botocore's session: a maker of clients."""

    watched = False
    """Whether its clients have a handler for every event."""

    def create_client(self, *args: Any, **kwargs: Any) -> Any:
        session: Any = awso_boto.Session()
        if self.watched:
            session.events.register("*", _nothing)
        return session.client(*args, **kwargs)


def _nothing(**_: Any) -> None:
    """What a handler makes of a call that only watches it."""


class SessionTest(unittest.TestCase):
    """The base of the file's classes: keys, and nothing else of the machine's environment."""

    def setUp(self) -> None:
        self.environ = {
            "AWS_ACCESS_KEY_ID": "access_key",
            "AWS_SECRET_ACCESS_KEY": "secret_key",
            "AWS_CONFIG_FILE": "no-such-file",
            "AWS_SHARED_CREDENTIALS_FILE": "no-such-file",
        }
        patch = mock.patch("os.environ", self.environ)
        patch.start()
        self.addCleanup(patch.stop)
        self.session = Session()


class FreezeTime:
    """A decorator within which clients are made whose clocks stand still."""

    def __init__(self, _module: object, date: datetime) -> None:
        self._seconds = date.timestamp()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def frozen(*args: Any, **kwargs: Any) -> Any:
            with mock.patch("awso.client.time", return_value=self._seconds):
                return function(*args, **kwargs)

        return frozen


class _Crc32:
    def handle(self, body: bytes) -> str:
        return b64encode(crc32(body).to_bytes(4)).decode()


@contextmanager
def _temporary_file(mode: str) -> Generator[IO[Any]]:
    with NamedTemporaryFile(mode) as file:
        yield file


def _as_it_is(*_: Any) -> Callable[[Any], Any]:
    return lambda decorated: decorated


def _namespace() -> dict[str, Any]:
    """What the file finds under the names that it imports."""
    errors: dict[str, Any] = {**vars(exceptions_elsewhere), **vars(exceptions)}
    errors |= dict.fromkeys(_REFUSED, REFUSALS)
    botocore = SimpleNamespace(
        session=SimpleNamespace(get_session=Session),
        exceptions=SimpleNamespace(**errors),
        auth=SimpleNamespace(datetime=None),
        UNSIGNED=awso_boto.UNSIGNED,
    )
    own: dict[str, Any] = {
        "botocore": botocore,
        "UNSIGNED": awso_boto.UNSIGNED,
        "Config": awso_boto.Config,
        "BaseSessionTest": SessionTest,
        "ClientHTTPStubber": Stubber,
        "FreezeTime": FreezeTime,
        "create_session": Session,
        "get_checksum_cls": lambda: _Crc32,
        "requires_crt": _as_it_is,  # that library alone can sign for several regions there; here none is needed
        "temporary_file": _temporary_file,
        "tzutc": import_module("dateutil.tz").tzutc,
    }
    modules = {"datetime": import_module("datetime"), "io": io, "re": re, "pytest": pytest, "unittest": unittest}
    return {**errors, **modules, "mock": mock, "parse_qs": parse_qs, "urlsplit": urlsplit, **own, "__name__": "s3"}


def scenes() -> list[Scene]:
    """Every test of the file, in its order."""
    defined = defined_in(SOURCE, _namespace())
    return [scene for name, value in defined.items() for scene in _scenes_of(name, value)]


def _scenes_of(name: str, value: Any) -> Iterator[Scene]:
    if isinstance(value, type):
        if issubclass(value, unittest.TestCase) and value is not SessionTest:
            yield from methods_of(value)
    elif name.startswith("test_"):
        for number, arguments in enumerate(_arguments_of(value)):
            yield Scene(f"{name}[{number}]" if arguments else name, partial(_call, value, arguments))


def _arguments_of(function: Any) -> Iterator[dict[str, Any]]:
    """What a test is called with, one time after the other."""
    marks = getattr(function, "pytestmark", ())
    if not marks:
        yield {}
    for mark in marks:
        names, rows = mark.args
        for row in rows:
            yield dict(zip(names.split(", "), row if ", " in names else (row,), strict=True))


def _call(function: Any, arguments: dict[str, Any]) -> None:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    stage = SessionTest("id")
    stage.setUp()
    try:
        function(**arguments, **({"patched_session": stage.session} if "patched_session" in names else {}))
    finally:
        stage.doCleanups()
