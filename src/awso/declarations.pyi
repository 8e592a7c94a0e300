"""How a service's stub declares its operations, once for both clients, and those members that are read and given by
different types.

`@operation` over a method's signature makes an attribute that reads as a `BlockingOperation` on a `Client` and as an
`AsyncOperation` on an `AsyncClient`; `@paginated` and `@paginated_items[UserType]()` likewise, with `.pages()` and
`.items()`; `@waiter` makes a waiter of either client. A member's descriptor is read by `__get__`, and checkers take the
constructor's parameter from `__set__`.
Only checkers read this file: at run time the clients make objects of the same form (`awso.operations`).
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from awso.async_client import AsyncioClient
from awso.client import BlockingClient
from awso.core.http import HttpRequest

Members = ParamSpec("Members")
Output = TypeVar("Output")
Item = TypeVar("Item")
Value = TypeVar("Value")
Read = TypeVar("Read")
Given = TypeVar("Given")

class BlockingOperation(Generic[Members, Output]):
    """An operation of a blocking client: call it with the members of its input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Output: ...
    def request(self, *args: Members.args, **kwargs: Members.kwargs) -> HttpRequest:
        """The signed request that a call would send; nothing is sent."""

    def presigned_url(self, expires_in: int, /, *args: Members.args, **kwargs: Members.kwargs) -> str:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days."""

class BlockingPaginated(BlockingOperation[Members, Output]):
    """A blocking operation whose results come in pages."""

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Output]:
        """Every page, each fetched when it is asked for."""

class BlockingItems(BlockingPaginated[Members, Output], Generic[Members, Output, Item]):
    """A blocking operation whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Item]:
        """Every result of every page."""

class AsyncOperation(Generic[Members, Output]):
    """An operation of an async client: await it, called with the members of its input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, Output]: ...
    def request(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, HttpRequest]:
        """The signed request that a call would send; nothing is sent."""

    def presigned_url(
        self, expires_in: int, /, *args: Members.args, **kwargs: Members.kwargs
    ) -> Coroutine[Any, Any, str]:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days."""

class AsyncPaginated(AsyncOperation[Members, Output]):
    """An async operation whose results come in pages."""

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Output]:
        """Every page, each fetched when it is asked for."""

class AsyncItems(AsyncPaginated[Members, Output], Generic[Members, Output, Item]):
    """An async operation whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Item]:
        """Every result of every page."""

class operation(Generic[Members, Output]):  # noqa: N801  # a decorator
    """Declares an operation."""

    def __init__(self, method: Callable[Concatenate[Any, Members], Output]) -> None: ...
    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingOperation[Members, Output]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncOperation[Members, Output]: ...

class paginated(Generic[Members, Output]):  # noqa: N801  # a decorator
    """Declares an operation with pages that hold no list."""

    def __init__(self, method: Callable[Concatenate[Any, Members], Output]) -> None: ...
    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingPaginated[Members, Output]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncPaginated[Members, Output]: ...

class PaginatedItems(Generic[Members, Output, Item]):
    """An operation with pages of `Item`."""

    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingItems[Members, Output, Item]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncItems[Members, Output, Item]: ...

class paginated_items(Generic[Item]):  # noqa: N801  # a decorator
    """Declares an operation with pages of `Item`."""

    def __call__(
        self, method: Callable[Concatenate[Any, Members], Output]
    ) -> PaginatedItems[Members, Output, Item]: ...

class BlockingWaits:
    """What marks the waiters of a blocking client."""

class AsyncWaits:
    """What marks the waiters of an async client."""

class BlockingWaiter(Generic[Members, Output]):
    """A waiter of a blocking client: call it with the members of its operation's input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Output: ...

class AsyncWaiter(Generic[Members, Output]):
    """A waiter of an async client: await it, called with the members of its operation's input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, Output]: ...

class waiter(Generic[Members, Output]):  # noqa: N801  # a decorator
    """Declares a waiter."""

    def __init__(self, method: Callable[Concatenate[Any, Members], Output]) -> None: ...
    @overload
    def __get__(self, waiters: BlockingWaits, owner: object = ...) -> BlockingWaiter[Members, Output]: ...
    @overload
    def __get__(self, waiters: AsyncWaits, owner: object = ...) -> AsyncWaiter[Members, Output]: ...

class ListMember(Generic[Item]):
    """A list member that must be given."""

    def __get__(self, shape: object, owner: object = ...) -> list[Item]: ...
    def __set__(self, shape: object, value: Sequence[Item]) -> None: ...

class OptionalListMember(Generic[Item]):
    """A list member that may be left out; it then reads as empty."""

    def __get__(self, shape: object, owner: object = ...) -> list[Item]: ...
    def __set__(self, shape: object, value: Sequence[Item] | None) -> None: ...

class MapMember(Generic[Value]):
    """A map member that must be given."""

    def __get__(self, shape: object, owner: object = ...) -> dict[str, Value]: ...
    def __set__(self, shape: object, value: Mapping[str, Value]) -> None: ...

class OptionalMapMember(Generic[Value]):
    """A map member that may be left out; it then reads as empty."""

    def __get__(self, shape: object, owner: object = ...) -> dict[str, Value]: ...
    def __set__(self, shape: object, value: Mapping[str, Value] | None) -> None: ...

class NestedMember(Generic[Read, Given]):
    """A list or map of lists or maps, or an output's streaming body, that must be given."""

    def __get__(self, shape: object, owner: object = ...) -> Read: ...
    def __set__(self, shape: object, value: Given) -> None: ...

class OptionalNestedMember(Generic[Read, Given]):
    """A list or map of lists or maps, or an output's streaming body, that may be left out; it then reads as empty."""

    def __get__(self, shape: object, owner: object = ...) -> Read: ...
    def __set__(self, shape: object, value: Given | None) -> None: ...
