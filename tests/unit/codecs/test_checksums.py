"""The checksum algorithms against awscrt and against published check values."""

import sys
from hashlib import sha256
from random import Random

import pytest

from awso.codecs.checksums import checksum_of, checksum_text, digest_bytes, is_known, new_checksum
from awso.codecs.crc import CRC32C_POLYNOMIAL, CRC64NVME_POLYNOMIAL, crc_update
from awso.codecs.tree_hash import LEAF_BYTES, TreeHash, combined_tree_hash
from awso.errors import ConfigurationError

crt = pytest.importorskip("awscrt.checksums")

# "123456789": https://reveng.sourceforge.io/crc-catalogue/ (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME), RFC 1321 and
# FIPS 180-4 by way of `openssl dgst`.
CHECK_VALUES = {
    "CRC32": "cbf43926",
    "CRC32C": "e3069283",
    "CRC64NVME": "ae8b14860a799888",
    "MD5": "25f9e794323b453885f5181f1b624d0b",
    "SHA1": "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256": "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
    "SHA512": (
        "d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
        "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85"
    ),
}
XXHASHES = {"XXHASH64": "new_xxhash64", "XXHASH3": "new_xxhash3_64", "XXHASH128": "new_xxhash3_128"}


@pytest.fixture
def without_crt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "awscrt.checksums", None)
    monkeypatch.setitem(sys.modules, "awscrt", None)


@pytest.mark.parametrize("algorithm", CHECK_VALUES)
def test_an_algorithm_gives_its_published_check_value(algorithm: str) -> None:
    checksum = new_checksum(algorithm)

    checksum.update(b"1234")
    checksum.update(b"56789")

    assert checksum.digest().hex() == CHECK_VALUES[algorithm]
    assert digest_bytes(algorithm) == len(checksum.digest())


@pytest.mark.usefixtures("without_crt")
@pytest.mark.parametrize("algorithm", CHECK_VALUES)
def test_without_awscrt_it_is_the_same(algorithm: str) -> None:
    checksum = new_checksum(algorithm.lower())

    checksum.update(b"123456789")

    assert checksum.digest().hex() == CHECK_VALUES[algorithm]


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 15, 16, 17, 1000, 65_537])
def test_the_tables_agree_with_awscrt_at_every_length_and_seam(length: int) -> None:
    random = Random(length)
    data = random.randbytes(length)
    seam = random.randint(0, length)
    crc32c, crc64 = crc_update(CRC32C_POLYNOMIAL, 32), crc_update(CRC64NVME_POLYNOMIAL, 64)

    assert crc32c(data[seam:], crc32c(data[:seam], 0)) == crt.crc32c(data)
    assert crc64(data[seam:], crc64(data[:seam], 0)) == crt.crc64nvme(data)


@pytest.mark.parametrize("algorithm", XXHASHES)
def test_an_xxhash_is_awscrt_s(algorithm: str) -> None:
    expected = getattr(crt.XXHash, XXHASHES[algorithm])()
    expected.update(b"123456789")
    checksum = new_checksum(algorithm)
    checksum.update(b"123456789")

    assert checksum.digest() == checksum.digest() == bytes(expected.finalize())
    assert digest_bytes(algorithm) == len(checksum.digest())
    with pytest.raises(ValueError, match="takes no more bytes"):
        checksum.update(b"more")


def test_xxhash_of_no_bytes_is_the_published_one() -> None:
    # https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md: XXH64 of nothing, seed 0
    assert new_checksum("XXHASH64").digest().hex() == "ef46db3751d8e999"


@pytest.mark.usefixtures("without_crt")
def test_an_xxhash_without_awscrt_says_what_to_install() -> None:
    assert not is_known("XXHASH3")
    with pytest.raises(ConfigurationError, match=r"awso\[crt\]"):
        new_checksum("XXHASH3")


def test_an_algorithm_that_nobody_knows_is_refused_by_name() -> None:
    assert not is_known("ADLER32")
    with pytest.raises(ConfigurationError, match="'ADLER32' is no checksum algorithm"):
        new_checksum("ADLER32")


def test_headers_carry_base64() -> None:
    checksum = new_checksum("CRC32")
    checksum.update(b"123456789")

    assert checksum_text(checksum) == checksum_of("crc32", b"123456789") == "y/Q5Jg=="


def test_the_tree_hash_of_up_to_a_leaf_is_its_sha_256() -> None:
    for data in (b"", b"glacier", bytes(LEAF_BYTES)):
        tree = TreeHash()
        tree.update(data)

        assert tree.digest() == sha256(data).digest()


def test_the_tree_hash_pairs_neighbours_and_lets_the_odd_one_rise() -> None:
    data = Random(1).randbytes(2 * LEAF_BYTES + 5)
    first, second, third = (
        sha256(data[start : start + LEAF_BYTES]).digest() for start in (0, LEAF_BYTES, 2 * LEAF_BYTES)
    )
    expected = sha256(sha256(first + second).digest() + third).digest()
    tree = TreeHash()

    for start in range(0, len(data), 300_007):  # pieces that respect no leaf
        tree.update(data[start : start + 300_007])

    assert tree.digest() == tree.digest() == expected
    assert combined_tree_hash([sha256(first + second).digest(), third]) == expected


def test_the_tree_hash_is_botocore_s() -> None:
    from io import BytesIO

    from botocore.utils import calculate_tree_hash

    data = Random(2).randbytes(7 * LEAF_BYTES + 1)
    tree = TreeHash()
    tree.update(data)

    assert tree.digest().hex() == calculate_tree_hash(BytesIO(data))


def test_a_tree_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        combined_tree_hash([])
