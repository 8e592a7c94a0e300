"""The settings that only some services know: S3's, those about bodies, endpoint discovery."""

import pytest

from awso.errors import ConfigurationError
from awso.settings.bodies import (
    ChecksumOptions,
    CompressionOptions,
    checksum_options,
    compression_threshold_bytes,
    endpoint_discovery,
)
from awso.settings.s3 import S3Options, s3_options
from awso.settings.settings import Options, Settings, load_settings
from tests.unit.settings.files import run_on_files

CONFIG = """
[default]
s3 =
  addressing_style = Path
  use_accelerate_endpoint = true
  use_dualstack_endpoint = true
  use_arn_region = false
  payload_signing_enabled = true
  us_east_1_regional_endpoint = regional
  s3_disable_multiregion_access_points = true
s3_disable_express_session_auth = true
request_checksum_calculation = WHEN_REQUIRED
response_checksum_validation = when_required
request_min_compression_size_bytes = 128
endpoint_discovery_enabled = true
"""
EVERYTHING = S3Options(
    addressing_style="path",
    use_accelerate_endpoint=True,
    use_dual_stack=True,
    use_arn_region=False,
    disable_multiregion_access_points=True,
    disable_express_session_auth=True,
    payload_signing=True,
    us_east_1_regional_endpoint="regional",
)


def settings(
    environment: dict[str, str] | None = None, options: Options | None = None, *, config: str = ""
) -> Settings:
    """The settings that `environment`, `options` and a config file give."""
    flow = load_settings(environment or {}, options, fallback_home="/home/ada", windows=False)
    return run_on_files(flow, {"/home/ada/.aws/config": config.encode()})


def test_nothing_said_is_the_default() -> None:
    assert s3_options(settings()) == S3Options(addressing_style="auto", us_east_1_regional_endpoint="legacy")
    assert checksum_options(settings()) == ChecksumOptions(calculate="when_supported", validate="when_supported")
    assert compression_threshold_bytes(settings()) == 10_240
    assert endpoint_discovery(settings()) is None


def test_the_profile_has_a_section_of_its_own_for_s3() -> None:
    assert s3_options(settings(config=CONFIG)) == EVERYTHING


def test_the_profile_speaks_of_bodies_and_discovery() -> None:
    found = settings(config=CONFIG)

    assert checksum_options(found) == ChecksumOptions(calculate="when_required", validate="when_required")
    assert compression_threshold_bytes(found) == 128
    assert endpoint_discovery(found) is True


def test_the_environment_wins_over_the_profile() -> None:
    environment = {
        "AWS_S3_USE_ARN_REGION": "true",
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "legacy",
        "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS": "false",
        "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "false",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_supported",
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_supported",
        "AWS_DISABLE_REQUEST_COMPRESSION": "true",
        "AWS_ENABLE_ENDPOINT_DISCOVERY": "false",
    }
    found = settings(environment, config=CONFIG)

    options = s3_options(found)
    assert (options.use_arn_region, options.us_east_1_regional_endpoint) == (True, "legacy")
    assert (options.disable_multiregion_access_points, options.disable_express_session_auth) == (False, False)
    assert checksum_options(found) == ChecksumOptions(calculate="when_supported", validate="when_supported")
    assert compression_threshold_bytes(found) is None
    assert endpoint_discovery(found) is False


def test_the_caller_wins_over_both() -> None:
    said = Options(
        s3=S3Options(addressing_style="virtual", use_arn_region=True),
        checksums=ChecksumOptions(validate="when_supported"),
        compression=CompressionOptions(smallest_bytes=1),
        endpoint_discovery=False,
    )
    found = settings({"AWS_S3_USE_ARN_REGION": "false"}, said, config=CONFIG)

    options = s3_options(found)
    assert (options.addressing_style, options.use_arn_region, options.payload_signing) == ("virtual", True, True)
    assert checksum_options(found) == ChecksumOptions(calculate="when_required", validate="when_supported")
    assert compression_threshold_bytes(found) == 1
    assert endpoint_discovery(found) is False


@pytest.mark.parametrize(
    ("environment", "config", "message"),
    [
        ({"AWS_S3_USE_ARN_REGION": "yes"}, "", "AWS_S3_USE_ARN_REGION: expected true or false, got 'yes'"),
        (
            {},
            "[default]\ns3 =\n  addressing_style = host",
            r"config:3 .*: expected auto or virtual or path, got 'host'",
        ),
    ],
)
def test_a_wrong_setting_of_s3_is_named_with_its_place(environment: dict[str, str], config: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        s3_options(settings(environment, config=config))


@pytest.mark.parametrize("text", ["0", "-1", "1048577", "many", "99999999"])
def test_a_threshold_that_cannot_be_is_named_with_its_place(text: str) -> None:
    with pytest.raises(ConfigurationError, match="AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES: expected a number of bytes"):
        compression_threshold_bytes(settings({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": text}))


def test_a_threshold_of_the_callers_that_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"CompressionOptions\.smallest_bytes: expected .* got 0"):
        compression_threshold_bytes(settings(options=Options(compression=CompressionOptions(smallest_bytes=0))))
