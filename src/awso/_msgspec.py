"""Imports msgspec without typing_extensions, which would add a third to the time it takes.

msgspec prefers `typing_extensions.get_type_hints` and falls back to `typing`'s. Measured on Python 3.11 with compiled
modules: a process that does nothing else takes 39 ms instead of 49. On Python 3.11+ both know every annotation that
awso uses. Where either module is already imported there is nothing to save, and nothing is changed.
Remove when msgspec stops importing typing_extensions eagerly (msgspec/_utils.py):
https://github.com/jcrist/msgspec/blob/main/src/msgspec/_utils.py
"""

import sys

_HIDE = "msgspec" not in sys.modules and "typing_extensions" not in sys.modules
if _HIDE:
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]  # None makes the import fail, by the import system's rules

import msgspec as msgspec  # noqa: E402  # the line above must come first

if _HIDE:
    del sys.modules["typing_extensions"]
