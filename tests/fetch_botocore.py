"""Fetches botocore's own tests into `.cache`: `python -m tests.fetch_botocore`. Instant where they are there already.

They come from the source distribution of the very version that the services are generated from, by pip, which checks
the hash below. Only the `tests` folder is kept.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.paths import BOTOCORE_TESTS, BOTOCORE_VERSION

SHA256 = "a988f39e3a4484def0b8010f41128f71157da0515a4804fccce4739aa8f216da"  # of botocore-1.44.5.tar.gz


def main() -> None:
    """Download and unpack, unless done."""
    if BOTOCORE_TESTS.is_dir():
        return
    print(f"fetching botocore {BOTOCORE_VERSION}'s test data", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        _unpack(_download(Path(folder)))


def _download(folder: Path) -> Path:
    requirements = folder / "requirements.txt"
    requirements.write_text(f"botocore=={BOTOCORE_VERSION} --hash=sha256:{SHA256}\n", encoding="utf-8")
    options = ["--quiet", "--no-deps", "--no-binary", "botocore", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "-r", str(requirements)]
    subprocess.run(command, check=True)
    return next(folder.glob("botocore-*.tar.gz"))


def _unpack(archive: Path) -> None:
    target = BOTOCORE_TESTS.parent
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    prefix = f"{target.name}/tests/"
    with tarfile.open(archive) as source:
        members = [member for member in source.getmembers() if member.name.startswith(prefix)]
        source.extractall(partial, members=members, filter="data")
    shutil.rmtree(target, ignore_errors=True)
    (partial / target.name).rename(target)
    partial.rmdir()


if __name__ == "__main__":
    main()
