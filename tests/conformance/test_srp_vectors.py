"""The published known answer of Cognito's SRP, every intermediate value, and pycognito as an independent client."""

import base64
import hashlib
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.cognito import srp
from tests.paths import VECTORS, require


@pytest.fixture(scope="module")
def vector() -> dict[str, str]:
    loaded: dict[str, str] = json.loads(require(VECTORS / "srp" / "cognito.json").read_text("utf-8"))
    return loaded


def client(vector: dict[str, str]) -> srp.ClientHalf:
    return srp.ClientHalf(bytes.fromhex(vector["a_hex"]))


def sha256_of_hex(number: int) -> str:
    return hashlib.sha256(f"{number:x}".encode()).hexdigest()


def sha256_of_bytes(number: int) -> str:
    return hashlib.sha256(number.to_bytes(384, "big")).hexdigest()


def test_the_multiplier_of_the_group_is_the_published_one(vector: dict[str, str]) -> None:
    assert f"{srp.K:x}" == vector["k_hex"]


def test_the_clients_public_value_is_the_published_one(vector: dict[str, str]) -> None:
    assert client(vector).public_hex() == vector["A_hex"]


def test_the_exponent_of_the_password_and_its_verifier_are_the_published_ones(vector: dict[str, str]) -> None:
    parts = (vector["pool_id"], vector["user_id_for_srp"], vector["password"], int(vector["salt_hex"], 16))

    assert f"{srp.password_exponent(*parts):x}" == vector["x_hex"]
    verifier = srp.verifier(*parts)
    assert (srp.K * verifier + pow(srp.G, int(vector["b_hex"], 16), srp.N)) % srp.N == int(vector["B_hex"], 16)
    assert vector["verifier_sha256"] in {sha256_of_bytes(verifier), sha256_of_hex(verifier), digest(srp.pad(verifier))}


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def test_the_scrambler_and_the_key_are_the_published_ones(vector: dict[str, str]) -> None:
    a_public, b_public = int(vector["A_hex"], 16), int(vector["B_hex"], 16)
    u = srp.scrambler(a_public, b_public)
    verifier = srp.verifier(
        vector["pool_id"], vector["user_id_for_srp"], vector["password"], int(vector["salt_hex"], 16)
    )
    shared_secret = pow(a_public * pow(verifier, u, srp.N), int(vector["b_hex"], 16), srp.N)

    assert f"{u:x}" == vector["u_hex"]
    assert srp.session_key(u, shared_secret).hex() == vector["key_hex"]


def test_the_proof_is_the_published_one(vector: dict[str, str]) -> None:
    theirs = srp.ServerHalf(
        user_id=vector["user_id_for_srp"],
        salt=vector["salt_hex"],
        public=vector["B_hex"],
        secret_block=vector["secret_block_b64"],
    )
    moment = datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC).timestamp()

    proof = client(vector).prove(theirs, pool_id=vector["pool_id"], password=vector["password"], epoch_seconds=moment)

    assert proof.timestamp == vector["timestamp"]
    assert proof.secret_block == vector["secret_block_b64"]
    assert proof.signature == vector["signature_b64"]


class Peer:
    """pycognito's client half with the private value that we choose."""

    def __init__(self, pool_id: str, password: str, private: bytes) -> None:
        aws_srp = pytest.importorskip("pycognito.aws_srp", reason="pycognito is the peer here")
        # Without its constructor, which opens a boto3 client and draws a private value of its own.
        self._made: Any = object.__new__(aws_srp.AWSSRP)
        self._made.pool_id = pool_id
        self._made.password = password
        self._made.big_n = aws_srp.hex_to_long(aws_srp.N_HEX)
        self._made.val_g = aws_srp.hex_to_long(aws_srp.G_HEX)
        self._made.val_k = aws_srp.hex_to_long(aws_srp.hex_hash("00" + aws_srp.N_HEX + "0" + aws_srp.G_HEX))
        self._made.small_a_value = int.from_bytes(private, "big")
        self._made.large_a_value = self._made.calculate_a()

    @property
    def public(self) -> int:
        return int(self._made.large_a_value)

    def key(self, user_id: str, server_public: int, salt: int) -> bytes:
        key: bytes = self._made.get_password_authentication_key(
            user_id, self._made.password, server_public, f"{salt:x}"
        )
        return key


def test_pycognito_derives_the_same_key_from_random_values_of_every_length() -> None:
    # Seeded; of the numbers that are hashed, one in two needs the padding byte and one in two has odd digits.
    draw = random.Random(5054)
    for run in range(25):
        pool_id = f"eu-west-1_{draw.randrange(16**8):08x}"
        user_id, password = f"user-{run}é", f"pass {draw.random()} \N{SNOWMAN}"
        salt = draw.getrandbits(draw.choice((8, 64, 120, 127, 128)))
        private, server_private = draw.randbytes(32), draw.getrandbits(256)
        ours, peer = srp.ClientHalf(private), Peer(pool_id, password, private)
        verifier = srp.verifier(pool_id, user_id, password, salt)
        server_public = (srp.K * verifier + pow(srp.G, server_private, srp.N)) % srp.N
        theirs = srp.ServerHalf(user_id, f"{salt:x}", f"{server_public:x}", base64.b64encode(b"block").decode())

        proof = ours.prove(theirs, pool_id=pool_id, password=password, epoch_seconds=run * 86_400.0 * 17)

        key = peer.key(user_id, server_public, salt)
        wanted = srp.signature(key, pool_id, user_id, b"block", proof.timestamp)
        assert peer.public == ours.public
        assert proof.signature == base64.b64encode(wanted).decode(), f"run {run}"


@given(st.integers(min_value=0, max_value=3072).flatmap(lambda bits: st.integers(0, 2**bits)))
@settings(derandomize=True, max_examples=500)
def test_pycognito_pads_every_number_as_we_do(number: int) -> None:
    aws_srp = pytest.importorskip("pycognito.aws_srp", reason="pycognito is the peer here")

    assert srp.pad(number).hex() == aws_srp.pad_hex(number)


@pytest.mark.parametrize("epoch_seconds", [0, 86_399, 951_782_400, 1_767_582_245, 1_798_761_599, 4_102_444_800])
def test_pycognito_writes_the_same_timestamp(epoch_seconds: int) -> None:
    aws_srp = pytest.importorskip("pycognito.aws_srp", reason="pycognito is the peer here")
    moment = datetime.fromtimestamp(epoch_seconds, UTC)

    assert srp.timestamp(epoch_seconds) == aws_srp.AWSSRP.get_cognito_formatted_timestamp(moment)
