"""`defaults_mode="auto"` on an instance: boto3 and awso ask the same metadata service and come to the same."""

import asyncio
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import awso.boto as awso_boto
from awso import sqs
from awso.boto import Config
from awso.core.http import HttpRequest
from tests.contract.transports.loopback import Handler, Loopback, loopback

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config


@pytest.fixture
def instance(settled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """The metadata service of an instance in eu-central-1."""
    for name in ("AWS_EC2_METADATA_DISABLED", "AWS_EXECUTION_ENV", "AWS_DEFAULTS_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("awso.settings.auto_mode._regions", {})
    with loopback() as server:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url)
        server.answer = metadata(200)
        yield server


def metadata(token_status: int) -> Any:
    def answer(handler: Handler, request: HttpRequest) -> None:
        said = {
            "/latest/api/token": b"t0ken",
            "/latest/meta-data/placement/region": b"eu-central-1",
            "/latest/meta-data/placement/availability-zone/": b"eu-central-1a",  # botocore's question
        }[request.url]
        if request.method == "PUT":
            handler.respond(token_status, said)
        else:
            allowed = token_status != 200 or request.headers.get("x-aws-ec2-metadata-token") == "t0ken"
            handler.respond(200 if allowed else 401, said)

    return answer


def connect_seconds(boto: Any, config: Any, region: str, mode: str | None) -> float:
    session = (boto3.session if boto is boto3 else boto).Session()
    seconds: float = session.client("s3", region, config=config(defaults_mode=mode)).meta.config.connect_timeout
    return seconds


@pytest.mark.parametrize("token_status", [200, 404, 400])
@pytest.mark.parametrize(("region", "there"), [("eu-central-1", 1.1), ("us-east-1", 3.1)])
@pytest.mark.parametrize("mode", ["auto", "Auto"])
def test_the_timeout_is_boto3s(instance: Loopback, token_status: int, region: str, there: float, mode: str) -> None:
    instance.answer = metadata(token_status)

    theirs = connect_seconds(boto3, BotoConfig, region, mode)
    ours = connect_seconds(awso_boto, Config, region, mode)

    assert ours == theirs == (3.1 if token_status == 400 else there)


@pytest.mark.parametrize("boto", [boto3, awso_boto], ids=["boto3", "awso"])
def test_the_variable_asks_as_well(boto: Any, instance: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULTS_MODE", "auto")

    session = (boto3.session if boto is boto3 else boto).Session()

    assert session.client("s3", "eu-central-1").meta.config.connect_timeout == 1.1
    assert [request.method for request in instance.seen] == ["PUT", "GET"]


def test_an_asyncio_client_asks_too_and_not_before_it_is_used(instance: Loopback) -> None:
    async def call() -> tuple[int, list[str]]:
        async with sqs.AsyncClient(region="eu-central-1", defaults_mode="auto") as client:
            before = len(instance.seen)
            await client.list_queues.request()
            return before, [request.url for request in instance.seen]

    assert asyncio.run(call()) == (0, ["/latest/api/token", "/latest/meta-data/placement/region"])


def test_where_nobody_listens_the_mode_is_standard(
    settled: Path, instance: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")

    theirs = connect_seconds(boto3, BotoConfig, "eu-central-1", "auto")

    assert connect_seconds(awso_boto, Config, "eu-central-1", "auto") == theirs == 3.1
