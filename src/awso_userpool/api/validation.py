"""The model's constraints on what came in, with AWS's words for what breaks them."""

from typing import Any

from awso import cognito_idp
from awso.shapes.constraints import violations
from awso.shapes.schema import Schema


def check(schema: Schema, value: Any) -> None:
    """Raises InvalidParameterException that lists every violation."""
    found = violations(schema, value, schema.name)
    if found:
        raise cognito_idp.errors.InvalidParameterException(str(found))
