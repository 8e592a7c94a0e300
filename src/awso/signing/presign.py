"""Signs a URL with Signature Version 4 in its query, so that whoever holds it can make one request until it expires."""

from datetime import datetime

from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.errors import ParameterError, Violation
from awso.signing.canonical import Signing, SigningKeys, amz_date, canonical_path, signing_of, split_url, uri_encode
from awso.signing.sha256 import sha256_hex
from awso.signing.sigv4 import remaining_fields, signature_of, signed_headers

# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html: seven days
LONGEST_EXPIRY_SECONDS = 604_800

TOKEN = "X-Amz-Security-Token"

_REPLACED_PARAMETERS = frozenset(
    (
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Region-Set",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    )
)


def sign_query(
    request: HttpRequest,
    credentials: Credentials,
    *,
    region: str,
    service: str,
    timestamp: datetime,
    expires_seconds: int,
    payload_hash: str | None = None,
    double_encode: bool = True,
    normalize_path: bool = True,
    sign_session_token: bool = True,
    keys: SigningKeys | None = None,
    token_parameter: str = TOKEN,
    as_botocore: bool = False,
) -> HttpRequest:
    """`request` with the signature in its URL; its headers must be sent along exactly as they are in the result.

    The arguments are those of `awso.signing.sigv4.sign_headers`; `expires_seconds` is 1 to 604,800 (seven days),
    `token_parameter` the name of the session token's parameter. Raises `ParameterError` for another time.
    `as_botocore` puts the parameters into botocore's order, and leaves it to the service to refuse a time.
    """
    date = amz_date(timestamp)
    return query_signed_by(
        signing_of(credentials.secret_access_key, date, region, service, keys),
        request,
        credentials,
        date,
        expires_seconds=expires_seconds,
        payload_hash=payload_hash,
        double_encode=double_encode,
        normalize_path=normalize_path,
        sign_session_token=sign_session_token,
        token_parameter=token_parameter,
        as_botocore=as_botocore,
    )


def query_signed_by(
    signing: Signing,
    request: HttpRequest,
    credentials: Credentials,
    date: str,
    *,
    expires_seconds: int,
    payload_hash: str | None,
    double_encode: bool,
    normalize_path: bool,
    sign_session_token: bool,
    token_parameter: str = TOKEN,
    as_botocore: bool = False,
) -> HttpRequest:
    """`request` signed by `signing` at `date` (`20150830T123600Z`); the other arguments are those of `sign_query`."""
    if not as_botocore and not 1 <= expires_seconds <= LONGEST_EXPIRY_SECONDS:
        expected = f"1 to {LONGEST_EXPIRY_SECONDS} seconds (seven days)"
        raise ParameterError("sign_query", [Violation("expires_seconds", expected, str(expires_seconds))])
    host, path, query = split_url(request.url)
    fields = remaining_fields(request)
    headers = signed_headers(fields, host)
    parameters = [part for part in query.split("&") if part and part.partition("=")[0] not in _REPLACED_PARAMETERS]
    parameters += _parameters(signing, credentials, date, ";".join(headers), expires_seconds, as_botocore)
    token = [f"{token_parameter}={uri_encode(credentials.session_token)}"] if credentials.session_token else []
    if sign_session_token:
        parameters += token
    if signing.region_set is not None:
        parameters.append(f"X-Amz-Region-Set={uri_encode(signing.region_set)}")
    path = canonical_path(path, double_encode=double_encode, normalize=normalize_path)
    payload_hash = sha256_hex(request.body) if payload_hash is None else payload_hash
    signature = signature_of(signing, date, request.method, path, "&".join(parameters), headers, payload_hash)
    if not sign_session_token:
        parameters += token
    parameters.append(f"X-Amz-Signature={signature}")
    url = f"{request.url.partition('#')[0].partition('?')[0]}?{'&'.join(parameters)}"
    return HttpRequest(request.method, url, Headers(fields), request.body, request.stream)


def _parameters(
    signing: Signing, credentials: Credentials, date: str, names: str, expires_seconds: int, as_botocore: bool
) -> tuple[str, ...]:
    """What is signed of the signature itself."""
    last = (f"X-Amz-SignedHeaders={uri_encode(names)}", f"X-Amz-Expires={expires_seconds}")
    return (
        f"X-Amz-Algorithm={signing.algorithm}",
        f"X-Amz-Credential={uri_encode(f'{credentials.access_key_id}/{signing.scope}')}",
        f"X-Amz-Date={date}",
        *(reversed(last) if as_botocore and signing.region_set is None else last),
    )
