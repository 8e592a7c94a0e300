"""The base of every service's `Client`, and what `awso.async_client` shares with it.

`awso.registry` makes `class Client(BlockingClient)` with `__service__` set; type checkers see the methods that a
service's stub writes out. Here an operation is an attribute that comes to life when it is first asked for, and calling
one runs the flow of `awso.core.call` on a driver. The real clock, randomness and environment enter here.
"""

import os
from collections.abc import Callable
from functools import wraps
from time import time
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from awso._lean import msgspec
from awso.core.call import CallOptions
from awso.core.context import (
    READ_TIMEOUT_SECONDS,
    CallContext,
    ClientOptions,
    World,
    prepare,
)
from awso.core.effects import Flow
from awso.credentials import Credentials, StaticCredentials, complete
from awso.credentials.cache import CredentialsCache
from awso.errors import ConfigurationError
from awso.operations import BoundOperation, Run, bind_blocking
from awso.retries import RetryOptions
from awso.runtime import random_bytes
from awso.runtime.blocking import run

if TYPE_CHECKING:
    from awso.core.hooks import Hooks
    from awso.core.operation import Operation
    from awso.credentials.provider import CredentialsProvider
    from awso.credentials.tokens import Token, TokenProvider
    from awso.registry import Service
    from awso.settings.bodies import ChecksumOptions, CompressionOptions
    from awso.settings.defaults_mode import DefaultsMode
    from awso.settings.s3 import S3Options
    from awso.settings.settings import AccountIdEndpointMode
    from awso.transports.interface import BlockingTransport
    from awso.transports.native import NativeTransport
    from awso.transports.options import TransportOptions

T = TypeVar("T")
WAIT_UNTIL = "wait_until"
"""The attribute under which a client has its waiters."""
Act = Callable[[CallContext, "Operation", Any, CallOptions], Flow[T]]


class Shared:
    """What a client and its `with_options` views have in common."""

    __slots__ = ("context", "options", "world")

    def __init__(self, options: ClientOptions) -> None:
        self.options = options
        self.context: CallContext | None = None
        self.world = World(os.environ, os.path.expanduser("~"), time, random_bytes)


class ClientBase:
    """What the two clients have in common: everything but the driver."""

    __service__: "ClassVar[Service]"

    _shared: Shared
    _call_options: CallOptions
    _transport_options: "TransportOptions | None"

    def with_options(
        self,
        *,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        read_timeout: float | None = None,
        retries: "int | RetryOptions | None" = None,
        credentials: "CredentialsProvider | Credentials | None" = None,
        hooks: "tuple[Hooks, ...] | None" = None,
    ) -> Self:
        """This client with other options for what is called through the result; connections and caches stay shared.

        Timeouts are seconds, `timeout` stands for both. `retries` is the number of attempts, the first one included.
        """
        view = type(self).__new__(type(self))
        view.__dict__.update((name, value) for name, value in self.__dict__.items() if name.startswith("_"))
        old = self._call_options
        read = _first(read_timeout, timeout)
        view._call_options = CallOptions(
            _first(connect_timeout, timeout, old.connect_timeout_seconds),
            read if read is not None else old.read_timeout_seconds,
            old.retries if retries is None else _retries(retries),
            old.credentials if credentials is None else CredentialsCache(_provider(credentials)),
            old.hooks if hooks is None else tuple(hooks),
            old.validate,
        )
        return view

    def _prepare(self) -> Flow[CallContext]:
        return prepare(type(self).__service__, self._shared.options, self._shared.world)

    def _default_transport(self, context: CallContext | None) -> "NativeTransport":
        from awso.transports.native import shared

        return shared(None if context is None else context.root_certificates_pem, self._transport_options)

    def _share(self, context: CallContext) -> CallContext:
        # Two threads may both have prepared one: the first stays, for its quota and caches are to be shared.
        kept = self._shared.context = self._shared.context or context
        return kept

    def _bound(self, name: str, bind: "Callable[[Operation, Run], BoundOperation]", run: Run) -> Any:
        """What the attribute `name` is: an operation, or the waiters. Raises AttributeError that names the nearest."""
        if name != WAIT_UNTIL:
            return bind(self._operation(name), run)
        from awso.waiters import waiters

        return waiters(type(self).__service__, run)

    def _operation(self, name: str) -> "Operation":
        """The operation behind an attribute. Raises AttributeError that names the nearest one."""
        service = type(self).__service__
        operation = None if name.startswith("_") else service.operation_of_method(name)
        if operation is None:
            from awso.habits import unknown_attribute_message

            known = tuple(service.operations_by_python_name)
            raise AttributeError(unknown_attribute_message(service.name, name, known))
        return operation

    def __dir__(self) -> list[str]:
        service = type(self).__service__
        waiters = (WAIT_UNTIL,) if service.file.waiters else ()
        return sorted({*super().__dir__(), *service.operations_by_python_name, *waiters})

    def __repr__(self) -> str:
        region = self._shared.options.region
        return f"<{type(self).__module__}.{type(self).__name__}{f' in {region}' if region else ''}>"


Init = TypeVar("Init", bound=Callable[..., None])


def explained(init: Init) -> Init:
    """A client's constructor that says more than Python does of arguments that it does not take."""
    known = init.__kwdefaults__ or {}  # all of them have defaults

    @wraps(init)
    def checked(self: ClientBase, *given: object, **options: object) -> None:
        unknown = next((name for name in options if name not in known), "")
        if given or unknown:
            from awso.habits import misused_client_message

            raise TypeError(misused_client_message(type(self).__service__.name, given, unknown, tuple(known)))
        init(self, **options)

    return cast("Init", checked)


class BlockingClient(ClientBase):
    """The base of every `Client`; safe to share between threads.

    Options that are not given come from the environment, then from the profile. `credentials` is a provider or the keys
    themselves; timeouts are seconds; `retries` is the number of attempts, the first one included. A `transport` stays
    its maker's to close; without one the client uses one that the whole process shares, made by `transport_options`.
    `defaults_mode` names a set of defaults of AWS's. `s3` means something to S3
    and S3 Control only, `endpoint_discovery` to services that name their own endpoints, `token` to those that take
    bearer tokens.
    """

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
        transport: "BlockingTransport | None" = None,
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

    def _run(self, act: Act[T], operation: "Operation", value: Any) -> T:
        context = self._shared.context
        if context is None:
            context = self._share(run(self._prepare(), self._transport or self._default_transport(None)))
        transport = self._transport
        if transport is None:
            transport = self._transport = self._default_transport(context)
        return run(act(context, operation, value, self._call_options), transport)

    if not TYPE_CHECKING:  # hidden from checkers, which know each operation from the stub and would accept any name

        def __getattr__(self, name: str) -> Any:
            bound = self.__dict__[name] = self._bound(name, bind_blocking, self._run)
            return bound

    def close(self) -> None:
        """Forget settings and credentials; the connections are the transport's."""
        self._shared.context = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def options_of(
    region: str | None,
    endpoint_url: str | None,
    credentials: "CredentialsProvider | Credentials | None",
    profile: str | None,
    retries: "int | RetryOptions | None",
    use_fips: bool | None,
    use_dual_stack: bool | None,
) -> ClientOptions:
    """The options that every program may give, in their stored form."""
    return ClientOptions(
        region,
        endpoint_url,
        None if credentials is None else _provider(credentials),
        profile,
        _retries(retries),
        use_fips,
        use_dual_stack,
    )


def connecting(
    options: ClientOptions,
    defaults_mode: "DefaultsMode | None",
    transport: object,
    transport_options: "TransportOptions | None",
) -> ClientOptions:
    """These options, and those about how to connect."""
    if transport_options is not None and transport is not None:
        raise ConfigurationError("a transport has options of its own: leave out transport_options, or transport")
    if defaults_mode is None and transport_options is None:  # nearly always
        return options
    reads = transport_options is None or transport_options.verify is True
    return msgspec.structs.replace(options, defaults_mode=defaults_mode, reads_ca_bundle=reads)


def _provider(credentials: object) -> "CredentialsProvider":
    if isinstance(credentials, Credentials):
        return StaticCredentials.of(complete(credentials))
    if not hasattr(credentials, "credentials"):
        kind = type(credentials).__name__
        raise TypeError(f"credentials: expected awso.StaticCredentials(id, secret) or a provider of yours, got {kind}")
    return cast("CredentialsProvider", credentials)


def _retries(retries: object) -> RetryOptions | None:
    if retries is None or isinstance(retries, RetryOptions):
        return retries
    if isinstance(retries, int):
        return RetryOptions(retries)
    raise TypeError(f"retries: expected a number of attempts or awso.RetryOptions(…), got {type(retries).__name__}")


def _first(*seconds: float | None) -> float | None:
    return next((given for given in seconds if given is not None), None)
