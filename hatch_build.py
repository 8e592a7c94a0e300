"""The build hook: generates `awso.services` before a wheel or an editable install is made, and packs the wheel tightly.

The generator runs as a process of its own with the source tree on its path, as `make generate` does. A tree whose
services are fresh costs nothing.
"""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GenerateServices(BuildHookInterface[BuilderConfig]):
    """Runs `python -m awso_codegen` for wheels; keeps generated aliases out of source distributions."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        root = Path(self.root)
        if self.target_name == "wheel":
            _generate(root)
        else:
            self.build_config.target_config.setdefault("exclude", []).extend(_generated_aliases(root))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by hatchling with what it has made."""
        if self.target_name == "wheel" and version == "standard":
            _pack_tightly(Path(artifact_path))


def _generate(root: Path) -> None:
    source = root / "src"
    # Not by PYTHONPATH: pip's isolated environments live on it, and take from the path what the outer one has.
    program = (
        f"import sys; sys.path.insert(0, {str(source)!r}); from awso_codegen.__main__ import main; sys.exit(main())"
    )
    subprocess.run([sys.executable, "-c", program, "--out", str(source / "awso" / "services")], cwd=root, check=True)


def _generated_aliases(root: Path) -> list[str]:
    # The generator lists what it writes beside hand-written modules in this file; the services folder git ignores.
    listing = root / "src" / "awso" / ".gitignore"
    if not listing.is_file():
        return []
    names = listing.read_text(encoding="utf-8").split()
    return [f"/src/awso/{name.removeprefix('/')}" for name in names]


def _pack_tightly(wheel: Path) -> None:
    # Hatchling compresses by zlib's default level. Its highest makes the wheel 1 % smaller in a few seconds more.
    packed = wheel.with_suffix(".packed")
    with zipfile.ZipFile(wheel) as loose, zipfile.ZipFile(packed, "w") as tight:
        for entry in loose.infolist():  # with their dates and modes, so that two builds still give the same bytes
            tight.writestr(entry, loose.read(entry), zipfile.ZIP_DEFLATED, compresslevel=9)
    packed.replace(wheel)
