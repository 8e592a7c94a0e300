"""What carries out the effects of a flow, blocking and on an event loop, and the randomness that flows are given.

The operating system's randomness is fetched for 64 calls at once: a system call between two network waits costs a
call up to 10 µs (measured: benchmarks/call.py), and every call needs an id of its own. Not for secrets: what is
fetched lies in memory until it is used.
"""

import os

_BLOCK = 16
_BLOCKS = 64
_waiting: list[bytes] = []


def random_bytes(count: int) -> bytes:
    """`count` random bytes; no two callers, threads or forked processes get the same."""
    if count != _BLOCK:
        return os.urandom(count)
    while True:
        try:
            return _waiting.pop()  # one bytecode with the lock held: no two threads pop the same
        except IndexError:
            fresh = os.urandom(_BLOCK * _BLOCKS)
            _waiting.extend(fresh[start : start + _BLOCK] for start in range(0, len(fresh), _BLOCK))


# A child would otherwise use the same bytes as its parent.
os.register_at_fork(after_in_child=_waiting.clear)
