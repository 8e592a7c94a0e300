"""What compiled rules look like, and what the compiler refuses."""

from typing import Any

import pytest

from awso.endpoints import Endpoint
from awso.errors import EndpointError
from awso_codegen.emit.endpoints import RuleSetError, emit_endpoints, variable_name
from tests.conformance.endpoint_rules import CompiledRules

REGION = {"Region": {"type": "string", "builtIn": "AWS::Region"}}


def rule_set(rules: list[dict[str, Any]], parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"version": "1.0", "parameters": parameters or REGION, "rules": rules}


def endpoint(url: object, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "endpoint", "conditions": list(conditions), "endpoint": {"url": url}}


def call(function: str, *arguments: object, assign: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"fn": function, "argv": list(arguments)}
    return made if assign is None else {**made, "assign": assign}


def ref(name: str) -> dict[str, str]:
    return {"ref": name}


def test_a_rule_becomes_an_if_and_a_template_an_f_string() -> None:
    source = emit_endpoints(
        rule_set(
            [
                endpoint("https://x.{Region}.org", call("isSet", ref("Region"))),
                {"type": "error", "conditions": [], "error": 'no "region"'},
            ]
        ),
        "example",
    )

    assert source.endswith(
        '    if region is not None:\n        return Endpoint(f"https://x.{region}.org")\n'
        '    raise EndpointError("no \\"region\\"")\n'
    )


def test_rules_after_one_that_always_ends_are_left_out() -> None:
    source = emit_endpoints(rule_set([endpoint("https://one"), endpoint("https://two")]), "example")

    assert "https://one" in source
    assert "https://two" not in source


def test_a_call_that_no_rule_fits_is_an_error_that_names_the_service() -> None:
    rules = CompiledRules(rule_set([endpoint("https://x", call("isSet", ref("Region")))]), "example")

    with pytest.raises(EndpointError, match="no endpoint rule of example fits"):
        rules({})


def test_quotes_braces_and_backslashes_of_a_rule_set_stay_text() -> None:
    rules = CompiledRules(rule_set([endpoint('https://{{a}}"\\\n{Region}')]), "example")

    assert rules({"Region": "r"}) == Endpoint('https://{a}"\\\nr')


def test_a_condition_after_an_assignment_sees_what_was_assigned() -> None:
    rules = CompiledRules(
        rule_set(
            [
                endpoint(
                    "https://{head}",
                    call("substring", ref("Region"), 0, 2, False, assign="head"),
                    call("not", call("stringEquals", ref("head"), "eu")),
                ),
                endpoint("https://other"),
            ]
        ),
        "example",
    )

    assert [rules({"Region": region}).url for region in ("us-east-1", "eu-west-1", "x")] == [
        "https://us",
        "https://other",
        "https://other",
    ]


@pytest.mark.parametrize("value", [True, False])
def test_an_unset_boolean_equals_neither_true_nor_false(value: bool) -> None:
    rules = CompiledRules(
        rule_set(
            [endpoint("https://equal", call("booleanEquals", value, ref("Flag"))), endpoint("https://other")],
            {"Flag": {"type": "boolean"}},
        ),
        "example",
    )

    assert rules({}).url == "https://other"
    assert rules({"Flag": value}).url == "https://equal"
    assert rules({"Flag": not value}).url == "https://other"


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (endpoint("https://x", call("coalesce", ref("Region"), "x")), "unknown function 'coalesce'"),
        (endpoint("https://{Zone}"), "Zone is used before it is set"),
        (endpoint("https://x", call("isSet", ref("Zone"))), "Zone is used before it is set"),
        (endpoint("https://x", call("parseURL", ref("Region"), assign="Region")), "Region is assigned twice"),
        ({"type": "loop", "conditions": []}, "unknown rule type 'loop'"),
        (endpoint("https://x", call("getAttr", call("aws.partition", "x"), "color")), "has no attribute 'color'"),
    ],
)
def test_what_the_compiler_does_not_know_it_refuses_by_name(rule: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RuleSetError, match=complaint):
        emit_endpoints(rule_set([rule]), "example")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UseFIPS", "use_fips"),
        ("bucketArn", "bucket_arn"),
        ("StreamARN", "stream_arn"),
        ("UseS3ExpressControlEndpoint", "use_s3_express_control_endpoint"),
        ("AccountIdEndpointMode", "account_id_endpoint_mode"),
        ("partition", "partition_"),
        ("class", "class_"),
    ],
)
def test_a_parameter_is_named_as_python_names_it(name: str, expected: str) -> None:
    assert variable_name(name) == expected
