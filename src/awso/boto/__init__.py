"""boto3's interface on awso's engine: `import awso.boto as boto3`, and most programs run as they are.

`client` and `Session` make clients whose methods take the service's own names as keyword arguments and give plain
dicts. What differs from boto3 and what is refused: `docs/moving-from-boto3.md`.
"""

from typing import TYPE_CHECKING, Any, Literal, NoReturn, overload

from awso import __version__ as __version__
from awso.boto.config import UNSIGNED as UNSIGNED
from awso.boto.config import Config as Config
from awso.boto.exceptions import UnsupportedFeatureError
from awso.boto.session import Session as Session

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.boto.s3.client import S3Client

DEFAULT_SESSION: Session | None = None
"""The session of `client`, made when it is first needed."""


def setup_default_session(**kwargs: Any) -> None:
    """Make the session of `client` from the arguments of `Session`."""
    global DEFAULT_SESSION
    DEFAULT_SESSION = Session(**kwargs)  # pyright: ignore[reportConstantRedefinition]  # boto3's name of a variable


def _default_session() -> Session:
    if DEFAULT_SESSION is None:
        setup_default_session()
    assert DEFAULT_SESSION is not None
    return DEFAULT_SESSION


@overload
def client(service_name: Literal["s3"], *args: Any, **kwargs: Any) -> "S3Client": ...
@overload
def client(service_name: str, *args: Any, **kwargs: Any) -> "BaseClient": ...


def client(service_name: str, *args: Any, **kwargs: Any) -> "BaseClient":
    """A client of a service, made by the default session; the arguments are those of `Session.client`."""
    return _default_session().client(service_name, *args, **kwargs)


def resource(service_name: str, *args: Any, **kwargs: Any) -> NoReturn:
    """Raises `UnsupportedFeatureError`: there are clients only."""
    _default_session().resource(service_name, *args, **kwargs)


def set_stream_logger(*_: Any, **__: Any) -> NoReturn:
    """Raises `UnsupportedFeatureError`."""
    reason = "awso writes no log: to watch calls, give awso's own client hooks=(…,) of awso.core.hooks.Hooks"
    raise UnsupportedFeatureError(feature="set_stream_logger", reason=reason)
