"""By which scheme a call is signed: the best that the endpoint or the model offers and that the caller's keys can do.

The endpoint's list wins over the operation's, that over the service's; `auth_scheme_preference` reorders it. A bearer
token at hand goes first where a service takes one, for whoever sets one means it.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-auth-scheme-preference.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from awso._lean import msgspec
from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.endpoints import Endpoint

SIGV4, SIGV4A, S3_EXPRESS, BEARER, NONE = "sigv4", "sigv4a", "sigv4-s3express", "httpBearerAuth", "noAuth"
SIGV2 = "sigv2"
"""Of two old services, whose models have no name for it."""
HMAC_V1 = "hmacV1"
"""S3's Version 2, which no model offers: only a client that was told to signs so."""
KNOWN = (SIGV4, SIGV4A, S3_EXPRESS, BEARER, NONE, SIGV2)

_BY_SIGNATURE_VERSION = {"v4": SIGV4, "s3v4": SIGV4, "s3": SIGV4, "bearer": BEARER, "v2": SIGV2}


class Scheme(msgspec.Struct, frozen=True):
    """A scheme by the model's name, and what the endpoint says of it (`signingName`, `signingRegion`, …)."""

    name: str
    properties: Mapping[str, object]


def choose_scheme(context: "CallContext", operation: "Operation", endpoint: "Endpoint") -> Scheme:
    """The scheme for calls of `operation` to `endpoint`. Raises `ConfigurationError` where none is known here."""
    if context.hmac_v1:
        return Scheme(HMAC_V1, {})
    model = operation.service.model
    modelled = [name.rpartition("#")[2] for name in operation.model.auth or model.auth]
    if not modelled:
        modelled = [_BY_SIGNATURE_VERSION.get(model.signature_version, f"signature version {model.signature_version}")]
    if BEARER in modelled and context.token_is_given:
        return Scheme(BEARER, {})
    offered = [Scheme(str(scheme.get("name")), scheme) for scheme in endpoint.auth_schemes]
    offered = offered or [Scheme(name, {}) for name in modelled]
    for scheme in _by_preference(context, offered):
        if scheme.name in KNOWN and (scheme.name != BEARER or len(offered) == 1):
            return scheme
    names = " or ".join(scheme.name for scheme in offered)
    raise ConfigurationError(f"{operation} is signed by {names}, which this version of awso does not have")


def _by_preference(context: "CallContext", offered: list[Scheme]) -> list[Scheme]:
    """`offered` as the caller prefers it, else in its order."""
    if len(offered) == 1:
        return offered
    found = context.settings.find("auth_scheme_preference", "AWS_AUTH_SCHEME_PREFERENCE")
    if found is None:
        return offered
    preferred = [name.strip() for name in found.text.split(",")]
    return sorted(offered, key=lambda each: preferred.index(each.name) if each.name in preferred else len(preferred))
