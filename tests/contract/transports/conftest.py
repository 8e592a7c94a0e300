from collections.abc import Iterator

import pytest

from tests.contract.transports.loopback import Loopback, loopback
from tests.contract.transports.senders import ALL, NATIVE, Sender, new_sender


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
