"""The real server, in a thread of this process, but for what tests want: cheap password hashes, messages in a list.

Everything else is as `awso-userpool serve` runs it, so what a test finds is what a deployment does.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from awso import Credentials, cognito_idp
from awso_userpool.api.listening import Listener, bind, url_of
from awso_userpool.app import Parts, Server, running
from awso_userpool.config import AccessKey, ServerSettings, generated_access_key
from awso_userpool.domain.limits import DEFAULT_LIMITS, Limits
from awso_userpool.domain.records import Message
from awso_userpool.messages.channels import MemoryChannel
from awso_userpool.operations.interface import TriggerKind
from awso_userpool.secrets.master_key import MasterKeys, generated_keys
from awso_userpool.secrets.passwords import CHEAP_FOR_TESTS
from awso_userpool.testing.transport import UserPoolTransport
from awso_userpool.triggers.callables import Handler, PythonFunction
from awso_userpool.triggers.calls import Function

# RFC 2606 keeps this name from ever being anyone's.
NO_SOCKET_URL = "http://userpool.invalid"
START_SECONDS = 30.0

T = TypeVar("T")


class UserPoolServer:
    """A user-pool server for tests; use as `with UserPoolServer() as server`.

    `listen=False` opens no socket: then only `client()` and `async_client()` reach it. `database` may be a file's
    URL; with the same `master_keys` and `access_key`, a second server goes on where the first stopped. `clock` gives
    epoch seconds.
    """

    def __init__(
        self,
        *,
        listen: bool = True,
        region: str = "us-east-1",
        database: str = "sqlite://",
        access_key: AccessKey | None = None,
        master_keys: MasterKeys | None = None,
        limits: Limits = DEFAULT_LIMITS,
        clock: Callable[[], float] | None = None,
        trigger_seconds: float = 5.0,
        access_log: bool = False,
    ) -> None:
        key = access_key or generated_access_key()
        self.region = region
        self.access_key_id = key.access_key_id
        self.secret_access_key = key.secret_access_key
        self.endpoint_url = NO_SOCKET_URL
        self._settings = ServerSettings(region=region, database=database, access_keys=(key,), access_log=access_log)
        self._master_keys = master_keys or generated_keys()
        self._messages: list[Message] = []
        parts = Parts(CHEAP_FOR_TESTS, limits, trigger_seconds=trigger_seconds)
        self._parts = parts._replace(channels=[MemoryChannel(self._messages.append)])
        if clock is not None:
            self._parts = self._parts._replace(clock=clock)
        self._functions: dict[str, Function] = {}
        self._bound = bind("127.0.0.1", 0) if listen else None
        self._thread = threading.Thread(target=self._run, name="user pool", daemon=True)
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self._stop: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise TimeoutError(f"the user pool did not start within {START_SECONDS:g} s")
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        loop, _server = self._running()
        loop.call_soon_threadsafe(self._stop)
        self._thread.join()

    @property
    def messages(self) -> list[Message]:
        """Everything sent so far, oldest first; waits for what is on its way."""
        _, server = self._running()
        self._wait_for(server.delivery.drained())
        return list(self._messages)

    def latest_message(self, destination: str | None = None) -> Message:
        """The last message, or the last one to `destination`. Raises LookupError."""
        for message in reversed(self.messages):
            if destination in (None, message.destination):
                return message
        raise LookupError(f"no message to {destination}" if destination else "no message at all")

    def on(self, kind: TriggerKind, handler: Handler) -> str:
        """Binds `handler(event)` or `handler(event, context)`; the ARN to name in a pool's LambdaConfig."""
        arn = f"arn:aws:lambda:{self.region}:000000000000:function:{kind}-{len(self._functions) + 1}"
        self._functions[arn] = PythonFunction(handler)
        return arn

    @property
    def transport(self) -> UserPoolTransport:
        """Reaches this server without a socket; for `awso` clients made by hand."""
        loop, server = self._running()
        return UserPoolTransport(server.application, loop, self.endpoint_url)

    def client(self) -> "cognito_idp.Client":
        """A blocking client with the server's access key."""
        return cognito_idp.Client(
            region=self.region,
            endpoint_url=self.endpoint_url,
            credentials=Credentials(self.access_key_id, self.secret_access_key),
            transport=self.transport,
        )

    def async_client(self) -> "cognito_idp.AsyncClient":
        """An asyncio client with the server's access key."""
        return cognito_idp.AsyncClient(
            region=self.region,
            endpoint_url=self.endpoint_url,
            credentials=Credentials(self.access_key_id, self.secret_access_key),
            transport=self.transport,
        )

    def boto3_arguments(self) -> dict[str, str]:
        """Keyword arguments for `boto3.client("cognito-idp", …)`; needs `listen`."""
        if self._bound is None:
            raise RuntimeError("this server has no socket: start it with listen=True")
        return {
            "endpoint_url": self.endpoint_url,
            "region_name": self.region,
            "aws_access_key_id": self.access_key_id,
            "aws_secret_access_key": self.secret_access_key,
        }

    def _running(self) -> tuple[asyncio.AbstractEventLoop, Server]:
        if self._loop is None or self._server is None:
            raise RuntimeError("the user pool is not running: use it as `with UserPoolServer() as server`")
        return self._loop, self._server

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        loop, _ = self._running()
        return asyncio.run_coroutine_threadsafe(work, loop).result(START_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
        finally:
            if self._bound is not None:
                self._bound.close()
            self._started.set()
            self._server = None

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._bound is not None:
            self.endpoint_url = url_of(self._bound, "127.0.0.1")
        async with running(
            self._settings, self._master_keys, self.endpoint_url, self._functions, self._parts
        ) as server:
            self._server = server
            if self._bound is None:
                stopped = asyncio.Event()
                self._stop = stopped.set
                self._started.set()
                await stopped.wait()
            else:
                listener = Listener(server.application, self._bound, self._started.set)
                self._stop = listener.stop
                await listener.run_until_stopped()


running_server = UserPoolServer
"""The same as a verb: `with running_server(listen=False) as server`."""
