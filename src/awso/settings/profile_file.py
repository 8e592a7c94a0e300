"""The syntax of AWS's `config` and `credentials` files: sections, properties, continuations, sub-properties.

It is not the INI of configparser: `;` and `#` start a comment after a property's value only behind white space, an
indented line continues the property above it or, where that has no value, is a sub-property of it. What sections mean
is in `profiles`. The dialect: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
"""

from awso.errors import ConfigurationError

_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-/.%@:+")


class Property:
    """A property: its value, or its sub-properties by lower-case name; and where it stands, as `file:line`."""

    __slots__ = ("children", "value", "where")

    def __init__(self, value: str, where: str) -> None:
        self.value = value
        self.where = where
        self.children: dict[str, Property] = {}

    def __repr__(self) -> str:
        return f"Property(at {self.where})"  # no value: it may be a secret


class Section:
    """A section: the text between its brackets, its properties by lower-case name, and where it starts."""

    __slots__ = ("header", "properties", "where")

    def __init__(self, header: str, where: str) -> None:
        self.header = header
        self.where = where
        self.properties: dict[str, Property] = {}

    def __repr__(self) -> str:
        return f"Section([{self.header}] at {self.where}, {sorted(self.properties)})"


def is_name(text: str) -> bool:
    """Whether `text` can name a section or a property: properties with other names are ignored."""
    return bool(text) and _NAME.issuperset(text)


def decode(content: bytes, path: str) -> str:
    """The text of a file. Raises `ConfigurationError` where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")  # Windows editors begin a file with a byte order mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"{path}:{line}: Expected UTF-8 text, got the byte 0x{content[error.start]:02x}"
        ) from None


def parse(text: str, path: str) -> list[Section]:
    """The sections of a file in their order, equal headers not merged.

    `path` is only for error messages. Raises `ConfigurationError` with `path:line`.
    """
    return _Parser(path).sections_of(text)


class _Parser:
    """What has been read so far: the section and the property that the next line may continue."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._line = 0
        self._sections: list[Section] = []
        self._property: Property | None = None

    def sections_of(self, text: str) -> list[Section]:
        # Not splitlines: it would also end lines at form feeds and U+2028, which are part of a value here.
        for line in text.split("\n"):
            self._line += 1
            if not line.strip() or line.startswith(("#", ";")):
                continue
            if line.startswith((" ", "\t")):
                self._continuation(line.strip())
            elif line.startswith("["):
                self._section(line)
            else:
                self._define(line)
        return self._sections

    def _where(self) -> str:
        return f"{self._path}:{self._line}"

    def _error(self, message: str) -> ConfigurationError:
        return ConfigurationError(f"{self._where()}: {message}")

    def _section(self, line: str) -> None:
        text = line.partition("#")[0].partition(";")[0].strip()
        if not text.endswith("]"):
            raise self._error(f"Section definition must end with ']': got {text!r}, write [profile name] or [name]")
        self._sections.append(Section(text[1:-1].strip(), self._where()))
        self._property = None

    def _define(self, line: str) -> None:
        if not self._sections:
            raise self._error("Expected a section definition such as [default] before the first property")
        name, value = self._name_and_value(_without_comment(line), "")
        # A property whose name is invalid is kept out, but its continuation lines still belong to it.
        self._property = Property(value, self._where())
        if is_name(name):
            self._sections[-1].properties[name.lower()] = self._property

    def _continuation(self, text: str) -> None:
        if not self._sections:
            raise self._error("Expected a section definition such as [default], found continuation (an indented line)")
        parent = self._property
        if parent is None:
            raise self._error("Expected a property definition, found continuation: do not indent the first property")
        if parent.value:
            parent.value += "\n" + text
            return
        name, value = self._name_and_value(text, " in sub-property")
        if is_name(name):
            parent.children[name.lower()] = Property(value, self._where())

    def _name_and_value(self, text: str, which: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not equals:
            # The line itself is not shown: it may be a secret that lost its name.
            raise self._error(f"Expected an '=' sign defining a property{which}: write name = value")
        if not name.strip():
            raise self._error(f"Property did not have a name{which}: write name = value")
        return name.strip(), value.strip()


def _without_comment(line: str) -> str:
    ends = [line.find(mark) for mark in (" #", " ;", "\t#", "\t;")]
    return line[: min((end for end in ends if end >= 0), default=len(line))]
