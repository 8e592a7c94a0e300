"""Patches of the models: what a model should say and does not, as data, one file a service.

`overrides/<service>.toml` has a list of patches, each with a reason and a link; its `merge` is laid over the model as
botocore's own `*.sdk-extras.json` are. What is no data is a behaviour: `awso.behaviours`.
"""

import tomllib
from pathlib import Path

import msgspec

from awso_codegen.model.source import JsonObject, ServiceSource, merge


class Patch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change of a service's model."""

    reason: str
    link: str
    merge: JsonObject


class Overrides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole file."""

    patch: list[Patch]


def patches_of(service: str) -> list[Patch]:
    """The patches of a service, if any. Raises `msgspec.ValidationError` for one without a reason or a link."""
    file = Path(__file__).with_name(f"{service}.toml")
    if not file.is_file():
        return []
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Overrides).patch


def patched(source: ServiceSource) -> ServiceSource:
    """`source` with its patches; the model is changed in place, for it was read for this."""
    for patch in patches_of(source.name):
        merge(source.service, patch.merge)
    return source
