"""What type checkers see of an operation whose answer comes in pages: call it, or walk `.pages()` or `.items()`.

Only the generated stubs use these names: they decorate each paginated operation, so that its parameters are written
once. At run time the clients make objects of the same form (`awso.client`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

Members = ParamSpec("Members")
Output = TypeVar("Output", covariant=True)
Item = TypeVar("Item", covariant=True)


class PaginatedOperation(Protocol[Members, Output]):
    """An operation of the blocking client that answers page by page."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Output:
        """Fetch one page."""
        ...

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Output]:
        """Every page, each fetched when it is asked for."""
        ...


class PaginatedItems(PaginatedOperation[Members, Output], Protocol[Members, Output, Item]):
    """An operation of the blocking client whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Item]:
        """Every item of every page."""
        ...


class AsyncPaginatedOperation(Protocol[Members, Output]):
    """An operation of the async client that answers page by page."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Awaitable[Output]:
        """Fetch one page."""
        ...

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Output]:
        """Every page, each fetched when it is asked for."""
        ...


class AsyncPaginatedItems(AsyncPaginatedOperation[Members, Output], Protocol[Members, Output, Item]):
    """An operation of the async client whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Item]:
        """Every item of every page."""
        ...


# `@in_pages` and `@in_pages_of[UserType]()` turn a method's declaration into one of the objects above.
Method = Callable[Concatenate[Any, Members], Output]
AsyncMethod = Callable[Concatenate[Any, Members], Awaitable[Output]]


def in_pages(method: "Method[Members, Output]") -> PaginatedOperation[Members, Output]:
    """A blocking operation with pages that hold no list."""
    raise NotImplementedError("declarations in stubs are never called")


def async_in_pages(method: "AsyncMethod[Members, Output]") -> AsyncPaginatedOperation[Members, Output]:
    """An async operation with pages that hold no list."""
    raise NotImplementedError("declarations in stubs are never called")


class in_pages_of(Generic[Item]):  # noqa: N801  # a decorator
    """A blocking operation with pages of `Item`."""

    def __call__(self, method: "Method[Members, Output]") -> PaginatedItems[Members, Output, Item]:
        """Decorate the operation's declaration."""
        raise NotImplementedError("declarations in stubs are never called")


class async_in_pages_of(Generic[Item]):  # noqa: N801  # a decorator
    """An async operation with pages of `Item`."""

    def __call__(self, method: "AsyncMethod[Members, Output]") -> AsyncPaginatedItems[Members, Output, Item]:
        """Decorate the operation's declaration."""
        raise NotImplementedError("declarations in stubs are never called")
