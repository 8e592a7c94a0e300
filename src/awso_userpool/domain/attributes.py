"""What a user attribute is: its definition in a pool's schema, and which texts it may hold.

All values travel as text, whatever their type. Which client may write them: `permissions.py`; what an update then does:
`attribute_changes.py`; how a schema is declared: `schema.py`.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from awso_userpool.domain.names import is_email, is_phone_number

DataType = Literal["String", "Number", "DateTime", "Boolean"]

CUSTOM_PREFIX = "custom:"
DEVELOPER_PREFIX = "dev:custom:"
# The guide: a string attribute is at most 2048 characters long.
LONGEST_VALUE = 2048

_NUMBER = re.compile(r"-?[0-9]{1,19}(?:\.[0-9]{1,19})?")
_BIRTHDATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Definition(NamedTuple):
    """One attribute of a pool's schema; `name` carries its `custom:` or `dev:custom:` prefix."""

    name: str
    data_type: DataType = "String"
    developer_only: bool = False
    mutable: bool = True
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    min_value: int | None = None
    max_value: int | None = None

    @property
    def is_standard(self) -> bool:
        return not self.name.startswith((CUSTOM_PREFIX, DEVELOPER_PREFIX))


Schema = Mapping[str, Definition]

_TEXT = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
)
_MORE_TEXT = ("gender", "zoneinfo", "locale", "address")

# OpenID Connect Core §5.1, as DescribeUserPool lists them for a pool created without a schema.
STANDARD: dict[str, Definition] = {
    definition.name: definition
    for definition in (
        Definition("sub", mutable=False, required=True, min_length=1, max_length=LONGEST_VALUE),
        *(Definition(name, min_length=0, max_length=LONGEST_VALUE) for name in _TEXT),
        Definition("email", min_length=0, max_length=LONGEST_VALUE),
        Definition("email_verified", "Boolean"),
        Definition("birthdate", min_length=10, max_length=10),
        *(Definition(name, min_length=0, max_length=LONGEST_VALUE) for name in _MORE_TEXT),
        Definition("phone_number", min_length=0, max_length=LONGEST_VALUE),
        Definition("phone_number_verified", "Boolean"),
        Definition("identities"),
        Definition("updated_at", "Number", min_value=0),
    )
}


def value_problem(definition: Definition, value: str) -> str | None:
    """Why `value` cannot be stored under `definition`, without the attribute's name; None where it can."""
    if len(value) > LONGEST_VALUE:
        return f"String value is longer than {LONGEST_VALUE} characters"
    match definition.data_type:
        case "Boolean":
            return None if value in {"true", "false"} else "Boolean value must be true or false"
        case "Number":
            return _number_problem(definition, value)
        case "DateTime":
            return None if _is_datetime(value) else "DateTime value must be in ISO 8601 form"
        case "String":
            return _text_problem(definition, value)


def _number_problem(definition: Definition, value: str) -> str | None:
    if not _NUMBER.fullmatch(value):
        return "Number value must be a decimal number"
    number = float(value) if "." in value else int(value)
    if definition.min_value is not None and number < definition.min_value:
        return f"Number value must not be less than {definition.min_value}"
    if definition.max_value is not None and number > definition.max_value:
        return f"Number value must not be greater than {definition.max_value}"
    return None


def _is_datetime(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _text_problem(definition: Definition, value: str) -> str | None:
    if definition.min_length is not None and len(value) < definition.min_length:
        return f"String must be at least {definition.min_length} characters long"
    if definition.max_length is not None and len(value) > definition.max_length:
        return f"String must be no more than {definition.max_length} characters long"
    if definition.name == "birthdate" and not (_BIRTHDATE.fullmatch(value) and _is_datetime(value)):
        return "Birthdate must be of the form YYYY-MM-DD"
    return None


def address_problem(name: str, value: str) -> str | None:
    """The whole message for an e-mail address or phone number of the wrong form, which does not name the attribute."""
    if name == "email" and not is_email(value):
        return "Invalid email address format."
    if name == "phone_number" and not is_phone_number(value):
        return "Invalid phone number format."
    return None
