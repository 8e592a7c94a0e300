"""The words of a message: Cognito's defaults, and how code and user name are filled in."""

from html import escape
from typing import NamedTuple

CODE_PARAMETER = "{####}"
USERNAME_PARAMETER = "{username}"


class Text(NamedTuple):
    """The parts of a message with their parameters still in: what templates and triggers give."""

    sms: str
    email: str
    subject: str


# The console's and the API's defaults.
VERIFICATION = Text(
    sms="Your confirmation code is {####}", email="Your confirmation code is {####}", subject="Your verification code"
)
INVITATION = Text(
    sms="Your username is {username} and temporary password is {####}.",
    email="Your username is {username} and temporary password is {####}.",
    subject="Your temporary password",
)


def is_html(template: str) -> bool:
    """Whether a mail made of `template` is HTML."""
    return "<" in template


def filled(template: str, code: str, username: str = "", *, html: bool = False) -> str:
    """`template` with code and user name in it. In HTML a "<" of a password is shown, and one of a name is no tag."""
    if html:
        code, username = escape(code), escape(username)
    # The user name goes in last: one that contains "{####}" must not receive the code a second time.
    return template.replace(CODE_PARAMETER, code).replace(USERNAME_PARAMETER, username)
