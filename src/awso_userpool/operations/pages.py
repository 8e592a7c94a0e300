"""NextToken and PaginationToken: a position in a list, signed so that nobody can make one up.

A token belongs to one list: the pool and the filter that it was given for.
"""

import base64
import binascii
from hmac import compare_digest

from awso import cognito_idp
from awso_userpool.operations.interface import Context

_TAG_BYTES = 16


def next_token(context: Context, position: str | None, *of: str) -> str | None:
    """`position` as the caller gets it; `of` says which list it is a position in."""
    if position is None:
        return None
    tag = context.hashes.digest("page", *of, position)[:_TAG_BYTES]
    return base64.urlsafe_b64encode(tag + position.encode()).decode()


def position(context: Context, token: str | None, *of: str) -> str | None:
    """The position in `token`. Raises InvalidParameterException where it is not one of this list."""
    if token is None:
        return None
    try:
        octets = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        found = octets[_TAG_BYTES:].decode("ascii")
    except (binascii.Error, ValueError):
        raise _refused() from None
    if not compare_digest(octets[:_TAG_BYTES], context.hashes.digest("page", *of, found)[:_TAG_BYTES]):
        raise _refused()
    return found


def _refused() -> Exception:
    return cognito_idp.errors.InvalidParameterException("Invalid pagination token.")
