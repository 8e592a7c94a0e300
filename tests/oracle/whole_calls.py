"""The same call by botocore's client and by ours, both with their sockets replaced: what each would send.

`ours` and `theirs` play the given answers, in order, and give back the requests. What two clients never share is left
out: their names, the time, the ids of attempts, and the signature over them, of which the scope stays. What means the
same is made equal: the order of a query, white space in JSON, the level of compression.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import awso
from awso.credentials import Credentials
from awso.errors import ServiceError
from awso.testing import MemoryTransport

_config: Any = import_module("botocore.config")
_session: Any = import_module("botocore.session")
_awsrequest: Any = import_module("botocore.awsrequest")
_exceptions: Any = import_module("botocore.exceptions")
_parsers: Any = import_module("botocore.parsers")

ACCESS_KEY, SECRET_KEY, ACCOUNT = "AKIDEXAMPLE", "wJalrXUtnFEMI", "123456789012"
NEVER_SHARED = frozenset(
    {
        "amz-sdk-invocation-id",
        "amz-sdk-request",
        "content-length",  # our transports write it
        "expect",  # docs/behaviours.md: we ask for large bodies only
        "host",  # it is in the URL
        "transfer-encoding",  # as content-length
        "user-agent",
        "x-amz-date",
        "x-amz-user-agent",
    }
)

Answer = tuple[int, Mapping[str, str], bytes]
NOTHING: Answer = (200, {}, b"")
NO_OBJECT: Answer = (200, {}, b"{}")


class Call(NamedTuple):
    """One call: `params` are boto3's, `options` our client's, `config` what says the same to botocore."""

    service: str
    operation: str
    params: Mapping[str, Any]
    answers: Sequence[Answer] = (NOTHING,)
    region: str = "eu-west-1"
    options: Mapping[str, Any] = {}
    config: Mapping[str, Any] = {}
    account_id: str | None = None

    def __str__(self) -> str:
        return f"{self.service}-{self.operation}"


class Sent(NamedTuple):
    """What two requests must agree in."""

    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: object
    scope: str
    """Whose signature: region, service and kind of the credential scope."""


def ours(call: Call) -> list[Sent]:
    """The requests of our client."""
    sent: list[Sent] = []
    answers = iter(call.answers)

    def respond(request: awso.HttpRequest) -> awso.HttpResponse:
        body = request.body if request.stream is None else b"".join(request.stream)
        sent.append(_sent(request.method, request.url, dict(request.headers), body))
        return awso.HttpResponse(*next(answers))

    service = awso.service(call.service)
    operation = service.operation(call.operation)
    client_class: Any = service.python_value("Client")
    credentials = Credentials(ACCESS_KEY, SECRET_KEY, None, call.account_id)
    transport = MemoryTransport(respond)
    with client_class(region=call.region, credentials=credentials, transport=transport, **call.options) as client:
        _unless_refused(lambda: getattr(client, operation.python)(operation.input_schema.from_value(call.params)))
    return sent


def theirs(call: Call) -> list[Sent]:
    """The requests of botocore's client. Raises its exceptions where it refuses to send."""
    given = dict(call.config)
    endpoint_url = given.pop("endpoint_url", None)
    client = _botocore_session(call.account_id).create_client(
        call.service, call.region, endpoint_url=endpoint_url, config=_config.Config(**given)
    )
    sent: list[Sent] = []
    answers = iter(call.answers)

    def respond(request: Any, **_: Any) -> Any:
        sent.append(_sent(request.method, request.url, dict(_texts(request.headers.items())), _bytes(request.body)))
        status, headers, body = next(answers)
        return _awsrequest.AWSResponse(request.url, status, _awsrequest.HeadersDict(dict(headers)), _Raw(body))

    client.meta.events.register("before-send", respond)
    _unless_refused(lambda: client._make_api_call(call.operation, dict(call.params)))
    return sent


def _unless_refused(act: Callable[[], object]) -> None:
    # What was sent counts, not what came; botocore has a KeyError for answers without a wrapper.
    with suppress(ServiceError, _exceptions.ClientError, _parsers.ResponseParserError, KeyError):
        act()


@cache
def _botocore_session(account_id: str | None) -> Any:
    session = _session.Session()
    session.set_credentials(ACCESS_KEY, SECRET_KEY, account_id=account_id)
    return session


class _Raw:
    """A socket's file with one answer in it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body

    def read(self, *_: Any) -> bytes:
        body, self._body = self._body, b""
        return body


def _texts(headers: Any) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        yield name.lower(), value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else body or b""


def _sent(method: str, url: str, headers: dict[str, str], body: bytes) -> Sent:
    signer = headers.pop("authorization", "").partition("SignedHeaders")[0].rstrip(", ")
    kept = {name: value for name, value in headers.items() if name not in NEVER_SHARED}
    place, _, query = url.partition("?")
    if place.count("/") == 2:
        place += "/"
    fields = tuple(sorted(parse_qsl(query, keep_blank_values=True)))
    return Sent(method, place, fields, kept, _meaning(kept, body), "/".join(signer.split("/")[2:]))


def _meaning(headers: dict[str, str], body: bytes) -> object:
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    kind = headers.get("content-type", "")
    if "json" in kind and body:
        return json.loads(body)
    return urlencode(sorted(parse_qsl(body.decode()))) if "form-urlencoded" in kind else body
