"""Fetches botocore's own tests into `.cache`: `python -m tests.fetch_botocore`. Instant where they are there already.

They come from the source distribution of the very version that the services are generated from, by pip, which checks
the hash below. Only the `tests` folder is kept. Of other versions the tests ask for the models too (`fetch_models`).
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.paths import BOTOCORE_TESTS, BOTOCORE_VERSION, ROOT

SHA256 = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da"  # of botocore-1.44.5.tar.gz
OTHER_VERSIONS = {
    "1.35.64": "2f95c83f31c9e38a66995c88810fc638c829790e125032ba00ab081a2cf48cb9",  # 2024-11-18
    "1.37.38": "c3ea386177171f2259b284db6afc971c959ec103fa2115911c4368bea7cbbc5d",
    "1.40.76": "2b16024d68b29b973005adfb5039adfe9099ebe772d40a90ca89f2e165c495dc",
    "1.42.97": "5c0bb00e32d16ff6d278cc8c9e10dc3672d9c1d569031635ac3c908a60de8310",
    "1.44.8": "945b783c1a1259e2a8b078f3f3dd40fae32ea84ab01d3a9953af6b378da7108a",  # 2026-11-20
}
"""Five versions of two years, by the hash of their source distribution; the tests generate from each."""
MODELS = ("botocore/__init__.py", "botocore/data/", "tests/functional/endpoint-rules/")


def main() -> None:
    """Download and unpack the tests of the version that we generate from, unless done."""
    _fetch(BOTOCORE_TESTS.parent, BOTOCORE_VERSION, SHA256, ("tests/",))


def fetch_models(version: str) -> Path:
    """The folder that has a version's `botocore/data` and endpoint cases, downloaded unless done.

    Raises `subprocess.CalledProcessError` where pip cannot download.
    """
    folder = ROOT / ".cache" / "models" / f"botocore-{version}"
    _fetch(folder, version, OTHER_VERSIONS[version], MODELS)
    return folder


def _fetch(target: Path, version: str, sha256: str, kept: tuple[str, ...]) -> None:
    if target.is_dir():
        return
    print(f"fetching botocore {version}'s {', '.join(kept)}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        _unpack(_download(Path(folder), version, sha256), target, kept)


def _download(folder: Path, version: str, sha256: str) -> Path:
    requirements = folder / "requirements.txt"
    requirements.write_text(f"botocore=={version} --hash=sha256:{sha256}\n", encoding="utf-8")
    options = ["--quiet", "--no-deps", "--no-binary", "botocore", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "-r", str(requirements)]
    subprocess.run(command, check=True)
    return next(folder.glob("botocore-*.tar.gz"))


def _unpack(archive: Path, target: Path, kept: tuple[str, ...]) -> None:
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    prefixes = tuple(f"{target.name}/{path}" for path in kept)
    with tarfile.open(archive) as source:
        members = [member for member in source.getmembers() if member.name.startswith(prefixes)]
        source.extractall(partial, members=members, filter="data")
    shutil.rmtree(target, ignore_errors=True)
    (partial / target.name).rename(target)
    partial.rmdir()


if __name__ == "__main__":
    main()
