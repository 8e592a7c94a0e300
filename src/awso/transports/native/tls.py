"""TLS contexts: made when the first https request asks, for loading the trust roots costs up to 40 ms.

The roots are the system's, or instead of them those of `root_certificates_pem` (AWS_CA_BUNDLE, as boto3 reads it).
"""

from _thread import allocate_lock  # threading.Lock
from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl


class Tls:
    """One context for all connections of a transport; safe to use from many threads."""

    __slots__ = ("_context", "_lock", "_roots")

    def __init__(self, root_certificates_pem: bytes | None) -> None:
        self._roots = root_certificates_pem
        self._context: ssl.SSLContext | None = None
        self._lock = allocate_lock()

    def context(self) -> "ssl.SSLContext":
        """The context: TLS 1.2 or later, the certificate and the host name are checked."""
        context = self._context
        if context is None:
            with self._lock:
                context = self._context or _new_context(self._roots)
                self._context = context
        return context

    def after_fork(self) -> None:
        """A thread that the child does not have may hold the lock."""
        self._lock = allocate_lock()


def _new_context(roots: bytes | None) -> "ssl.SSLContext":
    import ssl

    try:
        context = ssl.create_default_context(cadata=None if roots is None else roots.decode("latin-1"))
    except ssl.SSLError:
        raise ConfigurationError(
            "the root certificates (AWS_CA_BUNDLE or root_certificates_pem) are not certificates in PEM form"
        ) from None
    context.set_alpn_protocols(["http/1.1"])
    return context
