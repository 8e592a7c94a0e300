"""Reading botocore's data: every service, the newest models, patched as botocore patches them."""

from pathlib import Path

import botocore.loaders
import botocore.session
import pytest

from awso_codegen.model.source import data_folder, read_service, service_names

DATA = data_folder()
PATCHED = sorted({file.parent.parent.name for file in DATA.rglob("*.sdk-extras.json")})


def test_every_service_that_botocore_knows_is_found_and_no_other() -> None:
    names = service_names(DATA)

    assert names == botocore.session.Session().get_available_services()
    assert len(names) == 439


@pytest.mark.parametrize("name", ["cognito-idp", "s3", "ec2", "sts", *PATCHED])
def test_the_models_are_those_that_botocore_loads(name: str) -> None:
    loader = botocore.loaders.create_loader()

    source = read_service(DATA, name)

    assert source.api_version == loader.determine_latest_version(name, "service-2")
    assert source.service == loader.load_service_model(name, "service-2")
    assert source.endpoint_rules == loader.load_service_model(name, "endpoint-rule-set-1")
    if source.paginators:
        assert source.paginators == loader.load_service_model(name, "paginators-1")["pagination"]
    if source.waiters:
        assert source.waiters == loader.load_service_model(name, "waiters-2")["waiters"]


def test_some_models_are_patched() -> None:
    # Without this the comparison above could lose its point unseen.
    assert {"s3", "rds"} <= set(PATCHED)


def test_the_newest_version_wins_and_a_patch_goes_deep(tmp_path: Path) -> None:
    for version, text in (
        ("2020-01-01", '{"old": 1}'),
        ("2021-01-01", '{"shapes": {"A": {"type": "string", "max": 1}}}'),
    ):
        folder = tmp_path / "lamps" / version
        folder.mkdir(parents=True)
        (folder / "service-2.json").write_text(text)
    patch = '{"merge": {"shapes": {"A": {"max": 2}, "B": {"type": "blob"}}}}'
    (tmp_path / "lamps" / "2021-01-01" / "service-2.sdk-extras.json").write_text(patch)

    source = read_service(tmp_path, "lamps")

    assert source.service == {"shapes": {"A": {"type": "string", "max": 2}, "B": {"type": "blob"}}}
    assert (source.paginators, source.waiters, source.endpoint_rules) == ({}, {}, {})


def test_a_service_without_a_model_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"lamps has no service-2 model"):
        read_service(tmp_path, "lamps")
