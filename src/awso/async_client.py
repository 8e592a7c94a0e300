"""The base of every service's `AsyncClient`, and its operations: `awso.client` and `awso.operations`, to be awaited.

Apart from these, for most processes have clients of one kind only.
"""

from collections.abc import AsyncIterator, Awaitable, Coroutine
from typing import TYPE_CHECKING, Any, Self

from awso.client import Act, ClientBase, Shared, T, connecting, explained, options_of
from awso.core.call import CallOptions, call, signed_request
from awso.core.context import READ_TIMEOUT_SECONDS
from awso.core.http import HttpRequest
from awso.core.operation import Operation
from awso.operations import BoundOperation, Run, presigning
from awso.runtime.concurrent import run

if TYPE_CHECKING:
    from awso.core.hooks import Hooks
    from awso.core.pages import Paginator
    from awso.credentials import Credentials
    from awso.credentials.provider import CredentialsProvider
    from awso.credentials.tokens import Token, TokenProvider
    from awso.retries import RetryOptions
    from awso.settings.bodies import ChecksumOptions, CompressionOptions
    from awso.settings.defaults_mode import DefaultsMode
    from awso.settings.s3 import S3Options
    from awso.settings.settings import AccountIdEndpointMode
    from awso.transports.interface import AsyncioTransport
    from awso.transports.options import TransportOptions


class AsyncioClient(ClientBase):
    """The base of every `AsyncClient`; safe to share between tasks. The options are those of `BlockingClient`."""

    @explained
    def __init__(
        self,
        *,
        region: str | None = None,
        endpoint_url: str | None = None,
        credentials: "CredentialsProvider | Credentials | None" = None,
        profile: str | None = None,
        connect_timeout: float | None = None,
        read_timeout: float = READ_TIMEOUT_SECONDS,
        retries: "int | RetryOptions | None" = None,
        transport: "AsyncioTransport | None" = None,
        use_fips: bool | None = None,
        use_dual_stack: bool | None = None,
        hooks: "tuple[Hooks, ...]" = (),
        s3: "S3Options | None" = None,
        checksums: "ChecksumOptions | None" = None,
        compression: "CompressionOptions | None" = None,
        endpoint_discovery: bool | None = None,
        account_id_endpoint_mode: "AccountIdEndpointMode | None" = None,
        token: "TokenProvider | Token | None" = None,
        defaults_mode: "DefaultsMode | None" = None,
        transport_options: "TransportOptions | None" = None,
    ) -> None:
        options = options_of(region, endpoint_url, credentials, profile, retries, use_fips, use_dual_stack)
        options = options.with_features(s3, checksums, compression, endpoint_discovery, account_id_endpoint_mode, token)
        self._shared = Shared(connecting(options, defaults_mode, transport, transport_options))
        self._call_options = CallOptions(connect_timeout, read_timeout, hooks=tuple(hooks))
        self._transport = transport
        self._transport_options = transport_options

    def _run(self, act: Act[T], operation: "Operation", value: Any) -> Coroutine[Any, Any, T]:
        context = self._shared.context
        if context is None:
            return self._prepare_and_run(act, operation, value)
        transport = self._transport
        if transport is None:
            transport = self._transport = self._default_transport(context)
        return run(act(context, operation, value, self._call_options), transport)

    async def _prepare_and_run(self, act: Act[T], operation: "Operation", value: Any) -> T:
        self._share(await run(self._prepare(), self._transport or self._default_transport(None)))
        return await self._run(act, operation, value)

    if not TYPE_CHECKING:  # hidden from checkers, which know each operation from the stub and would accept any name

        def __getattr__(self, name: str) -> Any:
            bound = self.__dict__[name] = self._bound(name, bind_async, self._run)
            return bound

    async def close(self) -> None:
        """Forget settings and credentials; the connections are the transport's."""
        self._shared.context = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class AsyncOperation(BoundOperation):
    """An operation of an async client."""

    def __init__(self, operation: Operation, run: Run) -> None:
        super().__init__(operation)
        self._run = run

    def __call__(self, shape: Any = None, /, *more: object, **members: Any) -> Awaitable[Any]:
        """The output, for members of the input or for a ready-made input."""
        if more:
            raise self._misused(f"{1 + len(more)} positional arguments")
        awaitable: Awaitable[Any] = self._run(call, self.operation, self._input(shape, members))
        return awaitable

    async def request(self, shape: Any = None, /, **members: Any) -> HttpRequest:
        """The signed request that a call would send; nothing is sent."""
        request: HttpRequest = await self._run(signed_request, self.operation, self._input(shape, members))
        return request

    async def presigned_url(self, expires_in: int, shape: Any = None, /, **members: Any) -> str:
        """A URL by which whoever has it may make this call for `expires_in` seconds, at most seven days.

        Headers that the members make (a content type, a customer's key) must be sent along. Raises `ConfigurationError`
        for an operation whose input does not fit into a URL.
        """
        url: str = await self._run(presigning(expires_in), self.operation, self._input(shape, members))
        return url


class AsyncPaginated(AsyncOperation):
    """An async operation whose results come in pages."""

    def __init__(self, operation: Operation, run: Run, paginator: "Paginator") -> None:
        super().__init__(operation, run)
        self._paginator = paginator

    async def pages(self, shape: Any = None, /, **members: Any) -> AsyncIterator[Any]:
        """Every page, each fetched when it is asked for."""
        value = self._input(shape, members)
        while value is not None:
            output = await self._run(call, self.operation, value)
            yield output
            value = self._paginator.next_input(value, output)

    async def items(self, shape: Any = None, /, **members: Any) -> AsyncIterator[Any]:
        """Every result of every page."""
        async for page in self.pages(shape, **members):
            for item in self._paginator.items(page):
                yield item


def bind_async(operation: Operation, run: Run) -> AsyncOperation:
    """`operation` as an attribute of an async client."""
    paginator = operation.paginator
    return AsyncOperation(operation, run) if paginator is None else AsyncPaginated(operation, run, paginator)
