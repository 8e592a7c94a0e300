"""Signs the form of a query request with Signature Version 2, which SimpleDB and the old Import/Export know alone.

The signature and what it needs are parameters of the form. Nothing of it is a header.

https://docs.aws.amazon.com/AmazonSimpleDB/latest/DeveloperGuide/HMACAuth.html
"""

from binascii import b2a_base64
from typing import TYPE_CHECKING

from awso.credentials import Credentials
from awso.errors import ConfigurationError
from awso.signing.canonical import split_url, uri_decode, uri_encode
from awso.signing.sha256 import HmacKey

if TYPE_CHECKING:
    from awso.signing.seed import Seed

_REPLACED = frozenset(
    ("AWSAccessKeyId", "SecurityToken", "Signature", "SignatureMethod", "SignatureVersion", "Timestamp")
)


def signed_form(method: str, url: str, form: bytes, credentials: Credentials, date: str) -> bytes:
    """`form` with its signature, in place of an earlier one. `date` is `20150830T123600Z`."""
    host, path, _ = split_url(url)
    kept = [part for part in form.decode().split("&") if part and part.partition("=")[0] not in _REPLACED]
    kept += (
        f"AWSAccessKeyId={uri_encode(credentials.access_key_id)}",
        "SignatureVersion=2",
        "SignatureMethod=HmacSHA256",
        f"Timestamp={uri_encode(_iso_8601(date))}",
    )
    if credentials.session_token:
        kept.append(f"SecurityToken={uri_encode(credentials.session_token)}")
    text = f"{method}\n{host}\n{path}\n{canonical_form(kept)}"
    signature = HmacKey(credentials.secret_access_key.encode()).digest(text.encode())
    encoded = uri_encode(b2a_base64(signature, newline=False).decode())
    return "&".join([*kept, f"Signature={encoded}"]).encode()


def canonical_form(parts: list[str]) -> str:
    """The parameters as they are signed: in the order of their names' bytes, each encoded in the one canonical way."""
    pairs = [part.replace("+", "%20").partition("=") for part in parts]
    decoded = sorted((uri_decode(name).encode(), uri_decode(value)) for name, _, value in pairs)
    return "&".join(f"{uri_encode(name.decode())}={uri_encode(value)}" for name, value in decoded)


def _iso_8601(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:11]}:{date[11:13]}:{date[13:]}"


class FormTemplate:
    """What `awso.signing.template.SigningTemplate` is for signatures in headers; `signed_body` makes that of a form."""

    __slots__ = ("_method", "_url", "_varying")

    def __init__(self, method: str, url: str, varying: tuple[str, ...]) -> None:
        self._method = method
        self._url = url
        self._varying = varying

    def sign(
        self, values: tuple[str, ...], body: bytes, credentials: Credentials, date: str
    ) -> tuple[tuple[str, str], ...]:
        """The headers to add to the request."""
        return tuple(zip(self._varying, values, strict=True))

    def signed_body(self, body: bytes, credentials: Credentials, date: str) -> bytes:
        """The body to send."""
        return signed_form(self._method, self._url, body, credentials, date)

    def seed(self, credentials: Credentials, date: str, signature: str) -> "Seed":
        """Raises `ConfigurationError`: the services that know Version 2 have no bodies that stream."""
        raise ConfigurationError("a body whose parts are signed one by one cannot be signed with Signature Version 2")
