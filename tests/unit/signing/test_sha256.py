"""SHA-256 and HMAC against the standard library's, whichever implementation computes them."""

import hashlib
import hmac
import subprocess
import sys
from importlib import import_module

import pytest

from awso.signing import sha256
from tests.paths import ROOT

LENGTHS = (0, 1, 55, 56, 63, 64, 65, 127, 128, 129, 393, 4096, 65_535, 65_536, 65_537)
"""Around the ends of blocks and of what each implementation is chosen for."""


@pytest.fixture(params=["openssl loaded", "openssl not loaded"])
def _implementation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sha256, "_openssl", None)
    if request.param == "openssl loaded":
        import_module("ssl")  # its extension module is what is looked for
    else:
        monkeypatch.delitem(sys.modules, "_ssl", raising=False)


@pytest.mark.usefixtures("_implementation")
@pytest.mark.parametrize("length", LENGTHS)
def test_hashes_are_the_standard_librarys_for_every_length(length: int) -> None:
    content = bytes(number % 251 for number in range(length))

    assert sha256.sha256_hex(content) == hashlib.sha256(content).hexdigest()


@pytest.mark.usefixtures("_implementation")
@pytest.mark.parametrize("key_length", [0, 32, 64, 65, 200])
@pytest.mark.parametrize("length", LENGTHS)
def test_codes_are_the_standard_librarys_each_time(key_length: int, length: int) -> None:
    key, message = b"k" * key_length, b"m" * length
    expected = hmac.new(key, message, "sha256").hexdigest()

    made = sha256.HmacKey(key)

    assert made.hexdigest(message) == expected
    assert made.digest(message).hex() == expected


SIGNING = """
from awso.signing.sha256 import HmacKey, sha256_hex
sha256_hex(b"x" * 400)
HmacKey(b"key").digest(b"")
"""


@pytest.mark.parametrize(("before", "loads_openssl"), [("", False), ("import asyncio", True)])
def test_openssl_hashes_where_the_process_has_loaded_it_and_is_not_loaded_for_it(
    before: str, loads_openssl: bool
) -> None:
    script = f"{before}\n{SIGNING}\nimport sys\nprint('_hashlib' in sys.modules)"

    shown = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
        timeout=60,
    ).stdout

    assert shown.strip() == str(loads_openssl)
