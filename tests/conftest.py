"""What every test shares: where the independent truth lies, and properties that try the same examples each time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.paths import BOTOCORE_TESTS, VECTORS, require

# No deadline: two processes share this machine's cores, and a slow example is not a wrong one.
settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def botocore_tests() -> Path:
    """The `tests` folder of botocore's source distribution."""
    return require(BOTOCORE_TESTS)


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of the other SDKs' published vectors."""
    return require(VECTORS)
