"""What people try with JSON web tokens, and that PyJWT agrees with what we sign."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from awso_userpool.tokens import jwt, keys
from awso_userpool.tokens.jwt import MalformedTokenError, SignatureError
from awso_userpool.tokens.keys import KeyRing

CLAIMS: dict[str, object] = {"iss": "https://pool.example/p", "sub": "s", "exp": 4102444800, "token_use": "access"}


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return keys.load(keys.generate("p", 0.0, secrets.token_bytes))


def public_key(ring: KeyRing) -> rsa.RSAPublicKey:
    return ring.verifiers["access", ring.signers["access"].kid]


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def forged(ring: KeyRing, header: dict[str, Any], signature: bytes = b"") -> str:
    full = {"kid": ring.signers["access"].kid, **header}
    encoded = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    return f"{segment(full)}.{segment(CLAIMS)}.{encoded}"


def check(ring: KeyRing, token: str) -> None:
    parts = jwt.take_apart(token)
    jwt.check_signature(parts, ring.verifiers.get(("access", parts.kid)))


def test_what_we_sign_an_independent_library_verifies(ring: KeyRing) -> None:
    token = jwt.sign(CLAIMS, ring.signers["access"])

    assert pyjwt.decode(token, public_key(ring), algorithms=["RS256"]) == CLAIMS
    assert pyjwt.get_unverified_header(token) == {"alg": "RS256", "kid": ring.signers["access"].kid}


def test_the_two_keys_of_a_pool_have_different_names(ring: KeyRing) -> None:
    assert ring.signers["id"].kid != ring.signers["access"].kid
    token = jwt.sign(CLAIMS, ring.signers["id"])

    with pytest.raises(SignatureError):
        check(ring, token)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS512", "PS256", "ES256", None, 5])
def test_only_rs256_is_looked_at(ring: KeyRing, algorithm: object) -> None:
    with pytest.raises(MalformedTokenError):
        check(ring, forged(ring, {"alg": algorithm}))


def test_an_hmac_under_the_public_key_is_no_signature(ring: KeyRing) -> None:
    pem = public_key(ring).public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed, _, _ = forged(ring, {"alg": "RS256"}).rpartition(".")
    tag = hmac.new(pem, signed.encode(), hashlib.sha256).digest()

    with pytest.raises(SignatureError):
        check(ring, forged(ring, {"alg": "RS256"}, tag))


@pytest.mark.parametrize("extra", ["jku", "jwk", "x5c", "x5u"])
def test_a_key_that_comes_with_the_token_is_not_used(ring: KeyRing, extra: str) -> None:
    own = rsa.generate_private_key(65537, 2048)
    header = {"kid": ring.signers["access"].kid, extra: RSAAlgorithm.to_jwk(own.public_key())}
    token = pyjwt.encode(CLAIMS, own, algorithm="RS256", headers=header)

    with pytest.raises(SignatureError):
        check(ring, token)


def test_a_critical_extension_is_refused(ring: KeyRing) -> None:
    with pytest.raises(MalformedTokenError):
        check(ring, forged(ring, {"alg": "RS256", "crit": ["exp"]}))


def test_a_key_of_another_pool_is_unknown(ring: KeyRing) -> None:
    other = keys.load(keys.generate("q", 0.0, secrets.token_bytes))

    with pytest.raises(SignatureError):
        check(ring, jwt.sign(CLAIMS, other.signers["access"]))


def test_a_swapped_payload_breaks_the_signature(ring: KeyRing) -> None:
    header, _, signature = jwt.sign(CLAIMS, ring.signers["access"]).split(".")

    with pytest.raises(SignatureError):
        check(ring, f"{header}.{segment({**CLAIMS, 'sub': 'other'})}.{signature}")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        "é.b.c",
        "a.b.c\n",
        "=.=.=",
        "e30.e30.",
        "bnVsbA.e30.AA",
        "e30.W10.AA",
        "A" * 70000 + "..",
        "W1tb" * 9000 + ".e30.AA",
    ],
)
def test_junk_is_malformed(token: str) -> None:
    with pytest.raises(MalformedTokenError):
        jwt.take_apart(token)


def test_a_token_has_one_spelling_only(ring: KeyRing) -> None:
    token = jwt.sign(CLAIMS, ring.signers["access"])
    check(ring, token)

    for other in (
        token + "=",
        token + "==",
        token[:-1] + ("B" if token[-1] == "A" else "A"),
        token + " ",
        token + "AA",
    ):
        with pytest.raises((MalformedTokenError, SignatureError)):
            check(ring, other)


def test_verified_tokens_are_remembered_up_to_a_bound() -> None:
    seen = jwt.VerifiedTokens(capacity=2)
    for name in ("a", "b", "c"):
        seen.add(name, {"sub": name})

    assert (seen.get("a"), seen.get("c")) == (None, {"sub": "c"})
