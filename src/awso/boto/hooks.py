"""botocore's emitter: handlers by dotted names with `*` for any one part, the nearest to the event's name first.

Settled here: which handlers an event has and in which order, what `unique_id` means, and former names of services
within names of events. Which events there are is `awso.boto.events.names`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

Handler = Callable[..., Any]
Responses = list[tuple[Handler, Any]]

_FIRST, _MIDDLE, _LAST = range(3)
_WILDCARD = "*"


def first_non_none_response(responses: Responses, default: Any = None) -> Any:
    """The first answer of `emit` that is one."""
    return next((answer for _, answer in responses if answer is not None), default)


class BaseEventHooks:
    """What an emitter does. The methods here do nothing but check."""

    def emit(self, event_name: str, **kwargs: Any) -> Responses:
        """Call every handler of the event; each with what it returned."""
        return []

    def emit_until_response(self, event_name: str, **kwargs: Any) -> tuple[Handler | None, Any]:
        """Call handlers until one returns something; that one and what it returned, else twice None."""
        return None, None

    def register(
        self, event_name: str, handler: Handler, unique_id: str | None = None, unique_id_uses_count: bool = False
    ) -> None:
        """Have `handler` called for the event and all below it; once for each `unique_id`.

        Raises ValueError for what is no function, or does not take any keyword.
        """
        self._register_in(_MIDDLE, event_name, handler, unique_id, unique_id_uses_count)

    def register_first(
        self, event_name: str, handler: Handler, unique_id: str | None = None, unique_id_uses_count: bool = False
    ) -> None:
        """As `register`, before those of the same name that are not registered so."""
        self._register_in(_FIRST, event_name, handler, unique_id, unique_id_uses_count)

    def register_last(
        self, event_name: str, handler: Handler, unique_id: str | None = None, unique_id_uses_count: bool = False
    ) -> None:
        """As `register`, after all others of the same name."""
        self._register_in(_LAST, event_name, handler, unique_id, unique_id_uses_count)

    def unregister(
        self,
        event_name: str,
        handler: Handler | None = None,
        unique_id: str | None = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """Undo one `register`; nothing where there was none."""

    def _register_in(
        self, section: int, event_name: str, handler: Handler, unique_id: str | None, unique_id_uses_count: bool
    ) -> None:
        _check(handler)


def _check(handler: Any) -> None:
    if not callable(handler):
        raise ValueError(f"an event handler is a function, got {handler!r}")
    try:
        takes_any = inspect.getfullargspec(handler).varkw is not None
    except TypeError:  # what is written in C does not say
        return
    if not takes_any:
        raise ValueError(f"an event handler takes any keyword arguments (**kwargs), {handler!r} does not")


class _Node:
    """A part of a name: the handlers registered up to here, and the parts that may follow."""

    __slots__ = ("children", "sections")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.sections: tuple[list[Handler], list[Handler], list[Handler]] = ([], [], [])

    def copied(self) -> "_Node":
        made = _Node()
        made.children = {part: child.copied() for part, child in self.children.items()}
        made.sections = (self.sections[0].copy(), self.sections[1].copy(), self.sections[2].copy())
        return made

    def of(self, parts: list[str], index: int = 0) -> Iterator[Handler]:
        """The handlers of an event: wildcards first, then the longer names before the shorter."""
        if index < len(parts):
            for part in (_WILDCARD, parts[index]):
                if part in self.children:
                    yield from self.children[part].of(parts, index + 1)
        for section in self.sections:
            yield from section


class _Unique:
    """What was registered under a `unique_id`, and how often where that is counted."""

    __slots__ = ("count", "handler")

    def __init__(self, handler: Handler, count: int | None) -> None:
        self.handler = handler
        self.count = count

    def check_counts(self, unique_id: str, counts: bool) -> None:
        """Raises ValueError where one side counts and the other does not."""
        if counts != (self.count is not None):
            begun = "with" if self.count is not None else "without"
            raise ValueError(f"{unique_id!r} was registered {begun} unique_id_uses_count: say the same each time")


class HierarchicalEmitter(BaseEventHooks):
    """Handlers, and the events that call them."""

    def __init__(self) -> None:
        self._root = _Node()
        self._unique: dict[str, _Unique] = {}
        self._known: dict[str, tuple[Handler, ...]] = {}
        """The handlers of the events emitted so far; replaced whenever they change, for threads share it."""

    def emit(self, event_name: str, **kwargs: Any) -> Responses:
        """Call every handler of the event; each with what it returned. Handlers are told `event_name` too."""
        kwargs["event_name"] = event_name
        return [(handler, handler(**kwargs)) for handler in self._handlers(event_name)]

    def emit_until_response(self, event_name: str, **kwargs: Any) -> tuple[Handler | None, Any]:
        """Call handlers until one returns something; that one and what it returned, else twice None."""
        kwargs["event_name"] = event_name
        for handler in self._handlers(event_name):
            answer = handler(**kwargs)
            if answer is not None:
                return handler, answer
        return None, None

    def _handlers(self, event_name: str) -> tuple[Handler, ...]:
        known = self._known
        found = known.get(event_name)
        if found is None:
            found = known[event_name] = tuple(self._root.of(event_name.split(".")))
        return found

    def _register_in(
        self, section: int, event_name: str, handler: Handler, unique_id: str | None, unique_id_uses_count: bool
    ) -> None:
        super()._register_in(section, event_name, handler, unique_id, unique_id_uses_count)
        if unique_id is not None:
            unique = self._unique.get(unique_id)
            if unique is not None:
                unique.check_counts(unique_id, unique_id_uses_count)
                if unique.count is not None:
                    unique.count += 1
                return
            self._unique[unique_id] = _Unique(handler, 1 if unique_id_uses_count else None)
        node = self._root
        for part in event_name.split("."):
            node = node.children.setdefault(part, _Node())
        node.sections[section].append(handler)
        self._known = {}

    def unregister(
        self,
        event_name: str,
        handler: Handler | None = None,
        unique_id: str | None = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """Undo one `register`; nothing where there was none. With a `unique_id` that counts, the last one counts."""
        if unique_id is not None:
            unique = self._unique.get(unique_id)
            if unique is None:
                return
            unique.check_counts(unique_id, unique_id_uses_count)
            if unique.count is not None and unique.count > 1:
                unique.count -= 1
                return
            handler = self._unique.pop(unique_id).handler
        self._remove(event_name, handler)

    def _remove(self, event_name: str, handler: Handler | None) -> None:
        node: _Node | None = self._root
        for part in event_name.split("."):
            node = None if node is None else node.children.get(part)
        if node is None or handler is None:
            return
        for section in node.sections:
            if handler in section:
                section.remove(handler)
                break
        self._known = {}

    def __copy__(self) -> Self:
        """The same handlers; what is registered later is registered with one of both."""
        made = type(self)()
        made._root = self._root.copied()
        made._unique = dict(self._unique)
        return made


class EventAliaser(BaseEventHooks):
    """An emitter to which former names of services mean the present ones."""

    def __init__(self, event_emitter: BaseEventHooks, event_aliases: Mapping[str, str] | None = None) -> None:
        if event_aliases is None:
            from awso.boto.events.names import ALIASES

            event_aliases = ALIASES
        self._aliases = event_aliases
        self._emitter = event_emitter
        self._known: dict[str, str] = {}

    def emit(self, event_name: str, **kwargs: Any) -> Responses:
        """As that emitter's."""
        return self._emitter.emit(self._present(event_name), **kwargs)

    def emit_until_response(self, event_name: str, **kwargs: Any) -> tuple[Handler | None, Any]:
        """As that emitter's."""
        return self._emitter.emit_until_response(self._present(event_name), **kwargs)

    def unregister(
        self,
        event_name: str,
        handler: Handler | None = None,
        unique_id: str | None = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """As that emitter's."""
        self._emitter.unregister(self._present(event_name), handler, unique_id, unique_id_uses_count)

    def _register_in(
        self, section: int, event_name: str, handler: Handler, unique_id: str | None, unique_id_uses_count: bool
    ) -> None:
        name = self._present(event_name)
        self._emitter._register_in(section, name, handler, unique_id, unique_id_uses_count)

    def _present(self, event_name: str) -> str:
        name = self._known.get(event_name)
        if name is None:
            name = self._known[event_name] = _renamed(event_name, self._aliases)
        return name

    def __copy__(self) -> Self:
        from copy import copy

        return type(self)(copy(self._emitter), self._aliases)


def _renamed(event_name: str, aliases: Mapping[str, str]) -> str:
    """The name with the first alias that is a part of it, or some parts in a row, replaced where it first is."""
    parts = event_name.split(".")
    for old, new in aliases.items():
        sought = old.split(".")
        for start in range(len(parts) - len(sought) + 1):
            if parts[start : start + len(sought)] == sought:
                return ".".join([*parts[:start], new, *parts[start + len(sought) :]])
    return event_name
