"""TLS contexts, one for HTTP/1.1 and one for HTTP/2, which the handshake settles (ALPN).

Made when the first request asks, for loading the trust roots costs up to 40 ms.

The roots are the system's, or instead of them those of `root_certificates_pem` (AWS_CA_BUNDLE, as boto3 reads it).
"""

from _thread import allocate_lock  # threading.Lock
from typing import TYPE_CHECKING, Literal

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl


Alpn = Literal["http/1.1", "h2"]
HTTP2_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: those that RFC 9113 §9.2.2 does not forbid."""


class Tls:
    """The contexts for all connections of a transport; safe to use from many threads."""

    __slots__ = ("_contexts", "_lock", "_roots")

    def __init__(self, root_certificates_pem: bytes | None) -> None:
        self._roots = root_certificates_pem
        self._contexts: dict[Alpn, ssl.SSLContext] = {}
        self._lock = allocate_lock()

    def context(self, protocol: Alpn = "http/1.1") -> "ssl.SSLContext":
        """The context: TLS 1.2 or later, the certificate and the host name are checked."""
        context = self._contexts.get(protocol)
        if context is None:
            with self._lock:
                context = self._contexts.get(protocol) or _new_context(self._roots, protocol)
                self._contexts[protocol] = context
        return context

    def after_fork(self) -> None:
        """A thread that the child does not have may hold the lock."""
        self._lock = allocate_lock()


def _new_context(roots: bytes | None, protocol: Alpn) -> "ssl.SSLContext":
    import ssl

    try:
        context = ssl.create_default_context(cadata=None if roots is None else roots.decode("latin-1"))
    except ssl.SSLError:
        raise ConfigurationError(
            "the root certificates (AWS_CA_BUNDLE or root_certificates_pem) are not certificates in PEM form"
        ) from None
    context.set_alpn_protocols([protocol])
    if protocol == "h2":
        context.set_ciphers(HTTP2_CIPHERS)
        context.options |= ssl.OP_NO_RENEGOTIATION  # RFC 9113 §9.2.1
    return context
