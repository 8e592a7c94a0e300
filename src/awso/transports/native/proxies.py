"""Proxies of the environment, as boto3 honours them: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case, the lower
one first; beyond boto3, ALL_PROXY where the scheme has none. Or those that a program names, in their place.

`urllib.request.getproxies` is what boto3 asks; it is not imported here, for it brings `http.client` and `ssl` along.
Never proxied: the addresses at which instances and containers find their credentials; loopback, unless a program names
the proxy.
"""

import os
from collections.abc import Mapping

from awso.errors import ConfigurationError
from awso.transports.native.origin import Origin, Proxy, split_authority

CREDENTIALS_HOSTS = frozenset({"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254"})
NEVER_PROXIED = CREDENTIALS_HOSTS | {"127.0.0.1", "localhost", "::1"}
_PORTS = {"http": 80, "https": 443}


def proxied(origin: Origin, given: Mapping[str, str] | None = None, *, forwards_https: bool = False) -> Origin:
    """The origin, by way of the proxy that `given` or else the environment has for it."""
    url = _of_environment(origin) if given is None else _of_program(origin, given)
    return origin if not url else origin.through(parse_proxy(url), forwards_https=forwards_https)


def _of_environment(origin: Origin) -> str | None:
    url = _variable(f"{origin.scheme}_proxy") or _variable("all_proxy")
    return None if not url or origin.host.lower() in NEVER_PROXIED or _excepted(origin) else url


def _of_program(origin: Origin, given: Mapping[str, str]) -> str | None:
    return None if origin.host.lower() in CREDENTIALS_HOSTS else given.get(origin.scheme)


def parse_proxy(url: str) -> Proxy:
    """The proxy of a URL: `http://user:password@host:port`, or `host:port`; `https://` for one that speaks TLS."""
    url = url.strip()
    scheme, _, rest = url.partition("://") if "://" in url else ("http", "", url)
    scheme = scheme.lower()
    if scheme not in _PORTS and scheme.isalnum():  # else it may be a user and a part of the password
        raise ConfigurationError(f"a proxy is named by {scheme}://; awso knows http:// and https://")
    user, mark, authority = rest.partition("/")[0].rpartition("@")
    try:
        host, port = split_authority(authority.removeprefix("//"), _PORTS[scheme])
    except (ConfigurationError, KeyError):
        raise ConfigurationError(
            "a proxy (HTTPS_PROXY and its like, or proxies=) is no URL like http://host:port"
        ) from None
    return Proxy(host, port, secure=scheme == "https", authorization=_basic(user) if mark else None)


def _variable(name: str) -> str | None:
    # A CGI program's HTTP_PROXY comes from the request's `Proxy` header, not from its administrator (httpoxy.org).
    upper = None if name == "http_proxy" and "REQUEST_METHOD" in os.environ else os.environ.get(name.upper())
    return os.environ.get(name) or upper


def _excepted(origin: Origin) -> bool:
    """Whether NO_PROXY names the host, one of its parent domains, or `*`; with or without the port."""
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if not listed:
        return False
    names = (origin.host.lower(), f"{origin.host.lower()}:{origin.port}", origin.authority.lower())
    for entry in listed.lower().split(","):
        suffix = entry.strip().lstrip(".")
        if suffix == "*" or (suffix and any(name == suffix or name.endswith(f".{suffix}") for name in names)):
            return True
    return False


def _basic(user: str) -> str:
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    return f"Basic {b64encode(unquote_to_bytes(user)).decode()}"
