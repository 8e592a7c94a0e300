"""Decoders given damaged input answer with a value or with an error of ours: no other exception, no hang."""

import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from awso.codecs.scalars import decode_blob, parse_boolean, parse_float, parse_integer, parse_timestamp
from awso.errors import AwsoError
from awso.registry import service
from awso.shapes.patterns import pattern_of
from awso.shapes.schema import Schema
from tests.fuzz.mutations import FRAGMENTS, mutants
from tests.property.values import value_for

# Recursive, wide, flattened, sparse, with documents, with every kind of scalar, with one XML name twice.
SHAPES = (
    ("cognito-idp", "CreateUserPoolRequest"),
    ("cognito-idp", "UpdateUserAttributesRequest"),
    ("dynamodb", "PutItemInput"),
    ("ec2", "DescribeInstancesResult"),
    ("s3", "ListObjectsV2Output"),
    ("s3", "NotificationConfigurationDeprecated"),
    ("sqs", "SendMessageBatchRequest"),
    ("cloudsearchdomain", "SearchRequest"),
    ("bedrock-runtime", "ConverseRequest"),
    ("wafv2", "CreateWebACLRequest"),
    ("cloudwatch", "GetMetricDataOutput"),
)
MUTANTS = 150
SLOWEST_SECONDS = 2.0

FORMS: dict[str, tuple[Callable[[Schema, Any], str | bytes], Callable[[Schema, bytes], Any]]] = {
    "json": (Schema.to_json, Schema.from_json),
    "query": (Schema.to_query, lambda schema, text: schema.from_query(text.decode("utf-8", "surrogateescape"))),
    "query bytes": (Schema.to_query, lambda schema, text: schema.from_query(text)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # bytes are taken as well
    "xml": (Schema.to_xml, Schema.from_xml),
    "cbor": (Schema.to_cbor, Schema.from_cbor),
    "xml text": (Schema.to_xml, lambda schema, text: schema.from_xml(text.decode("utf-8", "surrogateescape"))),
}


def answer(decode: Callable[..., object], *arguments: object) -> str:
    """How a decoder answered; any exception but ours goes through and fails the test."""
    started = time.thread_time()
    try:
        decode(*arguments)
        outcome = "value"
    except (AwsoError, ValueError) as error:
        outcome = "error" if str(error) else "an error without words"
    assert time.thread_time() - started < SLOWEST_SECONDS
    return outcome


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_a_damaged_text_is_a_value_or_an_error_of_ours(form: str, name: str, shape: str) -> None:
    schema = service(name).shape(shape)
    encode, decode = FORMS[form]
    random = Random(f"{form} {shape}")
    outcomes: set[str] = set()
    for seed in range(3):
        written = encode(schema, value_for(schema, Random(seed), size=60))
        text = written.encode() if isinstance(written, str) else written
        assert answer(decode, schema, text) == "value"
        outcomes |= {answer(decode, schema, mutant) for mutant in mutants(text, random, MUTANTS // 3)}

    assert "error" in outcomes
    assert outcomes <= {"value", "error"}


def test_a_value_read_from_a_damaged_text_can_be_written_again() -> None:
    schema = service("cognito-idp").shape("CreateUserPoolRequest")
    random = Random(1)
    text = schema.to_query(value_for(schema, Random(2))).encode()
    written = 0
    for mutant in mutants(text, random, 200):
        try:
            value = schema.from_query(mutant.decode("utf-8", "surrogateescape"))
        except (AwsoError, ValueError):
            continue
        again = schema.to_query(value)
        assert schema.to_query(schema.from_query(again)) == again
        written += 1

    assert written > 20


SCALARS: dict[str, tuple[Callable[[str], object], tuple[bytes, ...]]] = {
    "timestamp": (parse_timestamp, (b"2014-04-29T18:30:38.123Z", b"Tue, 29 Apr 2014 18:30:38 GMT", b"1398796238.123")),
    "float": (parse_float, (b"-1.5e10", b"NaN")),
    "integer": (parse_integer, (b"-123456789",)),
    "boolean": (parse_boolean, (b"true", b"False")),
    "blob": (decode_blob, (b"Zm9vYmFyYmF6", b"YQ==")),
}


@pytest.mark.parametrize("kind", SCALARS)
def test_a_damaged_scalar_is_a_value_or_an_error_of_ours(kind: str) -> None:
    parse, seeds = SCALARS[kind]
    random = Random(kind)
    for seed_text in (*seeds, *FRAGMENTS):
        for mutant in mutants(seed_text, random, 60):
            assert answer(parse, mutant.decode("utf-8", "surrogateescape")) in ("value", "error")


PATTERNS = (
    rb"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    rb"^(\/+[^\/]+\/*)+$",
    rb"(?=^.{2,256}$)(?!.*\s)[0-9a-zA-Z-_.:=+@]*$",
    rb"(?i)\A(?:(?:https?://|mailto:)\S*<<\$.+?>>\S*|https?://[a-z\d.-]+\.[a-z]{2,63}(?::\d+)?)\z",
    rb"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*",
    rb"^(?!.*?(.)\1{3})[-_!@#$a-zA-Z0-9]*$",
    rb"[\p{Print}&&[^|:/]]+",
)
TEXTS = ("", "a", "a" * 30 + "!", "a/" * 40, "é\U0001f511" * 20, "\ud800", "http://a.b/c", " " * 200 + "\n")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_damaged_pattern_is_refused_or_answers_in_time(pattern: bytes) -> None:
    random = Random(pattern)
    enforced = 0
    for mutant in mutants(pattern, random, 200):
        compiled = pattern_of(mutant[:300].decode("utf-8", "replace"))
        if compiled is not None:
            enforced += 1
            assert [answer(compiled.matches, text) for text in TEXTS] == ["value"] * len(TEXTS)

    assert enforced > 20


DEEP = 50_000
VALUE_END = b"</value></entry></Item></r>"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("cbor", b"\xa1\x64Item" + b"\xa1\x61a\xa1\x61L\x81" * DEEP),
        ("cbor", b"\xa1\x64Item" + b"\xa1\x61a\xa1\x61M" * 90 + b"\xa0"),
        ("cbor", b"\x9f" * DEEP + b"\xff" * DEEP),
        ("cbor", b"\xa1\x64Item\x9f" + b"\x80" * DEEP + b"\xff"),
        ("cbor", b"\xc2\x1b\x00\x00\x00\xff\xff\xff\xff\xff"),
        ("json", b'{"Item":' + b'{"a":{"L":[' * DEEP),
        ("json", b'{"Item":' + b'{"a":{"M":' * 900 + b"{}" + b"}}" * 900 + b"}"),
        ("query", b"Item.entry.1.value" + b".L.member.1" * DEEP + b"=x"),
        ("query", b"Item.entry.1.key=k&Item.entry.1.value" + b".M.entry.1.value" * 30 + b".S=x"),
        ("query", b"&" * DEEP + b"=" * DEEP + b"." * DEEP),
        ("xml", b"<a>" * DEEP),
        ("xml", b"<r><Item><entry><key/><value>" + b"<L><member>" * DEEP + b"</member></L>" * DEEP + VALUE_END),
        ("xml", b"<r " + b"a='b' " * DEEP + b"/>"),
        ("xml", b"<r>" + b"<Item/>" * DEEP + b"</r>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_nesting_without_end_is_refused(form: str, text: bytes) -> None:
    schema = service("dynamodb").shape("PutItemInput")

    assert answer(FORMS[form][1], schema, text) in ("value", "error")
