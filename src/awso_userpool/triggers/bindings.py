"""What stands behind a Lambda ARN: the operator's table, read from a TOML file.

Only this file decides what runs; a pool's LambdaConfig merely names an ARN, and one that is not in the table runs
nothing.

    [[trigger]]
    arn = "arn:aws:lambda:us-east-1:000000000000:function:custom-message"
    python = "acme.triggers:custom_message"          # or
    command = ["node", "custom_message.js"]          # or
    invoke = "http://127.0.0.1:3001"                 # speaks Lambda's Invoke API
    function = "function"                            # with invoke: the name to call, if not the ARN's
    allow_metadata_addresses = false                 # with invoke
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from awso_userpool.outbound import endpoint
from awso_userpool.triggers.callables import load
from awso_userpool.triggers.calls import Function
from awso_userpool.triggers.commands import Command
from awso_userpool.triggers.lambda_api import LambdaEndpoint

Bindings: TypeAlias = Mapping[str, Function]


class BindingError(ValueError):
    """The table is wrong; the message says which file, which entry and what to write."""


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    arn: str
    python: str | None = None
    command: list[str] | None = None
    invoke: str | None = None
    function: str | None = None
    allow_metadata_addresses: bool = False


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    trigger: list[_Entry] = []  # msgspec copies a default list for each table


def read_bindings(path: Path) -> dict[str, Function]:
    """The table in the file at `path`. Raises `BindingError`."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Table)
    except OSError as error:
        raise BindingError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BindingError(f"{path}: {error}") from error
    bindings: dict[str, Function] = {}
    for number, entry in enumerate(table.trigger, 1):
        try:
            if entry.arn in bindings:
                raise ValueError("this arn is bound twice")
            bindings[entry.arn] = _function(entry)
        except ValueError as error:
            raise BindingError(f"{path}: trigger {number} ({entry.arn}): {error}") from error
    return bindings


def _function(entry: _Entry) -> Function:
    if not entry.arn.startswith("arn:"):
        raise ValueError("arn must look like arn:aws:lambda:<region>:<account>:function:<name>")
    match entry:
        case _Entry(python=str(reference), command=None, invoke=None):
            return load(reference)
        case _Entry(python=None, command=[_, *_] as arguments, invoke=None):
            return Command(arguments)
        case _Entry(python=None, command=None, invoke=str(url)):
            target = endpoint(url, allow_metadata_addresses=entry.allow_metadata_addresses)
            return LambdaEndpoint(target, entry.function)
        case _:
            raise ValueError("give exactly one of python, command (not empty) and invoke")
