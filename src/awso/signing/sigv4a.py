"""Signs a request with Signature Version 4a, which holds in a set of regions: ECDSA with a key made of the secret key.

The receiver knows the public key only. What is signed is nearly that of Version 4 (`canonical`): the scope has no
region, and `X-Amz-Region-Set` says which regions. For S3 multi-region access points, EventBridge's global endpoints,
CloudFront's key-value stores.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html and the SDKs' published derivation of the key
(NIST SP 800-108 in counter mode, then FIPS 186-4 §B.4.2 by testing candidates).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.errors import ConfigurationError
from awso.signing.canonical import TERMINATOR, Signing, amz_date
from awso.signing.presign import query_signed_by
from awso.signing.sha256 import HmacKey
from awso.signing.sigv4 import signed_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    from awso.signing.seed import Seed

ALGORITHM = "AWS4-ECDSA-P256-SHA256"

# The order of the curve P-256: FIPS 186-4 §D.1.2.3.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_KEY_BITS = 256
_LARGEST_COUNTER = 254


class AsymmetricKey:
    """The P-256 key of a pair of access keys. It is the same on every day, in every region, for every service."""

    __slots__ = ("_key",)

    def __init__(self, access_key_id: str, secret_access_key: str) -> None:
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

        self._key: EllipticCurvePrivateKey = derive_private_key(
            private_number(access_key_id, secret_access_key), SECP256R1()
        )

    def hexdigest(self, message: bytes) -> str:
        """A signature of `message` as DER in hexadecimal; each call gives another one."""
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._key.sign(message, ECDSA(SHA256())).hex()

    def public_numbers(self) -> tuple[int, int]:
        """The public point, by which the receiver verifies."""
        numbers = self._key.public_key().public_numbers()
        return numbers.x, numbers.y


def private_number(access_key_id: str, secret_access_key: str) -> int:
    """The private key, 1 to the curve's order less one. Raises ValueError where none is found, which none has seen."""
    key = HmacKey(b"AWS4A" + secret_access_key.encode())
    head = (1).to_bytes(4, "big") + ALGORITHM.encode() + b"\0" + access_key_id.encode()
    for counter in range(1, _LARGEST_COUNTER + 1):
        candidate = int.from_bytes(key.digest(head + bytes((counter,)) + _KEY_BITS.to_bytes(4, "big")), "big")
        if candidate <= _ORDER - 2:
            return candidate + 1
    raise ValueError("no P-256 key can be made of these access keys")


class AsymmetricKeys:
    """The keys derived so far, so that calls derive theirs once; the oldest leaves when there would be too many."""

    __slots__ = ("_keys", "limit")

    def __init__(self, limit: int = 16) -> None:
        self.limit = limit
        self._keys: dict[tuple[str, str], AsymmetricKey] = {}

    def get(self, credentials: Credentials) -> AsymmetricKey:
        """The key of these credentials."""
        pair = (credentials.access_key_id, credentials.secret_access_key)
        key = self._keys.get(pair)
        if key is None:
            key = AsymmetricKey(*pair)
            while len(self._keys) >= self.limit:
                # pop with a default: another thread may have taken the same oldest key.
                self._keys.pop(next(iter(self._keys)), None)
            self._keys[pair] = key
        return key


def signing_of(
    credentials: Credentials, date: str, region_set: str, service: str, keys: AsymmetricKeys | None = None
) -> Signing:
    """What signs on the day of `date`; `region_set` is regions and patterns of them: `us-east-1,eu-*`, or `*`."""
    key = (
        AsymmetricKey(credentials.access_key_id, credentials.secret_access_key)
        if keys is None
        else keys.get(credentials)
    )
    return Signing(ALGORITHM, f"{date[:8]}/{service}/{TERMINATOR}", key, region_set)


class AsymmetricTemplate:
    """As `awso.signing.template.SigningTemplate`, for all regions of `region_set`."""

    __slots__ = (
        "_content_sha256_header",
        "_double_encode",
        "_keys",
        "_normalize_path",
        "_payload_hash",
        "_region_set",
        "_request",
        "_service",
        "_varying",
    )

    def __init__(
        self,
        request: HttpRequest,
        varying: tuple[str, ...],
        *,
        region_set: str,
        service: str,
        payload_hash: str | None = None,
        content_sha256_header: bool = False,
        double_encode: bool = True,
        normalize_path: bool = True,
        keys: AsymmetricKeys | None = None,
    ) -> None:
        said = request.headers.get("x-amz-content-sha256")
        self._request = request
        self._varying = varying
        self._region_set = region_set
        self._service = service
        self._payload_hash = said or payload_hash
        self._content_sha256_header = content_sha256_header and said is None
        self._double_encode = double_encode
        self._normalize_path = normalize_path
        self._keys = AsymmetricKeys() if keys is None else keys

    def sign(
        self, values: tuple[str, ...], body: bytes, credentials: Credentials, date: str
    ) -> tuple[tuple[str, str], ...]:
        """The headers to add to the request."""
        # Nothing is prepared: making the ECDSA signature takes ten times as long as all the rest.
        fixed = self._request.headers.pairs
        headers = Headers((*fixed, *zip(self._varying, values, strict=True)))
        signed = signed_by(
            signing_of(credentials, date, self._region_set, self._service, self._keys),
            HttpRequest(self._request.method, self._request.url, headers, body),
            credentials,
            date,
            payload_hash=self._payload_hash,
            content_sha256_header=self._content_sha256_header,
            double_encode=self._double_encode,
            normalize_path=self._normalize_path,
            sign_session_token=True,
        )
        return signed.headers.pairs[len(fixed) :]

    def seed(self, credentials: Credentials, date: str, signature: str) -> "Seed":
        """Raises `ConfigurationError`: parts of a body are not signed in this way here."""
        raise ConfigurationError(
            "a body whose parts are signed one by one is not sent with Signature Version 4a: call the endpoint by https"
        )


def sign_headers(
    request: HttpRequest,
    credentials: Credentials,
    *,
    region_set: str,
    service: str,
    timestamp: datetime,
    payload_hash: str | None = None,
    content_sha256_header: bool = False,
    double_encode: bool = True,
    normalize_path: bool = True,
    sign_session_token: bool = True,
    keys: AsymmetricKeys | None = None,
) -> HttpRequest:
    """As `awso.signing.sigv4.sign_headers`, for all regions of `region_set`."""
    date = amz_date(timestamp)
    return signed_by(
        signing_of(credentials, date, region_set, service, keys),
        request,
        credentials,
        date,
        payload_hash=payload_hash,
        content_sha256_header=content_sha256_header,
        double_encode=double_encode,
        normalize_path=normalize_path,
        sign_session_token=sign_session_token,
    )


def sign_query(
    request: HttpRequest,
    credentials: Credentials,
    *,
    region_set: str,
    service: str,
    timestamp: datetime,
    expires_seconds: int,
    payload_hash: str | None = None,
    double_encode: bool = True,
    normalize_path: bool = True,
    sign_session_token: bool = True,
    keys: AsymmetricKeys | None = None,
    as_botocore: bool = False,
) -> HttpRequest:
    """As `awso.signing.presign.sign_query`, for all regions of `region_set`."""
    date = amz_date(timestamp)
    return query_signed_by(
        signing_of(credentials, date, region_set, service, keys),
        request,
        credentials,
        date,
        expires_seconds=expires_seconds,
        payload_hash=payload_hash,
        double_encode=double_encode,
        normalize_path=normalize_path,
        sign_session_token=sign_session_token,
        as_botocore=as_botocore,
    )
