"""The endpoint rules of lighthouse-log. Generated from endpoint-rule-set-1.json; do not edit."""

from awso.endpoints import Endpoint
from awso.endpoints.functions import (
    element,
    is_valid_host_label,
    is_virtual_hostable_s3_bucket,
    parse_arn,
    parse_url,
    substring,
    uri_encode,
)
from awso.errors import EndpointError
from awso.services._partitions import partition

# Parameter of the rules -> argument of resolve.
PARAMETERS: dict[str, str] = {
    "Region": "region",
    "UseFIPS": "use_fips",
    "UseDualStack": "use_dual_stack",
    "Endpoint": "endpoint",
    "LighthouseId": "lighthouse_id",
    "ForceFoghorn": "force_foghorn",
}
# Argument -> setting of the client that fills it.
BUILT_INS: dict[str, str] = {
    "region": "AWS::Region",
    "use_fips": "AWS::UseFIPS",
    "use_dual_stack": "AWS::UseDualStack",
    "endpoint": "SDK::Endpoint",
}
# Arguments that have no default.
REQUIRED: tuple[str, ...] = ()


def resolve(
    *,
    region: str | None = None,
    use_fips: bool = False,
    use_dual_stack: bool = False,
    endpoint: str | None = None,
    lighthouse_id: str | None = None,
    force_foghorn: bool | None = None,
) -> Endpoint:
    """The endpoint for these parameters; raises EndpointError where the rules refuse them."""
    if endpoint is not None and (url := parse_url(endpoint)) is not None:
        if use_fips:
            raise EndpointError("Invalid Configuration: FIPS and custom endpoint are not supported")
        return Endpoint(f"{url.scheme}://{url.authority}{url.path}")
    if region is not None:
        partition_result = partition(region)
        if (
            lighthouse_id is not None
            and (arn := parse_arn(lighthouse_id)) is not None
            and (resource := element(arn.resource_id, 0)) is not None
            and resource != ""
            and (prefix := substring(resource, 0, 4, False)) is not None
            and (encoded := uri_encode(prefix)) is not None
        ):
            return Endpoint(
                f"https://{encoded}.lighthouse.{partition_result.dns_suffix}",
                {"authSchemes": [{"name": "sigv4", "signingName": "lighthouse", "signingRegion": region}]},
                {"x-prefix": [prefix]},
            )
        if (
            lighthouse_id is not None
            and is_virtual_hostable_s3_bucket(lighthouse_id, False)
            and is_valid_host_label(region, False)
        ):
            return Endpoint(f"https://{lighthouse_id}.lighthouse.{region}.{partition_result.dns_suffix}")
        return Endpoint(f"https://lighthouse.{region}.{partition_result.dual_stack_dns_suffix}")
    raise EndpointError("Invalid Configuration: Missing Region")
