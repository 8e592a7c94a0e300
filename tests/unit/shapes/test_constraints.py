"""What a value breaks: every constraint, everywhere at once, in our words; never a secret."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from awso import cognito_idp, dynamodb, s3
from awso.errors import DecodeError, ParameterError, Violation
from awso.shapes.constraints import EnumWarning, checker_of, violations
from awso.shapes.schema import Schemas
from tests.unit.codecs.models import SCALARS, schemas_of

MODEL: dict[str, dict[str, Any]] = {
    "Request": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            "Name": {"shape": "Name"},
            "Code": {"shape": "Secret"},
            "Count": {"shape": "Count"},
            "Ratio": {"shape": "Ratio"},
            "Tags": {"shape": "Tags"},
            "Notes": {"shape": "Notes"},
            "Choice": {"shape": "Choice"},
            "Inner": {"shape": "Request"},
            "Content": {"shape": "Content"},
            "Color": {"shape": "Color"},
            "Free": {"shape": "Free"},
            "At": {"shape": "Timestamp"},
            "On": {"shape": "Boolean"},
            "Sparse": {"shape": "Sparse"},
        },
    },
    "Name": {"type": "string", "min": 2, "max": 5, "pattern": "[a-zé🔑]*"},
    "Secret": {"type": "string", "min": 6, "max": 6, "pattern": "[0-9]+", "sensitive": True},
    "Count": {"type": "integer", "min": 1, "max": 10},
    "Ratio": {"type": "double", "min": 0},
    "Tags": {"type": "list", "member": {"shape": "Name"}, "min": 1, "max": 3},
    "Notes": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Secret"}, "max": 2},
    "Choice": {"type": "structure", "union": True, "members": {"A": {"shape": "String"}, "B": {"shape": "Tags"}}},
    "Content": {"type": "blob", "min": 1, "max": 2},
    "Color": {"type": "string", "enum": ["RED", "GREEN"]},
    "Free": {"type": "structure", "document": True, "members": {}},
    "Sparse": {"type": "list", "member": {"shape": "Name"}, "sparse": True},
    **SCALARS,
}
SCHEMAS: Schemas = schemas_of(MODEL)
SCHEMA = SCHEMAS["Request"]


NAIVE = datetime(2020, 1, 1)  # the absence of its zone is the subject


def request(**members: object) -> Any:
    return SCHEMA.cls(**{"name": "ada", **members})


def choice(**members: object) -> Any:
    return SCHEMAS["Choice"].cls(**members)


def broken(**members: object) -> list[Violation]:
    return violations(SCHEMA, request(**members), "Request")


def test_a_value_that_keeps_every_constraint_breaks_none() -> None:
    value = request(
        name="é🔑a",
        code="123456",
        count=10,
        ratio=0,
        tags=["ab"],
        notes={"ab": "123456"},
        choice=choice(b=["ab"]),
        inner=request(inner=request()),
        content=b"ab",
        color="RED",
        free={"any": [None, 1]},
        at=datetime(2020, 1, 1, tzinfo=UTC),
        on=False,
        sparse=[None, "ab", None],
    )

    assert violations(SCHEMA, value, "Request") == []


@pytest.mark.parametrize(
    ("members", "path", "expected", "got"),
    [
        ({"name": None}, ".name", "a string (required)", "nothing"),
        ({"name": "a"}, ".name", "at least 2 characters", "'a' (1 character)"),
        ({"name": "é" * 6}, ".name", "at most 5 characters", "'éééééé' (6 characters)"),
        ({"name": "AB"}, ".name", "text that as a whole matches [a-zé🔑]*", "'AB'"),
        ({"name": 5}, ".name", "a string", "int 5"),
        ({"name": b"ab"}, ".name", "a string", "bytes b'ab'"),
        ({"code": "1234567"}, ".code", "at most 6 characters", "a string of 7 characters"),
        ({"code": "12345x"}, ".code", "text that as a whole matches [0-9]+", "a string of 6 characters"),
        ({"code": 123456}, ".code", "a string", "a value of type int"),
        ({"count": 0}, ".count", "at least 1", "int 0"),
        ({"count": 11}, ".count", "at most 10", "int 11"),
        ({"count": True}, ".count", "an integer", "bool True"),
        ({"count": 1.0}, ".count", "an integer", "float 1.0"),
        ({"ratio": -0.5}, ".ratio", "at least 0", "float -0.5"),
        ({"ratio": "1"}, ".ratio", "a number", "str '1'"),
        ({"tags": []}, ".tags", "at least 1 element", "0 elements"),
        ({"tags": ["ab"] * 4}, ".tags", "at most 3 elements", "4 elements"),
        ({"tags": ["ab", "A"]}, ".tags[1]", "at least 2 characters", "'A' (1 character)"),
        ({"tags": ["ab", None]}, ".tags[1]", "a string (required)", "nothing"),
        ({"tags": "ab"}, ".tags", "a list", "str 'ab'"),
        ({"notes": {"A": "123456"}}, '.notes["A"] (the key)', "at least 2 characters", "'A' (1 character)"),
        ({"notes": {"ab": "1"}}, '.notes["ab"]', "at least 6 characters", "a string of 1 character"),
        ({"notes": {"ab": None}}, '.notes["ab"]', "a string (required)", "nothing"),
        ({"notes": []}, ".notes", "a dict", "a value of type list"),
        ({"notes": dict.fromkeys(("ab", "ac", "ad"), "123456")}, ".notes", "at most 2 entries", "3 entries"),
        ({"choice": choice()}, ".choice", "exactly one of a, b", "none"),
        ({"choice": choice(a="x", b=["ab"])}, ".choice", "exactly one of a, b", "a, b"),
        ({"choice": {"A": "x"}}, ".choice", "Choice (Choice.from_value makes one of a dict)", "a value of type dict"),
        ({"choice": "x"}, ".choice", "Choice", "str 'x'"),
        ({"inner": request(name=None)}, ".inner.name", "a string (required)", "nothing"),
        ({"content": b""}, ".content", "at least 1 byte", "0 bytes"),
        ({"content": "ab"}, ".content", "bytes", "str 'ab'"),
        ({"at": NAIVE}, ".at", "a datetime with a time zone", "a datetime without a time zone"),
        ({"at": 1577836800}, ".at", "a datetime with a time zone", "int 1577836800"),
        ({"on": 1}, ".on", "True or False", "int 1"),
    ],
)
def test_a_broken_constraint_says_where_what_and_what_was_got(
    members: dict[str, object], path: str, expected: str, got: str
) -> None:
    assert Violation(f"Request{path}", expected, got) in broken(**members)


def test_all_violations_come_at_once_in_the_models_order() -> None:
    found = broken(name="A", count=0, tags=["ab", "B", None], inner=request(name=None))

    assert [violation.path for violation in found] == [
        "Request.name",
        "Request.name",
        "Request.count",
        "Request.tags[1]",
        "Request.tags[1]",
        "Request.tags[2]",
        "Request.inner.name",
    ]


def test_length_counts_code_points() -> None:
    assert broken(name="🔑" * 5) == []
    assert broken(name="🔑") != []


def test_text_with_half_a_character_cannot_be_sent() -> None:
    schemas = schemas_of({"Text": {"type": "string"}})

    (violation,) = violations(schemas["Text"], "a\ud83d", "Text")

    assert violation.expected == "well-formed Unicode text, without lone surrogates"


def test_a_text_that_the_enum_does_not_list_is_a_warning_and_is_sent() -> None:
    with pytest.warns(EnumWarning, match=r"Request\.color: expected one of RED, GREEN, got 'BLUE'"):
        assert broken(color="BLUE") == []


def test_to_a_service_it_is_an_error() -> None:
    found = checker_of(SCHEMA)(request(color="BLUE"))

    assert found is not None
    assert [broken.constraint for broken in found] == ["enum"]


@pytest.mark.parametrize("password", ["secret\ud800", b"secret", ["secret"], 5])
def test_what_a_sensitive_map_holds_is_in_no_violation(password: Any) -> None:
    parameters: Any = {"PASSWORD": password, "USERNAME": 5}
    request = cognito_idp.InitiateAuthRequest(
        auth_flow="USER_PASSWORD_AUTH", client_id="1example23456789", auth_parameters=parameters
    )

    with pytest.raises(ParameterError) as caught:
        request.validate()

    assert [violation.path for violation in caught.value.violations] == [
        'InitiateAuthRequest.auth_parameters["PASSWORD"]',
        'InitiateAuthRequest.auth_parameters["USERNAME"]',
    ]
    assert "secret" not in repr(caught.value)
    assert {violation.got for violation in caught.value.violations} <= {
        "a string of 7 characters",
        "a value of type bytes",
        "a value of type list",
        "a value of type int",
    }


def test_what_a_sensitive_map_holds_is_in_no_error_of_its_plain_forms() -> None:
    value = {"AuthParameters": {"PASSWORD": b"secret"}}
    with pytest.raises(ParameterError) as misfit:
        cognito_idp.InitiateAuthRequest.from_value(value)
    with pytest.raises(DecodeError) as misread:
        cognito_idp.InitiateAuthRequest.from_json('{"AuthParameters": {"PASSWORD": ["secret"], "USERNAME": {}}}')

    assert misfit.value.violations[0].path == 'InitiateAuthRequest.auth_parameters["PASSWORD"]'
    assert misread.value.path == 'InitiateAuthRequest.auth_parameters["PASSWORD"]'
    assert (misfit.value.violations[0].got, misread.value.got) == ("***", "***")


def test_a_secret_is_in_no_violation_whatever_is_wrong_with_it() -> None:
    request = cognito_idp.SignUpRequest(
        client_id="secret client id",
        username="secret username",
        password="secret pass word",
        user_attributes=[cognito_idp.AttributeType(name="email", value="s" * 3000 + "secret")],
    )

    found = violations(request.__schema__, request, "SignUpRequest")

    assert len(found) == 4
    assert not any("secret" in str(violation).replace("secret_hash", "") for violation in found)


def test_validate_raises_them_all() -> None:
    with pytest.raises(ParameterError) as caught:
        cognito_idp.UpdateUserAttributesRequest(
            access_token="not a token", user_attributes=[cognito_idp.AttributeType(name="")]
        ).validate()

    assert str(caught.value).splitlines() == [
        "UpdateUserAttributesRequest: 3 invalid",
        "  UpdateUserAttributesRequest.user_attributes[0].name: expected at least 1 character, got '' (0 characters)",
        "  UpdateUserAttributesRequest.user_attributes[0].name: expected text that as a whole matches "
        "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+, got ''",
        "  UpdateUserAttributesRequest.access_token: expected text that as a whole matches [A-Za-z0-9-_=.]+, "
        "got a string of 11 characters",
    ]


def test_a_recursive_shape_is_checked_to_its_end() -> None:
    value = dynamodb.AttributeValue.from_value({"M": {"a": {"L": [{"S": "x"}, {"BOOL": True}]}}})
    broken = dynamodb.AttributeValue.from_value({"M": {"a": {"L": [{"S": "x"}, {"BOOL": True}]}}})
    broken.m["a"].l.append("no AttributeValue")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # the subject

    assert violations(value.__schema__, value, "AttributeValue") == []
    assert [violation.path for violation in violations(value.__schema__, broken, "AttributeValue")] == [
        'AttributeValue.m["a"].l[2]'
    ]


def test_a_stream_is_not_looked_into() -> None:
    request = s3.PutObjectRequest.from_value({"Bucket": "b", "Key": "k", "Body": b"x"})

    assert violations(request.__schema__, request, "PutObjectRequest") == []


def test_a_value_of_any_kind_can_be_checked() -> None:
    assert violations(SCHEMAS["Tags"], ["ab"], "Tags") == []
    assert violations(SCHEMAS["Name"], "A", "Name")[0].path == "Name"


def test_checking_a_small_request_costs_microseconds() -> None:
    """The aim is 3 to 6 µs on a quiet machine; the bound here only catches a change of order."""
    value = cognito_idp.AdminGetUserRequest(user_pool_id="eu-west-1_abc", username="ada")
    violations(value.__schema__, value, "AdminGetUserRequest")
    fastest = min(_time(value) for _ in range(20))

    assert fastest < 60e-6


def _time(value: cognito_idp.AdminGetUserRequest) -> float:
    started = time.thread_time()
    for _ in range(50):
        violations(value.__schema__, value, "AdminGetUserRequest")
    return (time.thread_time() - started) / 50
