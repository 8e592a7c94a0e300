"""Which server a URL names, how requests name it, and through which proxy it is reached.

Settled here: what is accepted as a URL. The path and the query are sent byte for byte: a key of S3 may be `a/../b`.
"""

from awso.errors import ConfigurationError

DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_ADDRESS_CHARACTERS = frozenset("0123456789abcdefABCDEF:.%")  # RFC 6874: a zone follows the percent sign


class Proxy:
    """A proxy: where it is, whether one speaks TLS to it, and its `Proxy-Authorization`."""

    __slots__ = ("authorization", "host", "port", "secure", "url")

    def __init__(self, host: str, port: int, *, secure: bool, authorization: str | None) -> None:
        self.host = host
        self.port = port
        self.secure = secure
        self.authorization = authorization
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http{'s' if secure else ''}://{shown}:{port}"
        """For errors: without user and password."""


class Origin:
    """A server: scheme, host and port, and how a request's first lines name it."""

    __slots__ = (
        "authority",
        "host",
        "host_field",
        "host_line",
        "is_tunnelled",
        "port",
        "proxy",
        "proxy_line",
        "secure",
        "target_prefix",
    )

    def __init__(self, scheme: str, host: str, port: int) -> None:
        self.secure = scheme == "https"
        self.host = host
        self.port = port
        shown = f"[{host}]" if ":" in host else host
        self.authority = f"{shown}:{port}"
        self.host_field = shown if port == DEFAULT_PORTS[scheme] else self.authority
        self.host_line = f"Host: {self.host_field}\r\n"
        self.proxy: Proxy | None = None
        self.is_tunnelled = False
        """Whether the proxy passes on bytes, not requests: it does not see what is in them."""
        self.proxy_line = ""
        """What each request tells a proxy that passes it on."""
        self.target_prefix = ""
        """What precedes the path in the request line: such a proxy is told the whole URL (RFC 9112 §3.2.2)."""

    def through(self, proxy: Proxy, *, forwards_https: bool = False) -> "Origin":
        """This origin, reached by way of `proxy`.

        Where it `forwards_https`, a proxy that is itself reached by TLS is given the requests and not a tunnel.
        """
        self.proxy = proxy
        self.is_tunnelled = self.secure and not (proxy.secure and forwards_https)
        if not self.is_tunnelled:
            self.target_prefix = f"{self.scheme}://{self.host_field}"
            if proxy.authorization is not None:
                self.proxy_line = f"Proxy-Authorization: {proxy.authorization}\r\n"
        return self

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return "https" if self.secure else "http"

    @property
    def is_tls(self) -> bool:
        """Whether the socket speaks TLS, with the server or with the proxy."""
        return self.secure or (self.proxy is not None and self.proxy.secure)

    @property
    def is_tls_in_tls(self) -> bool:
        """Whether it speaks TLS with the server within that with the proxy."""
        return self.is_tunnelled and self.proxy is not None and self.proxy.secure


def split_url(url: str) -> tuple[str, str]:
    """The URL up to its path, and the rest: what a request line calls the target."""
    end = url.find("/", 8)  # "https://" has 8 characters; "http://" and a host of one letter, too
    prefix, target = (url, "/") if end < 0 else (url[:end], url[end:])
    if "?" in prefix or "#" in prefix:  # a query right after the host
        prefix, _, _ = url.partition("#")
        prefix, mark, query = prefix.partition("?")
        target = f"/{mark}{query}"
    if "#" in target:  # RFC 9110 §7.1: a fragment is not sent
        target = target.partition("#")[0]
    if not (target.isascii() and target.isprintable()) or " " in target:
        server = prefix.rpartition("@")[2]  # without a password, which is refused later
        raise ConfigurationError(
            f"{server} cannot be sent to: the URL's path or query has a character that must be percent-encoded"
        )
    return prefix, target


def parse_origin(prefix: str) -> Origin:
    """The origin of a URL that ends before its path. Raises `ConfigurationError`."""
    scheme, mark, authority = prefix.partition("://")
    scheme = scheme.lower()
    if not mark or scheme not in DEFAULT_PORTS:
        raise ConfigurationError("a request cannot be sent: its URL does not begin with http:// or https://")
    if "@" in authority:
        raise ConfigurationError("a request cannot be sent: its URL has a user name, which awso does not send")
    host, port = split_authority(authority, DEFAULT_PORTS[scheme])
    return Origin(scheme, host.lower(), port)  # as the signature has it, for which the server looks at Host


def split_authority(authority: str, default_port: int) -> tuple[str, int]:
    """Host (of an IPv6 address without its brackets) and port. Raises `ConfigurationError`."""
    if authority.startswith("["):
        host, mark, rest = authority[1:].partition("]")
        port = rest[1:]
        valid = bool(mark and host) and (not rest or rest.startswith(":")) and _ADDRESS_CHARACTERS.issuperset(host)
    else:
        host, _, port = authority.partition(":")
        if not host.isascii():
            host = _international(host)
        valid = bool(host) and _HOST_CHARACTERS.issuperset(host)
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else (0 if port else default_port)
    if not valid or not 0 < number < 65_536:
        raise ConfigurationError(f"a request cannot be sent: {authority!r} is no host, or no host and port")
    return host, number


def _international(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""
