"""docs/user-pool.md and docs/testing.md say of the server what its code says: options, variables, fields, limits."""

import inspect
import re

import msgspec

from awso_userpool import cli
from awso_userpool.domain.limits import DEFAULT_LIMITS, Rate
from awso_userpool.domain.records import Message
from awso_userpool.messages.channels import json_line
from awso_userpool.testing import UserPoolServer
from awso_userpool.triggers import bindings
from tests.docs.pages import blocks, table_rows
from tests.paths import ROOT

PAGE = ROOT / "docs" / "user-pool.md"
TESTING = ROOT / "docs" / "testing.md"
ROWS = table_rows(PAGE)
MESSAGE = Message(
    time=1767582245.0,
    pool_id="us-east-1_Ab12Cd34E",
    username="ada",
    destination="ada@example.com",
    medium="EMAIL",
    attribute="email",
    trigger_source="CustomMessage_SignUp",
    code="123456",
    subject="Your verification code",
    body="Your confirmation code is 123456",
)


def serve_options() -> dict[str, str]:
    """Each option as `--help` writes it, with its default where that is said."""
    usage = next(action for action in cli.parser()._actions if action.choices)
    assert isinstance(usage.choices, dict)
    options: dict[str, str] = {}
    for action in usage.choices["serve"]._actions:
        if action.dest == "help":
            continue
        value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
        default = "" if action.default in (None, False) else str(action.default)
        options[f"`{action.option_strings[0]}{value}`"] = default
    return options


def test_the_page_has_every_option_and_no_other_with_its_default() -> None:
    rows = {row[0]: row[1] for row in ROWS if row[0].startswith("`--")}
    options = serve_options()

    assert list(rows) == list(options)
    for option, default in options.items():
        assert not default or rows[option] == f"`{default}`", option


def test_the_page_has_every_environment_variable() -> None:
    variables = {value for name, value in vars(cli).items() if name.endswith("_VARIABLE")}

    assert {row[0].strip("`") for row in ROWS if row[0].startswith("`AWSO_")} == variables


def test_the_line_on_the_page_is_the_line_of_the_outbox() -> None:
    shown = next(block for block in blocks(PAGE, "json") if "trigger_source" in block.text)

    assert msgspec.json.decode(shown.text) == msgspec.json.decode(json_line(MESSAGE))


def test_every_field_of_the_line_is_explained() -> None:
    start = ROWS.index(["field", "what it is"]) + 2
    fields: list[str] = []
    for row in ROWS[start:]:
        fields += re.findall(r"`(\w+)`", row[0])
        if row[0] == "`subject`, `body`":
            break

    assert fields == list(msgspec.json.decode(json_line(MESSAGE)))


def test_every_limit_is_on_the_page_with_its_default() -> None:
    shown = {row[0].strip("`"): row[1] for row in ROWS if row[0].strip("`") in DEFAULT_LIMITS._fields}
    real = {
        name: f"{value.times} in {value.seconds} s" if isinstance(value, Rate) else str(value)
        for name, value in DEFAULT_LIMITS._asdict().items()
    }

    assert shown == real


def test_every_key_of_the_trigger_table_is_explained() -> None:
    documented = {row[0].strip("`") for row in ROWS}

    assert set(bindings._Entry.__struct_fields__) <= documented  # pyright: ignore[reportPrivateUsage]  # the table's own form


def test_every_argument_of_the_test_server_is_explained() -> None:
    documented = {name for row in table_rows(TESTING) for name in re.findall(r"`(\w+)`", row[0])}

    assert set(inspect.signature(UserPoolServer).parameters) <= documented
