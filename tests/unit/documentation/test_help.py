"""What `help()` shows of shapes and operations is the documentation of the service's stub."""

import inspect
import pydoc

import pytest

from awso import cognito_idp, dynamodb
from awso.documentation import operation_documentation, shape_documentation


def test_a_shape_says_what_it_is_and_what_its_members_mean() -> None:
    text = inspect.getdoc(cognito_idp.UserType)

    assert text is not None
    assert text.startswith("A user profile in a Amazon Cognito user pool.\n\nMembers:\n    username: str | None\n")
    assert "    attributes: list[AttributeType]\n        Names and values of a user's attributes" in text


def test_a_shape_without_text_lists_its_members() -> None:
    assert shape_documentation("awso.services.dynamodb", "Condition") is not None
    assert (dynamodb.UpdateItemOutput.__doc__ or "").startswith("Represents the output")


@pytest.mark.parametrize("client", [cognito_idp.Client(), cognito_idp.AsyncClient()], ids=["blocking", "async"])
def test_an_operation_says_what_it_does_and_what_it_raises(client: cognito_idp.Client) -> None:
    text = inspect.getdoc(client.update_user_attributes)

    assert text is not None
    assert text.startswith("Updates the currently signed-in user's attributes.")
    assert "    access_token: A valid access token that Amazon Cognito issued to the currently signed-in user." in text
    raised = text.partition("Raises: ")[2]
    assert "CodeMismatchException, " in raised


def test_help_prints_it() -> None:
    assert "Given a user pool ID, returns a list of users" in pydoc.render_doc(cognito_idp.Client().list_users)
    assert "The user's username." in pydoc.render_doc(cognito_idp.UserType)


def test_where_there_is_no_stub_there_is_no_documentation() -> None:
    assert shape_documentation("awso.services.cognito_idp", "NoSuchShape") is None
    assert operation_documentation("no.such.module", "get_user") is None
