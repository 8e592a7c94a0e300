"""docs/configuration.md and docs/client.md name every variable, property and option that the client reads."""

import inspect
import re

from awso.client import BlockingClient
from tests.architecture.test_imports import hand_written
from tests.docs.pages import code_spans, table_rows
from tests.paths import ROOT

CONFIGURATION = ROOT / "docs" / "configuration.md"
CLIENT = ROOT / "docs" / "client.md"
NOT_SETTINGS = {
    "AWS_LAMBDA_FUNCTION_NAME",  # how Lambda is known
    "AWS_SECURITY_TOKEN",  # an older name of AWS_SESSION_TOKEN
    "AWS_ENDPOINT_URL_",  # the beginning of a name
    "AWS_BEARER_TOKEN_",  # likewise
}
SOURCE = "\n".join(path.read_text("utf-8") for path in hand_written("awso"))
FOUND = re.compile(r'\bfind\(\s*"(\w+)"((?:,\s*"AWS_\w+")+)')


def test_every_variable_that_the_client_reads_is_on_the_page() -> None:
    read = set(re.findall(r"\bAWS_[A-Z0-9_]+", SOURCE)) - NOT_SETTINGS

    assert len(read) > 35
    assert read - set(re.findall(r"\bAWS_[A-Z0-9_]+", CONFIGURATION.read_text("utf-8"))) == set()


def test_every_property_stands_beside_its_variable() -> None:
    rows = {
        variable: row for row in table_rows(CONFIGURATION) for variable in re.findall(r"`(AWS_\w+)`", " ".join(row))
    }
    pairs = [(name, variable) for name, after in FOUND.findall(SOURCE) for variable in re.findall(r"AWS_\w+", after)]

    assert len(pairs) > 15
    assert [(name, variable) for name, variable in pairs if f"`{name}`" not in " ".join(rows[variable])] == []


def test_every_sub_property_of_s3_is_on_the_page() -> None:
    nested = set(re.findall(r'\bnested\("(\w+)"\)', SOURCE))

    assert nested
    assert nested <= set(code_spans(CONFIGURATION))


def test_every_option_of_a_client_is_explained_and_no_other() -> None:
    rows = table_rows(CLIENT)
    start = rows.index(["option", "what it is", "when it is not given"]) + 2
    documented: list[str] = []
    for row in rows[start:]:
        documented += re.findall(r"`(\w+)`", row[0])
        if row[0] == "`hooks`":
            break

    assert set(documented) == set(inspect.signature(BlockingClient).parameters)
