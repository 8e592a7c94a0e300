"""Glacier's checksum: SHA-256 over a tree whose leaves are the hashes of each mebibyte.

https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
"""

from collections.abc import Sequence
from hashlib import sha256

LEAF_BYTES = 1_048_576


class TreeHash:
    """A running tree hash: the body in any pieces, kept as 32 bytes a mebibyte."""

    __slots__ = ("_leaf", "_leaf_bytes", "_leaves")

    def __init__(self) -> None:
        self._leaves: list[bytes] = []
        self._leaf = sha256()
        self._leaf_bytes = 0

    def update(self, data: bytes, /) -> None:
        """The next bytes."""
        view = memoryview(data)
        while view:
            piece = view[: LEAF_BYTES - self._leaf_bytes]
            self._leaf.update(piece)
            self._leaf_bytes += len(piece)
            if self._leaf_bytes == LEAF_BYTES:
                self._leaves.append(self._leaf.digest())
                self._leaf, self._leaf_bytes = sha256(), 0
            view = view[len(piece) :]

    def digest(self) -> bytes:
        """The tree hash of all bytes so far; that of no bytes is SHA-256's of none."""
        leaves = self._leaves
        if self._leaf_bytes or not leaves:
            leaves = [*leaves, self._leaf.digest()]
        return combined_tree_hash(leaves)


def combined_tree_hash(hashes: Sequence[bytes]) -> bytes:
    """The tree hash of hashes of neighbours: of leaves, or of the parts of an upload (each a power of two of leaves).

    Raises ValueError where there is none.
    """
    level = list(hashes)
    if not level:
        raise ValueError("a tree hash is of at least one hash")
    while len(level) > 1:
        pairs = [sha256(left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) & ~1 :]  # the last of an odd number rises as it is
    return level[0]
