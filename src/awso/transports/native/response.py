"""Reads responses from the bytes of a connection: httptools' parser (llhttp, which is Node's) and what it leaves open.

Left open by httptools: that the answer to HEAD has no body, that the end of the connection may end a body, limits, and
what comes after the end of a response. Not here: sockets.
"""

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from awso.core.http import Headers, HttpResponse

MOST_HEAD_BYTES = 300 * 1024
"""Of status line and headers, looked at after each read, and of trailers: curl's limit (MAX_HTTP_RESP_HEADER_SIZE)."""
Fields = list[tuple[bytes, bytes]]


class BadResponseError(Exception):
    """What came is no response; the text is the parser's and has nothing of what came."""


class LateHeaders(Headers):
    """Response headers that are decoded when somebody looks; a call that succeeds looks at few."""

    __slots__ = ("_decoded", "_fields")

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._decoded: tuple[tuple[str, str], ...] | None = None
        self._by_name = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleVariableOverride]  # read-only here
        decoded = self._decoded
        if decoded is None:
            pairs = ((name.decode("ascii"), _text(value)) for name, value in self._fields)
            decoded = self._decoded = tuple(pairs)
        return decoded


def _text(value: bytes) -> str:
    value = value.rstrip(b" \t")  # RFC 9112 §5.1; the parser removes it in front only
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")  # gives every byte a character: nothing is lost


class ResponseReader:
    """Is fed what a connection receives; `start` before each request.

    `status` is 0 until the head of the final response is there; `body` then collects what came of the body so far;
    `complete` says that the response is at its end, `reusable` that another request may follow it.
    """

    __slots__ = (
        "_fed",
        "_head_only",
        "_parser",
        "_trailer_bytes",
        "body",
        "complete",
        "fields",
        "interim",
        "reusable",
        "status",
    )

    def __init__(self) -> None:
        self._parser: HttpResponseParser | None = None
        self.start(False)

    def start(self, head_only: bool) -> None:
        """Expect the response to one request; with `head_only` it has no body, whatever its headers say."""
        if self._parser is None:
            self._parser = HttpResponseParser(self)
        self.fields: Fields = []
        self.body: list[bytes] = []
        self.status = 0
        self.interim = 0
        self.complete = False
        self.reusable = False
        self._head_only = head_only
        self._fed = 0
        self._trailer_bytes = 0

    def feed(self, received: bytes | memoryview) -> None:
        """The next bytes. Raises `BadResponseError`."""
        assert self._parser is not None
        try:
            self._parser.feed_data(received)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self.complete:
                raise BadResponseError(_reason(error)) from None
            self.reusable = False  # bytes that belong to no response
        if not self.status:
            self._fed += len(received)
            if self._fed > MOST_HEAD_BYTES:
                raise BadResponseError(f"the response's head is longer than {MOST_HEAD_BYTES} bytes")

    def end(self) -> None:
        """The connection is at its end. Raises `BadResponseError` where that cuts the response short."""
        self.reusable = False
        if self.complete:
            return
        if not self.status:
            raise BadResponseError("the connection was closed before the response was complete")
        headers = LateHeaders(self.fields)
        coding = headers.get("transfer-encoding", "").lower()
        if "content-length" in headers or coding.endswith("chunked"):
            raise BadResponseError("the connection was closed before the body was complete")
        self.complete = True  # RFC 9112 §6.3: the end of the connection is the end of the body

    @property
    def untouched(self) -> bool:
        """Whether not a byte has come."""
        return not (self.status or self._fed)

    def response(self) -> HttpResponse:
        """The complete response."""
        body = self.body
        return HttpResponse(self.status, LateHeaders(self.fields), body[0] if len(body) == 1 else b"".join(body))

    def on_message_begin(self) -> None:
        """The first byte of a response."""
        if self.complete:
            raise BadResponseError  # it would otherwise be the beginning of the next request's

    def on_header(self, name: bytes, value: bytes) -> None:
        """One field, of the head or of the trailer."""
        if not self.status:
            self.fields.append((name, value))
        else:
            self._trailer_bytes += len(name) + len(value)
            if self.complete or self._trailer_bytes > MOST_HEAD_BYTES:
                raise BadResponseError

    def on_headers_complete(self) -> None:
        """The end of a head, an interim one (1xx) included."""
        if self.complete:
            raise BadResponseError  # a second response, to no request
        assert self._parser is not None
        status = self._parser.get_status_code()
        if status < 200:
            return
        self.status = status
        if self._head_only:
            self.complete = True
            # What a faulty server sends in chunks after all is not surely noticed.
            chunked = any(name.lower() == b"transfer-encoding" for name, _ in self.fields)
            self.reusable = self._parser.should_keep_alive() and not chunked
            self._parser = None  # it waits for a body

    def on_body(self, received: bytes) -> None:
        """A piece of the body."""
        if self.complete:
            raise BadResponseError
        self.body.append(received)

    def on_message_complete(self) -> None:
        """The end of a response, an interim one included."""
        if self.complete:
            return
        assert self._parser is not None
        if not self.status:
            self.interim = self._parser.get_status_code()
            self.fields.clear()
            return
        self.complete = True
        self.reusable = self._parser.should_keep_alive()


def _reason(error: Exception) -> str:
    if isinstance(error, HttpParserUpgrade):
        return "the server changed the protocol, which was not asked for"
    return f"the response is not HTTP/1.1: {error}"
