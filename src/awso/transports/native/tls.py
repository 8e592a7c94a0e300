"""TLS contexts: for HTTP/1.1, for HTTP/2, which the handshake settles (ALPN), and for proxies that speak TLS.

Made when the first request asks, for loading the trust roots costs up to 40 ms.

The roots are the system's, or instead of them those of `root_certificates_pem` (AWS_CA_BUNDLE, as boto3 reads it) or of
the file that the options name; without verification nothing is checked. A client certificate is shown where it is asked
for. A proxy is trusted as servers are, unless it has a file of its own, and is shown no certificate but its own.
"""

from _thread import allocate_lock  # threading.Lock
from typing import TYPE_CHECKING, Literal

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    from awso.transports.options import TransportOptions


Alpn = Literal["http/1.1", "h2"]
HTTP2_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: those that RFC 9113 §9.2.2 does not forbid."""


class Tls:
    """The contexts for all connections of a transport; safe to use from many threads."""

    __slots__ = ("_contexts", "_lock", "_options", "_roots")

    def __init__(self, root_certificates_pem: bytes | None, options: "TransportOptions | None" = None) -> None:
        self._roots = root_certificates_pem
        self._options = options
        self._contexts: dict[Alpn | Literal["proxy"], ssl.SSLContext] = {}
        self._lock = allocate_lock()

    def context(self, protocol: Alpn = "http/1.1") -> "ssl.SSLContext":
        """The context: TLS 1.2 or later, the certificate and the host name are checked unless the options say no."""
        context = self._contexts.get(protocol)
        if context is None:
            with self._lock:
                context = self._contexts.get(protocol) or _for_servers(self._roots, self._options, protocol)
                self._contexts[protocol] = context
        return context

    def proxy_context(self) -> "ssl.SSLContext":
        """The context for proxies; checked as `context`, and always where they have a file of certificates."""
        context = self._contexts.get("proxy")
        if context is None:
            with self._lock:
                context = self._contexts.get("proxy") or _for_proxies(self._roots, self._options)
                self._contexts["proxy"] = context
        return context

    def after_fork(self) -> None:
        """A thread that the child does not have may hold the lock."""
        self._lock = allocate_lock()


def _for_servers(roots: bytes | None, options: "TransportOptions | None", protocol: Alpn) -> "ssl.SSLContext":
    import ssl

    context = _trusting(roots, options)
    context.set_alpn_protocols([protocol])
    if protocol == "h2":
        context.set_ciphers(HTTP2_CIPHERS)
        context.options |= ssl.OP_NO_RENEGOTIATION  # RFC 9113 §9.2.1
    if options is not None and options.client_cert is not None:
        _show(context, options.client_cert, "client_cert")
    return context


def _for_proxies(roots: bytes | None, options: "TransportOptions | None") -> "ssl.SSLContext":
    if options is not None and options.proxy_ca_bundle is not None:
        context = _verifying(_content(options.proxy_ca_bundle, "proxy_ca_bundle"), "proxy_ca_bundle")
    else:
        context = _trusting(roots, options)
    context.set_alpn_protocols(["http/1.1"])
    if options is not None and options.proxy_client_cert is not None:
        _show(context, options.proxy_client_cert, "proxy_client_cert")
    return context


def _trusting(roots: bytes | None, options: "TransportOptions | None") -> "ssl.SSLContext":
    """A context that trusts whom `verify` says, or else the roots."""
    verify = True if options is None else options.verify
    content = _content(verify, "verify") if isinstance(verify, str) else roots if verify else None
    context = _verifying(content, "AWS_CA_BUNDLE, verify or root_certificates_pem")
    if verify is False:
        import ssl

        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _verifying(roots: bytes | None, source: str) -> "ssl.SSLContext":
    import ssl

    try:
        if roots == b"":  # for which ssl would trust the system's
            raise ssl.SSLError
        return ssl.create_default_context(cadata=None if roots is None else roots.decode("latin-1"))
    except ssl.SSLError:
        raise ConfigurationError(f"the root certificates ({source}) are not certificates in PEM form") from None


def _content(path: str, option: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigurationError(f"{option}={path!r} cannot be read: {error.strerror}") from None


def _show(context: "ssl.SSLContext", client_cert: str | tuple[str, str], option: str) -> None:
    """Have `context` show a certificate to those that ask for one. Raises `ConfigurationError`."""
    certificate, key = (client_cert, None) if isinstance(client_cert, str) else client_cert
    try:
        # Without a password, an encrypted key would have OpenSSL ask for it on the terminal.
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:  # ssl.SSLError is one
        raise ConfigurationError(
            f"{option}={client_cert!r} cannot be used: {error.strerror}; it names PEM files with a certificate and"
            " its key, which is not encrypted"
        ) from None
