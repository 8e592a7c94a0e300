"""CBOR in both directions: the bytes that are written, what is read leniently, what is refused and how that is said."""

import struct
import tracemalloc
from datetime import UTC, datetime, timedelta
from math import inf, isnan, nan
from typing import Any

import pytest

from awso import cloudwatch, dynamodb
from awso.codecs.cbor import decode, encode
from awso.codecs.cbor_reader import DEEPEST, RUN, Document
from awso.errors import DecodeError, ParameterError
from awso.registry import service, service_names
from awso.shapes.schema import Schema
from tests.unit.codecs.models import SCALARS, schemas_of

SHAPES: dict[str, dict[str, Any]] = {
    **SCALARS,
    "Secret": {"type": "string", "sensitive": True},
    "Texts": {"type": "list", "member": {"shape": "String"}},
    "Numbers": {"type": "list", "member": {"shape": "Double"}},
    "Moments": {"type": "list", "member": {"shape": "Timestamp"}},
    "Sparse": {"type": "list", "member": {"shape": "String"}, "sparse": True},
    "Counts": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Integer"}},
    "SparseCounts": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Integer"}, "sparse": True},
    "Plain": {"type": "structure", "members": {}, "document": True},
    "Thing": {
        "type": "structure",
        "members": {
            **{kind: {"shape": kind} for kind in SCALARS},
            **{name: {"shape": name} for name in ("Secret", "Texts", "Numbers", "Moments", "Sparse")},
            **{name: {"shape": name} for name in ("Counts", "SparseCounts", "Plain")},
            "Inner": {"shape": "Thing"},
        },
    },
}
SCHEMAS = schemas_of(SHAPES, "smithy-rpc-v2-cbor")
THING = SCHEMAS["Thing"]
NOON = datetime(2014, 4, 29, 12, 0, 0, 500_000, UTC)


def thing(**members: Any) -> Any:
    return THING.cls(**members)


def text(word: str) -> bytes:
    raw = word.encode()
    return bytes([0x60 + len(raw)]) + raw


def member(name: str, item: bytes) -> bytes:
    """A Thing of one member, in CBOR."""
    return b"\xa1" + text(name) + item


# --- writing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "value", "written"),
    [
        *[("Integer", number, bytes.fromhex(written)) for number, written in [
            (0, "00"), (23, "17"), (24, "1818"), (255, "18ff"), (256, "190100"), (65_535, "19ffff"),
            (65_536, "1a00010000"), (2**32, "1b0000000100000000"), (-1, "20"), (-24, "37"), (-25, "3818"),
            (-(2**63), "3b7fffffffffffffff"), (2**63 - 1, "1b7fffffffffffffff"),
        ]],
        ("Double", 1.1, bytes.fromhex("fb3ff199999999999a")),
        ("Double", 7, bytes.fromhex("fb401c000000000000")),
        ("Double", -inf, bytes.fromhex("fbfff0000000000000")),
        ("Float", 7.625, bytes.fromhex("fa40f40000")),
        ("Float", inf, bytes.fromhex("fa7f800000")),
        ("Boolean", True, b"\xf5"),
        ("Boolean", False, b"\xf4"),
        ("Timestamp", NOON, b"\xc1\xfb" + struct.pack(">d", 1398772800.5)),
        ("Blob", b"\x00\xff", b"\x42\x00\xff"),
        ("String", "é", b"\x62\xc3\xa9"),
        ("String", "x" * 24, b"\x78\x18" + b"x" * 24),
        ("Sparse", ["a", None], b"\x82\x61a\xf6"),
        ("SparseCounts", {"a": None, "b": 1}, b"\xa2\x61a\xf6\x61b\x01"),
    ],
)  # fmt: skip
def test_a_value_is_written_in_the_fewest_bytes_of_its_kind(shape: str, value: object, written: bytes) -> None:
    assert encode(SCHEMAS[shape], value) == written


def test_absent_members_are_left_out_and_empty_ones_are_not() -> None:
    assert encode(THING, thing()) == b"\xa0"
    assert encode(THING, thing(texts=[], counts={})) == b"\xa2" + text("Texts") + b"\x80" + text("Counts") + b"\xa0"


def test_a_document_is_written_as_it_is() -> None:
    plain: dict[str, Any] = {"a": [1, 2.5, None, True, "x", {}]}

    written = encode(THING, thing(plain=plain))

    assert decode(THING, written).plain == plain


@pytest.mark.parametrize(
    ("members", "path", "expected", "got"),
    [
        ({"string": 5}, ".string", "a string", "int 5"),
        ({"string": "\ud800"}, ".string", "a string", "str '\\ud800'"),
        ({"secret": 5}, ".secret", "a string", "int ***"),
        ({"integer": "5"}, ".integer", "an integer", "str '5'"),
        ({"long": 2**64}, ".long", "an integer of at most 64 bits", "one of 65 bits"),
        ({"float": 1e300}, ".float", "a number of 32 bits", "float 1e+300"),
        ({"double": "1"}, ".double", "a number", "str '1'"),
        ({"blob": "text"}, ".blob", "bytes", "str 'text'"),
        ({"timestamp": datetime(2014, 4, 29)}, ".timestamp", "a datetime with a time zone", None),  # naive on purpose
        ({"texts": ["a", 5]}, ".texts[1]", "a string", "int 5"),
        ({"counts": {"a": "b"}}, '.counts["a"]', "an integer", "str 'b'"),
        ({"counts": {5: 5}}, '.counts["5"]', "a key of well-formed text", "int"),
        ({"plain": {"a": object()}}, ".plain", "what JSON can hold", "object"),
        ({"inner": thing(numbers=[1.0, "x"])}, ".inner.numbers[1]", "a number", "str 'x'"),
    ],
)
def test_what_cannot_be_written_is_named_with_its_path(
    members: dict[str, Any], path: str, expected: str, got: str | None
) -> None:
    with pytest.raises(ParameterError) as caught:
        encode(THING, thing(**members))

    (violation,) = caught.value.violations
    assert (violation.path, violation.expected) == (f"Thing{path}", expected)
    assert got is None or violation.got == got


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, RUN - 1, RUN, RUN + 1, 3 * RUN + 7])
@pytest.mark.parametrize("endless", [False, True], ids=["definite", "indefinite"])
def test_a_list_of_doubles_of_any_length_is_read_in_runs(count: int, endless: bool) -> None:
    numbers = [index / 3 for index in range(count)]
    items = b"".join(b"\xfb" + struct.pack(">d", number) for number in numbers)
    written = b"\x9f" + items + b"\xff" if endless else encode(SCHEMAS["Numbers"], numbers)

    assert decode(SCHEMAS["Numbers"], written) == numbers
    assert Document(b"\x82" + written + b"\x01", "V").value == [numbers, 1]


@pytest.mark.parametrize("count", [1, RUN, 2 * RUN + 1])
@pytest.mark.parametrize("form", ["double", "seconds"])
@pytest.mark.parametrize("endless", [False, True], ids=["definite", "indefinite"])
def test_a_list_of_timestamps_of_any_length_is_read_in_runs(count: int, form: str, endless: bool) -> None:
    moments = [datetime(2014, 4, 29, tzinfo=UTC) + timedelta(minutes=index) for index in range(count)]
    items = b"".join(
        b"\xc1"
        + (
            struct.pack(">Bd", 0xFB, m.timestamp())
            if form == "double"
            else struct.pack(">BI", 0x1A, int(m.timestamp()))
        )
        for m in moments
    )
    head = b"\x9f" if endless else b"\x99" + struct.pack(">H", count)

    assert decode(SCHEMAS["Moments"], head + items + (b"\xff" if endless else b"")) == moments


def test_a_run_ends_where_another_kind_begins() -> None:
    one = b"\xfb" + struct.pack(">d", 1.5)
    when = b"\xc1" + one
    items = [one, one, b"\x05", one, when, when, b"\xc1\x1a\x00\x00\x00\x01", one, text("hi"), when]

    read = Document(b"\x8a" + b"".join(items), "V").value

    moment, later = datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC), datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert read == [1.5, 1.5, 5, 1.5, moment, moment, later, 1.5, "hi", moment]


@pytest.mark.parametrize("kind", ["double", "moment"])
def test_a_run_that_is_cut_off_is_refused(kind: str) -> None:
    item = (b"\xc1" if kind == "moment" else b"") + b"\xfb" + struct.pack(">d", 1.5)

    for length in range(1, 3 * len(item)):
        for head in (b"\x83", b"\x9f"):
            with pytest.raises(DecodeError):
                Document(head + (item * 3)[:length], "V")


@pytest.mark.parametrize(
    ("name", "item", "expected"),
    [
        ("Integer", b"\xf9\x42\x00", 3),
        ("Integer", text("12"), 12),
        ("Double", b"\x18\x64", 100.0),
        ("Double", b"\xf9\x3e\x00", 1.5),
        ("Double", text("Infinity"), inf),
        ("Boolean", text("true"), True),
        ("String", b"\x05", "5"),
        ("Long", b"\xc2\x49\x01" + bytes(8), 2**64),
        ("Long", b"\xc3\x41\x05", -6),
        ("Double", b"\xc4\x82\x21\x19\x6a\xb3", 273.15),
        ("Timestamp", b"\xc1\x1a\x53\x5f\x94\x40", datetime(2014, 4, 29, 12, tzinfo=UTC)),
        ("Timestamp", b"\xc1\x39\x01\x00", datetime(1969, 12, 31, 23, 55, 43, tzinfo=UTC)),
        ("Timestamp", b"\x1a\x53\x5f\x94\x40", datetime(2014, 4, 29, 12, tzinfo=UTC)),
        ("Timestamp", b"\xc0\x74" + b"2014-04-29T12:00:00Z", datetime(2014, 4, 29, 12, tzinfo=UTC)),
        ("String", b"\xd9\xd9\xf7" + text("self-described"), "self-described"),
        ("Blob", b"\x5f\x41a\x42bc\xff", b"abc"),
        ("String", b"\x7f\x61a\x60\x62bc\xff", "abc"),
        ("Texts", b"\x83\x61a\xf6\x61b", ["a", "b"]),
        ("Texts", b"\xf6", []),
        ("Counts", b"\xf7", {}),
        ("Counts", b"\xbf\x61a\x01\x61b\xf6\xff", {"a": 1}),
        ("Sparse", b"\x82\xf6\x61b", [None, "b"]),
        ("SparseCounts", b"\xa1\x61a\xf6", {"a": None}),
    ],
)
def test_a_member_is_read_leniently(name: str, item: bytes, expected: object) -> None:
    read = getattr(decode(THING, member(name, item)), THING.members[name].python)

    assert read == expected
    assert type(read) is type(expected) or read in ([], {})


def test_not_a_number_is_read() -> None:
    assert isnan(decode(THING, encode(THING, thing(double=nan))).double)
    assert isnan(decode(THING, member("Float", b"\xf9\x7c\x01")).float)


def test_unknown_members_are_passed_over_whatever_they_are() -> None:
    unknown = b"\xbf\x61a\x9f\x01\x5f\x41a\xff\xff\x61b\xc9\x82\x01\xf7\xff"

    assert decode(THING, b"\xa2" + text("Unknown") + unknown + text("String") + text("known")) == thing(string="known")


def test_a_timestamp_that_python_has_no_word_for_is_refused_only_where_it_is_read() -> None:
    far = b"\xc1\x1b" + b"\x7f" + b"\xff" * 7

    assert decode(THING, b"\xa1" + text("Unknown") + far) == thing()
    for item in (far, b"\xc1\xf9\x7e\x00", b"\xc1" + text("soon")):
        with pytest.raises(DecodeError, match=r"Thing\.timestamp: expected a timestamp"):
            decode(THING, member("Timestamp", item))
    with pytest.raises(DecodeError, match=r"Thing\.moments\[1\]: expected a timestamp"):
        decode(THING, member("Moments", b"\x82\x00" + far))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (member("Integer", b"\x80"), "Thing.integer: expected an integer, got a list"),
        (member("Secret", b"\x41a"), "Thing.secret: expected text, got bytes ***"),
        (member("Texts", b"\x81\xa0"), "Thing.texts[0]: expected text, got an object"),
        (member("Blob", b"\x05"), "Thing.blob: expected base64 text, got a number 5"),
        (b"\x80", "Thing: expected an object for Thing, got a list"),
        (b"", "Thing: expected CBOR that is complete, got an end after 0 bytes"),
        (b"\xa0\x00", "Thing: expected the end of the CBOR at byte 1, got 1 bytes more"),
        (b"\xa1\x00\x00", "Thing: expected a text as a map's key at byte 1, got the head 0x00"),
        (b"\xa1\x61\xff\x00", "Thing: expected CBOR with text in UTF-8, got bytes that are not UTF-8"),
        (b"\xa1\x61a\xff", "Thing: expected the head of a value at byte 3, got 0xff"),
        (b"\xa1\x61a\xf8\x20", "Thing: expected the head of a value at byte 3, got 0xf8"),
        (b"\xa1\x61a\x1c", "Thing: expected the head of a value at byte 3, got 0x1c"),
        (b"\xbf\x61a\x01", "Thing: expected CBOR that is complete, got an end after 4 bytes"),
        (b"\xa1\x65ab", "Thing: expected CBOR that is complete, got an end after 4 bytes"),
        (b"\xa1\x61a\x65ab", "Thing: expected CBOR that is complete, got an end after 6 bytes"),
        (
            b"\xa1\x61a\xc2\x58\x41" + bytes(65),
            "Thing: expected a number of at most 64 bytes at byte 3, got 65 bytes",
        ),
        (
            b"\xa1\x61a\x5f\x61b\xff",
            "Thing: expected a chunk of the string before it at byte 4, got the head 0x61",
        ),
    ],
)
def test_what_misfits_is_named_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(THING, data)

    assert str(caught.value) == said


@pytest.mark.parametrize("opening", [b"\x81", b"\x9f", b"\xa1\x61a", b"\xbf\x61a", b"\xc6"])
def test_nesting_is_read_to_a_depth_and_no_further(opening: bytes) -> None:
    closing = b"\xff" if opening[0] in (0x9F, 0xBF) else b""

    Document(opening * DEEPEST + b"\x00" + closing * DEEPEST, "V")

    with pytest.raises(DecodeError, match=f"at most {DEEPEST} levels"):
        Document(opening * (DEEPEST + 1) + b"\x00" + closing * (DEEPEST + 1), "V")
    with pytest.raises(DecodeError):
        Document(opening * 100_000, "V")


@pytest.mark.parametrize("head", ["5a7fffffff", "7b7fffffffffffffff", "9a7fffffff", "bb0fffffffffffffff"])
def test_a_length_alone_takes_no_memory(head: str) -> None:
    tracemalloc.start()

    with pytest.raises(DecodeError, match="complete"):
        Document(bytes.fromhex(head) + b"\x00" * 10, "V")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


# --- real shapes ----------------------------------------------------------------------------------------------------


def test_shapes_have_a_cbor_form() -> None:
    value = cloudwatch.PutMetricDataInput(
        namespace="awso",
        metric_data=[cloudwatch.MetricDatum(metric_name="calls", timestamp=NOON, value=1.5, values=[1.0, 2.0])],
    )

    assert cloudwatch.PutMetricDataInput.from_cbor(value.to_cbor()) == value


def test_a_value_that_holds_itself_again_and_again_is_written_and_read() -> None:
    value = dynamodb.AttributeValue(s="x")
    for _ in range(30):
        value = dynamodb.AttributeValue(l=[value, dynamodb.AttributeValue(m={"key": value})])
        value = value if len(value.to_cbor()) < 20_000 else dynamodb.AttributeValue(n="1")

    assert dynamodb.AttributeValue.from_cbor(value.to_cbor()) == value


def speaks_cbor(name: str) -> bool:
    model = service(name).model
    return "smithy-rpc-v2-cbor" in (model.protocol, *model.protocols)


def test_names_in_json_are_the_members_own_in_every_service_that_speaks_cbor() -> None:
    # Smithy's RPC v2 knows no other names; that JSON's serve for CBOR rests on this.
    named = [name for name in service_names() if speaks_cbor(name)]
    other = [
        f"{name} {schema.name}.{member.name}"
        for name in named
        for schema in map(service(name).shape, service(name).schemas)
        for member in schema.members.values()
        if member.json_name != member.name
    ]

    assert len(named) >= 44
    assert other == []


def test_the_reader_and_the_walk_agree_on_what_is_well_typed() -> None:
    value = thing(
        string="a", integer=5, double=1.5, blob=b"\xff", timestamp=NOON, texts=["a"], counts={"a": 1}, inner=thing()
    )
    data = encode(THING, value)

    assert _walked(THING, data) == decode(THING, data) == value


def _walked(schema: Schema, data: bytes) -> Any:
    from awso.codecs import json

    return json.from_plain(schema, Document(data, "V").value, "V")
