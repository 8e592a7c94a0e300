"""msgspec and datetime without most of what they import and awso has no use for: a third of a process start.

While msgspec is imported for the first time, `sys.modules` holds a stand-in for each module in `_stand_ins`: it has
the few names that the import asks for, and passes any other on to the real module. Afterwards the stand-ins are gone
from there: whoever imports one of those modules gets the real one, and `msgspec.inspect` and its like load theirs
when they are first touched. A module that is loaded already stays as it is.

Measured in instructions (valgrind), on Python 3.11 with compiled modules: importing msgspec takes 58 million instead
of 131, of which `typing` is 42: typing_extensions 36, `platform` 8, `msgspec.inspect` and JSON schemas 11, `datetime`
4, one ForwardRef 9. Remove an entry when msgspec no longer imports its module eagerly (`msgspec/__init__.py`,
`_utils.py`, `json.py`): https://github.com/jcrist/msgspec/tree/main/src/msgspec; `platform` when Lib/uuid.py of
CPython no longer does, and `datetime` with the lines below.

On Python 3.11 `Lib/datetime.py` defines all of it in Python, which costs 1.2 ms, and then replaces that by what
`_datetime` has in C (which msgspec cannot do without either): the classes here are those very ones. From 3.12 on the
module is a few lines. Remove when Python 3.11 is no longer supported.
"""

import gc
import os
import sys
from importlib import import_module
from types import ModuleType


class PausedCollector:
    """While it is entered, the garbage collector rests: what an import makes stays, and looking through it for garbage
    again and again is a tenth of the import."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()


with PausedCollector():
    import typing
    from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from datetime import UTC as UTC
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
else:
    from _datetime import UTC as UTC
    from _datetime import datetime as datetime
    from _datetime import timedelta as timedelta

_SCHEMA_FUNCTIONS = ("schema", "schema_components")


class _StandIn(ModuleType):
    """In the place of a module until somebody asks for a name that it does not have."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # the import system's own questions
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(self.load(), name)

    def load(self) -> ModuleType:
        """The real module."""
        self.leave()
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return real

    def leave(self) -> None:
        """Make way for the real module."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def _stand_ins() -> list[_StandIn]:
    names: dict[str, dict[str, object]] = {
        # msgspec falls back to typing's own where these are missing; from 3.11 on they know all that awso writes.
        "typing_extensions": {name: getattr(typing, name) for name in ("get_type_hints", "NotRequired", "Required")},
        "msgspec.inspect": {},
        "msgspec.msgpack": {},
        "msgspec.toml": {},
        "msgspec.yaml": {},
        "msgspec._json_schema": {name: _schema_function(name) for name in _SCHEMA_FUNCTIONS},
    }
    if hasattr(os, "uname"):
        names["platform"] = {"system": lambda: os.uname().sysname}  # what platform.system() makes of it, for `uuid`
    if sys.version_info < (3, 12):
        names["datetime"] = import_module("_datetime").__dict__
    made: list[_StandIn] = []
    for name, attributes in names.items():
        stand_in = _StandIn(name)
        stand_in.__dict__.update((key, value) for key, value in attributes.items() if not key.startswith("__"))
        made.append(stand_in)
    return made


def _schema_function(name: str) -> object:
    def call(*arguments: object, **keywords: object) -> object:
        return getattr(import_module("msgspec._json_schema"), name)(*arguments, **keywords)

    return call


def _load_schema_functions_when_asked(json: ModuleType) -> None:
    def attribute(name: str) -> object:
        if name not in _SCHEMA_FUNCTIONS:
            raise AttributeError(f"module {json.__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module("msgspec._json_schema"), name)
        return json.__dict__.setdefault(name, found)

    json.__dict__["__getattr__"] = attribute
    for name in _SCHEMA_FUNCTIONS:
        del json.__dict__[name]


def _no_forward_reference(text: str, **options: object) -> None:
    """What `typing.ForwardRef` would make of the text of a type, not made."""


def _import() -> None:
    # setdefault: whatever another thread is importing just now stays.
    placed = [stand_in for stand_in in _stand_ins() if sys.modules.setdefault(stand_in.__name__, stand_in) is stand_in]
    # To make a ForwardRef compiles its text, and a process's first compilation makes 120 classes for syntax trees:
    # `msgspec._utils` makes one to see whether a parameter is there that 3.11 added.
    own_typing = ModuleType("typing")
    own_typing.__dict__.update({**typing.__dict__, "ForwardRef": _no_forward_reference})
    sys.modules["typing"] = own_typing
    try:
        import msgspec.json
    finally:
        sys.modules["typing"] = typing
        own_typing.__dict__["ForwardRef"] = typing.ForwardRef  # whoever imported it meanwhile has all of it
        for stand_in in placed:
            stand_in.leave()
    if any(stand_in.__name__ == "msgspec._json_schema" for stand_in in placed):
        _load_schema_functions_when_asked(msgspec.json)


if "msgspec" not in sys.modules:
    with PausedCollector():
        _import()

import msgspec as msgspec  # noqa: E402  # what comes before makes it quick
