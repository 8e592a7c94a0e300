"""Imports msgspec without typing_extensions, which would double the time it takes to import it.

msgspec prefers `typing_extensions.get_type_hints` and falls back to `typing`'s (measured: benchmarks/cold_start.py,
71 ms against 33 ms on Python 3.11; typing_extensions alone is 36 ms). On Python 3.11+ both know every annotation
that awso uses. Where either module is already imported there is nothing to save, and nothing is changed.
Remove when msgspec stops importing typing_extensions eagerly: https://github.com/jcrist/msgspec (src: msgspec/_utils.py).
"""

import sys

if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
    import msgspec
else:
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # None makes the import fail, by the import system's rules
    try:
        import msgspec
    finally:
        del sys.modules["typing_extensions"]

__all__ = ["msgspec"]
