"""What `client.meta.config.s3` shows: the options of S3 from wherever they were set, as botocore has them.

What they mean is settled in `awso.settings.s3`, for the engine, which reads the same places.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from awso.settings.settings import Settings

_FLAGS = (
    "payload_signing_enabled",
    "s3_disable_multiregion_access_points",
    "use_accelerate_endpoint",
    "use_arn_region",
    "use_dualstack_endpoint",
)
_ELSEWHERE = {
    "use_arn_region": ("s3_use_arn_region", "AWS_S3_USE_ARN_REGION"),
    "us_east_1_regional_endpoint": ("s3_us_east_1_regional_endpoint", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"),
}
"""Options with a key of their own in the profile and a variable, besides their place in the section `s3 =`."""


def options_in_use(settings: "Settings", given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The program's own before the environment's, these before the profile's; None where no place has any."""
    section = settings.files.profile(settings.profile).get("s3")
    texts = {} if section is None else {name: child.value for name, child in section.children.items()}
    for name, places in _ELSEWHERE.items():
        found = settings.find(*places)
        if found is not None:
            texts[name] = found.text
    if not texts:
        return given
    return {name: text.lower() == "true" if name in _FLAGS else text for name, text in texts.items()} | dict(
        given or {}
    )
