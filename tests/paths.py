"""Where the independent truth lies: botocore's own test data and the vectors of the other SDKs.

Neither is committed. `make test` downloads the first into `.cache`; the second is beside the repository, or where
`AWSO_VECTORS` says.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOTOCORE_VERSION = "1.44.5"
BOTOCORE_TESTS = ROOT / ".cache" / f"botocore-{BOTOCORE_VERSION}" / "tests"
VECTORS = Path(os.environ.get("AWSO_VECTORS", ROOT.parent / "shared" / "vectors"))


def require(path: Path) -> Path:
    """`path`, or a loud skip where a stranger's clone lacks it; in CI its absence is a failure."""
    if path.exists():
        return path
    message = f"{path} is missing: run `make test`, which fetches botocore's test data, or set AWSO_VECTORS"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message, allow_module_level=True)
