"""Python names for wire names, where the rule of `awso.shapes.naming` is not all there is to say."""

from awso.shapes.naming import attribute_name, identifier, snake_case
from awso.shapes.shape import Shape

# Words of operation names that boto3 keeps in one piece, for the sake of its users; ours know the same names.
_WORDS = {
    "iSCSI": "Iscsi",
    "HITs": "Hits",
    "OAuth2": "Oauth2",
    "OTel": "Otel",
    "PartiQL": "Partiql",
    "WhatsApp": "Whatsapp",
}
# boto3 left this one as the plain rule has it.
_NOT_MENDED = frozenset(("CreateOAuth2TokenWithTokenExchange",))

RESERVED_MEMBERS = frozenset(name for name in dir(Shape) if not name.startswith("__"))
"""Attributes that every shape has; a member of such a name gets a trailing underscore."""


def method_name(operation: str) -> str:
    """The client method of an operation: `ExecutePartiQLStatement` → `execute_partiql_statement`."""
    if operation not in _NOT_MENDED:
        for word, whole in _WORDS.items():
            operation = operation.replace(word, whole)
    return identifier(snake_case(operation))


def member_names(wire_names: list[str]) -> dict[str, str]:
    """Attribute names of a structure's members, each different from the others and from what every shape has."""
    names: dict[str, str] = {}
    taken = set(RESERVED_MEMBERS)
    for wire_name in wire_names:
        name = attribute_name(wire_name)
        while name in taken:
            name += "_"
        taken.add(name)
        names[wire_name] = name
    return names
