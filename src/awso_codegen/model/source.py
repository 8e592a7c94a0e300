"""Where the service models come from: the data folder of the installed botocore package, read verbatim.

Settled here: which files make up a service, which API version is taken, how `*.sdk-extras.json` patches are applied
(as botocore's own loader does). botocore is located, never imported: only its data is an input. What the models mean
is `awso_codegen.ir`'s business.
"""

import gzip
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

JsonObject = dict[str, Any]
"""A JSON object as it was read: its values are any JSON value, so `Any` is the honest type."""

_VERSION = re.compile(r"^__version__ = ['\"](.+)['\"]", re.MULTILINE)
SERVICE, ENDPOINT_RULES = "service-2", "endpoint-rule-set-1"
PAGINATORS, WAITERS = "paginators-1", "waiters-2"


class ServiceSource(NamedTuple):
    """Everything botocore knows of one service; a kind of file that the service lacks is an empty object."""

    name: str
    """botocore's name of the service: `cognito-idp`."""
    api_version: str
    service: JsonObject
    paginators: JsonObject
    waiters: JsonObject
    endpoint_rules: JsonObject


def botocore_version(data: Path) -> str:
    """The version of the botocore whose `data` folder this is. Raises ValueError where it is none's."""
    package = data.parent / "__init__.py"
    version = _VERSION.search(package.read_text(encoding="utf-8")) if package.is_file() else None
    if version is None:
        raise ValueError(f"{data} is not botocore's data folder: {package} names no version")
    return version[1]


def data_folder() -> Path:
    """The `data` folder of the installed botocore package. Raises ModuleNotFoundError where it is not installed."""
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("botocore is not installed: the generator reads the service models it carries")
    return Path(spec.submodule_search_locations[0]) / "data"


def service_names(data: Path) -> list[str]:
    """Every service that has a model, sorted."""
    return sorted(folder.name for folder in data.iterdir() if folder.is_dir() and any(_versions_with(folder, SERVICE)))


def read_service(data: Path, name: str) -> ServiceSource:
    """The newest models of one service. Raises FileNotFoundError for a name that has none.

    Each kind of file has its own newest version, because a paginator file may be older than the service model.
    """
    version = max(_versions_with(data / name, SERVICE), default="")
    if not version:
        raise FileNotFoundError(f"{data / name} has no {SERVICE} model: is the service name right?")
    return ServiceSource(
        name=name,
        api_version=version,
        service=_read_newest(data / name, SERVICE),
        paginators=_read_newest(data / name, PAGINATORS).get("pagination", {}),
        waiters=_read_newest(data / name, WAITERS).get("waiters", {}),
        endpoint_rules=_read_newest(data / name, ENDPOINT_RULES),
    )


def read_partitions(data: Path) -> JsonObject:
    """The AWS partitions and their regions."""
    partitions = _read(data, "partitions")
    if partitions is None:
        raise FileNotFoundError(f"{data} has no partitions.json")
    return partitions


def read_endpoints(data: Path) -> JsonObject:
    """The regions of every service."""
    endpoints = _read(data, "endpoints")
    if endpoints is None:
        raise FileNotFoundError(f"{data} has no endpoints.json")
    return endpoints


def read_defaults(data: Path) -> JsonObject:
    """What each defaults mode changes."""
    defaults = _read(data, "sdk-default-configuration")
    if defaults is None:
        raise FileNotFoundError(f"{data} has no sdk-default-configuration.json")
    return defaults


def _versions_with(folder: Path, kind: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    for version in folder.iterdir():
        if any((version / f"{kind}{suffix}").is_file() for suffix in (".json.gz", ".json")):
            yield version.name


def _read_newest(folder: Path, kind: str) -> JsonObject:
    version = max(_versions_with(folder, kind), default="")
    if not version:
        return {}
    model = _read(folder / version, kind) or {}
    extras = _read(folder / version, f"{kind}.sdk-extras")
    if extras is not None:
        merge(model, extras.get("merge", {}))
    return model


def _read(folder: Path, stem: str) -> JsonObject | None:
    plain, compressed = folder / f"{stem}.json", folder / f"{stem}.json.gz"
    if plain.is_file():
        return msgspec.json.decode(plain.read_bytes(), type=dict[str, Any])
    if compressed.is_file():
        return msgspec.json.decode(gzip.decompress(compressed.read_bytes()), type=dict[str, Any])
    return None


def merge(base: JsonObject, extra: JsonObject) -> None:
    """Lay `extra` over `base`, object by object."""
    for key, value in extra.items():
        old = base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merge(base[key], value)  # pyright: ignore[reportUnknownArgumentType]  # a JSON object has string keys
        else:
            base[key] = value
