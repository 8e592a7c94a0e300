"""What goes out of a request before its body: request line and headers, in the order and the spelling they were given.

The names of an operation's headers are the same in every call, so what depends on them alone is kept (`_Plan`): a call
looks at its values, puts them between the names, and encodes once. Values go out as UTF-8, the bytes that were signed.
"""

from awso.core.http import HttpRequest
from awso.errors import ConfigurationError
from awso.transports.native.origin import Origin

TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""RFC 9110 §5.6.2: what methods and field names consist of."""
BODY_EXPECTED = frozenset({"POST", "PUT", "PATCH"})
CONNECTION_FIELDS = frozenset({"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"})
"""RFC 9113 §8.2.2: what HTTP/2 has no use for."""
_MOST_PLANS = 512  # more than the operations that a program calls, few enough where header names are computed


class _Plan:
    """What a request's header names alone decide."""

    __slots__ = ("has_host", "has_length", "is_chunked", "parts", "waits_for_continue")

    def __init__(self, names: tuple[str, ...]) -> None:
        lower = {name.lower() for name in names}
        self.has_host = "host" in lower
        self.is_chunked = "transfer-encoding" in lower
        self.has_length = "content-length" in lower or self.is_chunked
        self.waits_for_continue = "expect" in lower
        self.parts: list[str] = []
        """What stands before each value, a place for it, and the end; joined at half of what the % operator costs."""
        end = ""
        for name in names:
            self.parts += (f"{end}{name}: ", "")
            end = "\r\n"
        self.parts.append(end)


_plans: dict[tuple[str, ...], _Plan] = {}


Head = tuple[bytes, bool, bool]
"""The encoded head; whether the body is sent in chunks; whether the server is asked first (`Expect`)."""


def request_head(request: HttpRequest, origin: Origin, target: str) -> Head:
    """The head of `request`, with the `Host` and the length of the body where it lacks them.

    Raises `ConfigurationError` where a method, a name or a value has a character that would end it early, and where the
    headers contradict the body.
    """
    plan, fields = _checked(request)
    method = request.method
    chunked = plan.is_chunked
    length = ""
    if plan.has_length:
        _check_length(request, chunked=chunked)
    elif request.stream is not None:
        chunked = request.stream.length is None
        length = "Transfer-Encoding: chunked\r\n" if chunked else f"Content-Length: {request.stream.length}\r\n"
    elif request.body or method in BODY_EXPECTED:  # RFC 9110 §8.6: also where it is 0
        length = f"Content-Length: {len(request.body)}\r\n"
    start = f"{method} {origin.target_prefix}{target} HTTP/1.1\r\n"
    host = "" if plan.has_host else origin.host_line
    try:
        encoded = f"{start}{host}{origin.proxy_line}{fields}{length}\r\n".encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise _refused(request, "headers") from None
    return encoded, chunked, plan.waits_for_continue


def request_fields(request: HttpRequest, origin: Origin, target: str) -> list[tuple[bytes, bytes]]:
    """The head of `request` as HTTP/2 has it (RFC 9113 §8.3.1): what was signed, for signatures know no capitals.

    Raises `ConfigurationError` as `request_head` does.
    """
    plan, _ = _checked(request)
    fields = [(":method", request.method), (":scheme", "https"), (":authority", origin.host_field), (":path", target)]
    for name, value in request.headers.pairs:
        lower = name.lower()
        if lower == "host":
            fields[2] = (":authority", value)
        elif lower not in CONNECTION_FIELDS:
            fields.append((lower, value.strip(" \t")))
    if not plan.has_length and request.stream is not None and request.stream.length is not None:
        fields.append(("content-length", str(request.stream.length)))
    try:
        return [(name.encode(), value.encode()) for name, value in fields]
    except UnicodeEncodeError:  # half of a surrogate pair
        raise _refused(request, "headers") from None


def _checked(request: HttpRequest) -> tuple[_Plan, str]:
    """The plan of the headers, and their lines; no method, name or value has a character that would end it early."""
    pairs = request.headers.pairs
    names, values = zip(*pairs, strict=True) if pairs else ((), ())
    plan = _plans.get(names) or _plan(names, request)
    if not TOKEN.issuperset(request.method) or not request.method:
        raise _refused(request, "method")
    said = "".join(values)
    if "\n" in said or "\r" in said or "\0" in said:  # three searches by memchr
        raise _refused(request, "headers")
    parts = plan.parts.copy()
    parts[1::2] = values
    return plan, "".join(parts)


def _check_length(request: HttpRequest, *, chunked: bool) -> None:
    """A server that is told of less than comes takes the rest for another request, whose answer is then ours."""
    headers, stream = request.headers, request.stream
    length = len(request.body) if stream is None else stream.length
    fits = headers["transfer-encoding"].lower() == "chunked" if chunked else headers["content-length"] == str(length)
    if not fits or (chunked and "content-length" in headers):
        raise ConfigurationError(
            f"the request to {request.url.partition('?')[0]} cannot be sent: its headers say another length than its"
            " body has; leave Content-Length out"
        )


def _plan(names: tuple[str, ...], request: HttpRequest) -> _Plan:
    if not all(name and TOKEN.issuperset(name) for name in names):
        raise _refused(request, "headers")
    while len(_plans) >= _MOST_PLANS:
        _plans.pop(next(iter(_plans)), None)
    plan = _plans[names] = _Plan(names)
    return plan


def _refused(request: HttpRequest, part: str) -> ConfigurationError:
    url = request.url.partition("?")[0]
    return ConfigurationError(
        f"the request to {url} cannot be sent: its {part} has a character that HTTP forbids there"
    )
