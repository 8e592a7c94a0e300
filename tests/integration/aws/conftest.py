"""A moto server for each test process, and both kinds of client."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.aws.either import Aws
from tests.integration.aws.moto_process import moto_server


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    """Where moto listens."""
    with moto_server() as url:
        yield url


@pytest.fixture(params=["blocking", "async"])
def aws(request: Any, moto_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Aws:
    """moto's services, by a blocking and by an async client, whatever the machine's own settings are."""
    import os

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return Aws(moto_url, request.param)
