"""Turns what went wrong on a connection into awso's errors; none shows a URL's query, which may be a signature."""

from awso.core.http import HttpRequest
from awso.errors import (
    ConfigurationError,
    ConnectError,
    ConnectTimeoutError,
    ProxyError,
    ReadTimeoutError,
    TransportError,
)
from awso.transports.framing import SourceError
from awso.transports.native.response import BadResponseError, ResponseReader

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
"""RFC 9110 §9.2.2: what may be sent again by itself after the connection broke."""


class RefusedError(BadResponseError):
    """What says that the server did nothing for the request."""


def subject(request: HttpRequest) -> str:
    """The request as errors name it."""
    return f"{request.method} {request.url.partition('?')[0]}"


def no_connection(request: HttpRequest, error: Exception) -> Exception:
    """Name resolution, TCP, the proxy or TLS failed."""
    if isinstance(error, ConfigurationError):
        return error
    if isinstance(error, ProxyError):
        message = f"{subject(request)}: no connection: {error.message}"
        return ProxyError(message, proxy=error.proxy)
    if isinstance(error, TimeoutError):
        message = f"{subject(request)}: no connection within the connect timeout"
        return ConnectTimeoutError(message, request_sent=False)
    said = reason(error)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        said += ". Roots of your own are named by AWS_CA_BUNDLE or verify"
    return ConnectError(f"{subject(request)}: no connection: {said}", request_sent=False)


def broken(request: HttpRequest, error: Exception) -> Exception:
    """The connection was there, a complete response was not; what the program's own source raised is left as it is."""
    if isinstance(error, SourceError):
        return error.error
    if isinstance(error, TimeoutError):
        return ReadTimeoutError(f"{subject(request)}: no answer within the read timeout")
    if isinstance(error, (OSError, BadResponseError)):
        return TransportError(f"{subject(request)}: {reason(error)}", request_sent=not isinstance(error, RefusedError))
    return error


def may_repeat(request: HttpRequest, error: Exception, reader: ResponseReader, *, sent: bool) -> bool:
    """Whether a request that broke on a reused connection may be sent again without asking (RFC 9112 §9.3.1)."""
    if isinstance(error, TimeoutError) or not isinstance(error, (OSError, BadResponseError)):
        return False
    harmless = not sent or request.method in IDEMPOTENT
    return reader.untouched and harmless and (request.stream is None or request.stream.can_rewind)


def reason(error: Exception) -> str:
    """What an error says, or at least its name."""
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(error).__name__
