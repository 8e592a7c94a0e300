"""Answers of real services, as botocore keeps them: read with the service's own model, compared member by member."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from awso.codecs.scalars import parse_timestamp
from awso.core.http import HttpResponse
from awso.core.operation import Operation
from awso.errors import ServiceError
from awso.protocols import bind
from awso.registry import service
from tests.paths import BOTOCORE_TESTS, require

FOLDER = require(BOTOCORE_TESTS / "unit" / "response_parsing")
RESPONSES = sorted((FOLDER / "xml" / "responses").glob("*.xml"))
XML_ERRORS = sorted((FOLDER / "xml" / "errors").glob("*.xml"))
JSON_ERRORS = sorted((FOLDER / "json" / "errors").glob("*.json"))

SPECIAL = {
    "s3-get-bucket-location": "the root itself is the member, which the model does not say",
    "cloudformation-get-template": "the template is text, of which botocore's client makes a dict",
}
"""What botocore's own test leaves out too: what it expects is what its client makes of it afterwards."""

# Some answers were made from AWS's documentation, in which this stands for a moment.
NO_MOMENT, SOME_MOMENT = "YYYY-MM-DDTHH:MM:SS.000Z", "2014-04-29T18:30:38.000Z"


def content_of(path: Path) -> bytes:
    return path.read_bytes().replace(NO_MOMENT.encode(), SOME_MOMENT.encode())


def name_of(path: Path) -> str:
    return path.stem


def operation_of(path: Path) -> Operation:
    service_name, _, words = path.stem.partition("-")
    opened = service(service_name)
    wanted = words.partition("#")[0].replace("-", "_")
    return opened.operation(opened.operations_by_python_name[wanted])


def protocol_of(operation: Operation, path: Path) -> Any:
    """The protocol that the answer was captured in, whichever the service prefers now."""
    spoken = ("query", "ec2", "rest-xml") if path.suffix == ".xml" else ("json",)
    model = operation.service.model
    return bind(operation, next(name for name in (model.protocol, *model.protocols) if name in spoken))


def expected_of(path: Path) -> dict[str, Any]:
    beside = FOLDER / "json" / "expected" / path.name if path.suffix == ".json" else path.with_suffix(".json")
    expected: dict[str, Any] = json.loads(content_of(beside))
    return expected


def same(ours: Any, theirs: Any) -> Any:
    """Our value with moments in the words of `theirs` where both name the same one, and blobs as text."""
    match ours:
        case dict():
            return {
                key: same(inner, theirs.get(key) if isinstance(theirs, dict) else None) for key, inner in ours.items()
            }  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]  # plain values
        case list():
            beside = theirs if isinstance(theirs, list) and len(theirs) == len(ours) else [None] * len(ours)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # plain values
            return [same(inner, other) for inner, other in zip(ours, beside, strict=True)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # plain values
        case datetime():
            return theirs if isinstance(theirs, str) and parse_timestamp(theirs) == ours else ours
        case bytes():
            return ours.decode()
        case _:
            return ours


def test_the_answers_are_all_there() -> None:
    assert (len(RESPONSES), len(XML_ERRORS), len(JSON_ERRORS)) == (189, 12, 5)
    assert SPECIAL.keys() <= set(map(name_of, RESPONSES))


@pytest.mark.parametrize("path", RESPONSES, ids=name_of)
def test_a_captured_response_is_read_as_it_should_be(path: Path) -> None:
    operation = operation_of(path)
    expected = expected_of(path)
    expected.pop("ResponseMetadata")

    output = protocol_of(operation, path).decode_response(HttpResponse(200, {}, content_of(path)))

    ours = same(operation.output_schema.to_value(output), expected)
    if path.stem in SPECIAL:
        assert ours != expected, "passes now: take it off the list"
    else:
        assert ours == expected


@pytest.mark.parametrize("path", [*XML_ERRORS, *JSON_ERRORS], ids=name_of)
def test_a_captured_error_is_read_as_it_should_be(path: Path) -> None:
    operation = operation_of(path)
    said = json.loads(path.read_bytes()) if path.suffix == ".json" else {}
    headers = said.pop("__headers__", {})
    body = json.dumps(said).encode() if path.suffix == ".json" else path.read_bytes()
    expected = expected_of(path)

    error = protocol_of(operation, path).decode_error(HttpResponse(400, headers, body))

    assert isinstance(error, ServiceError)
    assert (error.code, error.message) == (expected["Error"]["Code"], expected["Error"]["Message"])
    assert error.request_id == expected["ResponseMetadata"].get("RequestId", error.request_id)
