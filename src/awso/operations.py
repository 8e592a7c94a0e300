"""What `client.get_user` is: an operation bound to a client, to be called with the members of its input.

`client.list_users(limit=10)` calls it once; `.pages(…)` and `.items(…)` follow the pages of one that has them;
`.request(…)` gives the signed request without sending it, `.presigned_url(900, …)` a URL by which anybody may make it.
`.with_input(request)` is the same operation with a ready-made input instead of members.
Blocking and async (`awso.async_client`) differ only in what they hand to the client's driver.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Self

from awso._lean import msgspec
from awso.core.call import call, signed_request
from awso.core.http import HttpRequest
from awso.core.operation import Operation

if TYPE_CHECKING:
    from inspect import Signature

    from awso.core.pages import Paginator

Act = Callable[..., Any]
Run = Callable[[Act, Operation, Any], Any]
"""A client's driver: runs what `awso.core.call` makes of an operation and its input, or gives something to await."""


class BoundOperation:
    """An operation and its input; see `BlockingOperation` and `awso.async_client.AsyncOperation`."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._new: Callable[..., Any] = operation.input
        self._construct: Callable[..., Any] = partial(msgspec.StructMeta.__call__, operation.input)
        self.__name__ = operation.python
        self.__qualname__ = f"Client.{operation.python}"

    def __init_subclass__(cls) -> None:
        # Instances have documentation of their own, which `help` finds by a property in their very class.
        cls.__doc__ = property(_documentation)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]  # a property, where a string is usual

    def _input(self, shape: Any, members: dict[str, Any]) -> Any:
        if shape is None:
            if None not in members.values():  # else the class leaves them out; this way is the shorter one
                try:
                    return self._construct(**members)
                except TypeError:
                    pass  # the class says it better
            return self._new(**members)
        if members:
            raise self._misused(f"both ({', '.join(members)})")
        return self._checked(shape)

    def with_input(self, shape: Any, /) -> Self:
        """The same with a ready-made input: `client.list_users.with_input(request).items()`; it takes no members.

        Raises TypeError for what is not of the operation's input class.
        """
        from copy import copy

        view = copy(self)
        view._new = view._construct = _ReadyMade(self.__name__, self._checked(shape))
        return view

    def _checked(self, shape: object) -> Any:
        if not isinstance(shape, self.operation.input):
            got = type(shape)
            raise self._misused(f"{got.__module__}.{got.__qualname__}")  # other services have classes of the same name
        return shape

    def _misused(self, got: str) -> TypeError:
        expected = self.operation.input
        wanted = f"{expected.__module__}.{expected.__qualname__}"
        return TypeError(f"{self.__name__}: pass one {wanted} or its members by keyword, got {got}")

    @property
    def __signature__(self) -> "Signature":
        from inspect import Parameter, Signature

        members = () if isinstance(self._new, _ReadyMade) else self.operation.input_schema.members.values()
        ordered = sorted(members, key=lambda member: not member.required)  # stable: required ones first
        return Signature(
            [
                Parameter(member.python, Parameter.KEYWORD_ONLY, default=Parameter.empty if member.required else None)
                for member in ordered
            ]
        )

    if not TYPE_CHECKING:  # hidden from checkers, which would otherwise accept any name

        def __getattr__(self, name: str) -> NoReturn:
            why = ": its model describes no pages" if name in ("pages", "items") else ""
            raise AttributeError(f"{self.__dict__.get('__name__')} has no attribute {name!r}{why}")

    def __repr__(self) -> str:
        return f"<{self.operation} of a client{self._its_input}>"

    @property
    def _its_input(self) -> str:
        return " with its input" if isinstance(self._new, _ReadyMade) else ""


class _ReadyMade:
    """Stands in for the class of an input that is there already: there is nothing left to construct."""

    def __init__(self, name: str, shape: Any) -> None:
        self._name = name
        self._shape = shape

    def __call__(self, **members: Any) -> Any:
        if members:
            raise TypeError(f"{self._name}: with_input gave the whole input; pass no members, got {', '.join(members)}")
        return self._shape


def _documentation(bound: BoundOperation) -> str | None:
    from awso.documentation import operation_documentation

    return operation_documentation(bound.operation.service.module, bound.__name__)


def presigning(expires_in: int) -> Act:
    """What `presigned_url` runs."""
    from awso.core.presigning import presigned_url

    return partial(presigned_url, expires_in=expires_in)


class BlockingOperation(BoundOperation):
    """An operation of a blocking client."""

    def __init__(self, operation: Operation, run: Run) -> None:
        super().__init__(operation)
        self._run = run

    def __call__(self, shape: Any = None, /, *more: object, **members: Any) -> Any:
        """The output, for members of the input or for a ready-made input."""
        if more:
            raise self._misused(f"{1 + len(more)} positional arguments")
        return self._run(call, self.operation, self._input(shape, members))

    def request(self, shape: Any = None, /, **members: Any) -> HttpRequest:
        """The signed request that a call would send; nothing is sent."""
        request: HttpRequest = self._run(signed_request, self.operation, self._input(shape, members))
        return request

    def presigned_url(self, expires_in: int, shape: Any = None, /, **members: Any) -> str:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days.

        Headers that the members make (a content type, a customer's key) must be sent along. Raises `ConfigurationError`
        for an operation whose input does not fit into a URL.
        """
        url: str = self._run(presigning(expires_in), self.operation, self._input(shape, members))
        return url


class BlockingPaginated(BlockingOperation):
    """A blocking operation whose results come in pages."""

    def __init__(self, operation: Operation, run: Run, paginator: "Paginator") -> None:
        super().__init__(operation, run)
        self._paginator = paginator

    def pages(self, shape: Any = None, /, **members: Any) -> Iterator[Any]:
        """Every page, each fetched when it is asked for."""
        value = self._input(shape, members)
        while value is not None:
            output = self._run(call, self.operation, value)
            yield output
            value = self._paginator.next_input(value, output)

    def items(self, shape: Any = None, /, **members: Any) -> Iterator[Any]:
        """Every result of every page."""
        for page in self.pages(shape, **members):
            yield from self._paginator.items(page)


def bind_blocking(operation: Operation, run: Run) -> BlockingOperation:
    """`operation` as an attribute of a blocking client."""
    paginator = operation.paginator
    return BlockingOperation(operation, run) if paginator is None else BlockingPaginated(operation, run, paginator)
