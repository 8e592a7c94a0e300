"""The example about storage runs as its reader would run it, against moto's S3."""

import os
import subprocess
import sys

from tests.paths import ROOT


def test_the_storage_example_shows_what_it_promises(moto_url: str) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    given = {
        "AWS_ENDPOINT_URL_S3": moto_url,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "PYTHONPATH": str(ROOT / "src"),
    }

    done = subprocess.run(
        [sys.executable, "-m", "examples.storage_quickstart", "example-shelf"],
        cwd=ROOT,
        env={**own, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    for shown in (
        "text/lines.txt: 1,500,000 bytes\n",
        "text/note.txt: 5 bytes\n",
        "100,000 lines\n",
        "/example-shelf/text/note.txt?…\n",
        "NoSuchKey, HTTP 404\n",
    ):
        assert shown in done.stdout
