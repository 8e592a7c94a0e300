"""What a server is told at its start, checked: the command line and the environment become one `ServerSettings`.

Settled here: what goes together. Where the values come from is `cli.py`; what is built from them is `app.py`.
"""

import ipaddress
import re
import secrets
from pathlib import Path
from typing import NamedTuple

import msgspec

from awso._lean import Masked
from awso_userpool.messages.smtp import SmtpServer
from awso_userpool.outbound import Endpoint
from awso_userpool.secrets.master_key import (
    MasterKeyError,
    MasterKeys,
    generated_keys,
    keys_from_command,
    keys_from_file,
    keys_from_text,
)
from awso_userpool.storage.location import database_file

DEFAULT_PORT = 9229
DEFAULT_REGION = "us-east-1"
# The account that documentation and emulators use; it stands in the ARNs of pools.
DEFAULT_ACCOUNT_ID = "000000000000"


class SettingsError(ValueError):
    """A setting is wrong or two do not go together; the message says which, and what to write instead."""


class AccessKey(NamedTuple):
    """A key pair that may call signed operations; the secret does not show in `repr`."""

    access_key_id: str
    secret_access_key: str

    def __repr__(self) -> str:
        return f"AccessKey({self.access_key_id})"


class ServerSettings(Masked, frozen=True, kw_only=True):
    """A whole configuration. None means: without."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    database: str = "sqlite:///pool.db"
    region: str = DEFAULT_REGION
    account_id: str = DEFAULT_ACCOUNT_ID
    public_url: str | None = None
    access_keys: tuple[AccessKey, ...] = ()
    master_key_file: Path | None = None
    master_key_command: tuple[str, ...] | None = None
    master_key_text: str | None = None
    generated_key_anywhere: bool = False
    outbox: Path | None = None
    smtp: SmtpServer | None = None
    webhook: Endpoint | None = None
    console: bool = False
    triggers: Path | None = None
    access_log: bool = True
    srp_allowed: bool = True
    workers: int = 1

    def __repr__(self) -> str:
        return f"ServerSettings({self.host}:{self.port})"


def parse_access_key(text: str) -> AccessKey:
    """`ID:SECRET`. Raises SettingsError that does not repeat the text."""
    key_id, separator, secret = text.partition(":")
    # The ID stands between "Credential=" and "/" in a signature's header: no slash, comma or blank.
    if not separator or not re.fullmatch(r"[A-Za-z0-9_.-]+", key_id) or not secret or secret != secret.strip():
        raise SettingsError("an access key is ID:SECRET, the ID of letters, digits, '_', '-' and '.'")
    return AccessKey(key_id, secret)


def generated_access_key() -> AccessKey:
    """A random pair for one run of the server."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return AccessKey("AKIA" + "".join(secrets.choice(alphabet) for _ in range(16)), secrets.token_urlsafe(30))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`. A name other than localhost is assumed to be reachable."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def master_keys(settings: ServerSettings) -> MasterKeys:
    """The key ring that the settings name, else one kept beside the database, else one for this run only.

    A key beside the database is a convenience for one's own machine: whoever copies the folder has both. So a server
    that others can reach refuses it unless told otherwise. Raises SettingsError.
    """
    try:
        if settings.master_key_text is not None:
            return keys_from_text(settings.master_key_text, "environment")
        if settings.master_key_command is not None:
            return keys_from_command(settings.master_key_command)
        if settings.master_key_file is not None:
            return keys_from_file(settings.master_key_file)
        if not is_loopback(settings.host) and not settings.generated_key_anywhere:
            raise SettingsError(
                f"--host {settings.host} lets others in, but the master key would be generated beside the database: "
                "name one that is kept elsewhere with --master-key-file, or accept it with --allow-generated-key"
            )
        file = database_file(settings.database)
        return generated_keys() if file is None else keys_from_file(file.with_name(f"{file.name}.key"))
    except (MasterKeyError, OSError) as error:
        raise SettingsError(str(error)) from error


def with_access_keys(settings: ServerSettings) -> tuple[ServerSettings, AccessKey | None]:
    """The settings with at least one access key, and the one that had to be generated. Raises SettingsError."""
    if settings.access_keys:
        return settings, None
    if not is_loopback(settings.host):
        raise SettingsError(f"--host {settings.host} lets others in: name the access keys with --access-key ID:SECRET")
    key = generated_access_key()
    return msgspec.structs.replace(settings, access_keys=(key,)), key
