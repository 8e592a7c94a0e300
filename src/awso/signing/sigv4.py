"""Signs a request with Signature Version 4 in its headers.

What is signed: `canonical`. Signing a URL instead: `presign`. For several regions at once: `sigv4a`. The server's side:
`verify`.
"""

from datetime import datetime

from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import (
    REPLACED_HEADERS,
    Signing,
    SigningKeys,
    amz_date,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    signing_of,
    split_url,
    string_to_sign,
)
from awso.signing.sha256 import sha256_hex


def sign_headers(
    request: HttpRequest,
    credentials: Credentials,
    *,
    region: str,
    service: str,
    timestamp: datetime,
    payload_hash: str | None = None,
    content_sha256_header: bool = False,
    double_encode: bool = True,
    normalize_path: bool = True,
    sign_session_token: bool = True,
    keys: SigningKeys | None = None,
) -> HttpRequest:
    """`request` with `X-Amz-Date`, the session token and `Authorization`, those of an earlier signature replaced.

    `timestamp` is aware. `payload_hash` is the body's SHA-256 in hexadecimal or a marker such as `UNSIGNED-PAYLOAD`;
    computed when None. `content_sha256_header` sends (and signs) it as `X-Amz-Content-SHA256`. S3 wants `double_encode`
    and `normalize_path` off. `sign_session_token=False` adds the token after signing, as AWS IoT wants it.
    `keys` remembers derived keys between calls. The URL's host is signed unless the request has a Host header.
    """
    date = amz_date(timestamp)
    return signed_by(
        signing_of(credentials.secret_access_key, date, region, service, keys),
        request,
        credentials,
        date,
        payload_hash=payload_hash,
        content_sha256_header=content_sha256_header,
        double_encode=double_encode,
        normalize_path=normalize_path,
        sign_session_token=sign_session_token,
    )


def signed_by(
    signing: Signing,
    request: HttpRequest,
    credentials: Credentials,
    date: str,
    *,
    payload_hash: str | None,
    content_sha256_header: bool,
    double_encode: bool,
    normalize_path: bool,
    sign_session_token: bool,
) -> HttpRequest:
    """`request` signed by `signing` at `date` (`20150830T123600Z`); the other arguments are those of `sign_headers`."""
    if payload_hash is None:
        payload_hash = sha256_hex(request.body)
    token = [("X-Amz-Security-Token", credentials.session_token)] if credentials.session_token else []
    fields = remaining_fields(request)
    if content_sha256_header:
        fields = [field for field in fields if field[0].lower() != "x-amz-content-sha256"]
        fields.append(("X-Amz-Content-SHA256", payload_hash))
    fields.append(("X-Amz-Date", date))
    if signing.region_set is not None:
        fields.append(("X-Amz-Region-Set", signing.region_set))
    if sign_session_token:
        fields += token
    host, path, query = split_url(request.url)
    headers = signed_headers(fields, host)
    path = canonical_path(path, double_encode=double_encode, normalize=normalize_path)
    signature = signature_of(signing, date, request.method, path, query, headers, payload_hash)
    if not sign_session_token:
        fields += token
    credential = f"{credentials.access_key_id}/{signing.scope}"
    names = ";".join(headers)
    authorization = f"{signing.algorithm} Credential={credential}, SignedHeaders={names}, Signature={signature}"
    fields.append(("Authorization", authorization))
    return HttpRequest(request.method, request.url, Headers(fields), request.body, request.stream)


def remaining_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The header fields of `request` without those of an earlier signature."""
    return [field for field in request.headers.pairs if field[0].lower() not in REPLACED_HEADERS]


def signed_headers(fields: list[tuple[str, str]], host: str) -> dict[str, str]:
    """The headers that are signed, in the order of their names; `host` where no field says one."""
    return dict(sorted({"host": host, **canonical_headers(fields)}.items()))


def signature_of(
    signing: Signing, date: str, method: str, path: str, query: str, headers: dict[str, str], payload_hash: str
) -> str:
    """The signature in hexadecimal; `path` is canonical, `headers` what `signed_headers` gives."""
    canonical = canonical_request(method, path, canonical_query(query), headers, list(headers), payload_hash)
    return signing.key.hexdigest(string_to_sign(date, signing.scope, canonical, signing.algorithm).encode())
