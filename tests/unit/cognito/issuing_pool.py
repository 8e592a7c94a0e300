"""A user pool that signs tokens and publishes its keys, and an attacker's tools to forge them."""

import base64
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.memory import MemoryTransport

POOL_ID = "eu-central-1_Ab12Cd34E"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL_ID}"
CLIENT_ID = "1example23456789"
NOW = 1_767_582_245.0


def segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def json_segment(value: object) -> str:
    return segment(json.dumps(value).encode())


class Key:
    """An RSA key with its id."""

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self.private: RSAPrivateKey = generate_private_key(65537, bits)

    def jwk(self, **changes: Any) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        n = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        made = {"kty": "RSA", "kid": self.kid, "use": "sig", "alg": "RS256", "n": segment(n), "e": "AQAB"}
        return made | changes

    def token(self, claims: object, **header: Any) -> str:
        return self.sign(f"{json_segment({'alg': 'RS256', 'kid': self.kid} | header)}.{json_segment(claims)}")

    def sign(self, signed: str) -> str:
        """A token of these first two parts."""
        return f"{signed}.{segment(self.private.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def token_by_hmac(self, claims: object) -> str:
        """HS256 with the public key as the secret: what a verifier that believes `alg` would accept."""
        secret = self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        signed = f"{json_segment({'alg': 'HS256', 'kid': self.kid})}.{json_segment(claims)}"
        return f"{signed}.{segment(hmac.digest(secret, signed.encode(), 'sha256'))}"


class IssuingPool:
    """Publishes `keys`; `fetches` counts how often somebody asked for them."""

    def __init__(self, *keys: Key) -> None:
        self.keys = [key.jwk() for key in keys]
        self.status = 200
        self.failure: Exception | None = None
        self.transport = MemoryTransport(self._answer)

    @property
    def fetches(self) -> int:
        return len(self.transport.requests)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        assert (request.method, request.url) == ("GET", f"{ISSUER}/.well-known/jwks.json")
        if self.failure is not None:
            raise self.failure
        return HttpResponse(self.status, {}, json.dumps({"keys": self.keys}).encode())


def access_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "sub": "d1f7a0a2-0000-4000-8000-00000000aaaa",
        "username": "ada",
        "iss": ISSUER,
        "client_id": CLIENT_ID,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin orders/read",
        "cognito:groups": ["admins", "staff"],
        "iat": NOW - 60,
        "auth_time": NOW - 60,
        "exp": NOW + 3600,
        "jti": "11111111-2222-4333-8444-555555555555",
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def id_claims(**changes: Any) -> dict[str, Any]:
    claims = {"aud": CLIENT_ID, "client_id": None, "token_use": "id", "scope": None, "username": None}
    return access_claims(**claims | {"cognito:username": "ada", "email": "ada@example.com"} | changes)
