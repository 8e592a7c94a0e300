"""`python -m awso_userpool`, which also says what each verification of a password took.

Each is written as a double, in seconds, to the pipe whose descriptor AWSO_BENCH_HASH_TIMES names, by the thread that
verified: a few microseconds that count as the server's own.
"""

import os
import struct
import sys
from time import perf_counter

from awso_userpool.cli import main
from awso_userpool.secrets.passwords import PasswordHashing, Verdict

DESCRIPTOR = "AWSO_BENCH_HASH_TIMES"
DOUBLE = struct.Struct("d")


def _write_times(descriptor: int) -> None:
    verify_now = PasswordHashing.verify_now

    def timed(self: PasswordHashing, password: str, phc: str | None) -> Verdict:
        started = perf_counter()
        verdict = verify_now(self, password, phc)
        os.write(descriptor, DOUBLE.pack(perf_counter() - started))
        return verdict

    PasswordHashing.verify_now = timed  # type: ignore[method-assign]  # the one place that verifies


if __name__ == "__main__":
    _write_times(int(os.environ[DESCRIPTOR]))
    sys.exit(main())
