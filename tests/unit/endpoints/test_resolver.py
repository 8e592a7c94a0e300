"""What a client's settings and a call's input contribute to its endpoint."""

from typing import Any

import pytest

from awso.endpoints import KEPT_ENDPOINTS, ContextParameters, EndpointResolver
from awso.errors import EndpointError
from awso.registry import service
from awso.shapes.model import HttpTrait, MemberModel, OperationModel, ShapeModel
from awso.shapes.schema import Schema, Schemas
from tests.conformance.endpoint_rules import CompiledRules

STRING = {"type": "string"}
RULES = CompiledRules(
    {
        "version": "1.0",
        "parameters": {
            "Region": {**STRING, "builtIn": "AWS::Region", "required": True},
            "Account": {**STRING, "builtIn": "AWS::Auth::AccountId", "default": "nobody"},
            "Bucket": {**STRING, "default": "none"},
            "Side": {**STRING, "default": "none"},
            "Style": {**STRING, "default": "plain"},
        },
        "rules": [
            {
                "type": "endpoint",
                "conditions": [],
                "endpoint": {"url": "https://{Region}/{Account}/{Bucket}/{Side}/{Style}"},
            }
        ],
    },
    "example",
).module

SCHEMAS = Schemas(
    {
        "Input": ShapeModel(
            "structure",
            members={
                "BucketName": MemberModel("Name", "bucket_name", context_param="Bucket"),
                "Other": MemberModel("Name", "other"),
            },
        ),
        "Name": ShapeModel("string"),
    }
)
INPUT = SCHEMAS["Input"]
PLAIN = OperationModel("Plain", "plain", HttpTrait())
WITH_BUCKET = OperationModel("WithBucket", "with_bucket", HttpTrait(), input=MemberModel("Input"))
CONSTANT = OperationModel("Constant", "constant", HttpTrait(), static_context_params={"Side": "control"})


def with_bucket(name: str) -> object:
    return INPUT.from_value({"BucketName": name})


def url(
    resolver: EndpointResolver, operation: OperationModel, value: object = None, *, account_id: str | None = None
) -> str:
    schema: Schema | None = INPUT if operation.input else None
    return resolver.resolve(operation, schema, value, account_id=account_id).url


@pytest.fixture
def resolver() -> EndpointResolver:
    return EndpointResolver(RULES, {"AWS::Region": "us-east-1", "SDK::Endpoint": None})


def test_an_operation_without_parameters_uses_the_settings_alone(resolver: EndpointResolver) -> None:
    assert url(resolver, PLAIN) == "https://us-east-1/nobody/none/none/plain"


def test_a_constant_of_the_operation_reaches_the_rules(resolver: EndpointResolver) -> None:
    assert url(resolver, CONSTANT) == "https://us-east-1/nobody/none/control/plain"


def test_a_member_of_the_input_reaches_the_rules_and_its_value_decides_the_endpoint(resolver: EndpointResolver) -> None:
    one = INPUT.from_value({"BucketName": "one", "Other": "x"})
    two = with_bucket("two")

    assert url(resolver, WITH_BUCKET, one) == "https://us-east-1/nobody/one/none/plain"
    assert url(resolver, WITH_BUCKET, two) == "https://us-east-1/nobody/two/none/plain"
    assert url(resolver, WITH_BUCKET, INPUT.cls()) == "https://us-east-1/nobody/none/none/plain"


def test_the_account_of_the_credentials_reaches_the_rules_and_is_not_mixed_up(resolver: EndpointResolver) -> None:
    assert resolver.needs_account_id
    assert url(resolver, PLAIN, account_id="111111111111") == "https://us-east-1/111111111111/none/none/plain"
    assert url(resolver, PLAIN, account_id="222222222222") == "https://us-east-1/222222222222/none/none/plain"
    assert url(resolver, PLAIN) == "https://us-east-1/nobody/none/none/plain"


def test_a_client_parameter_of_the_service_reaches_the_rules() -> None:
    resolver = EndpointResolver(RULES, {"AWS::Region": "eu-west-1"}, {"Style": "fancy", "Unknown": "x", "Side": None})

    assert url(resolver, PLAIN) == "https://eu-west-1/nobody/none/none/fancy"


def test_equal_calls_share_one_endpoint_and_many_different_ones_are_not_kept_for_ever(
    resolver: EndpointResolver,
) -> None:
    first = resolver.resolve(WITH_BUCKET, INPUT, with_bucket("one"))

    assert resolver.resolve(WITH_BUCKET, INPUT, with_bucket("one")) is first
    for number in range(KEPT_ENDPOINTS):
        resolver.resolve(WITH_BUCKET, INPUT, with_bucket(f"bucket-{number}"))
    assert resolver.resolve(WITH_BUCKET, INPUT, with_bucket("one")) is not first


def test_a_missing_required_parameter_is_named() -> None:
    with pytest.raises(EndpointError, match="need region, which neither client nor call gives"):
        url(EndpointResolver(RULES, {}), PLAIN)


@pytest.mark.parametrize("region", ["", "us-east-1.example.org", "x/", "-a", "a-", "a" * 64, "a\n", "é", True])
def test_a_region_that_could_lead_to_another_host_is_refused(region: str | bool) -> None:
    with pytest.raises(EndpointError, match="a region is letters, digits and hyphens"):
        EndpointResolver(RULES, {"AWS::Region": region})


def of_dynamodb(name: str, plain: dict[str, Any]) -> object:
    """What the rules are given of a table's resource names by an input of DynamoDB."""
    operation = service("dynamodb").operation(name)
    given = ContextParameters(operation.model, operation.input_schema).of(operation.input_schema.from_value(plain))
    return given.get("ResourceArnList", given.get("ResourceArn"))


@pytest.mark.parametrize(
    ("name", "plain", "expected"),
    [
        ("BatchGetItem", {"RequestItems": {"a": {"Keys": []}, "b": {"Keys": []}}}, ("a", "b")),
        ("BatchGetItem", {"RequestItems": {}}, ()),
        ("BatchGetItem", {}, None),
        ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "a"}}, {"Get": {"TableName": "b"}}]}, ("a", "b")),
        ("TransactGetItems", {"TransactItems": []}, ()),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "one"}},
                    {"Delete": {"TableName": "two"}, "Update": {"TableName": "three"}},
                    {},
                ]
            },
            ("one", "two", "three"),
        ),
        ("ImportTable", {"TableCreationParameters": {"TableName": "t"}}, "t"),
        ("ImportTable", {}, None),
    ],
)
def test_what_an_expression_finds_in_an_input_reaches_the_rules(
    name: str, plain: dict[str, Any], expected: object
) -> None:
    assert of_dynamodb(name, plain) == expected


def test_an_operation_with_neither_members_nor_expressions_gives_constant_parameters() -> None:
    assert ContextParameters(CONSTANT, None).constant
    assert not ContextParameters(WITH_BUCKET, INPUT).constant
