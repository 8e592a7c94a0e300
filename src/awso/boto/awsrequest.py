"""What handlers of events are given of HTTP: a request that may be changed, the same ready to be sent, a response.

They have the attributes of botocore's and no more. Settled here: how headers are held, and what `prepare` makes of a
request; what of it is signed and sent is `awso.boto.events`' business.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from http.client import HTTPMessage
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from awso.boto.exceptions import UnseekableStreamError

_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


class HeadersDict(MutableMapping[str, Any]):
    """Headers by names that compare without case; the one set last stands, as it was spelt first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._fields: dict[str, tuple[str, Any]] = {}
        self.update(*args, **kwargs)

    def __setitem__(self, key: str, value: Any) -> None:
        spelt = self._fields[key.lower()][0] if key.lower() in self._fields else key
        self._fields[key.lower()] = (spelt, value)

    def __getitem__(self, key: str) -> Any:
        return self._fields[key.lower()][1]

    def __delitem__(self, key: str) -> None:
        del self._fields[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return (spelt for spelt, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"HeadersDict({sorted(self)})"  # names only: values carry signatures and tokens

    def copy(self) -> "HeadersDict":
        """The same headers, to be changed apart."""
        return HeadersDict(self.items())


class AWSRequest:
    """A request before it is signed, and while it is: every attribute may be changed.

    `data` is the body: bytes, text, a file, or the fields of a form as a dict. `params` are added to the URL. `headers`
    holds several of a name, of which the last is sent: change one by `del` and then set it, or by `replace_header`.
    """

    def __init__(
        self,
        method: str | None = None,
        url: str | None = None,
        headers: Mapping[str, Any] | None = None,
        data: Any = None,
        params: Any = None,
        auth_path: str | None = None,
        stream_output: bool = False,
    ) -> None:
        self.method: Any = method
        self.url: Any = url
        self.headers = HTTPMessage()
        self.data = data
        self.params: Any = {} if params is None else params
        self.auth_path = auth_path
        self.stream_output = stream_output
        self.context: dict[str, Any] = {}
        self.signer: Callable[[], None] | None = None
        """What signs it, in a call; the client's own handler asks for it."""
        for name, value in (headers or {}).items():
            self.headers[name] = value

    def prepare(self) -> "AWSPreparedRequest":
        """The request as it is sent."""
        body: Any = self.data
        if isinstance(body, dict):
            from awso.boto.events.bodies import form_text

            body = form_text(body)  # pyright: ignore[reportUnknownArgumentType]  # of whatever a handler put into it
        elif body == b"":
            body = None
        headers = HeadersDict(self.headers.items())
        if "Transfer-Encoding" not in headers and "Content-Length" not in headers and self.method not in _WITHOUT_BODY:
            length = _length(body)
            headers.update({"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)})
        return AWSPreparedRequest(self.method, self._whole_url(), headers, body, self.stream_output, self.context)

    def _whole_url(self) -> Any:
        if not self.params:
            return self.url
        params = list(self.params.items()) if isinstance(self.params, Mapping) else self.params  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType, reportUnknownMemberType]  # a handler's
        # A space as %20, which means the same to everybody: in a signature, + may be a plus.
        return (
            f"{self.url}{'&' if urlsplit(str(self.url)).query else '?'}{urlencode(params, doseq=True, quote_via=quote)}"  # pyright: ignore[reportUnknownArgumentType]  # as above
        )

    @property
    def body(self) -> Any:
        """The body as it is sent."""
        body = self.prepare().body
        return body.encode() if isinstance(body, str) else body


def _length(body: Any) -> int | None:
    """How many bytes a body has; None where it does not say."""
    if not body:
        return 0
    if isinstance(body, str):
        return len(body.encode())
    try:
        return len(body)
    except (AttributeError, TypeError):
        pass
    try:
        at = body.tell()
        end = body.seek(0, 2)
        body.seek(at)
    except (AttributeError, OSError, ValueError):
        return None
    return int(end - at)


class AWSPreparedRequest:
    """A request ready to be sent. botocore asks to leave it as it is; what is changed all the same is sent so."""

    def __init__(
        self,
        method: str,
        url: str,
        headers: HeadersDict,
        body: Any,
        stream_output: bool,
        context: dict[str, Any] | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.stream_output = stream_output
        self.context = context

    def reset_stream(self) -> None:
        """Go back to the beginning of the body. Raises `UnseekableStreamError`."""
        if self.body is None or isinstance(self.body, (bytes, str, bytearray)):
            return
        try:
            self.body.seek(0)
        except Exception as error:
            raise UnseekableStreamError(stream_object=self.body) from error

    def __repr__(self) -> str:
        return f"<AWSPreparedRequest {self.method} {str(self.url).partition('?')[0]}>"  # the query may be a secret


class AWSResponse:
    """A response: what a handler of `before-send` may give in the service's place, and what the others see.

    `raw` is the body as a file that is read once; `content` reads it and keeps it.
    """

    def __init__(
        self, url: str | None, status_code: int, headers: Mapping[str, Any], raw: Any, *, content: bytes | None = None
    ) -> None:
        self.url = url
        self.status_code = status_code
        self.headers = HeadersDict(headers)
        self.raw = raw
        self._content = content

    @property
    def content(self) -> bytes:
        """The whole body."""
        content = self._content
        if content is None:
            whole: bytes | None = b"".join(self.raw.stream()) if hasattr(self.raw, "stream") else self.raw.read()
            content = self._content = whole or b""
        return content

    @property
    def text(self) -> str:
        """The body as text, in the character set that the response names."""
        from email.message import Message

        given = str(self.headers.get("content-type") or "")
        kind = Message()
        kind["content-type"] = given
        charset = kind.get_param("charset")
        # RFC 2616 §3.7.1, which botocore follows: a text that names none.
        return self.content.decode(str(charset) if charset else "iso-8859-1" if "text" in given else "utf-8")
