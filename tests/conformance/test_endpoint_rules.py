"""Compiled rules against every published endpoint case of every service, and the rules engine's own cases."""

from pathlib import Path

import pytest

from awso_codegen.emit.endpoints import emit_endpoints
from awso_codegen.model.source import service_names
from tests.conformance.endpoint_rules import DATA, CompiledRules, compiled, disagreements, load, rule_set
from tests.paths import BOTOCORE_TESTS, require

CASES = BOTOCORE_TESTS / "functional" / "endpoint-rules"
ENGINE = BOTOCORE_TESTS / "unit" / "data" / "endpoints"
SERVICES = sorted(folder.name for folder in CASES.iterdir()) if CASES.exists() else []
ENGINE_SETS = sorted(path.stem for path in (ENGINE / "test-cases").glob("*.json")) if ENGINE.exists() else []
ENGINE_COUNTS = (18, 15, 101)  # rule sets, files of cases, cases; three rule sets are only to be compiled
PUBLISHED_CASES = 14_589  # botocore 1.44.5: a smaller count means that files went missing, not that all is well


def test_all_published_cases_are_there() -> None:
    require(CASES)
    files = [load(path) for path in sorted(CASES.glob("*/endpoint-tests-1.json"))]

    assert sum(len(file["testCases"]) for file in files) == PUBLISHED_CASES


@pytest.mark.parametrize("service", SERVICES)
def test_compiled_rules_agree_with_the_published_cases(service: str) -> None:
    cases = load(CASES / service / "endpoint-tests-1.json")["testCases"]

    assert disagreements(compiled(service), cases) == []


def test_all_rule_sets_and_cases_of_the_engine_are_there() -> None:
    require(ENGINE)
    rule_sets = [*(ENGINE / "valid-rules").glob("*.json")]
    files = [load(path) for path in (ENGINE / "test-cases").glob("*.json")]

    assert (len(rule_sets), len(files), sum(len(file["testCases"]) for file in files)) == ENGINE_COUNTS


@pytest.mark.parametrize("name", ENGINE_SETS)
def test_the_rules_engine_cases_hold(name: str) -> None:
    rules = CompiledRules(load(ENGINE / "valid-rules" / f"{name}.json"), name)

    assert disagreements(rules, load(ENGINE / "test-cases" / f"{name}.json")["testCases"]) == []


@pytest.mark.parametrize("path", sorted((ENGINE / "valid-rules").glob("*.json")), ids=lambda path: path.stem)
def test_every_valid_rule_set_compiles_to_a_function(path: Path) -> None:
    assert callable(CompiledRules(load(path), path.stem).module.resolve)


@pytest.mark.parametrize("service", ["cognito-idp", "s3", "dynamodb"])
def test_compiling_twice_gives_equal_bytes(service: str) -> None:
    assert emit_endpoints(rule_set(service), service) == emit_endpoints(rule_set(service), service)


def test_the_list_of_services_matches_the_rule_sets() -> None:
    assert service_names(DATA) == SERVICES
