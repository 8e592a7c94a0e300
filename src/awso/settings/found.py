"""The text of a setting as a word or a truth, and the error that says where a wrong one stands."""

from typing import TypeVar

from awso.errors import ConfigurationError

Word = TypeVar("Word", bound=str)


class Found:
    """The text of a setting and the place it was found in, in words."""

    __slots__ = ("place", "text")

    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place


def truth(found: Found | None) -> bool | None:
    """What was found as true or false. Raises `ConfigurationError` for another text."""
    if found is None:
        return None
    text = found.text.lower()
    if text not in ("true", "false"):
        raise wrong(found, "true or false")
    return text == "true"


def word(found: Found | None, words: tuple[Word, ...], default: Word) -> Word:
    """What was found as one of `words`, without case. Raises `ConfigurationError` for another text."""
    if found is None:
        return default
    for word in words:
        if found.text.lower() == word:
            return word
    raise wrong(found, " or ".join(words))


def wrong(found: Found, expected: str) -> ConfigurationError:
    """The error that says where a wrong value was found."""
    return ConfigurationError(f"{found.place}: expected {expected}, got {found.text!r}")
