"""Which defaults mode `auto` stands for: where the program runs, compared with the region that the client calls.

Settled here, as botocore has it: an execution environment (Lambda and its like) names its region in the environment; an
instance is asked. A program that runs somewhere else, or where nobody tells, gets `standard`, none gets `mobile`.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
"""

from collections.abc import Mapping
from typing import Literal

from awso.core.effects import Flow
from awso.settings.instance_metadata import metadata
from awso.settings.settings import Settings

REGION_PATH = "/latest/meta-data/placement/region"
_REGION_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

Detected = Literal["standard", "in-region", "cross-region"]

_regions: dict[str, str] = {}
"""What each metadata service said: an instance does not move, and a thousand clients need not ask it."""


def detected_mode(settings: Settings) -> Flow[Detected]:
    """The mode for a client with these settings; an instance that does not answer costs its timeout, a second."""
    current = _of_execution_environment(settings.environment)
    if not current:
        current = yield from _of_instance(settings)
    if not current:
        return "standard"
    return "in-region" if current == settings.region else "cross-region"


def _of_execution_environment(environment: Mapping[str, str]) -> str:
    if not environment.get("AWS_EXECUTION_ENV", "").strip():
        return ""
    return environment.get("AWS_REGION", "").strip() or environment.get("AWS_DEFAULT_REGION", "").strip()


def _of_instance(settings: Settings) -> Flow[str]:
    service = metadata(settings)
    if service is None:
        return ""
    known = _regions.get(service.url)
    if known:
        return known
    region = ((yield from service.get(REGION_PATH)) or "").strip()
    if not _REGION_CHARACTERS.issuperset(region):  # a page of whoever answers for all addresses
        return ""
    if region:
        _regions[service.url] = region
    return region
