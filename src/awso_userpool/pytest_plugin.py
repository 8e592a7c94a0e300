"""The pytest fixture `userpool`: an empty user-pool server for each test that asks for it.

Found by pytest through the entry point `pytest11`; imports the server only when a test wants one.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from awso_userpool.testing.server import UserPoolServer


@pytest.fixture
def userpool() -> "Iterator[UserPoolServer]":
    """A `awso_userpool.testing.UserPoolServer` that listens on a free port and ends with the test."""
    from awso_userpool.testing.server import UserPoolServer

    with UserPoolServer() as server:
        yield server
