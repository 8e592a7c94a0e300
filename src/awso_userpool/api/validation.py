"""The model's constraints on what came in, with AWS's words for what breaks them."""

from typing import Any

from awso import cognito_idp
from awso.shapes.constraints import checker_of
from awso.shapes.schema import Schema


def check(schema: Schema, value: Any) -> None:
    """Raises InvalidParameterException that lists every violation; an enum's unknown value is one."""
    found = checker_of(schema)(value)
    if found is None:
        return
    from awso.shapes.constraint_messages import render_service_message

    raise cognito_idp.errors.InvalidParameterException(render_service_message(found))
