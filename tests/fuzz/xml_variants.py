"""Documents written in the other ways that XML allows: in other orders, with other space, with what no model knows.

What is changed is of the content, so most variants say something else than the original, now and then something wrong
(a scalar twice, an entry without its key). They are all well-formed.
"""

from collections.abc import Callable, Iterator
from random import Random
from xml.etree.ElementTree import Element, fromstring

UNKNOWN = (
    "<Newer/>",
    "<Newer>text</Newer>",
    "<Newer><item><key>a</key></item>tail<Newer>b</Newer></Newer>",
    "<member>a</member>",
    "<x-a.b>1</x-a.b>",
)
UNUSUAL = ("<!-- <a> -->", "<?b c?>", "<![CDATA[<d>]]>", "<p:e xmlns:p='f'/>", "<Newer g='h'/>")
SPACE = ("", "", " ", "\n", "\n\t  ", "text")


def variants(content: bytes, random: Random, count: int) -> Iterator[tuple[bytes, bool]]:
    """`count` variants of a document, and of each whether there is nothing in it but elements and text."""
    root = fromstring(content)
    for number in range(count):
        # The first ones differ from each other little, as answers of services do.
        boldness = 0.3 * max(0, number - count // 3) / count
        writer = _Writer(random, boldness, is_plain=number % 3 != 0)
        yield writer.written(root).encode(), writer.is_plain


class _Writer:
    def __init__(self, random: Random, boldness: float, *, is_plain: bool) -> None:
        self._random = random
        self._boldness = boldness
        self.is_plain = is_plain
        self._indent = random.choice(("", "\n    "))

    def written(self, element: Element) -> str:
        """The element, with a namespace's tags as they were before it was read."""
        name = element.tag.rpartition("}")[2]
        inside = self._children(element) if len(element) else self._text(element.text or "")
        if self._happens():
            inside = ""
        if not inside and self._random.random() < 0.5:
            return f"<{name}/>"
        attribute = "" if self.is_plain or not self._happens() else ' a="b"'
        return f"<{name}{attribute}>{inside}</{name}>"

    def _children(self, element: Element) -> str:
        children = [self.written(child) for child in element]
        changes: tuple[Callable[[list[str]], object], ...] = (
            self._random.shuffle,
            lambda written: written.append(self._random.choice(written)),  # again, and a list in two parts
            lambda written: written.insert(0, self._random.choice(written)),
            lambda written: written.pop(self._random.randrange(len(written))) if len(written) > 1 else None,
            lambda written: written.insert(self._random.randint(0, len(written)), self._random.choice(UNKNOWN)),
        )
        for change in changes:
            if self._happens():
                change(children)
        if not self.is_plain and self._happens():
            children.insert(self._random.randint(0, len(children)), self._random.choice(UNUSUAL))
        return "".join(self._space() + child for child in children) + self._space()

    def _space(self) -> str:
        return self._random.choice(SPACE) if self._happens() else self._indent

    def _text(self, text: str) -> str:
        return "".join(map(self._character, text))

    def _character(self, character: str) -> str:
        if character in "<&\r" or self._happens():
            return self._random.choice((f"&#{ord(character)};", f"&#x{ord(character):X};"))
        return character if character != ">" else "&gt;"

    def _happens(self) -> bool:
        return self._random.random() < self._boldness
