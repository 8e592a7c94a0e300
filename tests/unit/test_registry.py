"""Finding services, operations, shapes and errors by name."""

import pickle
import subprocess
import sys

import pytest

import awso
from awso import cognito_idp
from awso.errors import ServiceError


def test_a_service_is_found_by_its_aws_name_and_by_its_module_name() -> None:
    assert awso.service("cognito-idp") is awso.service("cognito_idp")
    assert awso.service("cognito-idp").name == "cognito-idp"


def test_an_unknown_service_is_answered_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="cognito_idp"):
        awso.service("cognito-ipd")


def test_an_unknown_operation_is_answered_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="UpdateUserAttributes"):
        awso.service("cognito-idp").operation("UpdateUserAtributes")


def test_an_unknown_shape_of_a_module_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="AttributeType"):
        _ = cognito_idp.AttributTyp  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # what the test is about


def test_the_alias_module_is_the_service_module_itself() -> None:
    import awso.cognito_idp
    import awso.services.cognito_idp

    assert awso.cognito_idp is awso.services.cognito_idp
    assert awso.cognito_idp.errors is awso.services.cognito_idp.errors


def test_errors_are_classes_that_can_be_imported_caught_and_pickled() -> None:
    error = cognito_idp.errors.NotAuthorizedException(
        "Incorrect username or password.",
        code="NotAuthorizedException",
        request_id="r-1",
        status=400,
        service="cognito-idp",
        operation="InitiateAuth",
        attempts=2,
        retryable=False,
    )

    twin = pickle.loads(pickle.dumps(error))

    assert isinstance(twin, cognito_idp.errors.NotAuthorizedException)
    assert isinstance(twin, ServiceError)
    assert (twin.message, twin.code, twin.request_id, twin.status, twin.operation, twin.attempts, twin.retryable) == (
        "Incorrect username or password.",
        "NotAuthorizedException",
        "r-1",
        400,
        "InitiateAuth",
        2,
        False,
    )
    assert str(twin) == (
        "cognito-idp InitiateAuth: NotAuthorizedException: Incorrect username or password. "
        "(HTTP 400, request r-1, 2 attempts)"
    )


def test_importing_a_service_makes_none_of_its_shapes() -> None:
    program = (
        "from awso import ec2\nfrom awso.shapes.shape import Shape\n"
        "assert not Shape.__subclasses__()\nec2.Tag(key='a')\nassert len(Shape.__subclasses__()) == 1"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
