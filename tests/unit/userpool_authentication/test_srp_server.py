"""The server's half of SRP against the published vector, the client's half, and the attacks of the textbooks."""

import base64
import json
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.cognito.srp import N, pad
from awso_userpool.authentication import srp
from tests.paths import VECTORS, require


@pytest.fixture(scope="module")
def vector() -> dict[str, str]:
    known: dict[str, str] = json.loads(require(VECTORS / "srp" / "cognito.json").read_text())
    return known


def test_the_server_computes_the_published_known_answer(vector: dict[str, str]) -> None:
    pool, user = vector["pool_id"], vector["user_id_for_srp"]
    verifier = srp.make_verifier(pool, user, vector["password"], bytes.fromhex(vector["salt_hex"]))
    challenge = srp.start(verifier.value, bytes.fromhex(vector["b_hex"]))
    client_public = srp.parse_public_value(vector["A_hex"])
    assert client_public is not None
    key = srp.session_key(client_public, challenge, verifier.value)
    assert key is not None

    assert verifier.salt == vector["salt_hex"]
    assert f"{challenge.public:x}" == vector["B_hex"].lstrip("0")
    assert key.hex() == vector["key_hex"]
    block = base64.b64decode(vector["secret_block_b64"])
    assert srp.expected_signature(key, pool, user, block, vector["timestamp"]) == vector["signature_b64"]


@pytest.mark.parametrize("factor", [0, 1, 2])
def test_a_public_value_that_is_0_modulo_n_is_refused(factor: int) -> None:
    # With A ≡ 0 the shared secret is 0 whatever the password is.
    assert srp.parse_public_value(f"{factor * N:x}") is None


@pytest.mark.parametrize("text", ["", "xyz", "0x12", "-1", "12 34", "1" * 771, "١٢٣"])
def test_a_public_value_that_is_no_hexadecimal_number_is_refused(text: str) -> None:
    assert srp.parse_public_value(text) is None


def test_u_of_0_gives_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def zero(client_public: int, server_public: int) -> int:
        return 0

    monkeypatch.setattr(srp, "scrambler", zero)

    assert srp.session_key(5, srp.Challenge(3, 7), 11) is None


@given(st.integers(min_value=1, max_value=1 << 3072))
@settings(max_examples=2000)
def test_padding_is_that_of_javas_big_integer(number: int) -> None:
    """As every client writes it: even digits, a zero byte in front where the first bit is set, and nothing else."""
    digits = f"{number:x}"
    digits = "0" * (len(digits) % 2) + digits
    expected = ("00" if digits[0] in "89abcdef" else "") + digits

    assert pad(number).hex() == expected


@pytest.mark.parametrize("shorter_by", [0, 8, 16, 24])
def test_values_shorter_than_the_modulus_verify_like_any_other(shorter_by: int) -> None:
    """One value in 256 has a leading zero byte, where careless padding breaks a sign-in once a day."""
    verifier = srp.make_verifier("eu-west-1_abc", "ada", "secret", b"\x80" + bytes(15)).value
    challenge = srp.start(verifier, secrets.token_bytes(srp.PRIVATE_BYTES))
    small = pow(2, 3000 - shorter_by, N)

    key = srp.session_key(small, challenge, verifier)

    assert key is not None
    assert len(key) == 16
