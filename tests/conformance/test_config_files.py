"""The config and credentials files against the vectors of the other SDKs and botocore's own sample files."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from awso.errors import ConfigurationError
from awso.settings.locations import Profiles, locations
from awso.settings.merging import merge
from awso.settings.profile_file import Section, decode, parse
from awso.settings.recursion import recursion_detection_header
from awso.settings.settings import Options, Settings, load_settings, profile_name
from tests.paths import BOTOCORE_TESTS, VECTORS, require
from tests.unit.settings.files import run_on_files

CONFIG = VECTORS / "config"
CFG = BOTOCORE_TESTS / "unit" / "cfg"
CONFIGURED_URLS = BOTOCORE_TESTS / "functional" / "configured_endpoint_urls" / "profile-tests.json"

Json = dict[str, Any]


def cases_of(name: str) -> list[Any]:
    """The cases of a file of vectors, none where it is missing (a test below then says so)."""
    path = CONFIG / name
    if not path.exists():
        return []
    text = path.read_text()
    cases: list[Any] = json.loads(text) if text.startswith("[") else json.loads(text)["tests"]
    return [pytest.param(case, id=f"{index}") for index, case in enumerate(cases)]


def configured_urls() -> Json:
    suite: Json = json.loads(CONFIGURED_URLS.read_text())["testSuites"][0] if CONFIGURED_URLS.exists() else {}
    return suite


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("config-file-parser-tests.json", 118),
        ("config-file-location-tests.json", 10),
        ("file-location-tests.json", 9),
        ("recursion-detection.json", 5),
    ],
)
def test_every_vector_is_there(name: str, count: int) -> None:
    require(CONFIG / name)

    assert len(cases_of(name)) == count


def values_of(sections: dict[str, Section]) -> Json:
    """Sections as the vectors write them: values, sub-properties as an object."""
    return {
        name: {
            key: {child: sub.value for child, sub in known.children.items()} if known.children else known.value
            for key, known in section.properties.items()
        }
        for name, section in sections.items()
    }


def without_empty_objects(expected: Json) -> Json:
    """A property whose only sub-property is ignored reads as empty; the vectors write it as an empty object."""
    return {
        name: {key: "" if value == {} else value for key, value in section.items()}
        for name, section in expected.items()
    }


@pytest.mark.parametrize("case", cases_of("config-file-parser-tests.json"))
def test_parsing_a_file(case: Json) -> None:
    def read() -> Profiles:
        config, credentials = case["input"].get("configFile", ""), case["input"].get("credentialsFile", "")
        return merge(parse(config, "config"), parse(credentials, "credentials"))

    if "errorContaining" in case["output"]:
        with pytest.raises(ConfigurationError, match=r"^config:\d+: ") as caught:
            read()
        assert case["output"]["errorContaining"] in str(caught.value)
        return
    merged = read()
    if "profiles" in case["output"]:
        assert values_of(merged.profiles) == without_empty_objects(case["output"]["profiles"])
    if "ssoSessions" in case["output"]:
        assert values_of(merged.sso_sessions) == without_empty_objects(case["output"]["ssoSessions"])


@pytest.mark.parametrize("case", cases_of("config-file-location-tests.json") + cases_of("file-location-tests.json"))
def test_locating_the_files(case: Json) -> None:
    found = locations(
        case["environment"], windows=case["platform"] == "windows", fallback_home=case.get("languageSpecificHome")
    )

    assert (found.config, found.credentials) == (case["configLocation"], case["credentialsLocation"])
    if "profile" in case:
        assert profile_name(Options(), case["environment"]) == case["profile"]


@pytest.mark.parametrize("case", cases_of("recursion-detection.json"))
def test_detecting_recursion(case: Json) -> None:
    header = recursion_detection_header(case["env"])

    before, after = case["requestHeadersBefore"], case["requestHeadersAfter"]
    assert (before or ([] if header is None else [f"X-Amzn-Trace-Id: {header}"])) == after


def load(files: Mapping[str, bytes], environment: Mapping[str, str], options: Options) -> Settings:
    """The settings with `files` by path as the whole file system."""
    return run_on_files(load_settings(environment, options, windows=False), files)


def ini(header: str, properties: Json) -> str:
    lines = [f"[{header}]"]
    for name, value in properties.items():
        if isinstance(value, str):
            lines.append(f"{name} = {value}")
        else:
            lines += [f"{name} =", *(f"  {child} = {text}" for child, text in value.items())]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=str(index)) for index, case in enumerate(configured_urls().get("endpointUrlTests", []))],
)
def test_configured_endpoint_urls(case: Json) -> None:
    suite = configured_urls()
    files = "".join(ini(f"profile {name}", properties) for name, properties in suite["profiles"].items()) + "".join(
        ini(f"services {name}", properties) for name, properties in suite["services"].items()
    )
    environment = {"HOME": "/home", **suite["environments"][case["environment"]]}
    options = Options(profile=case["profile"], **suite["client_configs"][case["client_config"]])
    service_id = {"s3": "S3", "dynamodb": "DynamoDB"}[case["service"]]

    settings = load({"/home/.aws/config": files.encode()}, environment, options)

    expected = case["output"]["endpointUrl"]
    by_rules = f"https://{case['service']}.{settings.region}.amazonaws.com"
    assert settings.region == "fake-region-10"
    assert (settings.endpoint_url(service_id) or by_rules) == expected


def test_every_case_of_configured_endpoint_urls_is_there() -> None:
    require(CONFIGURED_URLS)

    assert len(configured_urls()["endpointUrlTests"]) == 39


def sample(name: str) -> Profiles:
    """One of botocore's sample config files."""
    path = require(CFG / name)
    return merge(parse(decode(path.read_bytes(), name), name), [])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("aws_config_bad", "aws_config_bad:1: Expected a section definition"),
        ("aws_config_badbytes", "aws_config_badbytes:1: Expected UTF-8 text, got the byte 0xad"),
        ("aws_config_nested_bad", "aws_config_nested_bad:5: Expected an '=' sign defining a property in sub-property"),
        ("aws_credentials", "aws_credentials:1: Expected a section definition"),
    ],
)
def test_samples_that_botocore_refuses_are_refused_with_their_line(name: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        sample(name)

    assert str(caught.value).startswith(message)


def test_samples_read_as_botocore_reads_them() -> None:
    assert values_of(sample("aws_config").profiles) == {
        "default": {"aws_access_key_id": "foo", "aws_secret_access_key": "bar"},
        "personal": {
            "aws_access_key_id": "fie",
            "aws_secret_access_key": "baz",
            "aws_security_token": "fiebaz",
        },
    }
    assert sorted(sample("aws_bad_profile").profiles) == ["default", "my profile", "personal1"]
    nested = values_of(sample("aws_config_nested").profiles)["default"]
    assert nested["s3"] == {"signature_version": "s3v4", "addressing_style": "path"}
    assert nested["cloudwatch"] == {"signature_version": "v4"}
    assert nested["region"] == "us-west-2"
    assert values_of(sample("aws_sso_session_config").sso_sessions) == {
        "sso": {"sso_region": "us-east-1", "sso_start_url": "https://example.com"}
    }
    assert values_of(sample("aws_services_config").services) == {
        "my-services": {
            "s3": {"endpoint_url": "https://localhost:5678/"},
            "dynamodb": {"endpoint_url": "https://localhost:8888/"},
        }
    }
    assert sample("boto_config").profiles == {}
