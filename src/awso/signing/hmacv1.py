"""Signs S3's requests with its Signature Version 2: an HMAC-SHA1 over the few headers and parameters that S3 minds.

AWS deprecates it, and newer regions do not take it; boto3 signs URLs with it where it can, and older stores that speak
S3's language know nothing else. Not the Version 2 of query services, which is `awso.signing.sigv2`.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

from binascii import b2a_base64
from typing import TYPE_CHECKING

from awso._lean import datetime
from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.errors import ConfigurationError
from awso.signing.canonical import split_url, uri_decode, uri_encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from awso.signing.post_policy import Condition, PresignedPost
    from awso.signing.seed import Seed

ACCESS_KEY = "AWSAccessKeyId"
TOKEN = "x-amz-security-token"

# What the first of these pages lists, and what S3 has added since: botocore signs these.
SIGNED_PARAMETERS = frozenset(
    (
        "accelerate",
        "acl",
        "analytics",
        "cors",
        "defaultObjectAcl",
        "delete",
        "inventory",
        "lifecycle",
        "location",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "partNumber",
        "policy",
        "replication",
        "requestPayment",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "restore",
        "select",
        "select-type",
        "storageClass",
        "tagging",
        "torrent",
        "uploadId",
        "uploads",
        "versionId",
        "versioning",
        "versions",
        "website",
    )
)
_IN_QUERY = ("content-md5", "content-type")


def signature_of(text: str, secret_access_key: str) -> str:
    """HMAC-SHA1 in base64."""
    import hmac  # loads OpenSSL: only who signs so pays for it

    digest = hmac.new(secret_access_key.encode(), text.encode("utf-8", "surrogateescape"), "sha1").digest()
    return b2a_base64(digest, newline=False).decode()


def string_to_sign(method: str, url: str, headers: Headers, date: str, path: str | None) -> str:
    """The text that is signed; `date` is the Date header, or in a URL the second at which it expires.

    `path` begins with the bucket, also where the URL has the bucket in its host; None is the URL's own.
    """
    _, own_path, query = split_url(url)
    lines = [method.upper(), headers.get("content-md5", "").strip(), headers.get("content-type", "").strip(), date]
    amazon: dict[str, str] = {}
    for name, value in headers.pairs:
        lower = name.lower()
        if lower.startswith("x-amz-"):
            amazon[lower] = f"{amazon[lower]},{value.strip()}" if lower in amazon else value.strip()
    lines += [f"{name}:{amazon[name]}" for name in sorted(amazon)]
    return "\n".join([*lines, (own_path if path is None else path) + _canonical_query(query)])


def _canonical_query(query: str) -> str:
    parts = [part.partition("=") for part in query.split("&")]
    signed = sorted(
        ((name, f"{name}{mark}{uri_decode(value)}") for name, mark, value in parts if name in SIGNED_PARAMETERS),
        key=lambda named: named[0],
    )
    return "?" + "&".join(text for _, text in signed) if signed else ""


def with_token(headers: Headers, credentials: Credentials) -> Headers:
    """`headers` with the session token that is to be signed with them, where there is one."""
    if not credentials.session_token:
        return headers
    kept = tuple(field for field in headers.pairs if field[0].lower() != TOKEN)
    return Headers((*kept, (TOKEN, credentials.session_token)))


def sign_query(request: HttpRequest, credentials: Credentials, *, expires_at: int, path: str | None) -> HttpRequest:
    """`request` with the signature in its URL, until the second `expires_at` since 1970.

    What of its headers S3 minds goes into the URL too; `path` is that of `string_to_sign`.
    """
    headers = with_token(request.headers, credentials)
    text = string_to_sign(request.method, request.url, headers, str(expires_at), path)
    named = [(ACCESS_KEY, credentials.access_key_id), ("Signature", signature_of(text, credentials.secret_access_key))]
    lower = dict.fromkeys(name.lower() for name, _ in headers.pairs)
    named += [(name, headers[name]) for name in lower if name.startswith("x-amz-") or name in _IN_QUERY]
    named.append(("Expires", str(expires_at)))
    added = "&".join(f"{uri_encode(name)}={uri_encode(value)}" for name, value in named)
    mark = "&" if "?" in request.url else "?"
    return HttpRequest(request.method, f"{request.url}{mark}{added}", headers, request.body, request.stream)


def sign_post(
    url: str,
    credentials: Credentials,
    *,
    bucket: str,
    key: str,
    fields: "Mapping[str, str]",
    conditions: "Sequence[Condition]",
    expires_at: datetime,
) -> "PresignedPost":
    """As `awso.signing.post_policy.sign_post`; https://docs.aws.amazon.com/AmazonS3/latest/API/HTTPPOSTForms.html"""
    from awso.signing.post_policy import PresignedPost, conditions_of, encoded_policy

    token = {TOKEN: credentials.session_token} if credentials.session_token is not None else {}
    policy = encoded_policy(expires_at, [*conditions, *conditions_of(bucket, key), *([token] if token else [])])
    signed = {ACCESS_KEY: credentials.access_key_id, **token, "policy": policy}
    signature = signature_of(policy, credentials.secret_access_key)
    return PresignedPost(url, {**fields, "key": key, **signed, "signature": signature})


class HmacV1Template:
    """What `awso.signing.template.SigningTemplate` is for Version 4: signatures in the headers of like requests."""

    __slots__ = ("_path", "_request", "_varying")

    def __init__(self, request: HttpRequest, varying: tuple[str, ...], path: str | None) -> None:
        self._request = request
        self._varying = varying
        self._path = path

    def sign(
        self, values: tuple[str, ...], body: bytes, credentials: Credentials, date: str
    ) -> tuple[tuple[str, str], ...]:
        """The headers to add to the request; `date` is `20150830T123600Z`."""
        request = self._request
        headers = with_token(request.headers, credentials)
        written = _http_date(date)
        text = string_to_sign(request.method, request.url, headers, written, self._path)
        signature = signature_of(text, credentials.secret_access_key)
        token = ((TOKEN, credentials.session_token),) if credentials.session_token else ()
        return (
            *zip(self._varying, values, strict=True),
            *token,
            ("Date", written),
            ("Authorization", f"AWS {credentials.access_key_id}:{signature}"),
        )

    def seed(self, credentials: Credentials, date: str, signature: str) -> "Seed":
        """Raises `ConfigurationError`: parts of a body have no signatures in this version."""
        raise ConfigurationError("a body whose parts are signed one by one cannot be signed with S3's Version 2")


def _http_date(date: str) -> str:
    from awso.codecs.scalars import format_http_date

    return format_http_date(datetime.fromisoformat(date))
