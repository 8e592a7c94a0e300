"""CRC-32C and CRC-64/NVME in plain Python, for where `awscrt` is not installed.

Eight table look-ups take eight bytes at once ("slicing by eight"): about 10 MB/s, where awscrt's instructions do
gigabytes. CRC-32 itself is `zlib`'s and needs neither.
"""

from collections.abc import Callable
from functools import cache
from struct import iter_unpack

CRC32C_POLYNOMIAL = 0x82F63B78
"""Castagnoli's, reflected: RFC 3720 §12.1."""
CRC64NVME_POLYNOMIAL = 0x9A6C9329AC4BC9B5
"""NVM Express NVM Command Set Specification 1.0d §5.2.1.3.4, reflected."""

Update = Callable[[bytes, int], int]
"""The checksum of the bytes so far and of those given now, from the checksum of the bytes so far (0 at first)."""


@cache
def crc_update(polynomial: int, bits: int) -> Update:
    """How to compute the reflected CRC of `polynomial`, with all ones before and an inversion after."""
    t0, t1, t2, t3, t4, t5, t6, t7 = _tables(polynomial)
    ones = (1 << bits) - 1

    def update(data: bytes, previous: int) -> int:
        crc = previous ^ ones
        view = memoryview(data)
        whole = len(view) & ~7
        for (word,) in iter_unpack("<Q", view[:whole]):
            word ^= crc
            crc = (
                t7[word & 0xFF]
                ^ t6[word >> 8 & 0xFF]
                ^ t5[word >> 16 & 0xFF]
                ^ t4[word >> 24 & 0xFF]
                ^ t3[word >> 32 & 0xFF]
                ^ t2[word >> 40 & 0xFF]
                ^ t1[word >> 48 & 0xFF]
                ^ t0[word >> 56]
            )
        for byte in view[whole:]:
            crc = t0[(crc ^ byte) & 0xFF] ^ crc >> 8
        return crc ^ ones

    return update


def _tables(polynomial: int) -> list[list[int]]:
    """For each of eight places, what a byte there does to the remainder."""
    first: list[int] = []
    for byte in range(256):
        remainder = byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (polynomial if remainder & 1 else 0)
        first.append(remainder)
    tables = [first]
    for _ in range(7):
        tables.append([first[remainder & 0xFF] ^ remainder >> 8 for remainder in tables[-1]])
    return tables
