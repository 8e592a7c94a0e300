from collections.abc import Iterator

import pytest

from tests.contract.transports.loopback import Loopback, loopback, self_signed
from tests.contract.transports.senders import ALL, ASYNCIO, NATIVE, Sender, new_sender


@pytest.fixture(params=ALL)
def sender(request: pytest.FixtureRequest) -> Iterator[Sender]:
    sender = new_sender(request.param)
    yield sender
    sender.close()


@pytest.fixture(params=NATIVE)
def native(request: pytest.FixtureRequest) -> Iterator[Sender]:
    sender = new_sender(request.param)
    yield sender
    sender.close()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture(scope="module")
def identity() -> tuple[bytes, bytes]:
    """The certificate and the key of a server at localhost."""
    return self_signed("localhost")


@pytest.fixture(params=ASYNCIO)
def talking(request: pytest.FixtureRequest, identity: tuple[bytes, bytes]) -> Iterator[Sender]:
    """Asyncio senders, which trust that server."""
    sender = new_sender(request.param, root_certificates_pem=identity[0])
    yield sender
    sender.close()
