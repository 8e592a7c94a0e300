"""Where each setting comes from, which place wins, and what a wrong value is told."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from awso.errors import ConfigurationError
from awso.settings.merging import merge
from awso.settings.profile_file import parse
from awso.settings.settings import Options, Settings, load_settings
from tests.unit.settings.files import run_on_files

CONFIG = "/home/ada/.aws/config"
CREDENTIALS = "/home/ada/.aws/credentials"


def load(
    config: str = "", environment: dict[str, str] | None = None, options: Options | None = None, credentials: str = ""
) -> Settings:
    flow = load_settings({"HOME": "/home/ada", **(environment or {})}, options, windows=False)
    return run_on_files(flow, {CONFIG: config.encode(), CREDENTIALS: credentials.encode()})


def complaint(config: str = "", environment: dict[str, str] | None = None, *, about: str) -> str:
    """What the setting `about` says when it is asked for."""
    settings = load(config, environment)
    with pytest.raises(ConfigurationError) as caught:
        settings.endpoint_url("S3") if about == "endpoint_url" else getattr(settings, about)
    return str(caught.value)


def test_without_files_and_variables_everything_has_its_default() -> None:
    settings = run_on_files(load_settings({}, windows=False), {})

    assert settings.profile == "default"
    assert settings.region is None
    assert settings.endpoint_url("S3") is None
    assert (settings.retry_mode, settings.max_attempts) == ("standard", None)
    assert (settings.use_fips_endpoint, settings.use_dualstack_endpoint) == (False, False)
    assert settings.account_id_endpoint_mode == "preferred"
    assert settings.sts_regional_endpoints == "regional"
    assert settings.ca_bundle is None


def test_an_option_wins_over_a_variable_and_a_variable_over_the_profile() -> None:
    config = "[default]\nregion = from-profile"
    environment = {"AWS_DEFAULT_REGION": "from-old-variable"}

    assert load(config).region == "from-profile"
    assert load(config, environment).region == "from-old-variable"
    assert load(config, {**environment, "AWS_REGION": "from-variable"}).region == "from-variable"
    assert load(config, {"AWS_REGION": "from-variable"}, Options(region="from-option")).region == "from-option"


def test_a_blank_variable_is_not_set() -> None:
    assert load("[default]\nregion = here", {"AWS_REGION": " ", "AWS_PROFILE": ""}).region == "here"


def test_the_profile_is_the_option_s_then_the_variable_s() -> None:
    config = "[profile a]\nregion = a\n[profile b]\nregion = b\n[profile c]\nregion = c"
    both = {"AWS_PROFILE": "b", "AWS_DEFAULT_PROFILE": "c"}

    assert load(config, both, Options(profile="a")).region == "a"
    assert load(config, both).region == "b"
    assert load(config, {"AWS_DEFAULT_PROFILE": "c"}).region == "c"


def test_a_missing_region_says_the_three_ways_to_give_one() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load("[profile dev]", {"AWS_PROFILE": "dev"}).required_region()

    assert str(caught.value) == (
        "no region: pass region='us-east-1', set AWS_REGION, or write region = us-east-1 "
        "under [profile dev] in /home/ada/.aws/config"
    )


def test_a_profile_that_does_not_exist_is_refused_with_the_sections_that_were_ignored() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load("[default]\n\n[dev]\nregion = x", {"AWS_PROFILE": "dev"})

    assert str(caught.value) == (
        "there is no profile 'dev' (named by AWS_PROFILE) in /home/ada/.aws/config and /home/ada/.aws/credentials; "
        "sections that mean nothing: [dev] at /home/ada/.aws/config:3 (write [profile name] in a config file)"
    )


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_name_that_is_quoted_in_the_config_file_is_not_in_the_credentials_file(quote: str) -> None:
    """As `aws configure --profile "my own"` writes them."""
    settings = load(
        f"[profile {quote}my own{quote}]\nregion = x",
        credentials="[my own]\naws_access_key_id = AKID\n[not mine]\naws_access_key_id = OTHER",
        options=Options(profile="my own"),
    )

    found = settings.find("aws_access_key_id")
    assert (settings.region, found and found.text, "not mine" in settings.files.profiles) == ("x", "AKID", False)


def test_a_profile_may_be_in_the_credentials_file_alone() -> None:
    assert load(credentials="[dev]\nregion = x", options=Options(profile="dev")).region == "x"


WRONG = {
    "AWS_MAX_ATTEMPTS": ("max_attempts", "many", "expected a number from 1 to 999, got 'many'"),
    "AWS_RETRY_MODE": ("retry_mode", "never", "expected standard or adaptive or legacy, got 'never'"),
    "AWS_USE_FIPS_ENDPOINT": ("use_fips_endpoint", "yes", "expected true or false, got 'yes'"),
    "AWS_USE_DUALSTACK_ENDPOINT": ("use_dualstack_endpoint", "1", "expected true or false, got '1'"),
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": (
        "account_id_endpoint_mode",
        "on",
        "expected preferred or disabled or required, got 'on'",
    ),
    "AWS_STS_REGIONAL_ENDPOINTS": ("sts_regional_endpoints", "eu", "expected regional or legacy, got 'eu'"),
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ("endpoint_url", "maybe", "expected true or false, got 'maybe'"),
    "AWS_ENDPOINT_URL": (
        "endpoint_url",
        "localhost:9229",
        "expected a URL such as https://host:port, got one without http:// or https:// in front",
    ),
}


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_variable_is_named_with_what_to_write(variable: str) -> None:
    about, text, message = WRONG[variable]

    assert complaint(environment={variable: text}, about=about) == f"the environment variable {variable}: {message}"


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_property_is_named_with_its_line(variable: str) -> None:
    about, text, message = WRONG[variable]
    name = variable.removeprefix("AWS_").lower()

    assert complaint(f"[default]\n{name} = {text}", about=about) == f"{CONFIG}:2 ({name}): {message}"


@pytest.mark.parametrize("variable", WRONG)
def test_a_wrong_value_hurts_nobody_who_does_not_use_it(variable: str) -> None:
    assert load("[default]\nregion = x", {variable: WRONG[variable][1]}).region == "x"


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "²", "1000", "1_0"])
def test_a_number_of_attempts_is_a_small_natural_number(text: str) -> None:
    assert "expected a number from 1 to 999" in complaint(environment={"AWS_MAX_ATTEMPTS": text}, about="max_attempts")


@pytest.mark.parametrize(
    "url", ["ftp://host", "http://", "https:///path", "http:host", "//host", "https://a b", "https://host\n.example"]
)
def test_an_endpoint_url_has_a_scheme_and_a_host(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^the option endpoint_url: expected a URL"):
        load(options=Options(endpoint_url=url)).endpoint_url("S3")


@pytest.mark.parametrize(
    "url",
    [
        "https://ada:secret@host",
        "https://ada:secret@host?x",
        "https://host/?secret=1",
        "https://host?secret",
        "https://host/#secret",
    ],
)
def test_an_endpoint_url_with_more_than_a_path_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^the option endpoint_url: .* user name, query or fragment$"
    ) as caught:
        load(options=Options(endpoint_url=url)).endpoint_url("S3")

    assert "secret" not in str(caught.value)


def test_settings_are_typed() -> None:
    settings = load(
        "[default]\nuse_fips_endpoint = TRUE\nmax_attempts = 7\nretry_mode = Legacy\nca_bundle = /etc/ca.pem\n"
        "account_id_endpoint_mode = required\nsts_regional_endpoints = legacy",
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    )

    assert settings.use_fips_endpoint is True
    assert settings.use_dualstack_endpoint is True
    assert (settings.max_attempts, settings.retry_mode) == (7, "legacy")
    assert settings.retry_options().max_attempts == 7
    assert settings.ca_bundle == "/etc/ca.pem"
    assert settings.account_id_endpoint_mode == "required"
    assert settings.sts_regional_endpoints == "legacy"


def test_an_option_of_false_wins_over_a_variable_of_true() -> None:
    options = Options(use_fips_endpoint=False, account_id_endpoint_mode="disabled", ca_bundle="/a")
    environment = {
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required",
        "AWS_CA_BUNDLE": "/b",
    }

    settings = load(environment=environment, options=options)

    assert (settings.use_fips_endpoint, settings.account_id_endpoint_mode) == (False, "disabled")
    assert settings.ca_bundle == "/a"


def test_the_variable_of_a_service_s_endpoint_has_its_id_in_capitals() -> None:
    environment = {"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": "http://localhost:9229"}

    settings = load(environment=environment)

    assert settings.endpoint_url("Cognito Identity Provider") == "http://localhost:9229"
    assert settings.endpoint_url("Cognito Identity") is None


def test_a_services_section_that_does_not_exist_is_named() -> None:
    message = complaint("[default]\nservices = local", about="endpoint_url")

    assert message == f"{CONFIG}:2 (services): there is no section [services local] in the config file"


def test_a_file_that_may_not_be_read_is_named() -> None:
    flow = load_settings({"HOME": "/home/ada"}, windows=False)

    with pytest.raises(ConfigurationError, match=r"^/home/ada/\.aws/config: cannot be read: Permission denied$"):
        run_on_files(flow, {CONFIG: PermissionError(13, "Permission denied")})


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    flow = load_settings({"HOME": "/home/ada"}, windows=False)

    settings = run_on_files(flow, {CONFIG: b"\xef\xbb\xbf[default]\r\nregion = x\r\n"})

    assert settings.region == "x"


def test_files_elsewhere_may_be_given_relative_to_home() -> None:
    environment = {"HOME": "/home/ada", "AWS_CONFIG_FILE": "~/config"}

    settings = run_on_files(load_settings(environment, windows=False), {"/home/ada/config": b"[default]\nregion = x"})

    assert settings.region == "x"


def test_neither_settings_nor_errors_show_a_secret() -> None:
    secret = "s3cr3t"
    config = f"[default]\naws_secret_access_key = {secret}\n"
    settings = load(config, {"AWS_SECRET_ACCESS_KEY": secret})

    assert secret not in repr(settings)
    assert secret not in repr(settings.files.profiles["default"])
    assert secret not in repr(settings.files.profile("default"))
    with pytest.raises(ConfigurationError) as caught:
        load(config + f"aws_session_token {secret}")
    assert str(caught.value).startswith(f"{CONFIG}:3: Expected an '=' sign")
    assert secret not in str(caught.value)


@given(st.text(alphabet="[]=#; \t\nab\"'profile", max_size=80))
@example("[]")
@hypothesis_settings(derandomize=True, max_examples=300)
def test_any_text_parses_or_says_which_line_is_wrong(text: str) -> None:
    try:
        merge(parse(text, "config"), parse(text, "credentials"))
    except ConfigurationError as error:
        path, line, _ = str(error).split(":", 2)
        assert path == "config"
        assert 1 <= int(line) <= text.count("\n") + 1


def test_settings_import_neither_configparser_nor_urllib() -> None:
    code = (
        "import sys, awso.settings.settings\n"
        "print([name for name in ('configparser', 'urllib', 'email') if name in sys.modules])"
    )

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"
