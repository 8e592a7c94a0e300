"""Who may write and read which attribute, and what the service says to someone who may not.

A client without WriteAttributes or ReadAttributes may write and read all standard and custom attributes of its pool: so
say AWS's own CDK ("default - all standard and custom attributes") and everyday use, against the model's text, which
names only standard ones.
"""

from collections.abc import Iterable, Mapping

from awso import cognito_idp
from awso_userpool.domain.attributes import Definition, Schema, address_problem, value_problem

FLAGS = frozenset({"email_verified", "phone_number_verified"})
# What nobody writes: `sub` is given, `identities` comes from federation.
_NEVER_WRITTEN = frozenset({"sub", "identities"})


def _refused(message: str) -> Exception:
    return cognito_idp.errors.InvalidParameterException(message)


def requested_attributes(attributes: Iterable[cognito_idp.AttributeType]) -> dict[str, str]:
    """Name and value pairs; a missing value is a blank one. Raises InvalidParameterException for a name given twice."""
    requested: dict[str, str] = {}
    for attribute in attributes:
        name = attribute.name or ""
        if name in requested:
            raise _refused(f"Attribute {name} is given more than once.")
        requested[name] = attribute.value or ""
    return requested


def readable(schema: Schema, granted: frozenset[str] | None, attributes: Mapping[str, str]) -> dict[str, str]:
    """The part of `attributes` that a client granted `granted` (None: the default) may see."""
    return {
        name: value for name, value in attributes.items() if name in schema and (granted is None or name in granted)
    }


def check_client_may_write(schema: Schema, granted: frozenset[str] | None, names: Iterable[str]) -> None:
    """Raises NotAuthorizedException where a client wants to write what it may not."""
    for name in names:
        definition = schema.get(name)
        forbidden = name in FLAGS or name in _NEVER_WRITTEN or (definition is not None and definition.developer_only)
        if forbidden or (granted is not None and name not in granted and definition is not None):
            raise cognito_idp.errors.NotAuthorizedException("A client attempted to write unauthorized attribute")


def check_new_user(schema: Schema, requested: Mapping[str, str], *, required: bool = True) -> None:
    """Checks the attributes of a new user. Raises InvalidParameterException in the words of a sign-up.

    `required` is False for AdminCreateUser, which may leave required attributes to the first sign-in.
    """
    for name, value in requested.items():
        if name == "sub" or name == "identities":
            raise _refused(f"Attributes did not conform to the schema: {name}: Attribute cannot be set.")
        definition = schema.get(name)
        if definition is None:
            raise _refused(f"Attributes did not conform to the schema: {name}: Attribute does not exist in the schema.")
        if value:
            _check_value(definition, value, "Attributes did not conform to the schema: ")
    missing = [d.name for d in schema.values() if d.required and d.name != "sub" and not requested.get(d.name)]
    if required and missing:
        problems = "\n".join(f"{name}: The attribute is required" for name in missing)
        raise _refused(f"Attributes did not conform to the schema: {problems}")


def check_update(schema: Schema, requested: Mapping[str, str]) -> None:
    """Checks an update. Raises InvalidParameterException."""
    for name, value in requested.items():
        definition = schema.get(name)
        if definition is None:
            raise _refused(f"user.{name}: Attribute does not exist in the schema.")
        if not definition.mutable or name in _NEVER_WRITTEN:
            raise _refused(f"user.{name}: Attribute cannot be updated. (changing an immutable attribute)")
        if value:
            _check_value(definition, value, "user.")
        elif definition.required:
            raise _refused(f"user.{name}: The attribute is required and cannot be deleted.")


def check_deletion(schema: Schema, names: Iterable[str]) -> None:
    """Checks which attributes are to be deleted. Raises InvalidParameterException."""
    wanted = list(names)
    unknown = [name for name in wanted if name not in schema]
    if unknown:
        problems = "".join(f"user.{name}: Attribute does not exist in the schema.\n" for name in unknown)
        raise _refused(f"Invalid user attributes: {problems}")
    for name in wanted:
        if name in FLAGS:
            raise _refused(f"user.{name}: Attribute cannot be deleted.")
    check_update(schema, dict.fromkeys(wanted, ""))


def _check_value(definition: Definition, value: str, prefix: str) -> None:
    problem = address_problem(definition.name, value)
    if problem:
        raise _refused(problem)
    problem = value_problem(definition, value)
    if problem:
        raise _refused(f"{prefix}{definition.name}: {problem}")
