"""Writes `awso/services/_defaults.py`: what each defaults mode says, from botocore's `sdk-default-configuration.json`.

A mode changes the base by overriding, adding to or multiplying a value; only the results are written.
"""

from collections.abc import Mapping
from typing import Any

HEADER = '''"""The defaults of each defaults mode. Generated from sdk-default-configuration.json; do not edit."""

from awso.settings.defaults_mode import Defaults

MODES: dict[str, Defaults] = {
'''


def emit_defaults(configuration: Mapping[str, Any]) -> str:
    """The source of the module; equal input gives equal bytes. Raises ValueError for a change of an unknown kind."""
    base: Mapping[str, Any] = configuration["base"]
    modes: Mapping[str, Mapping[str, Mapping[str, Any]]] = configuration["modes"]
    return "".join([HEADER, *(_mode(name, _changed(base, changes)) for name, changes in modes.items()), "}\n"])


def _changed(base: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    values = dict(base)
    for name, change in changes.items():
        for kind, value in change.items():
            match kind:
                case "override":
                    values[name] = value
                case "add":
                    values[name] += value
                case "multiply":
                    values[name] *= value
                case _:
                    raise ValueError(f"the defaults change {name} by {kind!r}, which is no known kind")
    return values


def _mode(name: str, values: Mapping[str, Any]) -> str:
    return (
        f'    "{name}": Defaults(\n'
        f"        connect_timeout_seconds={values['connectTimeoutInMillis'] / 1000!r},\n"
        f'        retry_mode="{values["retryMode"]}",\n'
        f'        sts_regional_endpoints="{values["stsRegionalEndpoints"]}",\n'
        f'        s3_us_east_1_regional_endpoint="{values["s3UsEast1RegionalEndpoints"]}",\n'
        "    ),\n"
    )
