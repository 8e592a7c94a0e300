"""What is set about bodies: their checksums, their compression; and whether endpoints are discovered.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html
"""

from typing import TYPE_CHECKING, Literal

from awso._lean import msgspec
from awso.errors import ConfigurationError
from awso.settings.settings import truth, word, wrong

if TYPE_CHECKING:
    from awso.settings.settings import Settings

When = Literal["when_supported", "when_required"]

SMALLEST_COMPRESSED_BYTES = 10_240
LARGEST_THRESHOLD_BYTES = 1_048_576  # https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html: 1 MiB


class ChecksumOptions(msgspec.Struct, frozen=True, kw_only=True):
    """When checksums are sent with requests (`calculate`) and compared with responses (`validate`).

    "when_supported" wherever the service can, "when_required" only where it insists or the caller asks. None means that
    the environment, the profile or the default ("when_supported") decides.
    """

    calculate: When | None = None
    validate: When | None = None


class CompressionOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Whether request bodies are compressed where the service unpacks them, and from how many bytes on.

    None means that the environment, the profile or the default (from 10,240 bytes on) decides.
    """

    disabled: bool | None = None
    smallest_bytes: int | None = None


def checksum_options(settings: "Settings") -> ChecksumOptions:
    """Each from the first place that has it. Raises `ConfigurationError`."""
    given = settings.options.checksums or ChecksumOptions()
    words: tuple[When, ...] = ("when_supported", "when_required")
    calculate = settings.find("request_checksum_calculation", "AWS_REQUEST_CHECKSUM_CALCULATION")
    validate = settings.find("response_checksum_validation", "AWS_RESPONSE_CHECKSUM_VALIDATION")
    sent: When = given.calculate or word(calculate, words, "when_supported")
    compared: When = given.validate or word(validate, words, "when_supported")
    return ChecksumOptions(calculate=sent, validate=compared)


def compression_threshold_bytes(settings: "Settings") -> int | None:
    """From how many bytes on bodies are compressed; None where they are not. Raises `ConfigurationError`."""
    given = settings.options.compression or CompressionOptions()
    disabled = given.disabled
    if disabled is None:
        disabled = truth(settings.find("disable_request_compression", "AWS_DISABLE_REQUEST_COMPRESSION"))
    return None if disabled else _smallest_bytes(settings, given)


def _smallest_bytes(settings: "Settings", given: CompressionOptions) -> int:
    expected = f"a number of bytes from 1 to {LARGEST_THRESHOLD_BYTES:,}"
    if given.smallest_bytes is not None:
        if not 1 <= given.smallest_bytes <= LARGEST_THRESHOLD_BYTES:
            where = "CompressionOptions.smallest_bytes"
            raise ConfigurationError(f"{where}: expected {expected}, got {given.smallest_bytes}")
        return given.smallest_bytes
    found = settings.find("request_min_compression_size_bytes", "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES")
    if found is None:
        return SMALLEST_COMPRESSED_BYTES
    # Seven digits are enough for the largest threshold, and int() of a huge text takes long.
    if not (found.text.isascii() and found.text.isdigit() and len(found.text) <= 7):
        raise wrong(found, expected)
    number = int(found.text)
    if not 1 <= number <= LARGEST_THRESHOLD_BYTES:
        raise wrong(found, expected)
    return number


def endpoint_discovery(settings: "Settings") -> bool | None:
    """Whether to ask services for the endpoint to call; None: only where they insist. Raises `ConfigurationError`."""
    if settings.options.endpoint_discovery is not None:
        return settings.options.endpoint_discovery
    # AWS_ENABLE_ENDPOINT_DISCOVERY is the SDK reference's name, the other one botocore's.
    found = settings.find(
        "endpoint_discovery_enabled", "AWS_ENABLE_ENDPOINT_DISCOVERY", "AWS_ENDPOINT_DISCOVERY_ENABLED"
    )
    return None if found is None or found.text.lower() == "auto" else truth(found)
