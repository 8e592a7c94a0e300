"""The text by which a paginator goes on another time: botocore's own form, so that either reads the other's.

It is base64 of a JSON object: the service's tokens by the names of their parameters, and how many results of the page
were given out already. Bytes within are base64 in turn, and their places listed.
"""

from base64 import b64decode, b64encode
from json import dumps, loads
from typing import Any

from awso.shapes.kinds import is_dict, is_json_array

TRUNCATED = "boto_truncate_amount"
"""The key of the number of results of the page that were given out."""
_ENCODED = "boto_encoded_keys"

Place = list[str | int]


def encoded(token: dict[str, Any]) -> str:
    """The text of a token."""
    places: list[Place] = []
    plain = _without_bytes(token, [], places)
    if places:
        plain[_ENCODED] = places
    return b64encode(dumps(plain).encode()).decode()


def decoded(text: str) -> dict[str, Any]:
    """The token of a text. Raises ValueError where it is none of ours."""
    try:
        token = loads(b64decode(text.encode()).decode())
        if is_dict(token):
            for place in token.pop(_ENCODED, ()):
                _decode_at(token, place)
            return token
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # anybody may have written it
        pass
    raise ValueError("the text is no token")


def _without_bytes(value: Any, place: Place, places: list[Place]) -> Any:
    if is_dict(value):
        return {name: _without_bytes(inner, [*place, name], places) for name, inner in value.items()}
    if is_json_array(value):
        return [_without_bytes(inner, [*place, index], places) for index, inner in enumerate(value)]
    if isinstance(value, bytes):
        places.append(place)
        return b64encode(value).decode()
    return value


def _decode_at(token: Any, place: Place) -> None:
    for step in place[:-1]:
        token = token[step]
    token[place[-1]] = b64decode(token[place[-1]].encode())
