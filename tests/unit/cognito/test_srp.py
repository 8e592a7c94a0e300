"""The client's half of SRP against a server that lies, and the numbers that are easy to write wrongly."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.cognito import srp
from awso.cognito.srp import ClientHalf, ServerHalf, SrpError

POOL = "us-east-1_Ab12Cd34E"
PRIVATE = bytes(range(1, 33))
BLOCK = base64.b64encode(b"secret block").decode()


def prove(salt: str = "ab12", public: str = "12345", secret_block: str = BLOCK) -> srp.Proof:
    theirs = ServerHalf(user_id="ada", salt=salt, public=public, secret_block=secret_block)
    return ClientHalf(PRIVATE).prove(theirs, pool_id=POOL, password="correct horse", epoch_seconds=0.0)


@pytest.mark.parametrize("multiple", [0, 1])
def test_a_server_value_of_0_modulo_n_is_refused(multiple: int) -> None:
    with pytest.raises(SrpError, match="SRP_B is 0 modulo N"):
        prove(public=f"{multiple * srp.N:x}")


def test_a_scrambler_of_0_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashes_to_nothing(client_public: int, server_public: int) -> int:
        return 0

    monkeypatch.setattr(srp, "scrambler", hashes_to_nothing)  # SHA-256 has no known preimage of 0

    with pytest.raises(SrpError, match="hash to 0"):
        prove()


@pytest.mark.parametrize("text", ["", "0x12", "-1", "+1", " 12", "1_2", "xyz", "f" * 771, "\u0663", "12\n"])
def test_what_is_no_hexadecimal_number_is_refused(text: str) -> None:
    with pytest.raises(SrpError, match="SALT is not a hexadecimal number"):
        prove(salt=text)
    with pytest.raises(SrpError, match="SRP_B is not a hexadecimal number"):
        prove(public=text)


@pytest.mark.parametrize("text", ["not base64!", "abc", "\u00e9"])
def test_a_secret_block_that_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(SrpError, match="SECRET_BLOCK"):
        prove(secret_block=text)


def test_a_private_value_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes, got 31"):
        ClientHalf(bytes(31))


def test_the_private_value_stays_out_of_repr() -> None:
    assert repr(ClientHalf(PRIVATE)) == "ClientHalf(***)"


def test_neither_an_empty_salt_number_nor_leading_zeros_change_what_is_hashed() -> None:
    assert prove(salt="00ab12") == prove(salt="ab12")
    assert prove(public="0012345") == prove(public="12345")


@given(st.integers(min_value=0, max_value=2**3080))
@settings(derandomize=True)
def test_padded_bytes_are_the_number_with_a_sign_bit_of_0_and_no_byte_more(number: int) -> None:
    padded = srp.pad(number)

    assert int.from_bytes(padded, "big") == number
    assert padded[0] < 0x80
    assert len(padded) == 1 or padded[0] != 0 or padded[1] >= 0x80


def test_a_timestamp_is_english_with_a_day_that_has_no_leading_zero() -> None:
    assert srp.timestamp(1_767_582_245.9) == "Mon Jan 5 03:04:05 UTC 2026"


def test_the_pool_name_is_what_follows_the_region() -> None:
    assert srp.pool_name(POOL) == "Ab12Cd34E"


@given(st.integers(min_value=1, max_value=2**256 - 1), st.integers(min_value=0, max_value=2**128), st.text(max_size=20))
@settings(derandomize=True, max_examples=15, deadline=None)
def test_a_server_that_knows_only_the_verifier_agrees_on_the_proof(private: int, salt: int, password: str) -> None:
    ours = ClientHalf(PRIVATE)
    verifier = srp.verifier(POOL, "ada", password, salt)
    public = (srp.K * verifier + pow(srp.G, private, srp.N)) % srp.N
    u = srp.scrambler(ours.public, public)
    key = srp.session_key(u, pow(ours.public * pow(verifier, u, srp.N), private, srp.N))

    proof = ours.prove(
        ServerHalf("ada", f"{salt:x}", f"{public:x}", BLOCK), pool_id=POOL, password=password, epoch_seconds=0.0
    )

    wanted = srp.signature(key, POOL, "ada", b"secret block", proof.timestamp)
    assert proof.signature == base64.b64encode(wanted).decode()
