"""A server of one's own for each test, and foreign clients that talk to it over a real socket."""

from collections.abc import Iterator

import pytest

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import Boto3, boto3_client


@pytest.fixture
def server() -> Iterator[UserPoolServer]:
    with UserPoolServer() as running:
        yield running


@pytest.fixture
def boto(server: UserPoolServer) -> Boto3:
    return boto3_client(server)
