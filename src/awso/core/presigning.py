"""A call stopped before it is sent, signed for somebody else to make: URLs, and forms to upload to S3.

    validate → endpoint → encode → credentials → sign the query

Settled here: what of a call fits into a URL. The signatures are `awso.signing.presign`, the policy of a form
`awso.signing.post_policy`. `client.get_object.presigned_url(…)` comes here.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from awso._lean import msgspec
from awso.core.call import CallOptions, located
from awso.core.effects import Flow
from awso.core.http import Headers, HttpRequest
from awso.core.schemes import BEARER, HMAC_V1, NONE, S3_EXPRESS, SIGV2, SIGV4A, choose_scheme
from awso.core.signer import region_of, region_set_of, signing_name_of, speaks_s3
from awso.errors import ConfigurationError
from awso.signing.canonical import UNSIGNED_PAYLOAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.core.schemes import Scheme
    from awso.credentials import Credentials
    from awso.signing.post_policy import Condition, PresignedPost

DEFAULT_EXPIRY_SECONDS = 3600  # botocore's, an hour
DATABASE_EXPIRY_SECONDS = 900  # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html

# Whose parameters the service also takes in the query of a GET, though the model has them in a JSON body.
# https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
_BODY_IN_QUERY = frozenset({("polly", "SynthesizeSpeech")})


def presigned_url(
    context: "CallContext", operation: "Operation", value: Any, options: CallOptions, expires_in: int
) -> Flow[str]:
    """The URL alone of `presigned_request`."""
    return (yield from presigned_request(context, operation, value, options, expires_in)).url


def presigned_request(
    context: "CallContext",
    operation: "Operation",
    value: Any,
    options: CallOptions,
    expires_in: int = DEFAULT_EXPIRY_SECONDS,
    method: str | None = None,
) -> Flow[HttpRequest]:
    """`operation` with `value` as a URL that holds for `expires_in` seconds, with the method and the headers to send.

    `method` is another than the model's. Raises `ConfigurationError` for an operation that does not fit into a URL.
    """
    value, endpoint, _, invocation = yield from located(context, operation, value, options, presigning=True)
    request = operation.protocol.encode_request(value, endpoint.url)
    if invocation is not None:
        request = invocation.adjusted_request(request)
    request = _in_its_url(operation, value, request, method)
    scheme = choose_scheme(context, operation, endpoint)
    if operation.unsigned or scheme.name in (BEARER, HMAC_V1, NONE, SIGV2):
        raise ConfigurationError(f"{operation} is not signed with access keys in a way that a URL can be")
    credentials = None if invocation is None else (yield from invocation.chosen_credentials())
    if credentials is None:
        credentials = yield from (options.credentials or context.credentials).at(context.moment().time)
    return _signed(context, operation, scheme, request, credentials, expires_in)


def _in_its_url(operation: "Operation", value: Any, request: HttpRequest, method: str | None) -> HttpRequest:
    """`request` with nothing to be sent but its URL and those headers that the caller asked for."""
    url, body = request.url, request.body
    kept = [pair for pair in request.headers.pairs if pair[0].lower() != "x-amz-content-sha256"]
    given_type = _given_content_type(operation, value)
    kept = [pair for pair in kept if pair[0].lower() != "content-type" or given_type]
    if speaks_s3(operation):
        body = b""  # whoever holds the URL sends what they want
    elif request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        url, body, method = f"{url}?{body.decode().replace('+', '%20')}", b"", method or "GET"
    elif (operation.service.name, operation.name) in _BODY_IN_QUERY:
        members: dict[str, Any] = msgspec.json.decode(body)
        url, body, method = f"{url}?{urlencode(members, doseq=True, quote_via=quote)}", b"", method or "GET"
    if body or (request.stream is not None and not speaks_s3(operation)):
        raise ConfigurationError(
            f"{operation} has a body, which does not fit into a URL: use .request(…) and send that"
        )
    return HttpRequest(method or request.method, url, Headers(tuple(kept)))


def _given_content_type(operation: "Operation", value: Any) -> bool:
    """Whether the type of the body is the caller's, not one that only says what the protocol wrote."""
    for member in operation.input_schema.members.values():
        if member.model.location == "header" and member.location_name.lower() == "content-type":
            return getattr(value, member.python) is not None
    return False


def _signed(
    context: "CallContext",
    operation: "Operation",
    scheme: "Scheme",
    request: HttpRequest,
    credentials: "Credentials",
    expires_in: int,
) -> HttpRequest:
    path_as_it_is = bool(scheme.properties.get("disableDoubleEncoding"))
    rules: dict[str, Any] = {
        "service": signing_name_of(operation, scheme.properties),
        "timestamp": context.moment().time,
        "expires_seconds": expires_in,
        "payload_hash": UNSIGNED_PAYLOAD if speaks_s3(operation) else None,
        "double_encode": not path_as_it_is,
        "normalize_path": not path_as_it_is,
    }
    if scheme.name == SIGV4A:
        from awso.signing import sigv4a

        region_set = region_set_of(context, scheme.properties)
        return sigv4a.sign_query(request, credentials, region_set=region_set, keys=context.asymmetric_keys(), **rules)
    from awso.signing.presign import TOKEN, sign_query

    return sign_query(
        request,
        credentials,
        region=region_of(context, scheme.properties),
        keys=context.signing_keys,
        token_parameter="X-Amz-S3session-Token" if scheme.name == S3_EXPRESS else TOKEN,
        **rules,
    )


def presigned_post(
    context: "CallContext",
    options: CallOptions,
    bucket: str,
    key: str,
    fields: "Mapping[str, str]",
    conditions: "Sequence[Condition]",
    expires_in: int = DEFAULT_EXPIRY_SECONDS,
) -> "Flow[PresignedPost]":
    """A form by which somebody else uploads `key`; see `awso.signing.post_policy`."""
    from awso.signing.post_policy import sign_post

    operation = context.service.operation("HeadBucket")  # its URL is that of the bucket
    value, endpoint, _, invocation = yield from located(
        context, operation, operation.input(bucket=bucket), options, presigning=True
    )
    scheme = choose_scheme(context, operation, endpoint)
    if scheme.name == SIGV4A:
        raise ConfigurationError(f"a form is signed for one region, and {bucket} is in several: name a bucket of one")
    credentials = None if invocation is None else (yield from invocation.chosen_credentials())
    if credentials is None:
        credentials = yield from (options.credentials or context.credentials).at(context.moment().time)
    request = operation.protocol.encode_request(value, endpoint.url)
    if invocation is not None:
        request = invocation.adjusted_request(request)
    return sign_post(
        request.url,
        credentials,
        bucket=bucket,
        key=key,
        fields=fields,
        conditions=conditions,
        region=region_of(context, scheme.properties),
        service=signing_name_of(operation, scheme.properties),
        timestamp=context.moment().time,
        expires_seconds=expires_in,
        token_field="X-Amz-S3session-Token" if scheme.name == S3_EXPRESS else "x-amz-security-token",
        keys=context.signing_keys,
    )


def signed_token(
    context: "CallContext",
    options: CallOptions,
    url: str,
    service: str,
    region: str | None,
    expires_in: int,
    *,
    as_botocore: bool = False,
) -> Flow[str]:
    """A signed URL without its scheme, by which databases let in who holds it: RDS's and Aurora DSQL's tokens.

    `as_botocore` is that of `awso.signing.presign.sign_query`.
    """
    from awso.signing.presign import sign_query

    moment = context.moment().time
    credentials = yield from (options.credentials or context.credentials).at(moment)
    signed = sign_query(
        HttpRequest("GET", url),
        credentials,
        region=region or context.region or context.settings.required_region(),
        service=service,
        timestamp=moment,
        expires_seconds=expires_in,
        keys=context.signing_keys,
        as_botocore=as_botocore,
    )
    return signed.url.partition("://")[2]
