"""Sealing is bound to its place and its key; keyed hashes to their purpose."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from awso_userpool.secrets.key_derivation import derived_key
from awso_userpool.secrets.keyed_hash import KeyedHasher
from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.secrets.sealing import Sealer, SealError

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
SEALER = Sealer(MasterKeys([ONE], "file"))


@given(secret=st.binary(max_size=300), context=st.lists(st.text(max_size=10), max_size=3))
@settings(derandomize=True)
def test_what_is_sealed_opens_under_the_same_context(secret: bytes, context: list[str]) -> None:
    sealed = SEALER.seal(secret, *context)

    assert SEALER.open(sealed, *context) == secret


@pytest.mark.parametrize("context", [("pool", "bob", "srp"), ("pool", "ada"), ("pool", "a", "dasrp"), ()])
def test_it_does_not_open_under_another(context: tuple[str, ...]) -> None:
    sealed = SEALER.seal(b"secret", "pool", "ada", "srp")

    with pytest.raises(SealError):
        SEALER.open(sealed, *context)


def test_a_change_of_any_byte_is_noticed() -> None:
    sealed = SEALER.seal(b"secret", "x")

    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealError):
            SEALER.open(bytes(changed), "x")


@pytest.mark.parametrize("length", [0, 1, 9, 21, 36])
def test_a_value_cut_short_is_an_error_of_ours(length: int) -> None:
    with pytest.raises(SealError):
        SEALER.open(SEALER.seal(b"secret", "x")[:length], "x")


def test_the_same_secret_never_looks_the_same() -> None:
    assert len({SEALER.seal(b"secret", "x") for _ in range(100)}) == 100


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = SEALER.seal(b"secret", "x")
    rotated = Sealer(MasterKeys([TWO, ONE], "file"))

    assert rotated.open(old, "x") == b"secret"
    with pytest.raises(SealError, match="not given"):
        SEALER.open(rotated.seal(b"secret", "x"), "x")


@pytest.mark.parametrize("use", ["seal", "keyed hash"])
def test_keys_are_derived_by_hkdf(use: str) -> None:
    oracle = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"awso-userpool", info=use.encode())

    assert derived_key(ONE, "seal" if use == "seal" else "keyed hash") == oracle.derive(ONE)


def test_a_digest_depends_on_key_purpose_and_the_bounds_of_its_parts() -> None:
    hasher = KeyedHasher(MasterKeys([ONE], "file"))
    digests = [
        hasher.digest("code", "ada", "123456"),
        hasher.digest("session", "ada", "123456"),
        hasher.digest("code", "ada1", "23456"),
        hasher.digest("code", "ada123456"),
        KeyedHasher(MasterKeys([TWO], "file")).digest("code", "ada", "123456"),
        hashlib.sha256(b"ada123456").digest(),
    ]

    assert len(set(digests)) == len(digests)
    assert {len(each) for each in digests} == {32}


def test_a_digest_survives_a_rotation_of_the_master_key() -> None:
    before = KeyedHasher(MasterKeys([ONE], "file")).digest("code", "ada", "123456")
    after = KeyedHasher(MasterKeys([TWO, ONE], "file")).digest("code", "ada", "123456")

    assert before == after
    assert before != bytes(32)
