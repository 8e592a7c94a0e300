"""botocore's exceptions by its names, with its bases and messages."""

import inspect
import pickle
from importlib import import_module
from typing import Any

import pytest

from awso.boto import exceptions
from awso.errors import AwsoError

theirs: Any = import_module("botocore.exceptions")
boto3_exceptions: Any = import_module("boto3.exceptions")

NAMES = [
    name
    for name, member in vars(theirs).items()
    if inspect.isclass(member) and member.__module__ == "botocore.exceptions"
]


def ancestors(cls: type) -> list[str]:
    """Itself and the names of botocore's own classes above, not those of the HTTP library that it brings along."""
    homes = ("botocore.exceptions", "awso.boto.exceptions", "awso.boto.exceptions_elsewhere")
    return [each.__name__ for each in cls.__mro__ if each.__module__ in homes and each.__name__ in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_an_exception_of_botocore_is_there_with_the_same_ancestors(name: str) -> None:
    ours, expected = getattr(exceptions, name), getattr(theirs, name)

    assert ancestors(ours) == ancestors(expected)
    for builtin in (ValueError, AssertionError, Warning):
        assert issubclass(ours, builtin) == issubclass(expected, builtin)


@pytest.mark.parametrize("name", [name for name in NAMES if "fmt" in vars(getattr(exceptions, name))])
def test_a_message_is_botocore_s(name: str) -> None:
    assert getattr(exceptions, name).fmt == getattr(theirs, name).fmt


def test_all_but_warnings_are_errors_of_awso() -> None:
    foreign = {name for name in NAMES if not issubclass(getattr(exceptions, name), AwsoError)}

    assert foreign == {
        "UndefinedModelAttributeError",
        "MissingServiceIdError",
        "UnsupportedTLSVersionWarning",
        "ImminentRemovalWarning",
    }


@pytest.mark.parametrize(
    "response",
    [
        {"Error": {"Code": "C", "Message": "m"}},
        {"Error": {}},
        {},
        {"Error": {"Code": "C"}, "ResponseMetadata": {"MaxAttemptsReached": True, "RetryAttempts": 4}},
        {"Error": {"Code": "C"}, "ResponseMetadata": {"RetryAttempts": 4}},
    ],
    ids=str,
)
def test_a_client_error_says_what_botocore_s_says(response: dict[str, Any]) -> None:
    ours, expected = exceptions.ClientError(response, "GetThing"), theirs.ClientError(response, "GetThing")

    assert str(ours) == str(expected)
    assert (ours.response, ours.operation_name) == (response, "GetThing")


@pytest.mark.parametrize(
    "error",
    [
        exceptions.ClientError({"Error": {"Code": "C"}}, "GetThing"),
        exceptions.ParamValidationError(report="x"),
        exceptions.ReadTimeoutError(request=1, endpoint_url="u"),
        exceptions.WaiterError("n", "r", {"a": 1}),
        exceptions.InvalidRegionError(region_name="x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_pickling(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("name", ["Boto3Error", "S3TransferFailedError", "S3UploadFailedError", "RetriesExceededError"])
def test_boto3_s_own_exceptions_are_there(name: str) -> None:
    assert ancestors_in_boto3(getattr(exceptions, name)) == ancestors_in_boto3(getattr(boto3_exceptions, name))


def ancestors_in_boto3(cls: type) -> list[str]:
    return [each.__name__ for each in cls.__mro__ if hasattr(boto3_exceptions, each.__name__)]


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="NoSuchError"):
        getattr(exceptions, "NoSuchError")  # noqa: B009  # a name that checkers refuse
