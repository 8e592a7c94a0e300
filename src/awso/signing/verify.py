"""The server's side of Signature Version 4: whose request is this, and is it the one they signed?

A request is accepted when its signature, computed again from what arrived, is the one it carries; when it was signed
for this region and service, by a key known here, within the last minutes. The body's hash is always computed from the
body that came: neither `UNSIGNED-PAYLOAD` nor a chunked payload is accepted. Codes and messages are AWS's.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from awso.core.http import HttpRequest
from awso.errors import AwsoError
from awso.signing.canonical import (
    ALGORITHM,
    TERMINATOR,
    Scope,
    SigningKeys,
    amz_date,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    signing_key,
    split_url,
    string_to_sign,
    uri_decode,
)
from awso.signing.presign import LONGEST_EXPIRY_SECONDS
from awso.signing.sha256 import sha256_hex

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html: requests older are refused
WINDOW = timedelta(minutes=15)

# What a server acts on must be what was signed. Others (`x-amz-cf-id`) may be added on the way.
_MUST_BE_SIGNED = {"host": "'Host' or ':authority'", "x-amz-date": "'X-Amz-Date'", "x-amz-target": "'X-Amz-Target'"}

_ANY_HEADER = frozenset[str]()


class SignatureError(AwsoError):
    """The request is not authenticated. `code` and `message` are what AWS would answer."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code, message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class _Claim(NamedTuple):
    """What a request says about its own signature, nothing of it believed yet."""

    access_key_id: str
    scope: Scope
    date: str
    signed_headers: list[str]
    signature: str
    query: str  # without the signature itself
    valid_for: timedelta


def verify(
    request: HttpRequest,
    *,
    region: str,
    service: str,
    secret_for: Callable[[str], str | None],
    now: datetime,
    presigned_allowed: bool = False,
    double_encode: bool = True,
    normalize_path: bool = True,
    keys: SigningKeys | None = None,
) -> str:
    """The access key id that signed `request`. Raises `SignatureError` where it is not authenticated.

    `request` is as it came over the wire: the path not decoded, header values decoded as UTF-8 (`surrogateescape`).
    `secret_for` gives the secret of an access key id, None for an unknown one. `now` is aware.
    """
    claim = _claim(request, presigned_allowed)
    _check_scope(claim, region, service)
    _check_time(claim, now)
    secret = secret_for(claim.access_key_id)
    # Keys known here are long-term ones, which come without a session token.
    if secret is None or "x-amz-security-token" in request.headers or "X-Amz-Security-Token=" in claim.query:
        raise SignatureError("UnrecognizedClientException", "The security token included in the request is invalid.")
    headers = canonical_headers(request.headers.pairs, unsigned=_ANY_HEADER)
    _check_signed_headers(claim.signed_headers, headers)
    payload_hash = sha256_hex(request.body)
    if headers.get("x-amz-content-sha256", payload_hash) != payload_hash:
        raise _mismatch()
    _, path, _ = split_url(request.url)
    canonical = canonical_request(
        request.method,
        canonical_path(path, double_encode=double_encode, normalize=normalize_path),
        canonical_query(claim.query),
        headers,
        claim.signed_headers,
        payload_hash,
    )
    key = signing_key(secret, claim.scope) if keys is None else keys.get(secret, claim.scope)
    expected = key.hexdigest(string_to_sign(claim.date, claim.scope, canonical).encode("utf-8", "surrogateescape"))
    # As bytes: compare_digest refuses text beyond ASCII, which an attacker may well send.
    if not compare_digest(expected.encode(), claim.signature.encode("utf-8", "surrogateescape")):
        raise _mismatch()
    return claim.access_key_id


def _claim(request: HttpRequest, presigned_allowed: bool) -> _Claim:
    authorization = request.headers.get("authorization")
    _, _, query = split_url(request.url)
    if authorization is not None:
        return _claim_in_header(authorization, request.headers.get("x-amz-date"), query)
    if presigned_allowed and "X-Amz-Signature=" in query:
        return _claim_in_query(query)
    raise SignatureError("MissingAuthenticationTokenException", "Missing Authentication Token")


def _claim_in_header(authorization: str, date: str | None, query: str) -> _Claim:
    algorithm, _, rest = authorization.strip().partition(" ")
    if not algorithm.startswith("AWS"):
        raise SignatureError("MissingAuthenticationTokenException", "Missing Authentication Token")
    if algorithm != ALGORITHM:
        raise _incomplete(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    parameters = _parameters(part.strip() for part in rest.split(","))
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in ("Credential", "Signature", "SignedHeaders")
        if not parameters.get(name)
    ]
    if not date:
        missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if missing or not date:
        raise _incomplete(" ".join(missing))
    signed_headers = parameters["SignedHeaders"].split(";")
    key_id, scope = _credential(parameters["Credential"], date)
    return _Claim(key_id, scope, date, signed_headers, parameters["Signature"], query, WINDOW)


def _claim_in_query(query: str) -> _Claim:
    parts = [part for part in query.split("&") if part]
    parameters = {name: uri_decode(value) for name, value in _parameters(parts).items()}
    if parameters.get("X-Amz-Algorithm") != ALGORITHM:
        raise _incomplete(f"Unsupported AWS 'algorithm': '{parameters.get('X-Amz-Algorithm', '')}'.")
    required = ("X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date", "X-Amz-Expires")
    missing = [f"AWS query-string parameters must include '{name}'." for name in required if not parameters.get(name)]
    if missing:
        raise _incomplete(" ".join(missing))
    expires = parameters["X-Amz-Expires"]
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 6 and int(expires) <= LONGEST_EXPIRY_SECONDS):
        raise _incomplete(f"X-Amz-Expires must be a number of seconds up to {LONGEST_EXPIRY_SECONDS}.")
    date = parameters["X-Amz-Date"]
    key_id, scope = _credential(parameters["X-Amz-Credential"], date)
    return _Claim(
        access_key_id=key_id,
        scope=scope,
        date=date,
        signed_headers=parameters["X-Amz-SignedHeaders"].split(";"),
        signature=parameters["X-Amz-Signature"],
        query="&".join(part for part in parts if not part.startswith("X-Amz-Signature=")),
        valid_for=timedelta(seconds=int(expires)),
    )


def _parameters(parts: Iterable[str]) -> dict[str, str]:
    """`name=value` parts as a dict; one that comes twice would let two readers see two requests."""
    parameters: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name in parameters:
            raise _incomplete(f"'{name}' may be given only once.")
        parameters[name] = value
    return parameters


def _credential(credential: str, date: str) -> tuple[str, Scope]:
    parts = credential.split("/")
    if len(parts) != 5:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
            f"got '{credential}'"
        )
    access_key_id, day, region, service, terminator = parts
    if terminator != TERMINATOR:
        raise _invalid(f"Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'.")
    if day != date[:8]:
        raise _invalid(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{day}' != '{date[:8]}', from '{date}'."
        )
    return access_key_id, Scope(day, region, service)


def _check_scope(claim: _Claim, region: str, service: str) -> None:
    if claim.scope.region != region:
        raise _invalid(f"Credential should be scoped to a valid region, not '{claim.scope.region}'.")
    if claim.scope.service != service:
        raise _invalid(f"Credential should be scoped to correct service: '{service}'.")


def _check_time(claim: _Claim, now: datetime) -> None:
    signed_at = _parsed(claim.date)
    oldest = now - claim.valid_for
    if signed_at < oldest:
        raise _invalid(
            f"Signature expired: {claim.date} is now earlier than {amz_date(oldest)} "
            f"({amz_date(now)} - {_words(claim.valid_for)})"
        )
    newest = now + WINDOW
    if signed_at > newest:
        raise _invalid(
            f"Signature not yet current: {claim.date} is still later than {amz_date(newest)} "
            f"({amz_date(now)} + {_words(WINDOW)})"
        )


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 60} min." if seconds % 60 == 0 else f"{seconds} sec."


def _parsed(date: str) -> datetime:
    digits = date[:8] + date[9:15]
    if len(date) == 16 and date[8] == "T" and date[15] == "Z" and digits.isascii() and digits.isdigit():
        try:
            return datetime(
                int(date[:4]),
                int(date[4:6]),
                int(date[6:8]),
                int(date[9:11]),
                int(date[11:13]),
                int(date[13:15]),
                0,
                UTC,
            )
        except ValueError:
            pass  # a 13th month: refused below like any other text
    raise _incomplete(
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )


def _check_signed_headers(names: list[str], headers: dict[str, str]) -> None:
    for name, words in _MUST_BE_SIGNED.items():
        if name not in names and (name == "host" or name in headers):
            raise _invalid(f"{words} must be a 'SignedHeader' in the AWS Authorization.")
    if len(set(names)) != len(names) or any(name not in headers for name in names):
        raise _mismatch()


def _mismatch() -> SignatureError:
    return _invalid(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )


def _invalid(message: str) -> SignatureError:
    return SignatureError("InvalidSignatureException", message)


def _incomplete(message: str) -> SignatureError:
    return SignatureError("IncompleteSignatureException", message)
