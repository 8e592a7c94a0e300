"""A request on its way through the handlers: the engine's value, the dict of `before-call`, the objects of the others.

What a handler leaves untouched goes on as the engine made it, byte for byte.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from awso._lean import msgspec
from awso.boto.awsrequest import AWSPreparedRequest, AWSRequest, HeadersDict
from awso.boto.events.bodies import shown_body, taken_body
from awso.core.http import Headers, HttpRequest
from awso.protocols import protocol_name
from awso.shapes.kinds import is_dict

if TYPE_CHECKING:
    from awso.core.operation import Operation

_BODIES_AS_FILES = (("s3", "PutObject"), ("s3", "UploadPart"))
"""What botocore makes a file of, where it is bytes, before its handlers see it."""
FRAMING = ("content-length", "transfer-encoding")
"""What the transport says of a body itself."""


class Shown:
    """A request as a handler is shown it, and what the handler makes of it."""

    def __init__(self, request: HttpRequest, body: Any) -> None:
        self._request = request
        self._body = body
        self._before: dict[str, Any] | None = dict(body) if is_dict(body) else None

    def taken(self, method: Any, url: Any, headers: Mapping[str, Any], body: Any) -> HttpRequest:
        """The request as it was left."""
        sent, stream = self._request.body, self._request.stream
        if body is not self._body or (self._before is not None and body != self._before):
            sent, stream = taken_body(body)
        fields = Headers(tuple(header_fields(headers.items())))
        if fields == self._request.headers:
            fields = self._request.headers
        return HttpRequest(header_text(method), header_text(url), fields, sent, stream)


def header_fields(headers: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    return ((header_text(name), header_text(value)) for name, value in headers if value is not None)


def header_text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def unsigned(request: AWSRequest, shown: Shown) -> HttpRequest:
    """What is signed of a request: the last header of each name, and nothing of a signature before."""
    headers = HeadersDict(request.headers.items())
    for name in ("Authorization", "X-Amz-Date", "X-Amz-Security-Token"):
        headers.pop(name, None)
    return shown.taken(request.method, request.prepare().url, headers, request.data)


def prepared(request: AWSRequest) -> AWSPreparedRequest:
    """The request ready to be sent; its headers are bytes, as botocore has them, but for the length that is added."""
    given = request.prepare()
    for name in HeadersDict(request.headers.items()):
        value = given.headers[name]
        given.headers[name] = value.encode() if isinstance(value, str) else value
    return given


def sent(request: AWSPreparedRequest, shown: Shown) -> HttpRequest:
    """What is sent of a request that is ready."""
    headers = {name: value for name, value in request.headers.items() if name.lower() not in FRAMING}
    return shown.taken(request.method, request.url, headers, request.body)


class CallRequest:
    """The request of a call: as `before-call` left it, and as every attempt begins with it.

    `given` is botocore's dict of it, of which `url`, `method`, `headers`, `body` and `context` count.
    """

    def __init__(
        self, operation: "Operation", request: HttpRequest, endpoint_url: str, context: dict[str, Any]
    ) -> None:
        url = urlsplit(request.url)
        in_url = protocol_name(operation.service.model) in ("rest-json", "rest-xml")
        self._as_file = (operation.service.name, operation.name) in _BODIES_AS_FILES
        self.given: dict[str, Any] = {
            "url_path": url.path.removeprefix(urlsplit(endpoint_url).path.rstrip("/")),
            "query_string": dict(parse_qsl(url.query, keep_blank_values=True)) if in_url else "",
            "context": context,
        }
        self._encoded_url = request.url
        self._called = request
        self.shown = self._show(request)

    def _show(self, request: HttpRequest) -> Shown:
        body = shown_body(request, as_file=self._as_file)
        headers = HeadersDict(request.headers.pairs)
        self.given |= {"url": request.url, "method": request.method, "headers": headers, "body": body}
        return Shown(request, body)

    def called(self) -> HttpRequest:
        """The request as `before-call` left it: to be given checksums, and sent."""
        self._called = self.as_it_is()
        return self._called

    def as_it_is(self) -> HttpRequest:
        """The request with what handlers changed since it was shown to them."""
        given = self.given
        return self.shown.taken(given["method"], given["url"], given["headers"], given["body"])

    def moved(self, url: str) -> HttpRequest:
        """As `before-call` left it, encoded anew for `url`; of a URL of a handler's own, only the host moves."""
        called = self._called
        if called.url != self._encoded_url:
            host = urlsplit(url)
            url = urlunsplit(urlsplit(called.url)._replace(scheme=host.scheme, netloc=host.netloc))
        return msgspec.structs.replace(called, url=url)

    def completed(self, request: HttpRequest) -> None:
        """The request has its checksums now: what the attempts begin with."""
        self.shown = self._show(request)

    def attempt(self, streams_output: bool) -> AWSRequest:
        """The request of one attempt, which handlers may change without changing the next."""
        given = self.given
        made = AWSRequest(
            given["method"],
            given["url"],
            given["headers"],
            given["body"],
            auth_path=given.get("auth_path"),
            stream_output=streams_output,
        )
        made.context = given["context"]
        return made
