"""Our emitter does what botocore's does, whatever is registered, unregistered, copied and emitted."""

import copy
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awso.boto.hooks import EventAliaser, HierarchicalEmitter, first_non_none_response
from tests.unit.boto.eventful import noting, returning

theirs: Any = import_module("botocore.hooks")

# Few parts and handlers, so that names and registrations meet.
PARTS = st.sampled_from(["a", "b", "*"])
NAMES = st.lists(PARTS, min_size=1, max_size=4).map(".".join)
EVENTS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=5).map(".".join)
IDS = st.sampled_from([None, None, "x", "y"])
HANDLERS = st.integers(0, 3)
REGISTER = st.tuples(
    st.sampled_from(["register", "register_first", "register_last"]), NAMES, HANDLERS, IDS, st.booleans()
)
UNREGISTER = st.tuples(st.just("unregister"), NAMES, HANDLERS, IDS, st.booleans())
EMIT = st.tuples(st.sampled_from(["emit", "emit_until_response"]), EVENTS)
STEPS = st.lists(st.one_of(REGISTER, REGISTER, UNREGISTER, EMIT, st.just(("copy",))), max_size=25)


class Player:
    """Plays steps on an emitter; `seen` is which handlers were called, with what, and what came of it."""

    def __init__(self, emitter: Any) -> None:
        self.emitter = emitter
        self.seen: list[Any] = []
        self.handlers = [self._handler(number) for number in range(4)]

    def _handler(self, number: int) -> Any:
        def handler(**kwargs: Any) -> Any:
            self.seen.append((number, kwargs))
            return number if number == 2 else None

        return handler

    def play(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("copy",):
                self.emitter = copy.copy(self.emitter)
            case (kind, name):
                answer = getattr(self.emitter, kind)(name, fact=1)
                self.seen.append([value for _, value in answer] if kind == "emit" else answer[1])
            case (kind, name, number, unique_id, counts):
                self._change(kind, name, self.handlers[number], unique_id, counts)
            case _:
                raise AssertionError(step)

    def _change(self, kind: str, name: str, handler: Any, unique_id: str | None, counts: bool) -> None:
        try:
            getattr(self.emitter, kind)(name, handler, unique_id, counts)
        except ValueError:
            self.seen.append("refused")
        except AttributeError:  # botocore stumbles over the name of a node that has handlers below it only
            assert isinstance(self.emitter, theirs.HierarchicalEmitter)


@given(STEPS)
def test_the_same_handlers_are_called_in_the_same_order_as_botocore_s(steps: list[tuple[Any, ...]]) -> None:
    ours, oracle = Player(HierarchicalEmitter()), Player(theirs.HierarchicalEmitter())

    for step in [*steps, ("emit", "a.b.a"), ("emit", "b.b")]:
        ours.play(step)
        oracle.play(step)

    assert ours.seen == oracle.seen


@given(st.dictionaries(NAMES, st.sampled_from(["m", "n-o"]), max_size=4), EVENTS)
def test_the_same_names_are_aliases_as_botocore_s(aliases: dict[str, str], event: str) -> None:
    seen: list[list[str]] = []
    for aliaser, emitter in ((EventAliaser, HierarchicalEmitter), (theirs.EventAliaser, theirs.HierarchicalEmitter)):
        names: list[str] = []
        made: Any = aliaser(emitter(), aliases)
        made._emitter.register("*", noting(names))
        made.emit(event)
        seen.append(names)

    # botocore stops at an alias that is a part of the text without being one of its parts.
    if not any("." in old and f".{old}." not in f".{event}." and old in event for old in aliases):
        assert seen[0] == seen[1]


def test_a_handler_is_a_function_that_takes_any_keyword() -> None:
    def narrow(event_name: str) -> None:
        """Takes one."""

    emitter = HierarchicalEmitter()
    with pytest.raises(ValueError, match="is a function"):
        emitter.register("a", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # what is refused
    with pytest.raises(ValueError, match=r"any keyword arguments \(\*\*kwargs\)"):
        emitter.register("a", narrow)


def test_an_id_is_counted_each_time_or_never() -> None:
    emitter = HierarchicalEmitter()
    emitter.register("a", returning(None), "x")

    with pytest.raises(ValueError, match="'x' was registered without unique_id_uses_count"):
        emitter.unregister("a", None, "x", unique_id_uses_count=True)


def test_the_first_answer_is_the_first_that_is_not_none() -> None:
    def handler(**_: Any) -> None:
        """Nothing."""

    assert first_non_none_response([(handler, None), (handler, 0), (handler, 1)]) == 0
    assert first_non_none_response([], "default") == "default"
