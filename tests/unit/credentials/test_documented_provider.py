"""The example of an own provider in docs/configuration.md works as it is printed."""

import re
from pathlib import Path
from typing import Any

from awso.credentials import Credentials
from tests.unit.settings.files import run_on_files

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "configuration.md"


def test_the_provider_in_the_documentation_reads_its_file() -> None:
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(next(block for block in blocks if "class KeysInAFile" in block), names)
    provider = names["KeysInAFile"]()

    found: object = run_on_files(provider.credentials(), {"/run/secrets/aws": b"AKID\ns3cr3t\n"})

    assert found == Credentials("AKID", "s3cr3t")
    assert run_on_files(provider.credentials(), {}) is None
