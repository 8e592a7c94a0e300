"""The order in which places are asked for credentials when the caller gives none.

The first that has any answers. One that is configured wrongly ends the search with an error, so that a typing mistake
does not sign a call as somebody else. How long an answer holds: `cache`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from awso.core.effects import Flow
from awso.credentials import Credentials
from awso.credentials.environment import EnvironmentCredentials
from awso.credentials.profile import ProfileCredentials
from awso.errors import MissingCredentialsError
from awso.settings.settings import Settings

if TYPE_CHECKING:
    from awso.credentials.provider import NamedProvider

ORDER: "tuple[Callable[[Settings], NamedProvider], ...]" = (
    EnvironmentCredentials,
    ProfileCredentials,
)


# Who moves from boto3 to a machine of AWS's has keys there that only other SDKs find so far.
_NOTHING_FOUND = (
    "no credentials found: pass credentials=awso.StaticCredentials(id, secret), or set them where awso looked (roles, "
    "SSO, containers and instance metadata are not asked yet):"
)


class DefaultCredentials:
    """The provider that asks the places of `ORDER`, one after the other."""

    __slots__ = ("_settings",)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def credentials(self) -> Flow[Credentials]:
        """The first credentials found. Raises `MissingCredentialsError` with all places asked where there are none."""
        places: list[str] = []
        for make in ORDER:
            provider = make(self._settings)
            found = yield from provider.credentials()
            if found is not None:
                return found
            places.append(provider.place)
        raise MissingCredentialsError("\n  ".join([_NOTHING_FOUND, *places]))
