"""How a call is signed: for which service and region, what of its body, with whose clock.

The signatures themselves are `awso.signing`; which scheme is chosen, `awso.core.schemes`. Settled here: what each
scheme is given, how a body that streams is signed, and that a clock that is wrong is noticed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import AwsoError, ServiceError
from awso.signing.canonical import UNSIGNED_PAYLOAD
from awso.signing.template import SigningTemplate

if TYPE_CHECKING:
    from typing import Protocol

    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.core.request_bodies import RequestStream
    from awso.core.schemes import Scheme
    from awso.credentials.cache import Cache
    from awso.endpoints import Endpoint
    from awso.signing.seed import Seed

    class Template(Protocol):
        """What `awso.signing.template.SigningTemplate` does, for any scheme and its kind of credentials."""

        def sign(
            self, values: tuple[str, ...], body: bytes, credentials: Any, date: str
        ) -> tuple[tuple[str, str], ...]:
            """The headers to add."""
            ...

        def seed(self, credentials: Any, date: str, signature: str) -> Seed:
            """What the signatures of a body's parts go on from."""
            ...


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
_S3_SIGNATURE_VERSIONS = ("s3", "s3v4")


def template_for(
    context: "CallContext",
    operation: "Operation",
    value: Any,
    endpoint: "Endpoint",
    request: HttpRequest,
    varying: tuple[str, ...],
) -> "tuple[Template | None, Cache[Any] | None]":
    """How to sign requests like `request`, the encoded `value`, to `endpoint`; and whose tokens sign it.

    The first is None without authentication, the second where it is access keys that sign. Raises `ConfigurationError`
    where only schemes are offered that awso does not have, or no region is known.
    """
    if operation.unsigned or context.unsigned:
        return None, None
    model = operation.service.model
    offered = operation.model.auth or model.auth
    properties: Mapping[str, object] = {}
    if endpoint.auth_schemes or model.signature_version != "v4" or offered not in ([], ["aws.auth#sigv4"]):
        from awso.core.schemes import SIGV4, choose_scheme

        scheme = choose_scheme(context, operation, endpoint)
        if scheme.name != SIGV4:
            return scheme_template(context, operation, value, endpoint, scheme, request, varying)
        properties = scheme.properties
    # Else the commonest case, for which the schemes need not even be imported.
    return _version_4_template(context, operation, properties, request, varying), None


def _version_4_template(
    context: "CallContext",
    operation: "Operation",
    properties: Mapping[str, object],
    request: HttpRequest,
    varying: tuple[str, ...],
) -> SigningTemplate:
    return SigningTemplate(
        request,
        varying,
        region=region_of(context, properties),
        service=signing_name_of(operation, properties),
        keys=context.signing_keys,
        **_payload_rules(operation, properties, request),
    )


def region_of(context: "CallContext", properties: Mapping[str, object]) -> str:
    """The region that a scheme with these properties signs for."""
    return str(properties.get("signingRegion") or context.region or context.settings.required_region())


def signing_name_of(operation: "Operation", properties: Mapping[str, object]) -> str:
    """The name of the service in signatures."""
    model = operation.service.model
    return str(properties.get("signingName") or model.signing_name or model.endpoint_prefix)


def _payload_rules(operation: "Operation", properties: Mapping[str, object], request: HttpRequest) -> dict[str, Any]:
    """What is signed of the path and the body: S3 wants the path as it is, and the hash said in a header."""
    model = operation.model
    # S3 takes a hash everywhere; botocore too lets it have that of a body at hand.
    unsigned = (model.unsigned_payload or model.authtype == "v4-unsigned-body") and not speaks_s3(operation)
    # Without TLS, the signature alone protects the body.
    payload_hash = UNSIGNED_PAYLOAD if unsigned and request.url.startswith("https:") else None
    path_as_it_is = bool(properties.get("disableDoubleEncoding"))
    return {
        "payload_hash": payload_hash,
        "content_sha256_header": payload_hash is not None or speaks_s3(operation),
        "double_encode": not path_as_it_is,
        "normalize_path": not path_as_it_is,
    }


def speaks_s3(operation: "Operation") -> bool:
    """Whether the service is S3 or of its family."""
    return operation.service.model.signature_version in _S3_SIGNATURE_VERSIONS


def scheme_template(
    context: "CallContext",
    operation: "Operation",
    value: Any,
    endpoint: "Endpoint",
    scheme: "Scheme",
    request: HttpRequest,
    varying: tuple[str, ...],
) -> "tuple[Template | None, Cache[Any] | None]":
    """As `template_for`, by a scheme that is chosen."""
    from awso.core import schemes

    match scheme.name:
        case schemes.SIGV4:
            return _version_4_template(context, operation, scheme.properties, request, varying), None
        case schemes.HMAC_V1:
            from awso.behaviours.s3.urls import signed_path
            from awso.signing.hmacv1 import HmacV1Template

            return HmacV1Template(request, varying, signed_path(operation, value, endpoint.url, request.url)), None
        case schemes.NONE:
            return None, None
        case schemes.BEARER:
            from awso.signing.bearer import BearerTemplate

            return BearerTemplate(request.url, varying), context.tokens
        case schemes.SIGV2:
            from awso.signing.sigv2 import FormTemplate

            return FormTemplate(request.method, request.url, varying), None
        case schemes.S3_EXPRESS:
            return _express_template(context, operation, scheme.properties, request, varying), None
        case _:
            return _asymmetric_template(context, operation, scheme.properties, request, varying), None


def _express_template(
    context: "CallContext",
    operation: "Operation",
    properties: Mapping[str, object],
    request: HttpRequest,
    varying: tuple[str, ...],
) -> "Template":
    """The session's token has a header of its own.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html
    """
    return SigningTemplate(
        request,
        varying,
        region=region_of(context, properties),
        service=signing_name_of(operation, properties),
        keys=context.signing_keys,
        token_header="X-Amz-S3session-Token",
        **_payload_rules(operation, properties, request),
    )


def _asymmetric_template(
    context: "CallContext",
    operation: "Operation",
    properties: Mapping[str, object],
    request: HttpRequest,
    varying: tuple[str, ...],
) -> "Template":
    from awso.signing.sigv4a import AsymmetricTemplate

    return AsymmetricTemplate(
        request,
        varying,
        region_set=region_set_of(context, properties),
        service=signing_name_of(operation, properties),
        keys=context.asymmetric_keys(),
        **_payload_rules(operation, properties, request),
    )


def region_set_of(context: "CallContext", properties: Mapping[str, object]) -> str:
    """The regions that a signature of Version 4a holds in.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-sigv4a-signing-region-set.html
    """
    found = context.settings.find("sigv4a_signing_region_set", "AWS_SIGV4A_SIGNING_REGION_SET")
    if found is not None:
        return ",".join(part.strip() for part in found.text.split(","))
    offered = properties.get("signingRegionSet")
    if isinstance(offered, (list, tuple)) and offered:
        return ",".join(str(region) for region in offered)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # the endpoint rules' strings
    return context.region or "*"


def with_signed_stream(context: "CallContext", operation: "Operation", request: HttpRequest) -> HttpRequest:
    """A request whose body streams, saying in `X-Amz-Content-SHA256` how that body is signed.

    Over TLS it is not, like in every AWS SDK; else S3 gets it in signed chunks, and others its hash, for which it is
    read before it is sent. Raises `ParameterError` where it cannot be read twice.
    """
    stream = request.stream
    said = "x-amz-content-sha256" in request.headers
    if stream is None or operation.unsigned or context.unsigned or context.hmac_v1 or said:
        return request
    from awso.codecs.event_stream import CONTENT_TYPE

    if request.headers.get("content-type") == CONTENT_TYPE:
        from awso.signing.events import SIGNED_EVENTS, EventSigning

        # Each event is signed when it is sent, for a stream may last for hours.
        signed = stream.with_encoder(EventSigning(lambda: context.moment().time), None)
        headers = request.headers.with_fields(("X-Amz-Content-SHA256", SIGNED_EVENTS))
        return HttpRequest(request.method, request.url, headers, stream=signed)
    hidden = request.url.startswith("https:")
    if speaks_s3(operation):
        from awso.settings.s3 import s3_options
        from awso.signing.chunked import SIGNED, chunked_headers, chunked_stream

        if not hidden or s3_options(context.settings).payload_signing:
            headers = chunked_headers(request.headers, SIGNED, stream.length)
            return HttpRequest(request.method, request.url, headers, stream=chunked_stream(stream, signed=True))
    marker = UNSIGNED_PAYLOAD if hidden else stream_sha256(operation, stream)
    headers = request.headers.with_fields(("X-Amz-Content-SHA256", marker))
    return HttpRequest(request.method, request.url, headers, stream=stream)


def stream_sha256(operation: "Operation", stream: "RequestStream") -> str:
    """SHA-256 of what `stream` will send. Raises `ParameterError` where it cannot be read twice."""
    from hashlib import sha256

    from awso.errors import ParameterError, Violation

    if not stream.is_repeatable:
        expected = "bytes, a list of bytes or a file that can seek: without https the body is hashed before it is sent"
        raise ParameterError(str(operation), [Violation("body", expected, type(stream.source).__name__)])
    whole = sha256()
    for chunk in stream:
        whole.update(chunk)
    return whole.hexdigest()


def signed_body(template: "Template", body: bytes, credentials: Any, date: str) -> bytes:
    """The body to send, where the signature is a part of it."""
    from awso.signing.sigv2 import FormTemplate

    return template.signed_body(body, credentials, date) if isinstance(template, FormTemplate) else body


def seeded(
    template: "Template", request: HttpRequest, added: tuple[tuple[str, str], ...], credentials: Any, date: str
) -> "RequestStream | None":
    """The stream of `request`, whose parts are signed after the signature in `added` where they are to be."""
    from awso.signing.seed import seeded_stream

    def seed() -> "Seed":
        return template.seed(credentials, date, added[-1][1].rpartition("Signature=")[2])

    return None if request.stream is None else seeded_stream(request.stream, seed)


def learn_clock_offset(context: "CallContext", failure: AwsoError, response: HttpResponse | None) -> bool:
    """Whether the signature was refused because our clock is wrong; if so, later signatures use the service's."""
    if response is None or not isinstance(failure, ServiceError) or failure.code not in CLOCK_SKEW_CODES:
        return False
    date = response.headers.get("date")
    if date is None:
        return False
    from datetime import MAXYEAR

    from awso.codecs.scalars import parse_http_date

    try:
        service_time = parse_http_date(date)
        offset = service_time.timestamp() - context.world.clock()
    except ValueError:
        return False
    if service_time.year == MAXYEAR:  # no clock could go on from there, and no call would ever be signed again
        return False
    if abs(offset - context.clock_offset_seconds) < TOLERATED_SKEW_SECONDS:
        return False
    context.clock_offset_seconds = offset
    return True
