"""Turns what went wrong on a connection into awso's errors; none shows a URL's query, which may be a signature."""

from typing import TYPE_CHECKING

from awso.core.http import HttpRequest
from awso.errors import ConnectError, ConnectTimeoutError, ReadTimeoutError, TransportError

if TYPE_CHECKING:
    from awso.transports.native.response import ResponseReader

IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
"""RFC 9110 §9.2.2: what may be sent again by itself after the connection broke."""


def subject(request: HttpRequest) -> str:
    """The request as errors name it."""
    return f"{request.method} {request.url.partition('?')[0]}"


def no_connection(request: HttpRequest, error: Exception) -> ConnectError:
    """Name resolution, TCP, the proxy or TLS failed."""
    if isinstance(error, TimeoutError):
        message = f"{subject(request)}: no connection within the connect timeout"
        return ConnectTimeoutError(message, request_sent=False)
    reason = _reason(error)
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        reason += ". Roots of your own are named by AWS_CA_BUNDLE or root_certificates_pem"
    return ConnectError(f"{subject(request)}: no connection: {reason}", request_sent=False)


def broken(request: HttpRequest, error: Exception) -> TransportError:
    """The connection was there, a complete response was not."""
    if isinstance(error, TransportError):
        return error
    if isinstance(error, TimeoutError):
        return ReadTimeoutError(f"{subject(request)}: no answer within the read timeout")
    return TransportError(f"{subject(request)}: {_reason(error)}")


def may_repeat(request: HttpRequest, reader: "ResponseReader", *, sent: bool) -> bool:
    """Whether a request that broke on a reused connection may be sent again without asking (RFC 9112 §9.3.1)."""
    harmless = not sent or request.method in IDEMPOTENT
    return reader.untouched and harmless and (request.stream is None or request.stream.can_rewind)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)) or type(error).__name__
