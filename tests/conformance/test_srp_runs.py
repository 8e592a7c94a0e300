"""Our server's half of SRP against pycognito's client half and ours, over random values: the arithmetic alone, no HTTP.

10,000 runs in `make test-all`, the first of them in `make test`. Seeded, so that a failing run can be repeated. The
point is padding: a salt, A, B, u or S whose first bit is set gets a byte of zero in front, a short one loses digits.
"""

import base64
import random
from typing import NamedTuple

import pytest

from awso.cognito import srp
from awso_userpool.authentication import srp as server_side
from tests.conformance.test_srp_vectors import Peer

SLICE = 250
SLICES = 40
ALWAYS = 10  # runs of the first slice in `make test`


class Run(NamedTuple):
    """What one sign-in drew."""

    number: int
    pool_id: str
    user_id: str
    password: str
    salt: bytes
    private: bytes
    server_private: bytes


def drawn(number: int) -> Run:
    """Salts and private values of odd lengths as often as of usual ones."""
    draw = random.Random(number)
    leading = draw.choice((b"", b"\0", b"\0\0", b"\x7f", b"\x80", b"\xff", b"\x0f"))
    salt = (leading + draw.randbytes(16))[:16]
    # Short exponents are quick, and as good here: what is padded are the numbers that come out.
    bits = draw.choice((64, 96, 128, 256))
    return Run(
        number,
        f"eu-west-1_{draw.randrange(16**9):09x}",
        draw.choice(("ada", "ада", f"user-{number}", "ﬀ", "a b", "ada@example.com")),
        draw.choice(("Correct-h0rse", "pässwörd", "\N{SNOWMAN}" * 7, f"{draw.random()}", " lead", "x" * 256)),
        salt,
        draw.getrandbits(bits).to_bytes(32, "big"),
        draw.getrandbits(bits).to_bytes(32, "big"),
    )


def check(run: Run) -> set[str]:
    """Both clients prove the password to our server; what was odd about the numbers."""
    verifier = server_side.make_verifier(run.pool_id, run.user_id, run.password, run.salt)
    challenge = server_side.start(verifier.value, run.server_private)
    ours, peer = srp.ClientHalf(run.private), Peer(run.pool_id, run.password, run.private)
    assert peer.public == ours.public, run
    client_public = server_side.parse_public_value(ours.public_hex())
    assert client_public is not None, run
    key = server_side.session_key(client_public, challenge, verifier.value)
    assert key is not None, run
    block = base64.b64encode(run.salt).decode()
    public = srp.pad(challenge.public).hex()

    proof = ours.prove(
        srp.ServerHalf(run.user_id, verifier.salt, public, block),
        pool_id=run.pool_id,
        password=run.password,
        epoch_seconds=1_767_582_245.0 + run.number * 86_461,
    )

    expected = server_side.expected_signature(key, run.pool_id, run.user_id, run.salt, proof.timestamp)
    assert proof.signature == expected, run
    assert peer.key(run.user_id, challenge.public, int(verifier.salt, 16)) == key, run
    numbers = {"A": client_public, "B": challenge.public, "u": srp.scrambler(client_public, challenge.public)}
    numbers["salt"] = int.from_bytes(run.salt, "big")
    full = {"A": 3072, "B": 3072, "u": 256, "salt": 128}
    padded = {f"{name} with its first bit set" for name, value in numbers.items() if value.bit_length() % 8 == 0}
    short = {f"short {name}" for name, value in numbers.items() if value.bit_length() <= full[name] - 8}
    return padded | short


def test_both_clients_prove_their_password_to_our_server() -> None:
    met = set[str]().union(*(check(drawn(number)) for number in range(ALWAYS)))

    assert met >= {f"{name} with its first bit set" for name in ("A", "B", "u", "salt")}


@pytest.mark.slow
@pytest.mark.timeout(1200)  # 15 s on an idle core
@pytest.mark.parametrize("part", range(SLICES))
def test_both_clients_prove_their_password_in_ten_thousand_runs(part: int) -> None:
    met = set[str]().union(*(check(drawn(number)) for number in range(part * SLICE, (part + 1) * SLICE)))

    assert met >= {f"{name} with its first bit set" for name in ("A", "B", "u", "salt")} | {"short salt"}


@pytest.mark.parametrize("wrong", ["Correct-h0rsE", "", "Correct-h0rse "])
def test_a_wrong_password_proves_nothing(wrong: str) -> None:
    run = drawn(1)._replace(password="Correct-h0rse")
    verifier = server_side.make_verifier(run.pool_id, run.user_id, run.password, run.salt)
    challenge = server_side.start(verifier.value, run.server_private)
    client = srp.ClientHalf(run.private)
    key = server_side.session_key(client.public, challenge, verifier.value)
    assert key is not None

    proof = client.prove(
        srp.ServerHalf(run.user_id, verifier.salt, f"{challenge.public:x}", base64.b64encode(run.salt).decode()),
        pool_id=run.pool_id,
        password=wrong,
        epoch_seconds=1_767_582_245.0,
    )

    assert proof.signature != server_side.expected_signature(key, run.pool_id, run.user_id, run.salt, proof.timestamp)
