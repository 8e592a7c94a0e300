"""typing, msgspec and datetime without most of what they import and awso has no use for: a third of a process start.

While typing and msgspec are imported for the first time, `sys.modules` holds a stand-in for each module in
`_stand_ins` and for `re`: it has the few names that the import asks for, and passes any other on to the real module.
Afterwards the stand-ins are gone from there: whoever imports one of those modules gets the real one, and
`msgspec.inspect` and its like load theirs when they are first touched. A module that is loaded already stays as it is.

Measured in instructions (valgrind), on Python 3.11 with compiled modules: importing msgspec takes 42 million instead
of 119: without typing_extensions it is 36 less, without `platform` 8, `re` 7, `msgspec.inspect` and JSON schemas 11,
`datetime` 4, one ForwardRef 9, and looking for garbage 5. Remove an entry when msgspec no longer imports its module
eagerly (`_core.c`, `__init__.py`, `_utils.py`, `json.py`): https://github.com/jcrist/msgspec/tree/main/src/msgspec;
`platform` when Lib/uuid.py of CPython no longer does, and `datetime` with the lines below. From 3.13 on typing imports
`re` when it is asked for it (https://github.com/python/cpython/issues/109653): `_pattern_and_match` goes with Python
3.12.

On Python 3.11 `Lib/datetime.py` defines all of it in Python, which costs 1.2 ms, and then replaces that by what
`_datetime` has in C (which msgspec cannot do without either): the classes here are those very ones. From 3.12 on the
module is a few lines. Remove when Python 3.11 is no longer supported.
"""

import gc
import os
import sys
from _thread import get_ident  # threading.get_ident
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # checkers take it for typing's, which must not be imported before the stand-ins are in place
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager


class PausedCollector:
    """While it is entered, the garbage collector rests: what an import makes stays, and looking through it for garbage
    again and again is a tenth of a process start. Afterwards all there is counts as old, as if it had been looked
    through (unless a program has frozen objects, which would come alive again)."""

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            if not gc.get_freeze_count():
                gc.freeze()  # only joins lists, where a collection visits every object
                gc.unfreeze()
            gc.enable()


_SCHEMA_FUNCTIONS = ("schema", "schema_components")


class _StandIn(ModuleType):
    """In the place of a module until somebody asks for a name that it does not have."""

    def __init__(self, name: str, names: dict[str, object], functions: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.__dict__.update((key, value) for key, value in names.items() if not key.startswith("__"))
        self.__dict__.update((function, self._later(function)) for function in functions)

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

    def _later(self, name: str) -> object:
        """A function that calls the real module's of this name, and imports the module only then."""

        def call(*arguments: object, **keywords: object) -> object:
            return getattr(self.load(), name)(*arguments, **keywords)

        return call

    def leave(self) -> None:
        """Make way for the real module."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def _place(stand_ins: "Iterable[_StandIn]") -> list[_StandIn]:
    """Those that now stand where nothing stood: whatever another thread is importing just now stays."""
    return [stand_in for stand_in in stand_ins if sys.modules.setdefault(stand_in.__name__, stand_in) is stand_in]


class _Typing(ModuleType):
    """typing as msgspec sees it while this thread imports it: with a ForwardRef that makes nothing."""

    def __init__(self, typing: ModuleType) -> None:
        super().__init__("typing")
        self.__dict__.update((key, value) for key, value in typing.__dict__.items() if key != "ForwardRef")
        self._real = typing.__dict__["ForwardRef"]
        self._thread = get_ident()

    def __getattr__(self, name: str) -> object:
        if name != "ForwardRef":
            raise AttributeError(f"module 'typing' has no attribute {name!r}")
        return _no_forward_reference if get_ident() == self._thread else self._real

    def complete(self) -> None:
        """Give whoever imported it meanwhile all of typing."""
        self.__dict__["ForwardRef"] = self._real


def _import_lock() -> "AbstractContextManager[object]":
    """The lock under which msgspec is imported: another thread that imports it waits, or is waited for.

    It would else find some stand-ins gone and others still there. CPython has it under no public name; one that has it
    no more is no worse off than with msgspec alone, of which parts import one another as well.
    """
    lock = vars(import_module("_frozen_importlib")).get("_ModuleLockManager")
    return PausedCollector() if lock is None else lock("msgspec")  # twice paused is paused


def _regular_expressions() -> _StandIn:
    """`re`: typing makes aliases of two of its classes, and msgspec keeps `compile` for later."""
    return _StandIn("re", {} if sys.version_info >= (3, 13) else _pattern_and_match(), ("compile",))


def _pattern_and_match() -> dict[str, object]:
    # The empty pattern: its code is SUCCESS (1 in Lib/re/_constants.py), and it has no group.
    empty = import_module("_sre").compile("", 0, [1], 0, {}, (None,))
    return {"Pattern": type(empty), "Match": type(empty.match(""))}


def _stand_ins(typing: ModuleType) -> "Iterator[_StandIn]":
    # msgspec falls back to typing's own where these are missing; from 3.11 on they know all that awso writes.
    names = ("get_type_hints", "NotRequired", "Required")
    yield _StandIn("typing_extensions", {name: getattr(typing, name) for name in names})
    for name in ("msgspec.inspect", "msgspec.msgpack", "msgspec.toml", "msgspec.yaml"):
        yield _StandIn(name, {})
    yield _StandIn("msgspec._json_schema", {}, _SCHEMA_FUNCTIONS)
    if hasattr(os, "uname"):
        yield _StandIn("platform", {"system": lambda: os.uname().sysname})  # platform.system() of it, for `uuid`
    if sys.version_info < (3, 12):
        yield _StandIn("datetime", import_module("_datetime").__dict__)


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
    placed = _place([_regular_expressions()])
    try:
        import typing

        placed += _place(_stand_ins(typing))
        _import_msgspec(typing)
    finally:
        for stand_in in placed:
            stand_in.leave()
    if any(stand_in.__name__ == "msgspec._json_schema" for stand_in in placed):
        _load_schema_functions_when_asked(sys.modules["msgspec.json"])


def _import_msgspec(typing: ModuleType) -> None:
    # To make a ForwardRef compiles its text, and a process's first compilation makes 120 classes for syntax trees:
    # `msgspec._utils` makes one to see whether a parameter is there that 3.11 added.
    own_typing = sys.modules["typing"] = _Typing(typing)
    try:
        import_module("msgspec.json")
    finally:
        sys.modules["typing"] = typing
        own_typing.complete()


if "msgspec" not in sys.modules:
    with PausedCollector(), _import_lock():
        if "msgspec" not in sys.modules:
            _import()

import msgspec as msgspec  # noqa: E402  # what comes before makes it quick


class Masked(msgspec.Struct, frozen=True):
    """A frozen structure that hides fields from `repr`. It stands here, in what every part of awso imports anyway.

    Every `msgspec.Struct` tells rich, and so rich's tracebacks, all of its fields, whatever its `__repr__` says.
    """

    __rich_repr__ = None  # type: ignore[assignment]  # as for __hash__: there is none; rich then takes repr


if TYPE_CHECKING or sys.version_info >= (3, 12):
    from datetime import UTC as UTC
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
else:
    from _datetime import UTC as UTC
    from _datetime import datetime as datetime
    from _datetime import timedelta as timedelta
