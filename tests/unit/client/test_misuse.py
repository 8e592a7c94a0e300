"""What newcomers get wrong, and what they are told: boto3's names, wrong options, positional arguments, a path."""

import types
from pathlib import PurePosixPath
from typing import Any

import pytest

import awso
from awso import Credentials, HttpResponse, StaticCredentials, dynamodb, s3
from awso.errors import CredentialsError, ParameterError
from awso.habits import ATTRIBUTES
from awso.testing import MemoryTransport

KEYS = StaticCredentials("AKIDEXAMPLE", "secret")
CLIENTS: list[Any] = [dynamodb.Client, dynamodb.AsyncClient]


def client() -> Any:
    answer = HttpResponse(200, {}, b"{}")
    return dynamodb.Client(region="us-east-1", credentials=KEYS, transport=MemoryTransport([answer]))


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("region_name", "the client of dynamodb has no option 'region_name': write region=…"),
        ("aws_access_key_id", "…'aws_access_key_id': write credentials=awso.StaticCredentials(…)"),
        ("regoin", "…'regoin': did you mean 'region'?"),
        ("shard", "…'shard': it has region, endpoint_url, credentials, "),
    ],
)
def test_an_option_that_no_client_has_is_answered_with_the_one_that_was_meant(
    make: Any, option: str, said: str
) -> None:
    with pytest.raises(TypeError) as raised:
        make(**{option: "x"})

    assert str(raised.value).startswith(said.replace("…'", "the client of dynamodb has no option '"))


@pytest.mark.parametrize("make", CLIENTS)
def test_a_region_without_its_name_is_refused(make: Any) -> None:
    with pytest.raises(TypeError, match=r"^the client of dynamodb takes keywords only \(region=…, .*\), got 1 posit"):
        make("us-east-1")


def test_checked_constructors_keep_their_signature() -> None:
    import inspect

    assert list(inspect.signature(dynamodb.Client).parameters)[:3] == ["region", "endpoint_url", "credentials"]
    assert inspect.signature(dynamodb.Client.__init__).return_annotation is None


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_what_only_boto3s_clients_have_is_named_as_it_is_here(name: str) -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(client(), name)

    assert str(raised.value) == f"the client of dynamodb has no member {name!r}: {ATTRIBUTES[name]}"


def test_members_without_their_names_are_refused_with_what_to_pass() -> None:
    said = r"^list_tables: pass one awso\.services\.dynamodb\.ListTablesInput or its members by keyword, got "

    with pytest.raises(TypeError, match=said + "2 positional arguments$"):
        client().list_tables("orders", 10)
    with pytest.raises(TypeError, match=said + r"builtins\.str$"):
        client().list_tables("orders")
    with pytest.raises(TypeError, match=said + "2 positional arguments$"):
        CLIENTS[1](region="us-east-1", credentials=KEYS).list_tables("orders", 10)


@pytest.mark.parametrize("keys", [("id", "secret"), {"access_key_id": "id"}, "id"])
def test_credentials_of_another_kind_are_refused_when_the_client_is_made(keys: Any) -> None:
    with pytest.raises(TypeError, match=r"^credentials: expected awso\.StaticCredentials\(id, secret\) or a provider"):
        dynamodb.Client(credentials=keys)
    with pytest.raises(TypeError, match=r"^credentials: expected"):
        client().with_options(credentials=keys)


@pytest.mark.parametrize(
    ("key_id", "secret", "missing"), [("", "s", "access_key_id"), ("id", None, "secret_access_key")]
)
def test_a_key_from_a_variable_that_is_not_set_is_refused_at_once(key_id: Any, secret: Any, missing: str) -> None:
    with pytest.raises(CredentialsError, match=f"^{missing}: expected text, got nothing"):
        StaticCredentials(key_id, secret)
    with pytest.raises(CredentialsError, match=f"^{missing}: expected text, got nothing"):
        dynamodb.Client(credentials=Credentials(key_id, secret))


def test_boto3s_programs_may_give_empty_keys_to_a_client_that_signs_nothing() -> None:
    from awso import boto
    from awso.boto import UNSIGNED, Config

    client = boto.client(
        "s3", "us-east-1", aws_access_key_id="", aws_secret_access_key="", config=Config(signature_version=UNSIGNED)
    )

    assert client.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"}) == "https://s3.amazonaws.com/b/k"


def test_a_retry_mode_is_not_a_number_of_attempts() -> None:
    mode: Any = "standard"

    with pytest.raises(
        TypeError, match=r"^retries: expected a number of attempts or awso\.RetryOptions\(…\), got str$"
    ):
        dynamodb.Client(retries=mode)


def test_a_dict_in_place_of_a_structure_is_answered_with_what_makes_one() -> None:
    key: Any = {"id": {"S": "1"}}

    with pytest.raises(ParameterError) as raised:
        client().get_item(table_name="orders", key=key)

    assert str(raised.value.violations[0]) == (
        'GetItemInput.key["id"]: expected AttributeValue (AttributeValue.from_value makes one of a dict), '
        "got a value of type dict"
    )
    assert dynamodb.AttributeValue.from_value(key["id"]) == dynamodb.AttributeValue(s="1")


def test_a_path_is_no_body_and_what_is_one_is_said() -> None:
    storage: Any = s3.Client(region="us-east-1", credentials=KEYS, transport=MemoryTransport([]))

    with pytest.raises(ParameterError) as raised:
        storage.put_object(bucket="bucket", key="key", body=PurePosixPath("file"))

    assert raised.value.violations[0].expected == "bytes, a file opened in binary mode or an iterable of bytes"


@pytest.mark.parametrize("name", ["client", "resource", "Session"])
def test_boto3s_ways_to_a_client_are_answered_with_those_of_awso(name: str) -> None:
    module: Any = types.ModuleType("awso")  # as it is in a process that has imported nothing of it yet
    module.__getattr__ = awso.__getattr__  # pyright: ignore[reportAttributeAccessIssue]  # hidden from checkers

    with pytest.raises(
        AttributeError, match=r"each service is a module of it \(from awso import s3\), .* in awso\.boto$"
    ):
        getattr(module, name)


def test_pages_of_an_operation_that_has_none_are_refused_by_its_name() -> None:
    with pytest.raises(AttributeError, match=r"^get_item has no attribute 'pages': its model describes no pages$"):
        _ = client().get_item.pages
    with pytest.raises(AttributeError, match=r"^get_item has no attribute 'name'$"):
        _ = client().get_item.name
