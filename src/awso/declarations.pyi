"""How a service's stub declares its operations, once for both clients, and those members that are read and given by
different types.

`@operation[GetUserRequest]()` over a method's signature makes an attribute that reads as a `BlockingOperation` on a
`Client` and as an `AsyncOperation` on an `AsyncClient`; `@paginated[…]()` and `@paginated_items[…, UserType]()`
likewise, with `.pages()` and `.items()`; `@waiter[…]()` makes a waiter of either client. The signature has the members
of the input; the class of the input is for `.with_input(…)`. A member's descriptor is read by `__get__`, and checkers
take the constructor's parameter from `__set__`.
Only checkers read this file: at run time the clients make objects of the same form (`awso.operations`).

A call has one signature. As an overload of it, a ready-made input would cost its precise errors: of a member that is
missing, mypy and pyright then say that no overload matches, and name no member.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from awso.async_client import AsyncioClient
from awso.client import BlockingClient
from awso.core.http import HttpRequest
from awso.core.waits import OnAttempt

Members = ParamSpec("Members")
Input = TypeVar("Input")
Output = TypeVar("Output")
Answer = TypeVar("Answer")
Item = TypeVar("Item")
Value = TypeVar("Value")
Read = TypeVar("Read")
Given = TypeVar("Given")

class BlockingOperation(Generic[Input, Members, Output]):
    """An operation of a blocking client: call it with the members of its input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Output: ...
    def request(self, *args: Members.args, **kwargs: Members.kwargs) -> HttpRequest:
        """The signed request that a call would send; nothing is sent."""

    def presigned_url(self, expires_in: int, /, *args: Members.args, **kwargs: Members.kwargs) -> str:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days."""

    def with_input(self, shape: Input, /) -> BlockingOperation[Input, [], Output]:
        """This operation with a ready-made input, to be called without members."""

class BlockingPaginated(BlockingOperation[Input, Members, Output]):
    """A blocking operation whose results come in pages."""

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Output]:
        """Every page, each fetched when it is asked for."""

    def with_input(self, shape: Input, /) -> BlockingPaginated[Input, [], Output]:
        """This operation with a ready-made input: it and its `.pages()` are called without members."""

class BlockingItems(BlockingPaginated[Input, Members, Output], Generic[Input, Members, Output, Item]):
    """A blocking operation whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> Iterator[Item]:
        """Every result of every page."""

    def with_input(self, shape: Input, /) -> BlockingItems[Input, [], Output, Item]:
        """This operation with a ready-made input: it, its `.pages()` and its `.items()` are called without members."""

class AsyncOperation(Generic[Input, Members, Output]):
    """An operation of an async client: await it, called with the members of its input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, Output]: ...
    def request(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, HttpRequest]:
        """The signed request that a call would send; nothing is sent."""

    def presigned_url(
        self, expires_in: int, /, *args: Members.args, **kwargs: Members.kwargs
    ) -> Coroutine[Any, Any, str]:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days."""

    def with_input(self, shape: Input, /) -> AsyncOperation[Input, [], Output]:
        """This operation with a ready-made input, to be called without members."""

class AsyncPaginated(AsyncOperation[Input, Members, Output]):
    """An async operation whose results come in pages."""

    def pages(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Output]:
        """Every page, each fetched when it is asked for."""

    def with_input(self, shape: Input, /) -> AsyncPaginated[Input, [], Output]:
        """This operation with a ready-made input: it and its `.pages()` are called without members."""

class AsyncItems(AsyncPaginated[Input, Members, Output], Generic[Input, Members, Output, Item]):
    """An async operation whose pages hold a list."""

    def items(self, *args: Members.args, **kwargs: Members.kwargs) -> AsyncIterator[Item]:
        """Every result of every page."""

    def with_input(self, shape: Input, /) -> AsyncItems[Input, [], Output, Item]:
        """This operation with a ready-made input: it, its `.pages()` and its `.items()` are called without members."""

class Operation(Generic[Input, Members, Output]):
    """An operation."""

    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingOperation[Input, Members, Output]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncOperation[Input, Members, Output]: ...

class Paginated(Generic[Input, Members, Output]):
    """An operation with pages that hold no list."""

    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingPaginated[Input, Members, Output]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncPaginated[Input, Members, Output]: ...

class PaginatedItems(Generic[Input, Members, Output, Item]):
    """An operation with pages of `Item`."""

    @overload
    def __get__(self, client: BlockingClient, owner: object = ...) -> BlockingItems[Input, Members, Output, Item]: ...
    @overload
    def __get__(self, client: AsyncioClient, owner: object = ...) -> AsyncItems[Input, Members, Output, Item]: ...

class operation(Generic[Input]):  # noqa: N801  # a decorator
    """Declares an operation that takes an `Input`."""

    def __call__(self, method: Callable[Concatenate[Any, Members], Output]) -> Operation[Input, Members, Output]: ...

class paginated(Generic[Input]):  # noqa: N801  # a decorator
    """Declares an operation with pages that hold no list."""

    def __call__(self, method: Callable[Concatenate[Any, Members], Output]) -> Paginated[Input, Members, Output]: ...

class paginated_items(Generic[Input, Item]):  # noqa: N801  # a decorator
    """Declares an operation with pages of `Item`."""

    def __call__(
        self, method: Callable[Concatenate[Any, Members], Output]
    ) -> PaginatedItems[Input, Members, Output, Item]: ...

class BlockingWaits:
    """What marks the waiters of a blocking client."""

class AsyncWaits:
    """What marks the waiters of an async client."""

class Wait(Generic[Answer, Output]):
    """A waiter that has its input: call it, and await it of an async client, with how long to wait."""

    def __call__(
        self,
        *,
        max_wait_seconds: float | None = None,
        max_attempts: int | None = None,
        delay_seconds: float | None = None,
        on_attempt: OnAttempt[Answer] | None = None,
    ) -> Output: ...

class BlockingWaiter(Generic[Input, Members, Answer, Output]):
    """A waiter of a blocking client: call it with the members of its operation's input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Output: ...
    def with_input(self, shape: Input, /) -> Wait[Answer, Output]:
        """This waiter with a ready-made input, to be called with how long to wait."""

class AsyncWaiter(Generic[Input, Members, Answer, Output]):
    """A waiter of an async client: await it, called with the members of its operation's input."""

    def __call__(self, *args: Members.args, **kwargs: Members.kwargs) -> Coroutine[Any, Any, Output]: ...
    def with_input(self, shape: Input, /) -> Wait[Answer, Coroutine[Any, Any, Output]]:
        """This waiter with a ready-made input, to be called with how long to wait."""

class Waiter(Generic[Input, Members, Answer, Output]):
    """A waiter."""

    @overload
    def __get__(
        self, waiters: BlockingWaits, owner: object = ...
    ) -> BlockingWaiter[Input, Members, Answer, Output]: ...
    @overload
    def __get__(self, waiters: AsyncWaits, owner: object = ...) -> AsyncWaiter[Input, Members, Answer, Output]: ...

class waiter(Generic[Input, Answer]):  # noqa: N801  # a decorator
    """Declares a waiter that calls its operation with an `Input` until an `Answer`, or an error, says enough."""

    def __call__(
        self, method: Callable[Concatenate[Any, Members], Output]
    ) -> Waiter[Input, Members, Answer, Output]: ...

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
