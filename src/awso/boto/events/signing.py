"""How a call is signed where handlers have a say: signature versions by botocore's names, and what each means here."""

from typing import TYPE_CHECKING, Any, NoReturn

from awso.behaviours.invocation import Invocation
from awso.boto.config import UNSIGNED
from awso.boto.events.bodies import StreamedBody
from awso.boto.events.requests import Shown, unsigned
from awso.boto.exceptions import UnknownSignatureVersionError, UnsupportedFeatureError
from awso.boto.signature_versions import S3_NAMES, URL, Version
from awso.core import schemes
from awso.core.signer import region_of, scheme_template, seeded, signed_body, signing_name_of, speaks_s3
from awso.errors import AwsoError
from awso.signing.canonical import UNSIGNED_PAYLOAD
from awso.signing.seed import SeededEncoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from awso.boto.awsrequest import AWSRequest
    from awso.boto.config import Config
    from awso.boto.events.invocation import EventInvocation
    from awso.core.context import CallContext, Moment
    from awso.core.effects import Flow
    from awso.core.http import HttpRequest
    from awso.core.operation import Operation
    from awso.core.signer import Template
    from awso.credentials.cache import Cache
    from awso.endpoints import Endpoint

_AUTH_TYPES = {
    schemes.SIGV4: "v4",
    schemes.SIGV4A: "v4a",
    schemes.S3_EXPRESS: "v4-s3express",
    schemes.BEARER: "bearer",
    schemes.NONE: "none",
    schemes.SIGV2: "v2",
}
_SCHEMES = {
    "v4": schemes.SIGV4,
    "s3v4": schemes.SIGV4,
    "v4-unsigned-body": schemes.SIGV4,
    "v4a": schemes.SIGV4A,
    "s3v4a": schemes.SIGV4A,
    "v4-s3express": schemes.S3_EXPRESS,
    "bearer": schemes.BEARER,
    "v2": schemes.SIGV2,
    "s3": schemes.HMAC_V1,
}


def scheme_of(version: str) -> str:
    """The scheme that a signature version is. Raises `UnknownSignatureVersionError`."""
    if version not in _SCHEMES:
        raise UnknownSignatureVersionError(signature_version=version)
    return _SCHEMES[version]


def client_version(config: "Config", operation: "Operation") -> Version:
    """The signature version of a client as a whole."""
    given = config.signature_version
    if given is not None:
        return given.removesuffix(URL) if isinstance(given, str) else given
    model = operation.service.model
    if speaks_s3(operation):
        return "s3v4"
    known = [name.rpartition("#")[2] for name in model.auth]
    return next((_AUTH_TYPES[name] for name in known if name in _AUTH_TYPES), model.signature_version)


def version_of_operation(context: "Mapping[str, Any]", signing_name: str, **_: Any) -> Version | None:
    """Our own handler of `choose-signer`: the version by operation and endpoint; None where it is the client's."""
    auth_type: str | None = context.get("auth_type")
    if auth_type is None or auth_type == "none":
        return None if auth_type is None else UNSIGNED
    version = "v4" if auth_type == "v4-unsigned-body" else auth_type
    return f"s3{version}" if signing_name in S3_NAMES and version in ("v4", "v4a") else version


def note_endpoint(context: dict[str, Any], call: "CallContext", operation: "Operation", endpoint: "Endpoint") -> None:
    """Say in the context of a call how its endpoint wants it to be signed."""
    if endpoint.properties:
        context["endpoint_properties"] = dict(endpoint.properties)
    if call.unsigned:
        context["auth_type"] = "none"
    if not endpoint.auth_schemes or operation.unsigned or call.unsigned:
        return
    scheme = schemes.choose_scheme(call, operation, endpoint)
    context["auth_type"] = _AUTH_TYPES.get(scheme.name)
    signing: dict[str, Any] = context.setdefault("signing", {})
    signing |= {
        "region": region_of(call, scheme.properties),
        "signing_name": signing_name_of(operation, scheme.properties),
    }
    if "disableDoubleEncoding" in scheme.properties:
        signing["disableDoubleEncoding"] = scheme.properties["disableDoubleEncoding"]


class RequestSigner:
    """The facts of a client's signatures, for handlers that ask; signing itself is the engine's."""

    def __init__(self, region_name: str | None, signing_name: str, signature_version: Version) -> None:
        self.region_name = region_name
        self.signing_name = signing_name
        self.signature_version = signature_version

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"awso.boto's request signer has no attribute {name!r}: choose how to sign by the event choose-signer, sign"
            " by awso.signing.sigv4"
        )


def signer_of(context: "CallContext", config: "Config", operation: "Operation") -> RequestSigner:
    """What handlers of `before-call` are given as the client's signer."""
    return RequestSigner(context.region, signing_name_of(operation, {}), client_version(config, operation))


def sign(call: "EventInvocation", request: "AWSRequest", shown: Shown, attempt: "Iterable[tuple[str, str]]") -> None:
    """Sign a request as handlers want it, else as the engine would; `attempt` are the headers that count attempts."""
    operation, context = call.operation, request.context
    version = _chosen(call, context)
    facts = RequestSigner(call.context.region, signing_name_of(operation, {}), version)
    call.emitting.emit(
        "before-sign",
        request=request,
        signing_name=facts.signing_name,
        region_name=facts.region_name,
        signature_version=version,
        request_signer=facts,
        operation_name=operation.name,
    )
    _set_headers(request, attempt)
    if not isinstance(version, str):
        _check_unsigned(unsigned(request, shown))
        return
    if version == "v4-unsigned-body":
        _set_headers(request, [("X-Amz-Content-SHA256", UNSIGNED_PAYLOAD)])
    whole, endpoint = unsigned(request, shown), call.endpoint
    assert endpoint is not None
    try:
        template, tokens = scheme_template(
            call.context, operation, call.value, endpoint, _scheme(call, context, version), whole, ()
        )
        if template is not None:
            _add_signature(call, request, whole, template, tokens)
    except AwsoError as error:
        raise call.emitting.failure(error) from error


def _chosen(call: "EventInvocation", context: dict[str, Any]) -> Version:
    operation = call.operation
    signing: Mapping[str, Any] = context.get("signing", {})
    given: Version = context.get("auth_type") or client_version(call.emitting.config, operation)
    chosen: Version | None = call.emitting.until_response(
        "choose-signer",
        signing_name=signing.get("signing_name", signing_name_of(operation, {})),
        region_name=signing.get("region", call.context.region),
        signature_version=given,
        context=context,
    )
    return given if chosen is None else chosen


def _scheme(call: "EventInvocation", context: "Mapping[str, Any]", version: str) -> schemes.Scheme:
    """The engine's scheme, or the handlers'; with what they changed of its region and name."""
    assert call.endpoint is not None
    scheme = schemes.choose_scheme(call.context, call.operation, call.endpoint)
    if scheme.name != schemes.BEARER and scheme_of(version) != scheme.name:
        scheme = schemes.Scheme(scheme_of(version), scheme.properties)
    names = {"region": "signingRegion", "signing_name": "signingName"}
    signing: Mapping[str, Any] = context.get("signing", {})
    changed = {names[name]: signing[name] for name in names if signing.get(name) != call.noted.get(name)}
    return schemes.Scheme(scheme.name, {**scheme.properties, **changed}) if changed else scheme


def _add_signature(
    call: "EventInvocation",
    request: "AWSRequest",
    whole: "HttpRequest",
    template: "Template",
    tokens: "Cache[Any] | None",
) -> None:
    moment = call.context.moment()
    call.tokens = tokens
    credentials = call.emitting.run(lambda: _credentials(call, tokens, moment))
    added = template.sign((), whole.body, credentials, moment.amz_date)
    _set_headers(request, added)
    if call.operation.service.model.signature_version == "v2":
        request.data = signed_body(template, whole.body, credentials, moment.amz_date)
    stream = seeded(template, whole, added, credentials, moment.amz_date)
    if stream is not whole.stream and stream is not None:
        request.data = StreamedBody(stream)


def _credentials(call: "EventInvocation", tokens: "Cache[Any] | None", moment: "Moment") -> "Flow[Any]":
    chosen = yield from Invocation.chosen_credentials(call)  # a behaviour's; the call's own are this function's
    if chosen is not None:
        return chosen
    return (yield from (tokens or call.options.credentials or call.context.credentials).at(moment.time))


def _set_headers(request: "AWSRequest", fields: "Iterable[tuple[str, str]]") -> None:
    for name, value in fields:
        del request.headers[name]
        request.headers[name] = value


def _check_unsigned(request: "HttpRequest") -> None:
    """Raises `UnsupportedFeatureError` for a body that was made to be signed chunk by chunk."""
    said = request.headers.get("x-amz-content-sha256", "")
    if request.stream is not None and isinstance(request.stream.encoder, SeededEncoding) and "AWS4" in said:
        reason = "without TLS this body is signed in chunks: use https, or Config(signature_version=UNSIGNED)"
        raise UnsupportedFeatureError(feature="choose-signer: UNSIGNED", reason=reason)
