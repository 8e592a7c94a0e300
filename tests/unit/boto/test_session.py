"""Sessions: the same settings, keys, lists and refusals as boto3's."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from awso import boto as awso_boto
from awso.boto import exceptions

boto3: Any = import_module("boto3")

FILES = {
    "config": "[profile dev]\nregion = eu-west-1\n"
    "[profile other]\naws_access_key_id = AK2\naws_secret_access_key = s2\n",
    "credentials": "[dev]\naws_access_key_id = AK1\naws_secret_access_key = s1\naws_session_token = t1\n",
}


@pytest.fixture
def files(settled: Path) -> Path:
    for name, text in FILES.items():
        (settled / name).write_text(text)
    return settled


def outcome(make: Any) -> Any:
    try:
        return make()
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("arguments", [{}, {"profile_name": "dev"}, {"profile_name": "other", "region_name": "x-1"}])
def test_a_session_has_the_settings_of_boto3_s(files: Path, arguments: dict[str, Any]) -> None:
    ours, theirs = awso_boto.Session(**arguments), boto3.Session(**arguments)

    assert (ours.region_name, ours.profile_name) == (theirs.region_name, theirs.profile_name)
    assert sorted(ours.available_profiles) == sorted(theirs.available_profiles)
    mine, other = ours.get_credentials(), theirs.get_credentials()
    assert mine is not None
    assert tuple(mine.get_frozen_credentials())[:3] == tuple(other.get_frozen_credentials())[:3]
    assert (mine.access_key, mine.secret_key, mine.token) == (other.access_key, other.secret_key, other.token)


def test_without_keys_there_are_no_credentials(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    assert awso_boto.Session().get_credentials() is None
    with pytest.raises(exceptions.NoCredentialsError, match="Unable to locate credentials"):
        awso_boto.client("dynamodb").list_tables()


def test_half_a_key_pair_is_named(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    ours = outcome(awso_boto.client("dynamodb").list_tables)

    assert ours == outcome(lambda: boto3.client("dynamodb").list_tables())


REFUSED: tuple[Callable[[Any], Any], ...] = (
    lambda boto: boto.Session(profile_name="none"),
    lambda boto: boto.client("dynamodb", aws_secret_access_key="a"),
    lambda boto: boto.Session(aws_account_id="1"),
    lambda boto: boto.client("no-such-service"),
    lambda boto: boto.client("dynamodb", region_name="x.example.org/"),
)


@pytest.mark.parametrize("make", REFUSED)
def test_what_boto3_refuses_is_refused_in_its_words(files: Path, make: Any) -> None:
    assert outcome(lambda: make(awso_boto)) == outcome(lambda: make(boto3))


def test_a_service_with_regions_needs_one(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    for name in ("dynamodb", "iam", "s3", "sts", "cloudfront", "ec2", "route53", "organizations", "lambda"):
        ours = outcome(lambda name=name: awso_boto.client(name).meta.region_name)
        assert ours == outcome(lambda name=name: boto3.client(name).meta.region_name), name


@pytest.mark.parametrize(
    ("arguments", "feature"),
    [
        ({"use_ssl": False}, "use_ssl=False"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(settled: Path, arguments: dict[str, Any], feature: str) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match=feature):
        awso_boto.client("s3", **arguments)


def test_arguments_that_ask_for_nothing_special_are_taken(settled: Path) -> None:
    client = awso_boto.client(
        "sqs", use_ssl=False, verify=True, endpoint_url="http://127.0.0.1:1", api_version="2012-11-05"
    )

    assert client.meta.endpoint_url == "http://127.0.0.1:1"


def test_another_version_of_a_service_is_refused(settled: Path) -> None:
    with pytest.raises(exceptions.ApiVersionNotFoundError, match="1999-01-01"):
        awso_boto.client("sqs", api_version="1999-01-01")


def test_half_a_key_pair_is_refused_at_once(settled: Path) -> None:
    with pytest.raises(exceptions.PartialCredentialsError, match="explicit, missing: aws_secret_access_key"):
        awso_boto.Session(aws_access_key_id="a")


@pytest.mark.parametrize("call", ["resource", "set_stream_logger"])
def test_what_is_not_there_says_what_to_do(settled: Path, call: str) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match=r"awso\.boto does not have"):
        getattr(awso_boto, call)("s3")


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_regions_of_services_are_boto3_s(settled: Path, partition: str) -> None:
    ours, theirs = awso_boto.Session(), boto3.Session()

    assert ours.get_available_partitions() == theirs.get_available_partitions()
    for name in ("s3", "dynamodb", "iam", "cognito-idp", "lambda"):
        for every in (False, True):
            mine = ours.get_available_regions(name, partition, every)
            assert mine == theirs.get_available_regions(name, partition, every)


def test_the_default_session_is_made_once_and_can_be_set_up(settled: Path) -> None:
    awso_boto.client("sqs")
    first = awso_boto.DEFAULT_SESSION
    awso_boto.client("sqs")
    assert awso_boto.DEFAULT_SESSION is first

    awso_boto.setup_default_session(region_name="eu-west-1")

    assert awso_boto.client("sqs").meta.region_name == "eu-west-1"


def test_a_region_given_for_the_client_wins_then_the_config_s_then_the_session_s(settled: Path) -> None:
    session, config = awso_boto.Session(region_name="eu-west-1"), awso_boto.Config(region_name="eu-west-2")

    assert session.client("sqs").meta.region_name == "eu-west-1"
    assert session.client("sqs", config=config).meta.region_name == "eu-west-2"
    assert session.client("sqs", "eu-west-3", config=config).meta.region_name == "eu-west-3"
