"""What a client of any service offers: methods, exceptions, pages, waiters, facts, by boto3's names."""

from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from awso import boto as awso_boto
from awso.registry import service, service_names

boto3: Any = import_module("boto3")

SERVICES = sorted(service(name).name for name in service_names())
# The customised ones, and others that are the same each time.
SOME = sorted({"s3", "rds", "dsql", "polly", "mturk", "logs", "sqs", *Random(0).sample(SERVICES, 20)})


def public(names: list[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def compare(name: str) -> None:
    ours, theirs = awso_boto.client(name), boto3.client(name)

    assert public(dir(ours)) == public(dir(theirs))
    assert public(dir(ours.exceptions)) == public(dir(theirs.exceptions))
    assert ours.waiter_names == theirs.waiter_names
    assert ours.meta.method_to_api_mapping == theirs.meta.method_to_api_mapping
    for method in theirs.meta.method_to_api_mapping:
        assert ours.can_paginate(method) == theirs.can_paginate(method) if hasattr(theirs, method) else True
    for code, cls in theirs.exceptions._code_to_exception.items():
        assert ours.exceptions.from_code(code).__name__ == cls.__name__
    for fact in ("service_name", "service_id", "api_version", "endpoint_prefix", "signing_name", "operation_names"):
        assert getattr(ours.meta.service_model, fact) == getattr(theirs.meta.service_model, fact)
    assert ours.meta.partition == theirs.meta.partition


def test_the_services_are_boto3_s(settled: Path) -> None:
    assert awso_boto.Session().get_available_services() == boto3.Session().get_available_services() == SERVICES


@pytest.mark.parametrize("name", SOME)
def test_a_client_offers_what_boto3_s_does(settled: Path, name: str) -> None:
    compare(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_every_client_offers_what_boto3_s_does(settled: Path, name: str) -> None:
    compare(name)


def test_former_names_of_methods_still_work(settled: Path) -> None:
    client = awso_boto.client("mturk")

    assert client.list_hi_ts_for_qualification_type.__name__ == "list_hi_ts_for_qualification_type"


def test_a_method_that_is_none_is_refused(settled: Path) -> None:
    with pytest.raises(AttributeError, match="'DynamoDB' object has no attribute 'list_table'"):
        awso_boto.client("dynamodb").list_table()


def test_methods_take_names_only(settled: Path) -> None:
    with pytest.raises(TypeError, match=r"list_tables\(\) only accepts keyword arguments"):
        awso_boto.client("dynamodb").list_tables(1)


def test_an_exception_that_is_none_says_which_there_are(settled: Path) -> None:
    with pytest.raises(AttributeError, match=r"Valid exceptions are: .*QueueDoesNotExist"):
        _ = awso_boto.client("sqs").exceptions.NoSuchThing


def test_clients_of_one_service_share_their_exceptions(settled: Path) -> None:
    one, other = awso_boto.client("sqs"), awso_boto.Session().client("sqs")

    assert one.exceptions.QueueDoesNotExist is other.exceptions.QueueDoesNotExist
