"""The filter language of ListUsers: `attribute = "value"` or `attribute ^= "prefix"`; empty means everyone."""

import re
from typing import Literal, NamedTuple

SearchAttribute = Literal[
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
]
SEARCHABLE: dict[str, SearchAttribute] = {
    "username": "username",
    "email": "email",
    "phone_number": "phone_number",
    "name": "name",
    "given_name": "given_name",
    "family_name": "family_name",
    "preferred_username": "preferred_username",
    "cognito:user_status": "cognito:user_status",
    "status": "status",
    "sub": "sub",
}

# A value may contain escaped quotes and backslashes; nothing may follow it.
_FILTER = re.compile(
    r'\s*(?P<name>"[^"\s]+"|[\w:]+)\s*(?P<operator>\^=|=)\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*', re.DOTALL
)


class Condition(NamedTuple):
    """One condition. `status` compares "Enabled" or "Disabled"; `cognito:user_status` the UserStatusType."""

    attribute: SearchAttribute
    prefix: bool
    value: str


class FilterError(Exception):
    """The text is no filter; the message is what InvalidParameterException should say."""


def parse(text: str | None) -> Condition | None:
    """The condition in `text`; None for no filter. Raises FilterError."""
    if text is None or not text.strip():
        return None
    match = _FILTER.fullmatch(text)
    if match is None:
        raise FilterError("Error while parsing filter")
    name = match["name"].strip('"')
    attribute = SEARCHABLE.get(name)
    if attribute is None:
        raise FilterError(f"Invalid search attribute: {name}")
    return Condition(attribute, match["operator"] == "^=", re.sub(r"\\(.)", r"\1", match["value"], flags=re.DOTALL))
