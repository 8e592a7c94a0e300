"""The CBOR reader against the vectors that botocore carries; those that botocore itself passes over are included."""

import json
import struct
from typing import Any

import pytest

from awso.codecs.cbor_reader import Document
from awso.errors import DecodeError
from tests.paths import BOTOCORE_TESTS, require

require(BOTOCORE_TESTS)


def vectors(name: str) -> list[dict[str, Any]]:
    path = BOTOCORE_TESTS / "unit" / "cbor" / f"decode-{name}-tests.json"
    found: list[dict[str, Any]] = json.loads(path.read_bytes()) if path.exists() else []
    return found


VALUES = vectors("success")
MALFORMED = vectors("error")


def described(vector: dict[str, Any]) -> str:
    text: str = vector["description"]
    return text


def expected(said: dict[str, Any]) -> Any:
    """The value that a vector describes by its kind."""
    ((kind, value),) = said.items()
    match kind:
        case "null":
            return None
        case "bytestring":
            return bytes(value)
        case "list":
            return [expected(inner) for inner in value]
        case "map":
            return {key: expected(inner) for key, inner in value.items()}
        case "float32":
            return struct.unpack("<f", struct.pack("<I", value))[0]
        case "float64":
            return struct.unpack("<d", struct.pack("<Q", value))[0]
        case "tag":
            return expected(value["value"])  # none of the vectors' tags says anything of an integer
        case _:
            assert kind in ("uint", "negint", "bool", "string")
            return value


def test_the_vectors_are_all_there() -> None:
    assert (len(VALUES), len(MALFORMED)) == (151, 56)


@pytest.mark.parametrize("vector", VALUES, ids=described)
def test_a_value_is_read_as_the_vector_says(vector: dict[str, Any]) -> None:
    read = Document(bytes.fromhex(vector["input"]), "V").value

    assert read == expected(vector["expect"])
    assert type(read) is type(expected(vector["expect"]))


@pytest.mark.parametrize("vector", MALFORMED, ids=described)
def test_what_is_malformed_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as caught:
        Document(bytes.fromhex(vector["input"]), "V")

    assert caught.value.path == "V"
