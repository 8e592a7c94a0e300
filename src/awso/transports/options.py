"""How the default transport connects, where a program says other than the usual: what it trusts, and by which way.

Settled here: which options there are and what may be written for each. They are followed in `awso.transports.native`.
"""

import warnings
from collections.abc import Mapping

from awso._lean import Masked, msgspec
from awso.errors import ConfigurationError

MOST_IDLE_CONNECTIONS = 100
PROXIED_SCHEMES = ("http", "https")


class InsecureConnectionWarning(UserWarning):
    """Certificates are not verified: whoever can redirect a connection can read and change what passes over it."""


class TransportOptions(Masked, frozen=True, kw_only=True):
    """How connections are made. Clients with equal options share their connections.

    `verify` is True for the system's certificates or those that AWS_CA_BUNDLE names, the path of a PEM file with the
    ones to trust instead, or False to trust whoever answers, of which an `InsecureConnectionWarning` warns. `proxies`
    maps "http" and "https" to the URL of a proxy, in place of HTTPS_PROXY, HTTP_PROXY and NO_PROXY; an empty mapping
    means none. `client_cert` is the path of a PEM file with a certificate and its key, or the paths of the two, for
    servers that ask for one. `tcp_keepalive` lets the system probe connections that are silent. At most
    `max_pool_connections` to each host are kept while nobody uses them; more may be in use.

    A proxy that is itself reached by https is trusted as servers are, or else for the PEM file at `proxy_ca_bundle`
    alone. `proxy_client_cert` is for it what `client_cert` is for servers. It opens tunnels; with
    `proxy_use_forwarding_for_https` it is given the requests to https servers, and sees what is in them.

    Raises `ConfigurationError` for what is none of these.
    """

    verify: bool | str = True
    proxies: Mapping[str, str] | None = None
    client_cert: str | tuple[str, str] | None = None
    proxy_ca_bundle: str | None = None
    proxy_client_cert: str | tuple[str, str] | None = None
    proxy_use_forwarding_for_https: bool = False
    tcp_keepalive: bool = False
    max_pool_connections: int = MOST_IDLE_CONNECTIONS

    def __post_init__(self) -> None:
        if self.verify == "":
            raise ConfigurationError("verify='' is no path: pass True, False, or the path of a PEM file")
        if self.proxy_ca_bundle == "":
            raise ConfigurationError("proxy_ca_bundle='' is no path: pass None, or the path of a PEM file")
        if self.verify is False:
            message = "verify=False: certificates are not verified; pass verify='bundle.pem' with the one to trust"
            warnings.warn(message, InsecureConnectionWarning, stacklevel=2)
        if self.max_pool_connections < 1:
            raise ConfigurationError(f"max_pool_connections is at least 1, got {self.max_pool_connections}")
        if self.proxies is not None:
            _check_proxies(self.proxies)
            msgspec.structs.force_setattr(self, "proxies", dict(self.proxies))  # the caller's may change

    def __hash__(self) -> int:  # the one that is made for a frozen structure would refuse the mapping
        values = [getattr(self, name) for name in self.__struct_fields__ if name != "proxies"]
        return hash((*values, None if self.proxies is None else frozenset(self.proxies.items())))

    def __repr__(self) -> str:
        shown = {name: getattr(self, name) for name in self.__struct_fields__}
        if self.proxies is not None:
            shown["proxies"] = dict.fromkeys(self.proxies, "…")  # they may hold a password
        return f"TransportOptions({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def _check_proxies(proxies: Mapping[str, str]) -> None:
    from awso.transports.native.proxies import parse_proxy

    for scheme, url in proxies.items():
        if scheme not in PROXIED_SCHEMES:
            raise ConfigurationError(f"proxies has {scheme!r}: it maps 'http' and 'https' to the URL of a proxy")
        parse_proxy(url)
