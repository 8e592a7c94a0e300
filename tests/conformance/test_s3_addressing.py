"""Where S3 is called, by the literal URLs in botocore's own functional tests, read as an oracle."""

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import awso
from awso.errors import AwsoError
from awso.settings.s3 import S3Options
from tests.paths import BOTOCORE_TESTS, require

SOURCE = require(BOTOCORE_TESTS / "functional" / "test_s3.py")
NAMES = {
    "use_dualstack_endpoint": "use_dual_stack",
    "payload_signing_enabled": "payload_signing",
    "s3_disable_multiregion_access_points": "disable_multiregion_access_points",
}
"""botocore's names of options that have other ones here."""


def cases(function: str) -> list[dict[str, Any]]:
    """What one of the file's generators yields; nothing else of the file is run."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function]
    constants = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    namespace: dict[str, Any] = {**vars(import_module("botocore.exceptions")), "UNSIGNED": None}
    exec(compile(ast.Module([*constants, *found], []), str(SOURCE), "exec"), namespace)  # a table, as a generator
    generator: Iterator[dict[str, Any]] = namespace[function]()
    return list(generator)


VALID = cases("_s3_addressing_test_cases")
REFUSED = cases("_s3_addressing_invalid_test_cases")


def url_of(case: dict[str, Any]) -> str:
    config: dict[str, Any] = case.get("s3_config") or {}
    options: dict[str, Any] = {NAMES.get(name, name): value for name, value in config.items()}
    with awso.service("s3").python_value("Client")(
        region=case.get("region"),
        credentials=awso.StaticCredentials("AKIDEXAMPLE", "secret"),
        endpoint_url=case.get("customer_provided_endpoint"),
        use_fips=case.get("use_fips_endpoint"),
        s3=S3Options(**options),
    ) as client:
        request = client.put_object.request(
            bucket=case.get("bucket", "bucket"), key=case.get("key", "key"), body=b"bar"
        )
    url: str = request.url
    return url


def is_contradictory(case: dict[str, Any]) -> bool:
    """A URL of the user's own beside the wish for dual stack: botocore forgets the wish, the rules refuse the two."""
    return "customer_provided_endpoint" in case and "use_dualstack_endpoint" in (case.get("s3_config") or {})


def test_every_case_is_there() -> None:
    assert (len(VALID), len(REFUSED)) == (104, 4)


@pytest.mark.parametrize("case", [case for case in VALID if not is_contradictory(case)])
def test_s3_is_called_at_the_url_that_botocores_tests_expect(case: dict[str, Any]) -> None:
    expected = case["expected_url"]
    if case.get("is_secure") is False:
        expected = expected.replace("http://", "https://")  # there is no switch that gives up TLS; a URL can

    assert url_of(case) == expected


@pytest.mark.parametrize("case", [*REFUSED, *(case for case in VALID if is_contradictory(case))])
def test_what_cannot_be_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(AwsoError):
        url_of(case)
