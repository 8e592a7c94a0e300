"""URLs and forms that are signed here and used by somebody else, as boto3 makes them; and tokens of databases.

    validate → endpoint → encode → which signature → credentials → sign the URL

A URL of boto3's differs from a call, and from those of awso's own clients (`awso.core.presigning`): S3's lead to the
global endpoint where they can, parameters stand in the order in which they were given, and those of a body stand in the
query too. Which signature it is, is settled in `awso.boto.signature_versions`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.boto.exceptions import UnsupportedSignatureVersionError
from awso.boto.params_in_order import FORM_TYPE, body_fields, encoded_in_order
from awso.boto.signature_versions import FORM, URL, Signature, signature_for
from awso.core.call import CallOptions, located
from awso.core.http import Headers, HttpRequest
from awso.core.presigning import DATABASE_EXPIRY_SECONDS, signed_token
from awso.shapes.kinds import is_json_array
from awso.signing.canonical import UNSIGNED_PAYLOAD, uri_encode
from awso.signing.sha256 import EMPTY_HEX

if TYPE_CHECKING:
    from awso.behaviours.invocation import Invocation
    from awso.boto.config import Config
    from awso.boto.engine import Engine
    from awso.boto.events.presigning import PresigningEvents
    from awso.core.context import CallContext
    from awso.core.effects import Flow
    from awso.core.operation import Operation
    from awso.credentials import Credentials
    from awso.endpoints import Endpoint, ParameterValue
    from awso.signing.post_policy import PresignedPost

_SESSION_TOKEN = "X-Amz-S3session-Token"
_LABEL_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_LONGEST_LABEL = 63  # RFC 1035 §2.3.4


class Call(msgspec.Struct, frozen=True):
    """What is to be presigned: `value` is the input that the arguments `given` mean."""

    operation: "Operation"
    value: Any
    given: Mapping[str, Any]
    config: "Config"
    """The client's, as `client.meta.config` shows it."""
    version: Any
    """The signature version that the program asked for."""
    handlers: "PresigningEvents | None" = None


def url_of_call(engine: "Engine", call: Call, expires_in: int, method: str | None) -> str:
    """The URL of a call, without a signature where boto3's has none. Raises `UnsupportedSignatureVersionError`."""
    return engine.run(lambda context, options: _url(context, options, call, expires_in, method))


def _url(context: "CallContext", options: CallOptions, call: Call, expires_in: int, method: str | None) -> "Flow[str]":
    value, endpoint, invocation = yield from _located(context, options, call)
    request = encoded_in_order(call.operation, value, call.given, endpoint)
    request = msgspec.structs.replace(request, url=_shaped_url(invocation, request), method=method or request.method)
    signature = signature_for(context, call.operation, endpoint, call.version, URL, _is_arn(value))
    if call.handlers is not None:
        signature = call.handlers.chosen(signature, URL)
        request = call.handlers.before_sign(request, signature)
    if not isinstance(signature.version, str):
        return request.url
    credentials = yield from _credentials(context, options, invocation, signature)
    if signature.version == f"s3{URL}":
        from awso.behaviours.s3.urls import signed_path
        from awso.signing.hmacv1 import sign_query

        path = signed_path(call.operation, value, endpoint.url, request.url)
        expires_at = context.moment().second + int(expires_in)
        return sign_query(request, credentials, expires_at=expires_at, path=path).url
    return _with_version_4(context, signature, call, request, credentials, expires_in)


def _located(
    context: "CallContext", options: CallOptions, call: Call
) -> "Flow[tuple[Any, Endpoint, Invocation | None]]":
    built_ins = _global_endpoint(context, call) if call.operation.service.name == "s3" else None
    value, endpoint, _, invocation = yield from located(
        context, call.operation, call.value, options, presigning=True, built_ins=built_ins
    )
    return value, endpoint, invocation


def _credentials(
    context: "CallContext", options: CallOptions, invocation: "Invocation | None", signature: Signature
) -> "Flow[Credentials]":
    if invocation is not None and str(signature.version).startswith("v4-s3express"):
        credentials = yield from invocation.chosen_credentials()
        if credentials is not None:
            return credentials
    return (yield from (options.credentials or context.credentials).at(context.moment().time))


# --- where to -------------------------------------------------------------------------------------------------------


def _global_endpoint(context: "CallContext", call: Call) -> "Mapping[str, ParameterValue | None] | None":
    """What leads a URL to S3's global endpoint, which knows every bucket; None where it would not work, or not help."""
    from awso.behaviours.s3.endpoints import path_style
    from awso.settings.s3 import s3_options

    bucket = getattr(call.value, "bucket", None)
    configured = context.settings.endpoint_url(call.operation.service.model.service_id)
    forced = path_style(s3_options(context.settings), configured) or call.operation.name == "GetBucketLocation"
    if forced or not _wants_global_endpoint(context, call.config):
        return None
    if isinstance(bucket, str) and (not _is_label(bucket) or _is_arn(call.value) or bucket.endswith("--x-s3")):
        return None
    return {"AWS::Region": "aws-global", "AWS::S3::UseGlobalEndpoint": True}


def _wants_global_endpoint(context: "CallContext", config: "Config") -> bool:
    from awso.services._partitions import partition

    if partition(context.region).name != "aws":
        return False
    s3 = config.s3 or {}
    if s3.get("use_dualstack_endpoint") or context.settings.use_dualstack_endpoint:
        return False
    if s3.get("us_east_1_regional_endpoint") == "regional" and context.region == "us-east-1":
        return False
    return s3.get("addressing_style") != "virtual"


def _is_label(bucket: str) -> bool:
    """Whether a bucket can be one part of a host's name."""
    return (
        1 <= len(bucket) <= _LONGEST_LABEL
        and _LABEL_CHARACTERS.issuperset(bucket)
        and not bucket.startswith("-")
        and not bucket.endswith("-")
    )


def _is_arn(value: Any) -> bool:
    bucket: object = getattr(value, "bucket", None)
    return isinstance(bucket, str) and bucket.startswith("arn:") and bucket.count(":") >= 5  # an ARN has six parts


def _shaped_url(invocation: "Invocation | None", request: HttpRequest) -> str:
    """The URL as those behaviours want it that decide about hosts and paths; others are about calls."""
    if invocation is None:
        return request.url
    from awso.behaviours.host_prefix import NoHostPrefix
    from awso.behaviours.s3.urls import AccountByRules, BucketOnce

    for behaviour in invocation.phases.adjust_request:
        if isinstance(behaviour, (NoHostPrefix, AccountByRules, BucketOnce)):
            request = behaviour.adjust_request(invocation, request)
    return request.url


# --- signing --------------------------------------------------------------------------------------------------------


def _with_version_4(
    context: "CallContext",
    signature: Signature,
    call: Call,
    request: HttpRequest,
    credentials: "Credentials",
    expires_in: int,
) -> str:
    """The URL signed by Version 4, or 4a for several regions."""
    of_s3 = str(signature.version).startswith("s3") or "s3express" in str(signature.version)
    rules: dict[str, Any] = {
        "service": signature.name,
        "timestamp": context.moment().time,
        "expires_seconds": expires_in,
        "payload_hash": UNSIGNED_PAYLOAD if of_s3 else EMPTY_HEX,
        "double_encode": not of_s3,
        "normalize_path": not of_s3,
        "as_botocore": True,
    }
    request = _in_its_query(call, request, of_s3)
    if signature.version == f"s3v4a{URL}":
        from awso.signing import sigv4a

        keys = context.asymmetric_keys()
        return sigv4a.sign_query(request, credentials, region_set=signature.region, keys=keys, **rules).url
    if signature.version not in (f"v4{URL}", f"s3v4{URL}", f"v4-s3express{URL}"):
        raise UnsupportedSignatureVersionError(signature_version=signature.version)
    from awso.signing.presign import TOKEN, sign_query

    return sign_query(
        request,
        credentials,
        region=signature.region,
        keys=context.signing_keys,
        token_parameter=_SESSION_TOKEN if "s3express" in str(signature.version) else TOKEN,
        **rules,
    ).url


def _in_its_query(call: Call, request: HttpRequest, of_s3: bool) -> HttpRequest:
    """The request with all that it says in its URL; whoever holds one of S3 sends what body they want."""
    fields = {} if of_s3 else body_fields(call.operation, request, call.given)
    url, _, query = request.url.partition("?")
    parts = [part if "=" in part else f"{part}=" for part in query.split("&") if part]
    parts += [f"{uri_encode(name)}={uri_encode(text)}" for name, text in _texts(fields)]
    kept = [field for field in request.headers.pairs if not _is_implied(call.operation, *field)]
    return HttpRequest(request.method.upper(), f"{url}?{'&'.join(parts)}", Headers(kept))


def _texts(fields: Mapping[str, Any]) -> "Iterator[tuple[str, str]]":
    """As boto3 writes them: the elements of a list one by one, and what has members of its own as Python's text."""
    for name, value in fields.items():
        for each in value if is_json_array(value) else (value,):
            yield name, str(each)


def _is_implied(operation: "Operation", name: str, value: str) -> bool:
    """Whether a header only says what the body was; Polly takes its parameters from the query of a GET."""
    is_type = name.lower() == "content-type"
    polly = (operation.service.name, operation.name) == ("polly", "SynthesizeSpeech")
    return is_type and (polly or value == FORM_TYPE)


# --- forms and tokens -----------------------------------------------------------------------------------------------


def form_of(
    engine: "Engine",
    call: Call,
    key: str,
    fields: Mapping[str, str],
    conditions: Sequence[Any],
    expires_in: int,
) -> dict[str, Any]:
    """What a form that uploads `key` posts to, and its fields; without a signature where boto3's has none.

    `call` is one whose URL is the bucket's. Raises `UnsupportedSignatureVersionError`.
    """
    form = engine.run(lambda context, options: _form(context, options, call, key, fields, conditions, expires_in))
    return {"url": form.url, "fields": form.fields}


def _form(
    context: "CallContext",
    options: CallOptions,
    call: Call,
    key: str,
    fields: Mapping[str, str],
    conditions: Sequence[Any],
    expires_in: int,
) -> "Flow[PresignedPost]":
    from awso.signing.post_policy import PresignedPost, sign_post

    value, endpoint, invocation = yield from _located(context, options, call)
    url = _shaped_url(invocation, call.operation.protocol.encode_request(value, endpoint.url))
    signature = signature_for(context, call.operation, endpoint, call.version, FORM, _is_arn(value))
    if call.handlers is not None:
        signature = call.handlers.chosen(signature, FORM)
    if not isinstance(signature.version, str):
        return PresignedPost(url, {**fields, "key": key})
    if signature.version not in (f"s3{FORM}", f"s3v4{FORM}", f"v4-s3express{FORM}"):
        raise UnsupportedSignatureVersionError(signature_version=signature.version)
    credentials = yield from _credentials(context, options, invocation, signature)
    now = context.moment().time
    what: dict[str, Any] = {"bucket": value.bucket, "key": key, "fields": fields, "conditions": conditions}
    if signature.version == f"s3{FORM}":
        from awso.signing import hmacv1

        return hmacv1.sign_post(url, credentials, expires_at=now + timedelta(seconds=expires_in), **what)
    return sign_post(
        url,
        credentials,
        region=signature.region,
        service=signature.name,
        timestamp=now,
        expires_seconds=expires_in,
        token_field=_SESSION_TOKEN if "s3express" in signature.version else "x-amz-security-token",
        keys=context.signing_keys,
        **what,
    )


def database_token(
    engine: "Engine",
    url: str,
    service: str,
    region: str | None,
    expires_in: int = DATABASE_EXPIRY_SECONDS,
) -> str:
    """The token of a database at `url`, which says as whom one comes."""
    return engine.run(
        lambda context, options: signed_token(context, options, url, service, region, expires_in, as_botocore=True)
    )
