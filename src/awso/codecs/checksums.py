"""The checksums by which AWS tells whether bytes arrived as they were sent.

Settled here: how each algorithm is computed, incrementally. `new_checksum("CRC32")` gives an object with `update` and
`digest`; `checksum_text` is its form in headers. When which one is sent or compared:
`awso.protocols.flexible_checksums`. Glacier's: `awso.codecs.tree_hash`.

CRC-32C and CRC-64/NVME use `awscrt` (extra `crt`) where it is installed, else `awso.codecs.crc`; the XXHash family has
no other implementation.
"""

from collections.abc import Callable
from typing import Protocol

from awso.errors import ConfigurationError


class Checksum(Protocol):
    """A running computation; `hashlib`'s objects are such."""

    def update(self, data: bytes, /) -> None:
        """The next bytes."""
        ...

    def digest(self) -> bytes:
        """The checksum of all bytes so far, most significant byte first."""
        ...


class Crc:
    """A CRC of `bits` bits."""

    __slots__ = ("_bytes", "_crc", "_update")

    def __init__(self, update: Callable[[bytes, int], int], bits: int) -> None:
        self._update = update
        self._bytes = bits // 8
        self._crc = 0

    def update(self, data: bytes, /) -> None:
        """The next bytes."""
        self._crc = self._update(data, self._crc)

    def digest(self) -> bytes:
        """The checksum of all bytes so far."""
        return self._crc.to_bytes(self._bytes, "big")


class XxHash:
    """One of awscrt's XXHash objects, which can be asked only once."""

    __slots__ = ("_digest", "_hash")

    def __init__(self, xxhash: "_CrtXxHash") -> None:
        self._hash = xxhash
        self._digest: bytes | None = None

    def update(self, data: bytes, /) -> None:
        """The next bytes. Raises ValueError after `digest`."""
        if self._digest is not None:
            raise ValueError("this XXHash was finished by digest() and takes no more bytes")
        self._hash.update(data)

    def digest(self) -> bytes:
        """The checksum of all bytes; nothing can be added to it afterwards."""
        if self._digest is None:
            self._digest = bytes(self._hash.finalize())
        return self._digest


class _CrtXxHash(Protocol):
    def update(self, input: bytes) -> None: ...
    def finalize(self) -> bytes: ...


def new_checksum(algorithm: str) -> Checksum:
    """A computation by the algorithm of that name in the models (`CRC32`, `SHA256`, …), in whatever case.

    Raises `ConfigurationError` where awso does not know it, or needs awscrt for it.
    """
    make = _ALGORITHMS.get(algorithm.upper())
    if make is None:
        known = ", ".join(_ALGORITHMS)
        raise ConfigurationError(f"{algorithm!r} is no checksum algorithm that this version of awso knows: {known}")
    return make()


def is_known(algorithm: str) -> bool:
    """Whether `new_checksum` can make it here and now."""
    name = algorithm.upper()
    return name in _ALGORITHMS and (not name.startswith("XXHASH") or _has_xxhash())


def checksum_text(checksum: Checksum) -> str:
    """The checksum as headers carry it: base64."""
    from binascii import b2a_base64

    return b2a_base64(checksum.digest(), newline=False).decode()


def checksum_of(algorithm: str, data: bytes) -> str:
    """The checksum of `data` as headers carry it."""
    checksum = new_checksum(algorithm)
    checksum.update(data)
    return checksum_text(checksum)


def digest_bytes(algorithm: str) -> int:
    """How many bytes the algorithm's checksum has."""
    return _DIGEST_BYTES[algorithm.upper()]


def _has_xxhash() -> bool:
    try:
        from awscrt import checksums
    except ImportError:
        return False
    return hasattr(checksums, "XXHash")


def _crc32() -> Checksum:
    from zlib import crc32

    return Crc(crc32, 32)


def _crc32c() -> Checksum:
    try:
        from awscrt.checksums import crc32c
    except ImportError:
        from awso.codecs.crc import CRC32C_POLYNOMIAL, crc_update

        return Crc(crc_update(CRC32C_POLYNOMIAL, 32), 32)
    return Crc(crc32c, 32)


def _crc64nvme() -> Checksum:
    try:
        from awscrt.checksums import crc64nvme
    except ImportError:
        from awso.codecs.crc import CRC64NVME_POLYNOMIAL, crc_update

        return Crc(crc_update(CRC64NVME_POLYNOMIAL, 64), 64)
    return Crc(crc64nvme, 64)


def _hashlib(name: str) -> Callable[[], Checksum]:
    def make() -> Checksum:
        import hashlib

        # Integrity, not security: a FIPS build of OpenSSL refuses MD5 and SHA-1 otherwise.
        return hashlib.new(name, usedforsecurity=False)

    return make


def _xxhash(constructor: str) -> Callable[[], Checksum]:
    def make() -> Checksum:
        try:
            from awscrt.checksums import XXHash
        except ImportError:
            raise ConfigurationError(
                "XXHash checksums need awscrt 0.31.2 or later: pip install 'awso[crt]', or choose another algorithm"
            ) from None
        return XxHash(getattr(XXHash, constructor)())

    return make


_ALGORITHMS: dict[str, Callable[[], Checksum]] = {
    "CRC32": _crc32,
    "CRC32C": _crc32c,
    "CRC64NVME": _crc64nvme,
    "SHA1": _hashlib("sha1"),
    "SHA256": _hashlib("sha256"),
    "SHA512": _hashlib("sha512"),
    "MD5": _hashlib("md5"),
    "XXHASH64": _xxhash("new_xxhash64"),
    "XXHASH3": _xxhash("new_xxhash3_64"),
    "XXHASH128": _xxhash("new_xxhash3_128"),
}

_DIGEST_BYTES = {
    "CRC32": 4,
    "CRC32C": 4,
    "CRC64NVME": 8,
    "SHA1": 20,
    "SHA256": 32,
    "SHA512": 64,
    "MD5": 16,
    "XXHASH64": 8,
    "XXHASH3": 8,
    "XXHASH128": 16,
}
