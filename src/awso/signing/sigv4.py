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
    host, path, query = split_url(request.url)
    kept = [field for field in request.headers.pairs if field[0].lower() not in REPLACED_HEADERS]
    if payload_hash is None:
        payload_hash = sha256_hex(request.body)
    if content_sha256_header:
        kept = [field for field in kept if field[0].lower() != "x-amz-content-sha256"]
        kept.append(("X-Amz-Content-SHA256", payload_hash))
    kept.append(("X-Amz-Date", date))
    if signing.region_set is not None:
        kept.append(("X-Amz-Region-Set", signing.region_set))
    token = credentials.session_token
    if token and sign_session_token:
        kept.append(("X-Amz-Security-Token", token))
    headers = canonical_headers(kept)
    headers.setdefault("host", host)
    names = sorted(headers)
    canonical = canonical_request(
        request.method,
        canonical_path(path, double_encode=double_encode, normalize=normalize_path),
        canonical_query(query),
        headers,
        names,
        payload_hash,
    )
    signature = signing.key.hexdigest(string_to_sign(date, signing.scope, canonical, signing.algorithm).encode())
    if token and not sign_session_token:
        kept.append(("X-Amz-Security-Token", token))
    credential = f"{credentials.access_key_id}/{signing.scope}"
    signed_names = ";".join(names)
    authorization = f"{signing.algorithm} Credential={credential}, SignedHeaders={signed_names}, Signature={signature}"
    kept.append(("Authorization", authorization))
    return HttpRequest(request.method, request.url, Headers(kept), request.body, request.stream)
