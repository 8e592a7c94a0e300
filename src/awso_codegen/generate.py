"""Brings the generated files up to date: which are stale, two processes at work, atomic writes.

Settled here: when a service is fresh (the stamp says it was made from this botocore by this generator), where files go,
how nothing half-written is left behind. What is in the files is `awso_codegen.emit`'s business.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import msgspec

from awso.shapes.naming import identifier
from awso_codegen.emit.defaults import emit_defaults
from awso_codegen.emit.partitions import emit_partitions
from awso_codegen.emit.regions import emit_regions
from awso_codegen.emit.runtime import GENERATED_BY
from awso_codegen.emit.service import emit_service
from awso_codegen.model.source import (
    SERVICE,
    botocore_version,
    data_folder,
    read_defaults,
    read_endpoints,
    read_partitions,
    read_service,
    service_names,
)
from awso_codegen.overrides import patched

PROCESSES = 2
STAMP = ".stamp.json"
PARTITIONS = "_partitions.py"
REGIONS = "_regions.py"
DEFAULTS = "_defaults.py"
KEPT = {"__init__.py", "README.md", "__pycache__", "py.typed", STAMP, PARTITIONS, REGIONS, DEFAULTS}
"""What else lies in the services folder."""


class Stamp(msgspec.Struct):
    """What the generated services were made from: their module names by the digest of their inputs."""

    services: dict[str, str] = {}


def generate(
    services_folder: Path, names: Sequence[str] = (), *, force: bool = False, models: Path | None = None
) -> list[str]:
    """Write what is stale of the named services (all without names) and return the names of what was written.

    `models` is a botocore's `data` folder, the installed one's by default. Aliases and `.gitignore` go to the folder
    above `services_folder`. Raises ValueError for an unknown service.
    """
    data = models or data_folder()
    known = service_names(data)
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"botocore {botocore_version(data)} has no service {', '.join(unknown)}")
    digest = input_digest(data)
    stamp = _read_stamp(services_folder)
    stale = [
        name
        for name in names or known
        if force or stamp.services.get(name) != digest or not _is_complete(services_folder, name)
    ]
    if not names:
        _remove_others(services_folder, known)
    if stale or not all((services_folder / name).is_file() for name in (PARTITIONS, REGIONS, DEFAULTS)):
        services_folder.mkdir(parents=True, exist_ok=True)
        write_if_changed(services_folder / PARTITIONS, emit_partitions(read_partitions(data)))
        write_if_changed(services_folder / REGIONS, emit_regions(read_endpoints(data)))
        write_if_changed(services_folder / DEFAULTS, emit_defaults(read_defaults(data)))
    if stale:
        kept = {name: stamp.services[name] for name in stamp.services if name in known and name not in stale}
        # Before the first of them changes: who is interrupted must not leave files that pass for fresh, or for source.
        _write_stamp(services_folder, kept)
        _ignore_aliases(services_folder, sorted({*kept, *stale}))
        for _ in _in_parallel(services_folder, data, _largest_first(data, stale)):
            pass
        _write_stamp(services_folder, kept | dict.fromkeys(stale, digest))
    return stale


def differences(services_folder: Path, names: Sequence[str] = ()) -> list[str]:
    """The paths of generated files, relative to the `awso` package, that are not what the generator would write."""
    data = data_folder()
    found: list[str] = []
    for name in names or service_names(data):
        for path, text in emit_service(patched(read_service(data, name))).items():
            file = services_folder.parent / path
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                found.append(path)
    return found


def input_digest(data: Path) -> str:
    """What the output depends on: the botocore version, the generator, the model vocabulary, who has behaviours."""
    digest = hashlib.sha256(botocore_version(data).encode())
    here = Path(__file__).resolve().parent
    sources = [*here.rglob("*.py"), *here.rglob("*.toml"), *(here.parent / "awso" / "shapes").glob("*.py")]
    sources.append(here.parent / "awso" / "behaviours" / "table.py")
    for source in sorted(sources):
        digest.update(f"\0{source.relative_to(here.parent).as_posix()}\0".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def write_if_changed(path: Path, text: str) -> None:
    """Write `text` so that a reader sees the old file or the new one; an equal file is left alone."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _write_service(services_folder: Path, data: Path, name: str) -> str:
    files = emit_service(patched(read_service(data, name)))
    alias = services_folder.parent / f"{identifier(name)}.py"
    if alias.is_file() and GENERATED_BY not in alias.read_text(encoding="utf-8"):
        raise ValueError(f"{alias} was not generated, but service {name} needs its name: call the module otherwise")
    for path, text in files.items():
        write_if_changed(services_folder.parent / path, text)
    return name


def _in_parallel(services_folder: Path, data: Path, names: Sequence[str]) -> Iterable[str]:
    if len(names) <= 1:
        return [_write_service(services_folder, data, name) for name in names]
    done: list[str] = []
    with ProcessPoolExecutor(PROCESSES) as workers:
        waiting = [workers.submit(_write_service, services_folder, data, name) for name in names]
        for future in as_completed(waiting):
            done.append(future.result())
            _show_progress(len(done), len(names), done[-1])
    return done


def _show_progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        print(f"\rgenerated {done}/{total} services {name:<40}", end="\n" if done == total else "", file=sys.stderr)
    elif done % 50 == 0 or done == total:
        print(f"generated {done}/{total} services", file=sys.stderr)


def _largest_first(data: Path, names: Iterable[str]) -> list[str]:
    # EC2 alone takes as long as sixty small services: started last, it would leave the other process idle.
    def size(name: str) -> int:
        return sum(file.stat().st_size for file in (data / name).rglob(f"{SERVICE}.json*"))

    return sorted(names, key=lambda name: (-size(name), name))


def _read_stamp(services_folder: Path) -> Stamp:
    try:
        return msgspec.json.decode((services_folder / STAMP).read_bytes(), type=Stamp)
    except (FileNotFoundError, msgspec.DecodeError):
        return Stamp()


def _write_stamp(services_folder: Path, services: Mapping[str, str]) -> None:
    stamp = Stamp({name: services[name] for name in sorted(services)})
    write_if_changed(services_folder / STAMP, msgspec.json.format(msgspec.json.encode(stamp)).decode() + "\n")


def _is_complete(services_folder: Path, name: str) -> bool:
    module = identifier(name)
    return (services_folder / module / "model.json").is_file() and (services_folder.parent / f"{module}.py").is_file()


def _remove_others(services_folder: Path, known: Iterable[str]) -> None:
    """Delete packages of services that botocore no longer has."""
    modules = {identifier(name) for name in known}
    if not services_folder.is_dir():
        return
    for entry in services_folder.iterdir():
        if entry.name not in KEPT and entry.name not in modules and (entry / "model.json").is_file():
            shutil.rmtree(entry)
            (services_folder.parent / f"{entry.name}.py").unlink(missing_ok=True)


def _ignore_aliases(services_folder: Path, names: Iterable[str]) -> None:
    # Aliases lie among hand-written modules, so no pattern fits them: this file, itself ignored, lists each by name.
    lines = [".gitignore", *(f"/{identifier(name)}.py" for name in names)]
    write_if_changed(services_folder.parent / ".gitignore", "\n".join(lines) + "\n")
