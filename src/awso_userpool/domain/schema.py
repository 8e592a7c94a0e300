"""How a pool's schema is declared and extended: the rules of CreateUserPool's Schema and of AddCustomAttributes."""

import re
from collections.abc import Iterable

from awso import cognito_idp
from awso_userpool.domain.attributes import (
    CUSTOM_PREFIX,
    DEVELOPER_PREFIX,
    LONGEST_VALUE,
    STANDARD,
    DataType,
    Definition,
    Schema,
)

# The guide's quotas.
MOST_CUSTOM_ATTRIBUTES = 50
LONGEST_CUSTOM_NAME = 20

_INTEGER = re.compile(r"-?[0-9]{1,18}")


def _refused(message: str) -> Exception:
    return cognito_idp.errors.InvalidParameterException(message)


def declared(attributes: Iterable[cognito_idp.SchemaAttributeType]) -> dict[str, Definition]:
    """The schema of a new pool: the standard attributes as `attributes` changes them, then the custom ones.

    Raises InvalidParameterException.
    """
    requested = list(attributes)
    schema = dict(STANDARD)
    for attribute in requested:
        if (attribute.name or "") in STANDARD:
            schema[attribute.name or ""] = _standard(attribute)
    return extended(schema, (attribute for attribute in requested if attribute.name not in STANDARD))


def extended(schema: Schema, attributes: Iterable[cognito_idp.SchemaAttributeType]) -> dict[str, Definition]:
    """`schema` with more custom attributes; nothing that exists can be changed. Raises InvalidParameterException."""
    extended_schema = dict(schema)
    for attribute in attributes:
        definition = _custom(attribute)
        if definition.name in extended_schema:
            raise _refused(f"{definition.name}: Existing attribute already has name {definition.name}.")
        extended_schema[definition.name] = definition
    if sum(not definition.is_standard for definition in extended_schema.values()) > MOST_CUSTOM_ATTRIBUTES:
        raise _refused(f"A user pool has at most {MOST_CUSTOM_ATTRIBUTES} custom attributes.")
    return extended_schema


def described(schema: Schema) -> list[cognito_idp.SchemaAttributeType]:
    """`schema` as DescribeUserPool shows it."""
    return [_described(definition) for definition in schema.values()]


def from_description(attributes: Iterable[cognito_idp.SchemaAttributeType]) -> dict[str, Definition]:
    """The reverse of `described`; every name is already prefixed."""
    return {attribute.name or "": _definition(attribute.name or "", attribute) for attribute in attributes}


def _standard(attribute: cognito_idp.SchemaAttributeType) -> Definition:
    fixed = STANDARD[attribute.name or ""]
    if attribute.attribute_data_type not in {None, fixed.data_type} or attribute.developer_only_attribute:
        raise _refused(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute "
            f"{fixed.name}"
        )
    if fixed.name == "sub":
        return fixed
    changed = _definition(fixed.name, attribute)
    return changed._replace(
        data_type=fixed.data_type,
        min_length=fixed.min_length if changed.min_length is None else changed.min_length,
        max_length=fixed.max_length if changed.max_length is None else changed.max_length,
        min_value=fixed.min_value if changed.min_value is None else changed.min_value,
    )


def _custom(attribute: cognito_idp.SchemaAttributeType) -> Definition:
    prefix = DEVELOPER_PREFIX if attribute.developer_only_attribute else CUSTOM_PREFIX
    # AWS tolerates a name that already carries the prefix.
    name = (attribute.name or "").removeprefix(prefix)
    if not 1 <= len(name) <= LONGEST_CUSTOM_NAME or ":" in name:
        raise _refused(f"Attribute name {name} must be 1 to {LONGEST_CUSTOM_NAME} characters long, without a colon.")
    if attribute.required:
        raise _refused("Required custom attributes are not supported currently.")
    return _definition(prefix + name, attribute)


def _definition(name: str, attribute: cognito_idp.SchemaAttributeType) -> Definition:
    text = attribute.string_attribute_constraints
    number = attribute.number_attribute_constraints
    data_type = _data_type(attribute.attribute_data_type or "String", name)
    definition = Definition(
        name,
        data_type=data_type,
        developer_only=bool(attribute.developer_only_attribute),
        mutable=attribute.mutable is not False,
        required=bool(attribute.required),
        min_length=_bound(name, text.min_length) if text else None,
        max_length=_bound(name, text.max_length) if text else None,
        min_value=_bound(name, number.min_value) if number else None,
        max_value=_bound(name, number.max_value) if number else None,
    )
    _check_bounds(definition)
    return definition


def _data_type(text: str, name: str) -> DataType:
    match text:
        case "String" | "Number" | "DateTime" | "Boolean":
            return text
        case _:
            raise _refused(f"{name}: AttributeDataType must be one of String, Number, DateTime, Boolean.")


def _bound(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not _INTEGER.fullmatch(text):
        raise _refused(f"user.{name}: Constraints must be whole numbers.")
    return int(text)


def _check_bounds(definition: Definition) -> None:
    low, high = definition.min_length, definition.max_length
    if low is not None and high is not None and high < low:
        raise _refused(f"user.{definition.name}: Max length cannot be less than min length.")
    for length in (low, high):
        if length is not None and not 0 <= length <= LONGEST_VALUE:
            raise _refused(f"user.{definition.name}: String length must be between 0 and {LONGEST_VALUE}.")
    least, most = definition.min_value, definition.max_value
    if least is not None and most is not None and most < least:
        raise _refused(f"user.{definition.name}: Max value cannot be less than min value.")


def _described(definition: Definition) -> cognito_idp.SchemaAttributeType:
    text = number = None
    if definition.data_type == "String":
        text = cognito_idp.StringAttributeConstraintsType(
            min_length=_shown(definition.min_length), max_length=_shown(definition.max_length)
        )
    if definition.data_type == "Number":
        number = cognito_idp.NumberAttributeConstraintsType(
            min_value=_shown(definition.min_value), max_value=_shown(definition.max_value)
        )
    return cognito_idp.SchemaAttributeType(
        name=definition.name,
        attribute_data_type=definition.data_type,
        developer_only_attribute=definition.developer_only,
        mutable=definition.mutable,
        required=definition.required,
        string_attribute_constraints=text,
        number_attribute_constraints=number,
    )


def _shown(bound: int | None) -> str | None:
    return None if bound is None else str(bound)
