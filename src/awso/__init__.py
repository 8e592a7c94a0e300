"""Typed AWS clients, blocking and async, generated from AWS's own service models.

`from awso import cognito_idp` gives a service: `Client`, `AsyncClient`, every shape by its model name, `errors`.
`awso.service("cognito-idp").operation("GetUser")` gives an operation's codecs without a client.
"""

from importlib import import_module

TYPE_CHECKING = False  # checkers take it for typing's, which `awso._lean` imports
if TYPE_CHECKING:
    from awso.core.event_streams import EventStream as EventStream
    from awso.core.http import Headers as Headers
    from awso.core.http import HttpRequest as HttpRequest
    from awso.core.http import HttpResponse as HttpResponse
    from awso.core.response_bodies import StreamingBody as StreamingBody
    from awso.credentials import Credentials as Credentials
    from awso.credentials import StaticCredentials as StaticCredentials
    from awso.credentials.tokens import Token as Token
    from awso.registry import service as service
    from awso.registry import service_names as service_names
    from awso.retries import RetryOptions as RetryOptions
    from awso.runtime.event_sender import EventSender as EventSender
    from awso.settings.bodies import ChecksumOptions as ChecksumOptions
    from awso.settings.bodies import CompressionOptions as CompressionOptions
    from awso.settings.s3 import S3Options as S3Options
    from awso.transports.options import InsecureConnectionWarning as InsecureConnectionWarning
    from awso.transports.options import TransportOptions as TransportOptions

__version__ = "0.1.0"

_HOMES = {
    "EventSender": "awso.runtime.event_sender",
    "EventStream": "awso.core.event_streams",
    "Headers": "awso.core.http",
    "HttpRequest": "awso.core.http",
    "HttpResponse": "awso.core.http",
    "Credentials": "awso.credentials",
    "StaticCredentials": "awso.credentials",
    "Token": "awso.credentials.tokens",
    "RetryOptions": "awso.retries",
    "ChecksumOptions": "awso.settings.bodies",
    "CompressionOptions": "awso.settings.bodies",
    "S3Options": "awso.settings.s3",
    "StreamingBody": "awso.core.response_bodies",
    "InsecureConnectionWarning": "awso.transports.options",
    "TransportOptions": "awso.transports.options",
    "service": "awso.registry",
    "service_names": "awso.registry",
}
__all__ = [*_HOMES, "__version__"]  # pyright: ignore[reportUnsupportedDunderAll]  # the table above is the one list of names

if not TYPE_CHECKING:  # hidden from checkers, which would otherwise accept any name

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(
                f"module 'awso' has no attribute {name!r}: each service is a module of it (from awso import s3), "
                "and boto3's names are in awso.boto"
            )
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value
