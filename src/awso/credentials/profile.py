"""Credentials in the profile: keys written in the `credentials` or the `config` file."""

from awso.core.effects import Flow
from awso.credentials import Credentials, environment
from awso.errors import CredentialsError, PartialCredentialsError
from awso.settings.profile_file import Property
from awso.settings.settings import Settings

KEY_ID = "aws_access_key_id"
SECRET = "aws_secret_access_key"

# Other ways for a profile to say whose keys to use. The first group wins over keys in the same profile, as in every AWS
# SDK: to sign with those keys would be to act as somebody else than the profile says.
_BEFORE_KEYS = ("role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name")
_AFTER_KEYS = ("credential_process", "login_session")


class ProfileCredentials:
    """`aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`, `aws_account_id` of the profile in use."""

    __slots__ = ("_settings",)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def place(self) -> str:
        """Where these look."""
        paths = self._settings.locations.known
        where = " and ".join(paths) if paths else "no file, because no home directory is known"
        return f"the profile {self._settings.profile!r} in {where}: no {KEY_ID}"

    def credentials(self) -> Flow[Credentials | None]:
        """The profile's keys. Raises `CredentialsError` for half a pair, and for sources that awso does not have."""
        return self._keys()
        yield  # never reached: makes the function a flow

    def _keys(self) -> Credentials | None:
        properties = self._settings.files.profile(self._settings.profile)
        self._refuse(properties, _BEFORE_KEYS)
        key_id, secret = _text(properties, KEY_ID), _text(properties, SECRET)
        if key_id is None and secret is None:
            self._refuse(properties, _AFTER_KEYS)
            return None
        if key_id is None or secret is None:
            present, absent = (SECRET, KEY_ID) if key_id is None else (KEY_ID, SECRET)
            where = properties[present].where
            message = f"{where}: the profile {self._settings.profile!r} has {present} but no {absent}"
            raise PartialCredentialsError(message, provider=where, missing=absent)
        # aws_security_token is the session token's older name.
        token = _text(properties, "aws_session_token") or _text(properties, "aws_security_token")
        return Credentials(key_id, secret, token, _text(properties, "aws_account_id"))

    def _refuse(self, properties: dict[str, Property], names: tuple[str, ...]) -> None:
        for name in names:
            if _text(properties, name) is not None:
                raise CredentialsError(
                    f"{properties[name].where}: the profile {self._settings.profile!r} takes its credentials from "
                    f"{name}, which awso cannot do: pass credentials=… or set "
                    f"{environment.KEY_ID} and {environment.SECRET}"
                )


def _text(properties: dict[str, Property], name: str) -> str | None:
    known = properties.get(name)
    return (known.value or None) if known is not None else None
