"""What a name or a password does to the message that it is filled into."""

import html

import pytest

from awso_userpool.domain.records import Message
from awso_userpool.messages.smtp import _mail  # pyright: ignore[reportPrivateUsage]  # what goes to the mail server
from tests.integration.userpool.world import Members, World

LINK = "<a/href=//evil.example>click</a>"
PASSWORD_LIKE_A_TAG = "Ab1!<img/src=x>"
HTML: Members = {
    "AdminCreateUserConfig": {
        "InviteMessageTemplate": {
            "EmailMessage": "<p>{username}, sign in with {####}</p>",
            "EmailSubject": "For {username}",
        }
    }
}


def invitation(world: World, pool: Members) -> Message:
    app = world.app(pool)
    world.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username=LINK,
        TemporaryPassword=PASSWORD_LIKE_A_TAG,
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    (message,) = world.inbox()
    return message


def test_a_name_or_a_password_does_not_turn_a_plain_mail_into_html(world: World) -> None:
    mail = _mail("id", invitation(world, {}), "pool@example.com")

    assert mail.get_content_type() == "text/plain"
    assert f"Your username is {LINK} and temporary password is {PASSWORD_LIKE_A_TAG}." in mail.get_content()


def test_in_html_both_are_text(world: World) -> None:
    message = invitation(world, HTML)
    mail = _mail("id", message, "pool@example.com")

    assert mail.get_content_type() == "text/html"
    assert message.body == f"<p>{html.escape(LINK)}, sign in with {html.escape(PASSWORD_LIKE_A_TAG)}</p>"
    assert (message.subject, message.code) == (f"For {LINK}", PASSWORD_LIKE_A_TAG)


@pytest.mark.parametrize("name", ["{####}", "{username}", "{##Verify##}"])
def test_a_name_that_looks_like_a_parameter_stays_itself_in_html(world: World, name: str) -> None:
    app = world.app(HTML)
    world.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username=name,
        TemporaryPassword=PASSWORD_LIKE_A_TAG,
        DesiredDeliveryMediums=["EMAIL"],
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )

    (message,) = world.inbox()
    assert message.body == f"<p>{name}, sign in with {html.escape(PASSWORD_LIKE_A_TAG)}</p>"
