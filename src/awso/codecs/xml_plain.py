"""Whether an XML document is plain, and its text: what `awso.codecs.xml_scanner` can read without a parser.

Plain is: elements and text, and `xmlns` on the root. A comment, a CDATA section, any other attribute, a prefix, a
carriage return, a mistake of any sort: all are `UnusualError`. Settled here are the characters, the references and what
stands around the root; the tags within it are the scanner's, which knows them by `next_tag`.
"""

import re

NAME = r"[A-Za-z_][A-Za-z0-9_.-]*+"  # other names are left to the tree
TEXT, EMPTY, OPEN, END = range(2, 6)
"""What a tag may be, as the `lastindex` of a match: `<a>text</a>`, `<a/>`, `<a>` before another tag, `</a>`."""

next_tag = re.compile(rf"[^<]*+<(?:({NAME})(?:>([^<]*+)</\1>|(/)>|()>)|/({NAME})>)[^<]*+").match
"""Takes a text and an offset; finds what comes next there, up to the next `<`. Group 1 is the element's name."""

_DECLARATION = re.compile(
    rb"""<\?xml\ version=(["'])1\.0\1(?:\ encoding=(["'])(?i:utf-8)\2)?(?:\ standalone=(["'])(?:yes|no)\3)?\ ?\?>""",
    re.VERBOSE,
)
_SPACE = " \t\n"
# expat refuses the namespaces of XML itself, and the character that it puts after a namespace.
_ROOT = re.compile(rf"""[ \t\n]*<({NAME})(?:[ \t\n]+xmlns=(["'])(?!http://www\.w3\.org/)[^"'&<}}]*\2)?[ \t\n]*>""")
_LEGAL = bytes((9, 10, *range(32, 256)))  # XML 1.0 §2.2; without the carriage return, which would be a line feed
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_LESS_THAN = "\0"  # no document has it
_CHARACTERS = {"&quot;": '"', "&amp;": "&", "&lt;": _LESS_THAN, "&gt;": ">", "&apos;": "'"}
# Few documents need these, so they are compiled when one does.
_REFERENCE = "&(?:(?:quot|amp|lt|gt|apos|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));)?"
_REFERENCE_IN_TAG = "<[^<>&]*+&"


class UnusualError(Exception):
    """The document is not plain; nothing is said about whether it is right."""


class Cursor:
    """How far a document is read: what is before `at` is done with.

    References are resolved in `text`, but that to `<`: where there is one, `has_less_than`, and `resolved` is needed.
    """

    __slots__ = ("at", "has_less_than", "text")

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.has_less_than = _LESS_THAN in text

    def resolved(self, text: str) -> str:
        """The text of an element, whole."""
        return text.replace(_LESS_THAN, "<") if self.has_less_than else text


def opened(content: bytes) -> tuple[Cursor, str]:
    """A document, read up to its root's start tag, and the root's name. Raises `UnusualError`, or UnicodeError."""
    declaration = _DECLARATION.match(content)
    if content.translate(None, _LEGAL) or (b"]" in content and b"]]>" in content):
        raise UnusualError
    if not content.isascii() and any(character in content for character in _NO_CHARACTERS):
        raise UnusualError
    text = content.decode()
    root = _ROOT.match(text, 0 if declaration is None else declaration.end())
    if root is None or not text.rstrip(_SPACE).endswith(f"</{root[1]}>"):
        raise UnusualError
    return Cursor(_without_references(text) if "&" in text else text, root.end()), root[1]


def _without_references(text: str) -> str:
    text = text.replace("&quot;", '"')  # S3's ETags have no other
    if "&" not in text:
        return text
    # No other character that a reference stands for could make a tag of what is none.
    if ("&gt;" in text or "&#" in text) and re.search(_REFERENCE_IN_TAG, text):
        raise UnusualError
    return re.sub(_REFERENCE, _character, text)


def _character(reference: re.Match[str]) -> str:
    named = _CHARACTERS.get(reference[0])
    if named is not None:
        return named
    decimal, hexadecimal = reference.groups()
    if not (decimal or hexadecimal):
        raise UnusualError
    number = int(decimal) if decimal else int(hexadecimal, 16)
    legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    if not legal:
        raise UnusualError
    return chr(number) if number != ord("<") else _LESS_THAN
