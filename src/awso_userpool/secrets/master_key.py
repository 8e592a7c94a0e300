"""Where the master key comes from, and how it is changed. What it encrypts is `sealing.py`'s matter.

A key ring is text: one key a line, 32 bytes in hexadecimal or base64, `#` starts a comment. The first line is the
current key, which seals; the others still open what they sealed. To rotate, put a new key on top and restart.
The *last* line also gives the key of the keyed hashes (`keyed_hash.py`), so that rotation keeps live codes and refresh
tokens. Old lines stay: nothing seals anew what they sealed, and a database whose first key is missing is refused.

The ring is kept outside the database: a file of mode 0600, an environment variable, or what a command prints (a KMS).
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

KEY_BYTES = 32  # AES-256
KEY_ID_BYTES = 8
COMMAND_SECONDS = 30.0

Origin = Literal["file", "environment", "command", "generated"]


class MasterKeyError(Exception):
    """The key ring can't be had, or is no key ring. Never shows key material."""


class MasterKeys:
    """A key ring: `current` seals, every key opens, `oldest` keys the hashes; `origin` says where it came from."""

    __slots__ = ("_keys", "origin")

    def __init__(self, keys: Sequence[bytes], origin: Origin) -> None:
        if not keys:
            raise MasterKeyError(f"Master key from {origin}: expected at least one key, got none.")
        if any(len(key) != KEY_BYTES for key in keys):
            raise MasterKeyError(f"Master key from {origin}: every key must be {KEY_BYTES} bytes.")
        self._keys = {key_id(key): key for key in keys}
        self.origin: Origin = origin

    @property
    def current(self) -> bytes:
        return next(iter(self._keys.values()))

    @property
    def oldest(self) -> bytes:
        return next(reversed(self._keys.values()))

    def by_id(self) -> Mapping[bytes, bytes]:
        """Key id → key, the current one first."""
        return self._keys

    def __repr__(self) -> str:
        return f"MasterKeys(origin={self.origin!r}, ids={[each.hex() for each in self._keys]})"


def key_id(key: bytes) -> bytes:
    """The name of a key, which goes in front of what it sealed; says nothing about the key."""
    return hmac.digest(key, b"awso master key id", hashlib.sha256)[:KEY_ID_BYTES]


def generated_keys() -> MasterKeys:
    """A throw-away ring: what it seals is lost with the process."""
    return MasterKeys([secrets.token_bytes(KEY_BYTES)], "generated")


def keys_from_text(text: str, origin: Origin) -> MasterKeys:
    """The ring written as this module's docstring says."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return MasterKeys([_key(line, number, origin) for number, line in enumerate(lines, 1) if line], origin)


def keys_from_command(command: Sequence[str]) -> MasterKeys:
    """The ring that `command` (no shell) prints within 30 seconds."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MasterKeyError(f"Master key command {command[0]!r}: {type(error).__name__}.") from None
    if done.returncode != 0:
        raise MasterKeyError(f"Master key command {command[0]!r} ended with status {done.returncode}.")
    return keys_from_text(done.stdout, "command")


def keys_from_file(path: Path) -> MasterKeys:
    """The ring in a file that only its owner may read; made with a new key when there is no such file."""
    try:
        if not path.exists():
            _create(path)
        mode = path.stat().st_mode & 0o777
        if mode & 0o077 and path.is_file():
            raise MasterKeyError(
                f"Master key file {path} is open to others (mode {mode:04o}): chmod 600 it, "
                "or pass the key by a command."
            )
        text = path.read_text("ascii")
    except OSError as error:
        raise MasterKeyError(f"Master key file {path}: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise MasterKeyError(f"Master key file {path}: expected keys as hex or base64, got other bytes.") from None
    return keys_from_text(text, "file")


def _create(path: Path) -> None:
    """Write a new ring so that a crash leaves none and of two processes one wins: a full file appears by a link."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"# awso-userpool master key: losing it loses every secret in the database\n{_new_key_text()}\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the one
    finally:
        draft.unlink()


def _new_key_text() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _key(line: str, number: int, origin: Origin) -> bytes:
    try:
        key = bytes.fromhex(line) if len(line) == 2 * KEY_BYTES else base64.b64decode(line, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyError(f"Master key from {origin}, line {number}: expected {KEY_BYTES} bytes as hex or base64.")
    return key
