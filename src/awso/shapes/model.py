"""What the runtime keeps of a service model: the entries of a generated `model.json`.

Settled here: the vocabulary (botocore's own trait names in snake case, documentation left out). The linked graph made
from it is `awso.shapes.schema`; the generator that writes it is `awso_codegen.ir`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from awso._lean import msgspec

Kind = Literal[
    "structure", "list", "map", "string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"
]


class XmlNamespace(msgspec.Struct, frozen=True, omit_defaults=True):
    """An XML namespace with its optional prefix."""

    uri: str
    prefix: str | None = None


class MemberModel(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One reference to a shape: a structure's member, a list's element, a map's key or value, an operation's input."""

    shape: str
    python: str = ""
    """The attribute name; empty where the reference has none (elements, keys, values), or the one that
    `awso.shapes.naming` derives."""
    required: bool = False
    location: str | None = None
    """`header`, `headers`, `querystring`, `uri`, `statusCode`; None for the body."""
    location_name: str | None = None
    query_name: str | None = None
    jsonvalue: bool = False
    """A header's JSON value; of members of a body the generator drops the trait, for there it is text."""
    flattened: bool = False
    xml_attribute: bool = False
    xml_namespace: XmlNamespace | None = None
    idempotency_token: bool = False
    context_param: str | None = None
    host_label: bool = False
    streaming: bool = False
    eventpayload: bool = False
    eventheader: bool = False
    timestamp_format: str | None = None
    box: bool = False
    result_wrapper: str | None = None


class ErrorTrait(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The wire code and HTTP status of a modelled error."""

    code: str | None = None
    http_status_code: int | None = None


class ShapeModel(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One shape of a service."""

    type: Kind
    members: dict[str, MemberModel] = {}
    member: MemberModel | None = None
    key: MemberModel | None = None
    value: MemberModel | None = None
    min: int | float | None = None
    max: int | float | None = None
    pattern: str | None = None
    ascii_pattern: str | None = None
    """The pattern for texts in ASCII as Python's `re` reads it, where it takes no exponential time; the generator's."""
    enum: list[str] = []
    sensitive: bool = False
    union: bool = False
    document: bool = False
    sparse: bool = False
    exception: bool = False
    fault: bool = False
    error: ErrorTrait | None = None
    retryable: bool = False
    throttling: bool = False
    payload: str | None = None
    flattened: bool = False
    timestamp_format: str | None = None
    location_name: str | None = None
    xml_namespace: XmlNamespace | None = None
    xml_order: list[str] = []
    streaming: bool = False
    requires_length: bool = False
    eventstream: bool = False
    event: bool = False
    box: bool = False
    wrapper: bool = False


class HttpTrait(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """How an operation is bound to HTTP."""

    method: str = "POST"
    request_uri: str = "/"
    response_code: int = 200


Expression = str | list[Any]
"""A JMESPath expression as the generator left it: a member's wire name, or a tree (`awso_codegen.ir.expressions`)."""


class OperationModel(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One operation of a service."""

    name: str = ""
    """Its name on the wire; in the file it is the entry's key."""
    python: str = ""
    """The method's name; in the file, empty where `awso.shapes.naming` derives it."""
    http: HttpTrait = HttpTrait()
    input: MemberModel | None = None
    output: MemberModel | None = None
    errors: list[str] = []
    authtype: str | None = None
    auth: list[str] = []
    unsigned_payload: bool = False
    host_prefix: str | None = None
    http_checksum: dict[str, object] | None = None
    http_checksum_required: bool = False
    request_compression: list[str] = []
    endpoint_discovery: bool | None = None
    """True where discovery is required, False where it is possible, None where there is none."""
    endpoint_operation: bool = False
    static_context_params: dict[str, object] = {}
    operation_context_params: dict[str, Expression] = {}
    behaves: bool = False
    """Whether `awso.behaviours.table` has anything for it: calls of the others need not look."""
    idempotent: bool = False
    readonly: bool = False
    deprecated: bool = False


class ServiceModel(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What is true of a service as a whole."""

    name: str
    """The service's name as botocore spells it: `cognito-idp`."""
    module: str
    """The Python module under `awso`: `cognito_idp`."""
    service_id: str
    api_version: str
    endpoint_prefix: str
    protocol: str
    """The first of `protocols` by AWS's order of preference."""
    protocols: list[str] = []
    full_name: str = ""
    signature_version: str = "v4"
    signing_name: str | None = None
    json_version: str | None = None
    target_prefix: str | None = None
    xml_namespace: XmlNamespace | None = None
    global_endpoint: str | None = None
    auth: list[str] = []
    query_compatible: bool = False
    checksum_format: str | None = None
    protocol_settings: dict[str, str] = {}
    client_context_params: dict[str, dict[str, str]] = {}


class Entries(Mapping[str, bytes]):
    """A table of a `model.json`: the JSON of each entry by its name, found without reading the others.

    The table consists of runs of lines, `"name":{…},` each, which are sorted by name: a search halves them.
    """

    __slots__ = ("_runs", "_text")

    def __init__(self, text: bytes, runs: Iterable[tuple[int, int]]) -> None:
        self._text = text
        self._runs = tuple(runs)
        """Where each begins and ends; line ends included."""

    def __getitem__(self, name: str) -> bytes:
        text, key = self._text, name.encode()
        for begin, end in self._runs:
            while begin < end:
                line = text.rfind(b"\n", begin, (begin + end) // 2) + 1 or begin
                quote = text.index(b'"', line + 1)
                found = text[line + 1 : quote]
                if found < key:
                    begin = text.index(b"\n", quote) + 1
                elif found > key:
                    end = line
                else:
                    return text[quote + 2 : text.index(b"\n", quote)].rstrip(b",")
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return self.having(b"")

    def __len__(self) -> int:
        return sum(self._text.count(b"\n", begin, end) for begin, end in self._runs)

    def having(self, trait: bytes) -> Iterator[str]:
        """The names of the entries in whose text `trait` stands, as in `b'"exception":true'`; no entry is parsed."""
        return (line[1 : line.index(b'"', 1)].decode() for line in self._lines() if trait in line)

    def _lines(self) -> Iterator[bytes]:
        for begin, end in self._runs:
            yield from self._text[begin:end].splitlines()


class ModelFile:
    """A whole `model.json`; its entries stay undecoded until they are asked for by name."""

    __slots__ = ("operations", "paginators", "service", "shapes", "waiters")

    def __init__(self, text: bytes) -> None:
        first, last = text.index(b"\n"), text.rindex(b"\n", 0, -1)
        self.service = _decode_service(text[len(b'{"service":') : first].rstrip(b","))
        at = first + 1
        tables: list[Entries] = []
        for lengths in _decode_lengths(text[last + len(b'\n"runs":') : -len(b"}\n")]):
            at = text.index(b"\n", at) + 1  # behind the table's own name
            runs: list[tuple[int, int]] = []
            for length in lengths:
                runs.append((at, at + length))
                at += length
            at = text.index(b"\n", at) + 1  # behind the brace that closes it
            tables.append(Entries(text, runs))
        self.operations, self.shapes, self.paginators, self.waiters = tables


_decode_service = msgspec.json.Decoder(ServiceModel).decode
_decode_lengths = msgspec.json.Decoder(list[list[int]]).decode
