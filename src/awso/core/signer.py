"""How a call is signed: for which service and region, with whose clock.

The signature itself is `awso.signing`. Settled here: the endpoint's authentication scheme wins over the model's, an
operation without authentication goes unsigned, and a clock that is wrong is noticed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import AwsoError, ConfigurationError, ServiceError
from awso.signing.canonical import UNSIGNED_PAYLOAD
from awso.signing.template import SigningTemplate

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.endpoints.endpoint import Endpoint

# AWS refuses a signature whose time is more than 5 minutes off; other SDKs correct theirs from 4 minutes on.
TOLERATED_SKEW_SECONDS = 240.0
CLOCK_SKEW_CODES = frozenset(
    {
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)
_SIGV4_MODEL_VERSIONS = ("v4", "s3v4")


def template_for(
    context: "CallContext", operation: "Operation", endpoint: "Endpoint", request: HttpRequest, varying: tuple[str, ...]
) -> SigningTemplate | None:
    """How to sign requests like `request` to `endpoint`; None for an operation or a client without authentication.

    Raises `ConfigurationError` where only schemes are offered that awso does not have yet, or no region is known.
    """
    if operation.unsigned or context.unsigned:
        return None
    model = operation.service.model
    scheme = _scheme(operation, endpoint)
    return SigningTemplate(
        request,
        varying,
        region=str(scheme.get("signingRegion") or context.region or context.settings.required_region()),
        service=str(scheme.get("signingName") or model.signing_name or model.endpoint_prefix),
        payload_hash=UNSIGNED_PAYLOAD if operation.model.unsigned_payload else None,
        double_encode=not scheme.get("disableDoubleEncoding"),
        keys=context.signing_keys,
    )


def _scheme(operation: "Operation", endpoint: "Endpoint") -> Mapping[str, object]:
    offered = endpoint.auth_schemes
    for scheme in offered:
        if scheme.get("name") == "sigv4":
            return scheme
    names = [str(scheme.get("name")) for scheme in offered] or operation.model.auth
    if not offered and (not names or "aws.auth#sigv4" in names):
        if operation.service.model.signature_version in _SIGV4_MODEL_VERSIONS:
            return {}
        names = [operation.service.model.signature_version]
    raise ConfigurationError(f"{operation} is signed by {' or '.join(names)}; this version of awso has only sigv4")


def learn_clock_offset(context: "CallContext", failure: AwsoError, response: HttpResponse | None) -> bool:
    """Whether the signature was refused because our clock is wrong; if so, later signatures use the service's."""
    if response is None or not isinstance(failure, ServiceError) or failure.code not in CLOCK_SKEW_CODES:
        return False
    date = response.headers.get("date")
    if date is None:
        return False
    from awso.codecs.scalars import parse_http_date

    try:
        offset = parse_http_date(date).timestamp() - context.world.clock()
    except ValueError:
        return False
    if abs(offset - context.clock_offset_seconds) < TOLERATED_SKEW_SECONDS:
        return False
    context.clock_offset_seconds = offset
    return True
