"""What exactly a Version 4 signature signs: the canonical request and the string to sign.

The rules are AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
The signers (`sigv4`, `sigv4a`, `presign`) and the verifier (`verify`) all build it here, so that they cannot disagree.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from awso._lean import UTC, datetime, msgspec
from awso.signing.sha256 import HmacKey, sha256_hex

if TYPE_CHECKING:
    from typing import Protocol

    class SigningKey(Protocol):
        """What makes a signature of a text."""

        def hexdigest(self, message: bytes) -> str:
            """The signature in hexadecimal."""
            ...


ALGORITHM = "AWS4-HMAC-SHA256"

REPLACED_HEADERS = frozenset(("authorization", "x-amz-date", "x-amz-region-set", "x-amz-security-token"))
"""Left from an earlier signature, in lower case: a new one brings its own."""
TERMINATOR = "aws4_request"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"

# Proxies add, drop or change these on the way, so a signature must not depend on them.
UNSIGNED_HEADERS = frozenset(
    (
        "authorization",
        "connection",
        "expect",
        "transfer-encoding",
        "user-agent",
        "x-amzn-trace-id",
    )
)

# RFC 3986 §2.3
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ENCODED = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]
_ENCODED_PATH = [*_ENCODED[:0x2F], "/", *_ENCODED[0x30:]]
_DEFAULT_PORTS = {"https": ":443", "http": ":80"}


class Scope(msgspec.Struct, frozen=True):
    """Where a signature holds: a day (`20150830`), a region and a service."""

    date: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{TERMINATOR}"


class Signing(msgspec.Struct, frozen=True):
    """By what a request is signed, apart from the time: the algorithm's name, the scope, the key.

    `region_set` is where a signature of Version 4a holds, which is not in its scope: regions and patterns of them.
    """

    algorithm: str
    scope: str
    key: "SigningKey"
    region_set: str | None = None


class SigningKeys:
    """The signing keys derived so far, so that calls of one day derive theirs once.

    Deriving takes four HMACs. Bounded: the oldest key leaves when a new one would make it more than `limit`.
    """

    __slots__ = ("_keys", "limit")

    def __init__(self, limit: int = 64) -> None:
        self.limit = limit
        self._keys: dict[tuple[str, Scope], HmacKey] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, secret_access_key: str, scope: Scope) -> HmacKey:
        """The signing key of this secret in this scope."""
        key = self._keys.get((secret_access_key, scope))
        if key is None:
            key = signing_key(secret_access_key, scope)
            while len(self._keys) >= self.limit:
                # pop with a default: another thread may have taken the same oldest key.
                self._keys.pop(next(iter(self._keys)), None)
            self._keys[secret_access_key, scope] = key
        return key


def signing_key(secret_access_key: str, scope: Scope) -> HmacKey:
    """The key that signs within `scope`: it reveals neither the secret nor the keys of other scopes."""
    key = HmacKey(b"AWS4" + secret_access_key.encode())
    for part in (scope.date, scope.region, scope.service, TERMINATOR):
        key = HmacKey(key.digest(part.encode()))
    return key


def signing_of(secret_access_key: str, date: str, region: str, service: str, keys: SigningKeys | None) -> Signing:
    """What signs on the day of `date` in one region; `keys` remembers derived keys."""
    scope = Scope(date[:8], region, service)
    key = signing_key(secret_access_key, scope) if keys is None else keys.get(secret_access_key, scope)
    return Signing(ALGORITHM, str(scope), key)


def amz_date(moment: datetime) -> str:
    """`moment`, an aware datetime, as `20150830T123600Z`."""
    if moment.tzinfo is not UTC:
        if moment.tzinfo is None:
            raise ValueError("signing needs a time with a timezone: use datetime.now(UTC)")
        moment = moment.astimezone(UTC)
    day = moment.year * 10_000 + moment.month * 100 + moment.day  # not strftime, which takes four times as long
    second = moment.hour * 10_000 + moment.minute * 100 + moment.second
    return f"{day:08}T{second:06}Z"


def uri_encode(text: str) -> str:
    """`text` with every byte but RFC 3986's unreserved ones percent-encoded, upper case."""
    return "".join([_ENCODED[byte] for byte in text.encode()])


def uri_decode(text: str) -> str:
    """The inverse of `uri_encode`; a `%` without two hexadecimal digits stays, and so does `+`."""
    if "%" not in text:
        return text
    head, *rest = text.encode().split(b"%")
    decoded = [head]
    for piece in rest:
        try:
            # bytes.fromhex would skip white space: "% 1" must not read as "%01".
            byte = bytes.fromhex(piece[:2].decode()) if piece[:2].isalnum() else b""
        except ValueError:
            byte = b""
        decoded.append(byte + piece[2:] if byte else b"%" + piece)
    return b"".join(decoded).decode("utf-8", "surrogateescape")


def split_url(url: str) -> tuple[str, str, str]:
    """The host as a Host header has it (no default port), the path and the query of an absolute or origin-form URL."""
    scheme, separator, rest = url.partition("#")[0].partition("://")
    if not separator or "/" in scheme or "?" in scheme:  # origin form: "/path?next=https://…" has no authority
        path, _, query = url.partition("#")[0].partition("?")
        return "", path or "/", query
    before_query, _, query = rest.partition("?")
    authority, _, path = before_query.partition("/")
    host = authority.lower()
    if "@" in host:
        host = host.rpartition("@")[2]
    if ":" in host:
        host = host.removesuffix(_DEFAULT_PORTS.get(scheme.lower(), ""))
    return host, "/" + path, query


def canonical_path(path: str, *, double_encode: bool, normalize: bool) -> str:
    """The path as it is signed: dot and empty segments resolved, then encoded once more on top of its own encoding."""
    if path == "/":
        return path
    if normalize:
        path = _without_dot_segments(path)
    return "".join([_ENCODED_PATH[byte] for byte in path.encode()]) if double_encode else path


def _without_dot_segments(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    # Unlike RFC 3986 §5.2.4, AWS's signers end "/a/." without a slash.
    return "/" + "/".join(segments) + ("/" if path.endswith("/") and segments else "")


def canonical_query(query: str) -> str:
    """The query's parameters decoded, encoded in the one canonical way and sorted; without `=` a value is empty."""
    if not query:
        return ""
    pairs = [part.partition("=") for part in query.split("&") if part]
    # surrogateescape: what is not UTF-8 when decoded is encoded back to the very bytes that came
    return "&".join(
        f"{name}={value}" for name, value in sorted((_recoded(name), _recoded(value)) for name, _, value in pairs)
    )


def _recoded(text: str) -> str:
    return "".join([_ENCODED[byte] for byte in uri_decode(text).encode("utf-8", "surrogateescape")])


def canonical_value(value: str) -> str:
    """A header value without surrounding white space, inner runs of white space as one space."""
    if "  " in value or "\n" in value or "\t" in value:
        # bytes.split knows only ASCII white space, as HTTP does; str.split would also eat no-break spaces.
        return b" ".join(value.encode("utf-8", "surrogateescape").split()).decode("utf-8", "surrogateescape")
    return value.strip(" ")


def canonical_headers(fields: Iterable[tuple[str, str]], unsigned: frozenset[str] = UNSIGNED_HEADERS) -> dict[str, str]:
    """Lower-case names and canonical values of `fields`, but for `unsigned`; repeated ones joined by commas."""
    headers: dict[str, str] = {}
    for name, value in fields:
        lower = name.lower()
        if lower not in unsigned:
            plain = canonical_value(value)
            headers[lower] = f"{headers[lower]},{plain}" if lower in headers else plain
    return headers


def canonical_request(
    method: str,
    path: str,
    query: str,
    headers: dict[str, str],
    names: list[str],
    payload_hash: str,
) -> str:
    """The text whose hash is signed.

    `path`, `query` and `headers` are canonical already; `names` are those of the signed headers, sorted.
    """
    lines = "".join([f"{name}:{headers[name]}\n" for name in names])
    return f"{method}\n{path}\n{query}\n{lines}\n{';'.join(names)}\n{payload_hash}"


def string_to_sign(date: str, scope: Scope | str, canonical: str, algorithm: str = ALGORITHM) -> str:
    """The text that the signing key signs. `date` is the full `20150830T123600Z`."""
    digest = sha256_hex(canonical.encode("utf-8", "surrogateescape"))
    return f"{algorithm}\n{date}\n{scope}\n{digest}"
