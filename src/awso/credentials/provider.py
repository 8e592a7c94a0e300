"""What a source of credentials is: anything with a `credentials` flow. Your own class will do."""

from typing import Protocol

from awso.core.effects import Flow
from awso.credentials import Credentials


class CredentialsProvider(Protocol):
    """A source of credentials."""

    def credentials(self) -> Flow[Credentials | None]:
        """The credentials of this source; None means "not mine, ask the next".

        Raises `awso.errors.CredentialsError` where the source is configured but gives none: the next is not asked then,
        so that a call is never signed by somebody whom the user did not mean.
        """
        ...


class NamedProvider(CredentialsProvider, Protocol):
    """A source in the default chain, which can say where it looked."""

    @property
    def place(self) -> str:
        """Where the source looks, in words for the error that lists all places."""
        ...
