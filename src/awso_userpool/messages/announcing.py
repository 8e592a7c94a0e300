"""A storage that says when a message has been committed, so that its delivery begins at once and nobody has to ask.

Every operation that adds a message does so inside `write`; this wrapper notices, and calls `announce` once the
transaction is safe.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar, cast

from awso_userpool.domain.records import Message
from awso_userpool.storage.interface import LaterWrite, NewUser, Reading, Storage, Writing

T = TypeVar("T")
U = TypeVar("U")


class _NoticingWriting:
    """Passes everything on to `writing`, and remembers whether a message went by."""

    __slots__ = ("_writing", "noticed")

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self.noticed = False

    def add_message(self, message: Message) -> None:
        self.noticed = True
        self._writing.add_message(message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writing, name)


class _AnnouncingWrite(Generic[T, U]):
    """A `LaterWrite` that announces too."""

    __slots__ = ("_announce", "_later")

    def __init__(self, later: LaterWrite[tuple[T, bool], U], announce: Callable[[], None]) -> None:
        self._later = later
        self._announce = announce

    def begin(self) -> None:
        self._later.begin()

    async def answer(self) -> tuple[T, U]:
        (answer, noticed), made = await self._later.answer()
        if noticed:
            self._announce()
        return answer, made


class AnnouncingStorage:
    """`storage`, with `announce` called on the event loop after each `write` that added a message."""

    def __init__(self, storage: Storage, announce: Callable[[], None]) -> None:
        self._storage = storage
        self._announce = announce

    async def write(self, change: Callable[[Writing], T]) -> T:
        answer, noticed = await self._storage.write(lambda writing: _run(change, writing))
        if noticed:
            self._announce()
        return answer

    def write_later(self, change: Callable[[Writing], T], work: Callable[[T], U]) -> LaterWrite[T, U]:
        later = self._storage.write_later(lambda writing: _run(change, writing), lambda ran: work(ran[0]))
        return _AnnouncingWrite(later, self._announce)

    async def read(self, query: Callable[[Reading], T]) -> T:
        return await self._storage.read(query)

    def read_now(self, query: Callable[[Reading], T]) -> T:
        return self._storage.read_now(query)

    def write_now(self, change: Callable[[Writing], T]) -> T:
        """A message written here waits for the worker's next round: there may be no event loop in this thread."""
        return self._storage.write_now(change)

    def load_users(self, users: Iterable[NewUser]) -> int:
        return self._storage.load_users(users)

    def close(self) -> None:
        self._storage.close()


def _run(change: Callable[[Writing], T], writing: Writing) -> tuple[T, bool]:
    noticing = _NoticingWriting(writing)
    answer = change(cast(Writing, noticing))
    return answer, noticing.noticed
