"""boto3 and `awso.boto` presign the same call with the same keys at the same moment.

boto3 signs with Python, as it does where the library awscrt is not installed; Version 4a alone needs that. The session
of a directory bucket is played to both.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

import awso
from awso import boto as awso_boto
from awso.testing import MemoryTransport

boto3: Any = import_module("boto3")
_auth: Any = import_module("botocore.auth")
_awsrequest: Any = import_module("botocore.awsrequest")
_botocore: Any = import_module("botocore")
_config: Any = import_module("botocore.config")

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
ACCESS_KEY, SECRET_KEY, TOKEN = "AKIDEXAMPLE", "wJalr/XUtn+FEMI", "a/token+with=signs"
SESSION = (
    b"<CreateSessionResult><Credentials><SessionToken>session</SessionToken><SecretAccessKey>secret</SecretAccessKey>"
    b"<AccessKeyId>AKIDSESSION</AccessKeyId><Expiration>2999-05-06T07:13:09Z</Expiration></Credentials>"
    b"</CreateSessionResult>"
)
_IN_PYTHON = {
    "v4": "SigV4Auth",
    "v4-query": "SigV4QueryAuth",
    "s3v4": "S3SigV4Auth",
    "s3v4-query": "S3SigV4QueryAuth",
}


class Client(NamedTuple):
    """A client's arguments; `unsigned` stands for the value of each module's own."""

    service: str = "s3"
    region: str | None = "us-east-1"
    endpoint_url: str | None = None
    token: str | None = None
    config: Mapping[str, Any] = {}
    unsigned: bool = False


@contextmanager
def stopped_clocks() -> Generator[None]:
    """Both modules at `MOMENT`."""
    seconds = MOMENT.timestamp()

    def now(remove_tzinfo: bool = True) -> datetime:
        return MOMENT.replace(tzinfo=None) if remove_tzinfo else MOMENT

    with (
        mock.patch("awso.client.time", return_value=seconds),
        mock.patch.object(_auth, "formatdate", partial(format_datetime, MOMENT)),
        mock.patch.object(_auth, "time", SimpleNamespace(time=lambda: seconds)),
        mock.patch("botocore.auth.get_current_datetime", now),
        mock.patch("botocore.signers.get_current_datetime", now),
        mock.patch("botocore.crt.auth.get_current_datetime", now),
        mock.patch.dict(_auth.AUTH_TYPE_MAPS, {name: getattr(_auth, cls) for name, cls in _IN_PYTHON.items()}),
    ):
        yield


def theirs(given: Client) -> Any:
    """boto3's client."""
    config = dict(given.config) | ({"signature_version": _botocore.UNSIGNED} if given.unsigned else {})
    client = _session(given.token).client(
        given.service, given.region, endpoint_url=given.endpoint_url, config=_config.Config(**config)
    )

    def respond(request: Any, **_: Any) -> Any:
        return _awsrequest.AWSResponse(request.url, 200, _awsrequest.HeadersDict({}), _Raw())

    client.meta.events.register("before-send", respond)
    return client


@cache
def _session(token: str | None) -> Any:
    return boto3.Session(ACCESS_KEY, SECRET_KEY, token)  # making one takes longer than all the rest


class _Raw:
    def stream(self) -> Any:
        yield SESSION


def ours(given: Client) -> Any:
    """Our client."""
    config = dict(given.config) | ({"signature_version": awso_boto.UNSIGNED} if given.unsigned else {})
    client: Any = awso_boto.Session(ACCESS_KEY, SECRET_KEY, given.token).client(
        given.service, given.region, endpoint_url=given.endpoint_url, config=awso_boto.Config(**config)
    )
    client._engine._transport = MemoryTransport(lambda _: awso.HttpResponse(200, {}, SESSION))
    return client


def sent_by_them(given: Client, method: str, params: dict[str, Any]) -> dict[str, str]:
    """The headers of boto3's call that are signed, and under "url" where it went."""
    client, sent = theirs(given), dict[str, str]()

    def keep(request: Any, **_: Any) -> Any:
        fields = ((name, _text(value)) for name, value in request.headers.items())
        sent.update(_that_count(request.url, fields))
        return _awsrequest.AWSResponse(request.url, 200, _awsrequest.HeadersDict({}), _Nothing())

    client.meta.events.register_first("before-send", keep)
    getattr(client, method)(**params)
    return sent


def _text(value: Any) -> str:
    text: str = value.decode() if isinstance(value, bytes) else value
    return text


class _Nothing:
    def stream(self) -> Any:
        yield b""


def sent_by_us(given: Client, method: str, params: dict[str, Any]) -> dict[str, str]:
    """As `sent_by_them`, of our call."""
    client, sent = ours(given), dict[str, str]()

    def keep(request: awso.HttpRequest) -> awso.HttpResponse:
        sent.update(_that_count(request.url, request.headers.pairs))
        return awso.HttpResponse(200, {}, b"")

    client._engine._transport = MemoryTransport(keep)
    getattr(client, method)(**params)
    return sent


def _that_count(url: str, fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    signed = {"authorization", "date", "content-md5", "content-type"}
    lower = ((name.lower(), value) for name, value in fields)
    return {"url": url} | {name: value for name, value in lower if name in signed or name.startswith("x-amz-")}


def outcome(act: Callable[[], Any]) -> Any:
    """What comes, or what kind of refusal."""
    try:
        return act()
    except Exception as error:  # whatever it is that the one raises, the other must raise
        return f"raises {type(error).__name__}"
