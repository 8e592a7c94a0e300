"""What many clients share."""

from pathlib import Path

import pytest

import awso
from awso import s3


def test_clients_with_one_ca_bundle_keep_it_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(b"200 kB in practice\n")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")

    def held() -> bytes | None:
        client = s3.Client(region="us-east-1", credentials=keys)
        client.list_buckets.request()
        context = client._shared.context  # pyright: ignore[reportPrivateUsage]  # what is kept is seen nowhere else
        assert context is not None
        return context.root_certificates_pem

    first, second = held(), held()

    assert first == bundle.read_bytes()
    assert first is second
