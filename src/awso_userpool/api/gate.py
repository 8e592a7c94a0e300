"""Who may call an administrative operation: whoever signs with one of the server's access keys.

The check itself is `awso.signing.verify`; here are its settings for this server, and the key pairs. Presigned URLs
are refused: no API call of this service is a link.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from awso.core.http import HttpRequest
from awso.signing.canonical import SigningKeys
from awso.signing.verify import SignatureError, verify
from awso_userpool.api.errors import ProtocolError

SIGNING_NAME = "cognito-idp"


class Gate:
    """Lets signed requests through. `access_keys` maps access key ids to secrets, which show nowhere."""

    __slots__ = ("_clock", "_keys", "_region", "_secrets")

    def __init__(self, access_keys: Mapping[str, str], region: str, clock: Callable[[], float]) -> None:
        self._secrets = dict(access_keys)
        self._region = region
        self._clock = clock
        self._keys = SigningKeys()

    def check(self, request: HttpRequest) -> None:
        """Raises `ProtocolError` with AWS's code and message unless `request` is signed, whole and fresh."""
        try:
            verify(
                request,
                region=self._region,
                service=SIGNING_NAME,
                secret_for=self._secrets.get,
                now=datetime.fromtimestamp(self._clock(), UTC),
                keys=self._keys,
            )
        except SignatureError as error:
            raise ProtocolError(error.code, error.message) from error
