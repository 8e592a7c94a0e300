"""What endpoint rules answer: a URL, how to sign for it, and headers to add."""

from collections.abc import Mapping, Sequence
from typing import cast

EndpointProperties = Mapping[str, object]


class Endpoint:
    """Where to send a request: an absolute URL without query, the rules' properties, and headers to add."""

    __slots__ = ("headers", "properties", "url")

    def __init__(
        self, url: str, properties: EndpointProperties | None = None, headers: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.url = url
        self.properties: EndpointProperties = {} if properties is None else properties
        self.headers: Mapping[str, Sequence[str]] = {} if headers is None else headers

    @property
    def auth_schemes(self) -> Sequence[Mapping[str, object]]:
        """How to sign for this endpoint, best first: `name` (sigv4, sigv4a, …), `signingName`, `signingRegion`,
        `signingRegionSet`, `disableDoubleEncoding`. Empty: what the service model says."""
        return cast("Sequence[Mapping[str, object]]", self.properties.get("authSchemes", ()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Endpoint):
            return NotImplemented
        return (self.url, self.properties, self.headers) == (other.url, other.properties, other.headers)

    __hash__ = None  # type: ignore[assignment]  # its properties are dicts

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.properties!r}, {self.headers!r})"
