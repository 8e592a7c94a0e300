"""Credentials in environment variables."""

from collections.abc import Mapping

from awso.core.effects import Flow
from awso.credentials import Credentials
from awso.errors import PartialCredentialsError
from awso.settings.settings import Settings

KEY_ID = "AWS_ACCESS_KEY_ID"
SECRET = "AWS_SECRET_ACCESS_KEY"


class EnvironmentCredentials:
    """`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID`; a blank one is not set.

    Not asked where the caller chose a profile in the code: who writes profile="dev" does not mean the variables.
    """

    __slots__ = ("_environment", "_overruled_by")

    def __init__(self, settings: Settings) -> None:
        self._environment = settings.environment
        self._overruled_by = settings.options.profile

    @property
    def place(self) -> str:
        """Where these look."""
        if self._overruled_by:
            return f"the environment variables: not asked, because of the option profile={self._overruled_by!r}"
        return f"the environment variables {KEY_ID} and {SECRET}: not set"

    def credentials(self) -> Flow[Credentials | None]:
        """The variables' keys. Raises `PartialCredentialsError` where only one of the pair is set."""
        return None if self._overruled_by else credentials_in(self._environment)
        yield  # never reached: makes the function a flow


def credentials_in(environment: Mapping[str, str]) -> Credentials | None:
    """The keys in `environment`, None without any. Raises `PartialCredentialsError` for one half of a pair."""
    key_id, secret = _text(environment, KEY_ID), _text(environment, SECRET)
    if key_id is None and secret is None:
        return None
    if key_id is None or secret is None:
        present, absent = (SECRET, KEY_ID) if key_id is None else (KEY_ID, SECRET)
        message = f"{present} is set but {absent} is not: set both, or neither to look elsewhere"
        raise PartialCredentialsError(message, provider="env", missing=absent)
    # AWS_SECURITY_TOKEN is the session token's older name.
    token = _text(environment, "AWS_SESSION_TOKEN") or _text(environment, "AWS_SECURITY_TOKEN")
    return Credentials(key_id, secret, token, _text(environment, "AWS_ACCOUNT_ID"))


def _text(environment: Mapping[str, str], variable: str) -> str | None:
    return environment.get(variable, "").strip() or None
