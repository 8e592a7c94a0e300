"""What a server need not compute twice: loaded signing keys, and signatures that it has verified.

Nothing in here can grow stale in a way that matters: keys are immutable and found by their `kid`, and whether a token
is still alive is asked of the storage every time.
"""

from collections import OrderedDict

from awso_userpool.storage.interface import Storage
from awso_userpool.tokens import keys
from awso_userpool.tokens.jwt import VerifiedTokens
from awso_userpool.tokens.keys import KeyRing

# Two loaded keys take some 10 kB.
MOST_KEY_RINGS = 1000


class Caches:
    """One server's caches; make one for each `Context`."""

    def __init__(self) -> None:
        self.verified_tokens = VerifiedTokens()
        self._rings: OrderedDict[str, KeyRing] = OrderedDict()

    def known_key_ring(self, pool_id: str) -> KeyRing | None:
        """The pool's keys, if they are loaded already."""
        return self._rings.get(pool_id)

    async def key_ring(self, storage: Storage, pool_id: str, *, kid: str | None = None) -> KeyRing:
        """The pool's keys. Read again where `kid` is not among them: another process may have added it."""
        ring = self._rings.get(pool_id)
        if ring is None or (kid is not None and not ring.knows(kid)):
            ring = keys.load(await storage.read(lambda reading: reading.signing_keys(pool_id)))
            if ring.signers:
                self._rings[pool_id] = ring
        if len(self._rings) > MOST_KEY_RINGS:
            self._rings.popitem(last=False)
        return ring
