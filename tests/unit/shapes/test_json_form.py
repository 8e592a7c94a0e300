"""JSON both ways: the typed path, the walk, and what broken answers become."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from awso import cognito_idp, dynamodb
from awso.codecs import json as codec
from awso.errors import DecodeError
from awso.shapes.schema import Schemas
from awso.shapes.shape import Shape
from awso_codegen.ir.build import build_shape

MODELS: dict[str, dict[str, Any]] = {
    "Everything": {
        "type": "structure",
        "members": {
            "Text": {"shape": "Text"},
            "Renamed": {"shape": "Text", "locationName": "renamed"},
            "Long": {"shape": "Long"},
            "Ratio": {"shape": "Ratio"},
            "Flag": {"shape": "Flag"},
            "At": {"shape": "At"},
            "AtIso": {"shape": "At", "timestampFormat": "iso8601"},
            "Bytes": {"shape": "Bytes"},
            "Free": {"shape": "Free"},
            "Sparse": {"shape": "Sparse"},
            "Dense": {"shape": "Dense"},
            "Inner": {"shape": "Everything"},
            "Secret": {"shape": "Secret"},
        },
    },
    "Text": {"type": "string"},
    "Secret": {"type": "string", "sensitive": True},
    "Long": {"type": "long"},
    "Ratio": {"type": "double"},
    "Flag": {"type": "boolean"},
    "At": {"type": "timestamp"},
    "Bytes": {"type": "blob"},
    "Free": {"type": "structure", "members": {}, "document": True},
    "Sparse": {"type": "list", "member": {"shape": "Text"}, "sparse": True},
    "Dense": {"type": "list", "member": {"shape": "Text"}},
}
KINDS = Schemas({name: build_shape(shape, name) for name, shape in MODELS.items()})
EVERYTHING = KINDS["Everything"]


def everything(**members: object) -> Shape:
    return EVERYTHING.cls(**members)


def test_every_kind_has_its_json_form() -> None:
    value = everything(
        text="t",
        renamed="r",
        long=2**63 - 1,
        ratio=0.5,
        flag=False,
        at=datetime(2026, 1, 5, 3, 4, 5, 250000, UTC),
        at_iso=datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC),
        bytes=b"hi",
        free={"any": [1, None, "x"]},
        sparse=["a", None],
        inner=everything(text="deep"),
    )

    text = value.to_json()

    assert text == (
        '{"Text":"t","renamed":"r","Long":9223372036854775807,"Ratio":0.5,"Flag":false,"At":1767582245.25,'
        '"AtIso":"2026-01-05T03:04:05Z","Bytes":"aGk=","Free":{"any":[1,null,"x"]},"Sparse":["a",null],'
        '"Inner":{"Text":"deep"}}'
    )
    assert EVERYTHING.from_json(text) == value


@pytest.mark.parametrize(
    ("number", "text"), [(float("inf"), "Infinity"), (float("-inf"), "-Infinity"), (float("nan"), "NaN")]
)
def test_floats_that_json_lacks_are_named(number: float, text: str) -> None:
    encoded = everything(ratio=number).to_json()

    assert encoded == f'{{"Ratio":"{text}"}}'
    assert repr(EVERYTHING.from_json(encoded).ratio) == repr(number)


def test_null_members_are_absent_and_null_elements_of_dense_lists_are_dropped() -> None:
    decoded = EVERYTHING.from_json('{"Text":null,"Dense":["a",null],"Sparse":["a",null],"Inner":{"Dense":null}}')

    assert decoded == everything(dense=["a"], sparse=["a", None], inner=everything())
    assert decoded.inner.dense == []


def test_unknown_members_of_a_newer_service_are_ignored() -> None:
    assert EVERYTHING.from_json('{"Newer":{"a":[1]},"Text":"t","__type":"x"}') == everything(text="t")


def test_an_enum_value_of_a_newer_service_survives() -> None:
    answer = cognito_idp.AdminGetUserResponse.from_json('{"Username":"a","UserStatus":"BRAND_NEW"}')

    assert answer.user_status == "BRAND_NEW"
    assert "BRAND_NEW" in answer.to_json()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"Long":"12"}', {"long": 12}),
        ('{"Long":1.0}', {"long": 1}),
        ('{"Text":5}', {"text": "5"}),
        ('{"Text":true}', {"text": "true"}),
        ('{"Flag":"false"}', {"flag": False}),
        ('{"At":"2026-01-05T03:04:05Z"}', {"at": datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC)}),
        ('{"At":"Mon, 05 Jan 2026 03:04:05 GMT"}', {"at": datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC)}),
    ],
)
def test_answers_that_bend_their_model_are_still_read(text: str, expected: dict[str, object]) -> None:
    assert EVERYTHING.from_json(text) == everything(**expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"Inner":{"Dense":[["x"]]}}', "Everything.inner.dense[0]: expected text, got a list"),
        ('{"Long":1.5}', "Everything.long: expected an integer, got a number 1.5"),
        ('{"Bytes":"*"}', "Everything.bytes: expected base64 text, got text '*'"),
        ('{"Inner":[]}', "Everything.inner: expected an object for Everything, got a list"),
        ('{"Secret":{}}', "Everything.secret: expected text, got an object"),
        ("[]", "Everything: expected an object for Everything, got a list"),
        ("{", "Everything: expected a JSON document, got Input data was truncated"),
    ],
)
def test_a_misfit_names_its_path_and_what_was_got(text: str, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        EVERYTHING.from_json(text)

    assert str(caught.value) == message


def test_the_typed_path_and_the_walk_write_the_same() -> None:
    item = {"id": dynamodb.AttributeValue(s="null"), "n": dynamodb.AttributeValue(ns=["1", "2"])}
    request = dynamodb.PutItemInput(table_name="t", item=item)
    schema = request.__schema__

    assert codec.encode(schema, request) == msgspec.json.encode(codec.to_plain(schema, request))
