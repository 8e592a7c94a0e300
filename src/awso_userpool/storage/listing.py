"""Pages of a list: what a position is, and how one is checked when it comes back from outside."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import msgspec

from awso_userpool.storage.interface import InvalidPositionError, Page
from awso_userpool.storage.session import Row

T = TypeVar("T")

MAX_NUMBER = 2**63 - 1  # what both engines hold in a row number


class Position(NamedTuple):
    """After this row: its number, and its text where the list is ordered by text first."""

    number: int
    text: str


START = Position(0, "")

_decode = msgspec.json.Decoder(tuple[int, str]).decode


def position_of(token: str | None) -> Position:
    """The position in `token`, or the start. Raises InvalidPositionError."""
    if token is None:
        return START
    try:
        number, text = _decode(urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, msgspec.MsgspecError):
        raise InvalidPositionError("This position was not made by this list.") from None
    if not 0 <= number <= MAX_NUMBER:
        raise InvalidPositionError("This position was not made by this list.")
    return Position(number, text)


def page_of(rows: list[Row], limit: int, record: Callable[[Row], T], *, text_last: bool = False) -> Page[T]:
    """The page from `limit` + 1 asked rows, each ending in its number (and its ordering text)."""
    width = 2 if text_last else 1
    shown = rows[:limit]
    following = _token(shown[-1], text_last=text_last) if len(rows) > limit and shown else None
    return Page(items=[record(row[:-width]) for row in shown], next_position=following)


def _token(row: Row, *, text_last: bool) -> str:
    number, text = (row[-2], row[-1]) if text_last else (row[-1], "")
    return urlsafe_b64encode(msgspec.json.encode((number, text))).decode("ascii")
