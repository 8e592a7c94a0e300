"""One scenario for both clients: written once as a coroutine, played by a blocking and by an async client.

`Either` makes a blocking client's calls awaitable without waiting; everything else is the client's own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from inspect import isawaitable
from typing import Any, Literal

from awso import StaticCredentials

Mode = Literal["blocking", "async"]
REGION = "us-east-1"


class EitherOperation:
    """An operation of either client."""

    def __init__(self, bound: Any) -> None:
        self._bound = bound

    async def __call__(self, **members: Any) -> Any:
        """The output."""
        answer = self._bound(**members)
        return await answer if isawaitable(answer) else answer

    async def pages(self, **members: Any) -> list[Any]:
        """Every page."""
        return await _listed(self._bound.pages(**members))

    async def items(self, **members: Any) -> list[Any]:
        """Every result of every page."""
        return await _listed(self._bound.items(**members))


class Either:
    """A client of either kind; `name` is distinct in each of the two, for both share the server."""

    def __init__(self, client: Any, mode: Mode) -> None:
        self.client = client
        self.mode: Mode = mode

    def name(self, stem: str) -> str:
        """A name that the other client does not use."""
        return f"{stem}-{self.mode}"

    def __getattr__(self, operation: str) -> EitherOperation:
        return EitherOperation(getattr(self.client, operation))

    async def wait(self, waiter: str, **members: Any) -> Any:
        """What the waiter of this name ends with."""
        ended = getattr(self.client.wait_until, waiter)(**members)
        return await ended if isawaitable(ended) else ended


async def _listed(results: Any) -> list[Any]:
    if hasattr(results, "__aiter__"):
        return [result async for result in results]
    return list(results)


async def read(body: Any, mode: Mode) -> bytes:
    """A streaming body to its end."""
    content: bytes = await body.read_async() if mode == "async" else body.read()
    return content


class Aws:
    """The services of one moto server, for one kind of client."""

    def __init__(self, url: str, mode: Mode) -> None:
        self.url = url
        self.mode: Mode = mode

    def play(self, scenario: Callable[..., Awaitable[None]], *services: str) -> None:
        """Run `scenario` with a client of each of `services`, named as Python modules."""
        asyncio.run(self._play(scenario, services))

    async def _play(self, scenario: Callable[..., Awaitable[None]], services: tuple[str, ...]) -> None:
        clients = [self._client(name) for name in services]
        try:
            await scenario(*(Either(client, self.mode) for client in clients))
        finally:
            for client in clients:
                closed = client.close()
                if isawaitable(closed):
                    await closed

    def _client(self, name: str) -> Any:
        module = import_module(f"awso.services.{name}")
        kind = module.AsyncClient if self.mode == "async" else module.Client
        return kind(region=REGION, endpoint_url=self.url, credentials=StaticCredentials("AKIDEXAMPLE", "secret"))
