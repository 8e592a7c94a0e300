"""Parts of a transfer: how large they may be, which bytes each has, and doing several at once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.boto.s3.transfer import Progress, TransferConfig

T = TypeVar("T")

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
SMALLEST_PART_BYTES = 5 * 1024**2
LARGEST_PART_BYTES = 5 * 1024**3
MOST_PARTS = 10_000


class Transfer(NamedTuple):
    """One transfer: between what and which object, and how."""

    client: "BaseClient"
    bucket: str
    key: str
    extra: dict[str, Any]
    config: "TransferConfig"
    progress: "Progress | None"


class Span(NamedTuple):
    """The bytes of one part; `number` counts from 1."""

    number: int
    start: int
    size: int


def part_size(wanted: int, total: int | None) -> int:
    """The size of parts that S3 takes, as near to the wanted one as `total` bytes in 10,000 parts allow."""
    if total is not None:
        while total > wanted * MOST_PARTS:
            wanted *= 2
    return min(max(wanted, SMALLEST_PART_BYTES), LARGEST_PART_BYTES)


def spans(total: int, size: int) -> Iterator[Span]:
    """The parts of `total` bytes, each of `size` but the last."""
    for index, start in enumerate(range(0, total, size)):
        yield Span(index + 1, start, min(size, total - start))


def done(config: "TransferConfig", tasks: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What the tasks give, in their order; as many at once as the configuration says.

    A task is taken when one before it has been done, so that no more of a stream is held than is under way. After the
    first failure no further one is begun, and it is raised when those under way are done.
    """
    if not config.use_threads:
        for task in tasks:
            yield task()
        return
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(config.max_concurrency, thread_name_prefix="awso-s3") as pool:
        try:
            for task in tasks:
                while len(waiting) >= config.max_concurrency:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(task))
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class Reported:
    """Tells of each byte once, though a failed attempt moves it again."""

    def __init__(self, progress: "Progress | None") -> None:
        self._progress = progress
        self._highest = 0
        self._lock = Lock()

    def at(self, position: int) -> None:
        """So many bytes are through."""
        if self._progress is None:
            return
        with self._lock:
            more, self._highest = position - self._highest, max(position, self._highest)
        if more > 0:
            self._progress(more)


class Window:
    """A part of a file as a file of its own, which can be read again for a further attempt."""

    def __init__(self, file: BinaryIO, start: int, size: int, reported: Reported) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._position = 0
        self._reported = reported

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """As a file's."""
        base = (0, self._position, self._size)[whence]
        self._position = min(max(base + offset, 0), self._size)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; empty at the end."""
        left = self._size - self._position
        self._file.seek(self._start + self._position)
        chunk = self._file.read(left if size is None or size < 0 else min(size, left))  # pyright: ignore[reportUnnecessaryComparison]  # some readers pass None
        self._position += len(chunk)
        self._reported.at(self._position)
        return chunk


def only(extra: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The arguments that one step of a transfer takes."""
    return {name: extra[name] for name in names if name in extra}


def without(extra: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The arguments but those that one step of a transfer does not take."""
    excluded = set(names)
    return {name: value for name, value in extra.items() if name not in excluded}
