"""What a request and a response are, before and after the network.

Settled here: the two immutable values every other part speaks, and how headers compare. Not here: sending them
(`awso.transports`), signing them (`awso.signing`), turning shapes into them (`awso.protocols`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from awso._lean import Masked, msgspec

if TYPE_CHECKING:
    from awso.core.request_bodies import RequestStream
    from awso.core.response_bodies import ResponseStream

HeaderPairs = Iterable[tuple[str, str]]


class Headers(Mapping[str, str]):
    """Header fields in the order given; names compare without case and repeated names are kept.

    `headers["name"]` joins repeated fields with ", " (RFC 9110 §5.3); `pairs` has every field as it was given.
    """

    __slots__ = ("_by_name", "pairs")

    def __init__(self, fields: "Mapping[str, str] | HeaderPairs | None" = None) -> None:
        self.pairs: tuple[tuple[str, str], ...]
        if type(fields) is tuple:  # first, for every call takes it, and the test for a Mapping costs 1 µs
            self.pairs = fields
        elif fields is None:
            self.pairs = ()
        elif isinstance(fields, Headers):
            self.pairs = fields.pairs
        elif isinstance(fields, Mapping):
            self.pairs = tuple(cast("Mapping[str, str]", fields).items())
        else:
            self.pairs = tuple(fields)
        self._by_name: dict[str, str] | None = None

    def _index(self) -> dict[str, str]:
        index = self._by_name
        if index is None:
            index = {}
            for name, value in self.pairs:
                lower = name.lower()
                index[lower] = f"{index[lower]}, {value}" if lower in index else value
            self._by_name = index
        return index

    @property
    def by_lower_name(self) -> Mapping[str, str]:
        """The values by their names in small letters: for one who looks for many."""
        return self._index()

    def __getitem__(self, name: str) -> str:
        return self._index()[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._index()

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Headers):
            return self._index() == other._index()
        if isinstance(other, Mapping):
            pairs = cast("Mapping[object, object]", other).items()
            return self._index() == {str(name).lower(): value for name, value in pairs}
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._index().items()))

    def __repr__(self) -> str:
        return f"Headers({sorted(self._index())})"  # names only: values carry signatures and tokens

    def with_fields(self, *fields: tuple[str, str]) -> "Headers":
        """These headers followed by `fields`."""
        return Headers(self.pairs + fields)


NO_HEADERS = Headers()


class HttpRequest(Masked, frozen=True):
    """One HTTP request: an absolute `url` with its query, headers, and the whole body, or a `stream` in its place.

    `headers` may be given as a mapping or as pairs. `repr` shows the method and the URL without its query, which may
    carry a signature; never headers or body.
    """

    method: str
    url: str
    headers: Headers = NO_HEADERS
    body: bytes = b""
    stream: "RequestStream | None" = None
    """What the transport reads and sends; `body` is then empty."""

    if TYPE_CHECKING:

        def __init__(
            self,
            method: str,
            url: str,
            headers: "Mapping[str, str] | HeaderPairs | None" = None,
            body: bytes = b"",
            stream: RequestStream | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not hasattr(self.headers, "with_fields"):  # cheaper than isinstance, which asks the ABC; dicts lack it
            msgspec.structs.force_setattr(self, "headers", Headers(self.headers))

    def __repr__(self) -> str:
        return f"HttpRequest({self.method} {self.url.partition('?')[0]}, {len(self.body)} bytes)"


class HttpResponse(Masked, frozen=True):
    """One HTTP response: the status code, headers, and the whole body, or an open `stream` in its place.

    `headers` may be given as a mapping or pairs.
    """

    status: int
    headers: Headers = NO_HEADERS
    body: bytes = b""
    stream: "ResponseStream | None" = None
    """What is still to be read, where a stream was asked for and the status says success; `body` is then empty."""

    if TYPE_CHECKING:

        def __init__(
            self,
            status: int,
            headers: "Mapping[str, str] | HeaderPairs | None" = None,
            body: bytes = b"",
            stream: ResponseStream | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not hasattr(self.headers, "with_fields"):  # cheaper than isinstance, which asks the ABC; dicts lack it
            msgspec.structs.force_setattr(self, "headers", Headers(self.headers))

    def __repr__(self) -> str:
        return f"HttpResponse({self.status}, {len(self.body)} bytes)"
