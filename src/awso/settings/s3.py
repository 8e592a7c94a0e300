"""What is set for Amazon S3 alone: the option `s3`, the environment, the nested section `s3 =` of the profile.

Which built-ins of the endpoint rules follow from it is settled in `awso.behaviours.s3.endpoints`.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-s3.html
"""

from typing import TYPE_CHECKING, Literal

from awso._lean import msgspec
from awso.settings.settings import Found, truth, word

if TYPE_CHECKING:
    from awso.settings.settings import Settings

AddressingStyle = Literal["auto", "virtual", "path"]
UsEast1Endpoint = Literal["regional", "legacy"]


class S3Options(msgspec.Struct, frozen=True, kw_only=True):
    """How S3 is addressed and signed; None means that the environment, the profile or the default decides.

    `addressing_style` puts the bucket into the host name ("virtual"), into the path ("path"), or there where it can be
    ("auto", the default). `use_arn_region` follows the region of an ARN given as the bucket (default true, and false
    for S3 Control). `us_east_1_regional_endpoint` "legacy", the default as in boto3 unless
    there is a `defaults_mode`, calls the global endpoint for
    us-east-1. `payload_signing` hashes bodies also where TLS protects them.
    """

    addressing_style: AddressingStyle | None = None
    use_accelerate_endpoint: bool | None = None
    use_dual_stack: bool | None = None
    use_arn_region: bool | None = None
    disable_multiregion_access_points: bool | None = None
    disable_express_session_auth: bool | None = None
    payload_signing: bool | None = None
    us_east_1_regional_endpoint: UsEast1Endpoint | None = None


def s3_options(settings: "Settings") -> S3Options:
    """Each from the first place that has it; None where no place has. Raises `ConfigurationError`."""
    given = settings.options.s3 or S3Options()

    def nested(name: str) -> Found | None:
        return settings.find_within("s3", name)

    def flag(explicit: bool | None, found: Found | None) -> bool | None:
        return explicit if explicit is not None else truth(found)

    arn_region = settings.find("s3_use_arn_region", "AWS_S3_USE_ARN_REGION")
    styles: tuple[AddressingStyle, ...] = ("auto", "virtual", "path")
    endpoints: tuple[UsEast1Endpoint, ...] = ("regional", "legacy")
    style: AddressingStyle = given.addressing_style or word(nested("addressing_style"), styles, "auto")
    us_east_1: UsEast1Endpoint = given.us_east_1_regional_endpoint or word(
        settings.find("s3_us_east_1_regional_endpoint", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT")
        or nested("us_east_1_regional_endpoint"),
        endpoints,
        "legacy" if settings.defaults is None else settings.defaults.s3_us_east_1_regional_endpoint,
    )
    return S3Options(
        addressing_style=style,
        use_accelerate_endpoint=flag(given.use_accelerate_endpoint, nested("use_accelerate_endpoint")),
        use_dual_stack=flag(given.use_dual_stack, nested("use_dualstack_endpoint")),
        use_arn_region=flag(given.use_arn_region, arn_region or nested("use_arn_region")),
        disable_multiregion_access_points=flag(
            given.disable_multiregion_access_points,
            settings.find("s3_disable_multiregion_access_points", "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS")
            or nested("s3_disable_multiregion_access_points"),
        ),
        disable_express_session_auth=flag(
            given.disable_express_session_auth,
            settings.find("s3_disable_express_session_auth", "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH")
            or nested("disable_s3_express_session_auth"),
        ),
        payload_signing=flag(given.payload_signing, nested("payload_signing_enabled")),
        us_east_1_regional_endpoint=us_east_1,
    )
