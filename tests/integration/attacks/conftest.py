"""The world of the operations' tests, where these attacks begin."""

from collections.abc import Iterator

import pytest

from tests.integration.userpool.world import World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
