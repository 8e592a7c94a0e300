"""Which signature a presigned URL or form gets: botocore's rules, by its names of signatures.

A name has an ending for what is signed: `s3v4-query` is a URL, `s3v4-presign-post` a form. boto3 chooses for URLs by
other rules than for calls: where nobody says otherwise, S3's URLs have its Version 2 in those regions that take it, and
what the endpoint rules say of the region to sign for counts for ARNs alone. How calls are signed is
`awso.core.schemes`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.boto.config import UNSIGNED, Unsigned

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.endpoints import Endpoint
    from awso.shapes.model import ServiceModel

URL, FORM = "-query", "-presign-post"
Version = str | Unsigned

S3_V2_REGIONS = frozenset(
    (
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "aws-global",
        "eu-west-1",
        "sa-east-1",
        "us-east-1",
        "us-gov-east-1",
        "us-gov-west-1",
        "us-west-1",
        "us-west-2",
    )
)
"""Where S3 takes Version 2: botocore's endpoints.json, to which no region will be added."""
_REGION_OF_PLACE = {"aws-global": "us-east-1", "s3-external-1": "us-east-1"}
"""For which region S3's places without one are signed: the same file."""

KNOWN = frozenset(
    (
        *("v2", "v3", "v3https", "bearer", "v4", "v4-query", "v4a"),
        *("s3", "s3-query", "s3-presign-post"),
        *("s3v4", "s3v4-query", "s3v4-presign-post", "s3v4a", "s3v4a-query"),
        *("v4-s3express", "v4-s3express-query", "v4-s3express-presign-post"),
    )
)
"""All that botocore has, with the library that signs Version 4a."""
S3_NAMES = ("s3", "s3-outposts", "s3-object-lambda", "s3express")
_BY_TRAIT = {
    "aws.auth#sigv4": "v4",
    "aws.auth#sigv4a": "v4a",
    "smithy.api#httpBearerAuth": "bearer",
    "smithy.api#noAuth": "none",
}
_BY_PREFERENCE = {trait.rpartition("#")[2]: version for trait, version in _BY_TRAIT.items()}
_NEVER_SIGNED = {
    "cognito-identity": ("GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"),
    "sts": ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
}
"""Whose URLs boto3 does not sign: these, and no other call that goes without a signature."""


class Signature(msgspec.Struct, frozen=True):
    """How a URL or a form is signed. `region` is a set of regions where the version is one for several."""

    version: Version
    region: str
    name: str
    """Of the service."""


def signature_for(
    context: "CallContext", operation: "Operation", endpoint: "Endpoint", given: Version | None, ending: str, arn: bool
) -> Signature:
    """The signature of a call to `endpoint`; `given` is the `Config`'s, `arn` whether the bucket is one."""
    model = operation.service.model
    configured = given
    if configured is None:
        found = context.settings.find_within(model.endpoint_prefix, "signature_version")
        configured = None if found is None else found.text
    own, properties = _scheme(context, endpoint, given)
    name = str(properties.get("signingName") or model.signing_name or model.endpoint_prefix)
    version = _version(context, operation, own, configured, name)
    if not isinstance(version, str):
        return Signature(version, "", name)
    several = version.partition("-")[0].endswith("v4a")
    region = _region_set(properties) if several else _region(context, operation, endpoint, properties, arn)
    return Signature(version if version.endswith(ending) else version + ending, region, name)


def _version(
    context: "CallContext", operation: "Operation", own: str | None, configured: Version | None, name: str
) -> Version:
    """By the endpoint's `own` version, the program's or the profile's, and the service's; without the ending."""
    model = operation.service.model
    version = own or configured or _of_service(model)
    if operation.name in _NEVER_SIGNED.get(operation.service.name, ()):
        return UNSIGNED
    if configured is None and model.endpoint_prefix == "s3" and _takes_version_2(context, version):
        return "s3"
    if configured is None and model.endpoint_prefix == "importexport":
        return "v4"  # its model says v2, which boto3 has long since left
    if own == "none":
        return UNSIGNED
    if own is not None and own.startswith("v4") and own != "v4-s3express":
        signed = "v4a" if own == "v4a" else "v4"
        return f"s3{signed}" if name in S3_NAMES else signed
    return version


def _of_service(model: "ServiceModel") -> str:
    """What the model says, and S3's own where that has one."""
    if model.endpoint_prefix in ("s3", "s3-control"):
        return "s3v4"
    known = (_BY_TRAIT.get(trait, trait) for trait in model.auth)
    return next((version for version in known if version == "none" or version in KNOWN), model.signature_version)


def _takes_version_2(context: "CallContext", version: Version) -> bool:
    """Whether the region does, and what is called is nothing that only later versions sign."""
    return context.region in S3_V2_REGIONS and version not in ("v4a", "v4-s3express")


def _scheme(
    context: "CallContext", endpoint: "Endpoint", given: Version | None
) -> "tuple[str | None, Mapping[str, object]]":
    """The version by the endpoint's list, None where that does not say; and what it says of it."""
    offered = {str(scheme.get("name")): scheme for scheme in reversed(endpoint.auth_schemes)}
    names = [str(scheme.get("name")) for scheme in endpoint.auth_schemes]
    if not names:
        return None, {}
    if given is not None:
        if not isinstance(given, str):
            return "none", {}
        wanted = given.partition("-")[0]
        wanted = wanted.removeprefix("s3") if wanted != "s3" else wanted
        match = next((name for name in names if name.removeprefix("sig") == wanted), None)
        return (None, {}) if match is None else (given, offered[match])
    preference = context.settings.find("auth_scheme_preference", "AWS_AUTH_SCHEME_PREFERENCE")
    if preference is not None:
        preferred = [name.strip() for name in preference.text.split(",") if name.strip() in names]
        names = [name for name in dict.fromkeys((*preferred, *names)) if name in _BY_PREFERENCE]
    found = next((name for name in names if name.removeprefix("sig") in KNOWN), None)
    return (None, {}) if found is None else (found.removeprefix("sig"), offered[found])


def _region(
    context: "CallContext", operation: "Operation", endpoint: "Endpoint", properties: Mapping[str, Any], arn: bool
) -> str:
    region = context.region or context.settings.required_region()
    if operation.service.name == "s3":
        if arn and properties.get("signingRegion"):
            return str(properties["signingRegion"])
        configured = context.settings.endpoint_url(operation.service.model.service_id) is not None
        return region if configured else _REGION_OF_PLACE.get(region, region)
    offered = next((scheme.get("signingRegion") for scheme in endpoint.auth_schemes), None)
    return str(properties.get("signingRegion") or offered or region)


def _region_set(properties: Mapping[str, Any]) -> str:
    regions: list[str] = list(properties.get("signingRegionSet") or ())
    return ",".join(regions) or "*"
