"""The host prefix that some operations put before the endpoint: `data-`, or `{label}.` filled from the input.

https://smithy.io/2.0/spec/endpoint-traits.html
"""

from typing import TYPE_CHECKING, Any

from awso.errors import ParameterError, Violation

if TYPE_CHECKING:
    from awso.core.operation import Operation

_LABEL_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def with_host_prefix(endpoint_url: str, operation: "Operation", value: Any) -> str:
    """`endpoint_url` with the operation's prefix, its labels filled from `value`, before the host.

    An address or localhost keeps its name: nothing answers at `data-127.0.0.1`. Raises `ParameterError` where a
    label is absent or could not be within a host name (RFC 1123).
    """
    scheme, _, rest = endpoint_url.partition("://")
    if _is_unprefixable(rest):
        return endpoint_url
    prefix = operation.model.host_prefix or ""
    for member in operation.input_schema.members.values():
        label = f"{{{member.name}}}"
        if label in prefix:
            prefix = prefix.replace(label, _host_label(operation, member.python, getattr(value, member.python)))
    return f"{scheme}://{prefix}{rest}"


def _host_label(operation: "Operation", attribute: str, value: object) -> str:
    """One label, or several: the routes that S3 Object Lambda gives to functions have a dot (`io-….a1b2c3`)."""
    text = "" if value is None else str(value)
    if all(map(_is_label, text.split("."))):
        return text
    path = f"{operation.input_schema.name}.{attribute}"
    expected = "1 to 63 letters, digits or inner hyphens between dots, for it becomes a part of the host name"
    raise ParameterError(str(operation), [Violation(path, expected, repr(text) if text else "nothing")])


def _is_label(text: str) -> bool:
    return 1 <= len(text) <= 63 and _LABEL_CHARACTERS.issuperset(text) and text[0] != "-" and text[-1] != "-"


def _is_unprefixable(rest: str) -> bool:
    host = rest.partition("/")[0]
    if host.startswith("["):
        return True
    host = host.partition(":")[0]
    return host == "localhost" or host.replace(".", "").isdigit()
