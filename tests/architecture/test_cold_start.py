"""What a process loads before its first signed request: exactly this, for each module costs it 0.1 to 1 ms.

A module that turns up here newly is imported inside the function that needs it, unless every first request does.
benchmarks/cold_start.py measures the time.
"""

import json
import subprocess
import sys

from tests.paths import ROOT

FIRST_REQUEST = """
import awso
from awso import cognito_idp
client = cognito_idp.Client(region="us-east-1", credentials=awso.StaticCredentials("AKIDEXAMPLE", "secret"))
request = client.admin_get_user.request(user_pool_id="us-east-1_abcdefghi", username="ada")
assert "authorization" in request.headers
"""

AWSO = """
awso
awso._lean awso.client awso.cognito_idp awso.errors awso.operations awso.registry
awso.codecs awso.codecs.json
awso.core awso.core.call awso.core.context awso.core.effects awso.core.http awso.core.identifiers awso.core.operation
awso.core.signer
awso.credentials awso.credentials.cache
awso.endpoints
awso.protocols awso.protocols.aws_json
awso.retries
awso.runtime awso.runtime.blocking
awso.services awso.services._partitions awso.services.cognito_idp awso.services.cognito_idp.endpoints
awso.settings awso.settings.locations awso.settings.settings
awso.shapes awso.shapes.ascii_patterns awso.shapes.constraints awso.shapes.kinds awso.shapes.model
awso.shapes.naming awso.shapes.schema awso.shapes.shape
awso.signing awso.signing.canonical awso.signing.sha256 awso.signing.template
awso.transports awso.transports.native
"""

# Without typing and what it loads itself, which differs from Python to Python.
OTHERS = "msgspec msgspec._core msgspec._utils msgspec._version msgspec.json msgspec.structs"
STANDARD_LIBRARY = """
__future__ gc importlib importlib._bootstrap importlib._bootstrap_external _datetime _decimal _uuid decimal numbers uuid
"""
OF_PYTHON_3_11 = "_sha256"
OF_LATER_PYTHONS = "_sha2 datetime re enum functools collections contextlib"
"""The last four where typing no longer loads them."""


def loaded(script: str) -> set[str]:
    """The modules of a fresh interpreter after `script`, without a home directory or AWS settings."""
    report = f"{script}\nimport sys\nmodules = sorted(sys.modules)\nimport json\nprint(json.dumps(modules))"
    shown = subprocess.run(
        [sys.executable, "-c", report],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": "/nonexistent"},
        timeout=60,
    ).stdout
    names: list[str] = json.loads(shown)
    return set(names)


def packages(names: set[str], package: str) -> set[str]:
    return {name for name in names if f"{name}.".startswith(f"{package}.")}


def test_the_first_request_loads_these_modules_of_ours_and_no_other() -> None:
    assert packages(loaded(FIRST_REQUEST), "awso") == set(AWSO.split())


def test_the_first_request_loads_this_of_others_and_no_more() -> None:
    found = loaded(FIRST_REQUEST)
    found -= packages(found, "awso") | loaded("import typing")
    expected = {*OTHERS.split(), *STANDARD_LIBRARY.split()}
    if sys.version_info < (3, 12):
        assert found == expected | set(OF_PYTHON_3_11.split())
    else:
        assert expected <= found
        assert {name.partition(".")[0] for name in found - expected} <= set(OF_LATER_PYTHONS.split())


def test_the_first_request_needs_no_regular_expressions() -> None:
    """Which typing and msgspec would import, and a pattern of the model compile."""
    assert "re" not in loaded(FIRST_REQUEST)


def test_importing_awso_alone_loads_nothing_else_of_ours() -> None:
    assert packages(loaded("import awso"), "awso") == {"awso"}


def test_the_first_request_compiles_no_text() -> None:
    """`ForwardRef`s do, which `typing` makes of quoted types inside brackets: the first one costs a process 2 ms."""
    script = f"""
import builtins
compiled = []
compile_ = builtins.compile
builtins.compile = lambda *arguments, **options: compiled.append(arguments[0]) or compile_(*arguments, **options)
{FIRST_REQUEST}
texts = [text for text in compiled if isinstance(text, str)]  # modules that no cache has yet are bytes
assert not texts, texts
"""
    assert "awso.client" in loaded(script)


def test_the_guard_sees_an_import_too_many() -> None:
    assert "awso.cognito" in packages(loaded(f"{FIRST_REQUEST}\nimport awso.cognito"), "awso") - set(AWSO.split())
