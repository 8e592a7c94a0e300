"""What S3's endpoint rules are asked with: the options of the client, corrected for the bucket of the call.

The rules do the addressing itself (virtual or path style, accelerate, dual stack, FIPS, access points, Outposts,
Express); settled here is which of their built-ins a client sets. Where the rules refuse path style, boto3 quietly does
without: so does this.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.settings.s3 import S3Options, s3_options

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.endpoints import ParameterValue
    from awso.settings.settings import Settings

FORCE_PATH_STYLE = "AWS::S3::ForcePathStyle"
_ACCELERATE_FEATURES = frozenset({"s3-accelerate", "dualstack"})


def s3_built_ins(service: str, settings: "Settings", endpoint_url: str | None) -> "Mapping[str, ParameterValue | None]":
    """The built-ins that the client's options set, by the rules' names."""
    options = s3_options(settings)
    legacy = options.us_east_1_regional_endpoint == "legacy"
    built_ins: dict[str, ParameterValue | None] = {
        FORCE_PATH_STYLE: path_style(options, endpoint_url),
        "AWS::S3::Accelerate": bool(options.use_accelerate_endpoint),
        "AWS::S3::UseGlobalEndpoint": legacy and settings.region == "us-east-1",
        "AWS::S3::UseArnRegion": options.use_arn_region is not False,
        "AWS::S3Control::UseArnRegion": bool(options.use_arn_region),
        "AWS::S3::DisableMultiRegionAccessPoints": bool(options.disable_multiregion_access_points),
    }
    said = settings.options.s3 is not None and settings.options.s3.use_dual_stack is not None
    if options.use_dual_stack is not None and (said or endpoint_url is None):
        built_ins["AWS::UseDualStack"] = options.use_dual_stack
    if service == "s3" and settings.region is None:
        # S3 alone is called without a region, as by boto3: the global endpoint leads to every bucket.
        built_ins |= {"AWS::Region": "us-east-1", "AWS::S3::UseGlobalEndpoint": True}
    return built_ins


def s3_client_context(settings: "Settings") -> "Mapping[str, ParameterValue | None]":
    """The parameters of the rules that are no built-in."""
    return {"DisableS3ExpressSessionAuth": s3_options(settings).disable_express_session_auth}


def path_style(options: S3Options, endpoint_url: str | None) -> bool:
    """Whether buckets are in paths, wherever they could be in hosts."""
    if options.use_accelerate_endpoint:
        return False
    if endpoint_url is not None and not _is_accelerate(endpoint_url):
        return options.addressing_style != "virtual"  # nothing answers at bucket.localhost
    return options.addressing_style == "path"


def _is_accelerate(url: str) -> bool:
    host = url.partition("://")[2].partition("/")[0]
    parts = host.removesuffix(".amazonaws.com").split(".")
    is_plain = len(parts) == len(set(parts)) and _ACCELERATE_FEATURES.issuperset(parts)
    return host.endswith(".amazonaws.com") and parts[0] == "s3-accelerate" and is_plain


class Addressing(Behaviour):
    """Corrects path style for the call at hand.

    An ARN cannot be in a path. GetBucketLocation is asked by those who do not know the region, which a virtual host
    would refuse to answer: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where a bucket is called."""
        return "Bucket" in operation.input_schema.members

    def endpoint_parameters(self, call: Invocation, value: Any) -> "Mapping[str, ParameterValue | None]":
        """`ForcePathStyle`, where the client's own does not fit the call."""
        if call.operation.name == "GetBucketLocation":
            return {FORCE_PATH_STYLE: True}
        bucket = value.bucket
        return {FORCE_PATH_STYLE: False} if isinstance(bucket, str) and bucket.startswith("arn:") else {}
