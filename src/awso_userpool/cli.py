"""The command `awso-userpool`: options and environment variables into settings, the server until it is stopped.

Secrets given as options can be seen by every user of the machine (`ps`), so each has an environment variable, named
in its help. Standard output gets one line, which ends with the URL; everything else goes to standard error.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from awso_userpool import __version__
from awso_userpool.config import (
    DEFAULT_PORT,
    DEFAULT_REGION,
    AccessKey,
    ServerSettings,
    SettingsError,
    parse_access_key,
)
from awso_userpool.messages.smtp import smtp_server
from awso_userpool.outbound import endpoint

ACCESS_KEY_VARIABLE = "AWSO_USERPOOL_ACCESS_KEY"
MASTER_KEY_VARIABLE = "AWSO_USERPOOL_MASTER_KEY"
SMTP_VARIABLE = "AWSO_USERPOOL_SMTP"
WEBHOOK_VARIABLE = "AWSO_USERPOOL_WEBHOOK"

USAGE_ERROR = 2  # what argparse itself exits with
INTERRUPTED = 130  # what shells make of SIGINT: 128 + 2

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; the exit status."""
    options = parser().parse_args(arguments)
    try:
        settings = settings_from(options, os.environ)
        # Imported late: `--help` and a mistyped option answer at once.
        from awso_userpool.serving import serve

        return serve(settings)
    except SettingsError as error:
        print(f"awso-userpool: {error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:  # before it listens; from then on Ctrl-C is how to stop it
        return INTERRUPTED


def settings_from(options: argparse.Namespace, environment: Mapping[str, str]) -> ServerSettings:
    """The settings that options and environment describe together. Raises SettingsError."""
    keys = _access_keys(options.access_key, environment)
    smtp = options.smtp or environment.get(SMTP_VARIABLE)
    webhook = options.webhook or environment.get(WEBHOOK_VARIABLE)
    key_by_option = options.master_key_file is not None or options.master_key_command is not None
    return ServerSettings(
        host=options.host,
        port=options.port,
        database=options.database,
        region=options.region,
        public_url=_public_url(options.public_url),
        access_keys=keys,
        master_key_file=options.master_key_file,
        master_key_command=_command(options.master_key_command),
        master_key_text=None if key_by_option else environment.get(MASTER_KEY_VARIABLE),
        generated_key_anywhere=options.allow_generated_key,
        outbox=options.outbox,
        smtp=_checked("--smtp", smtp_server, smtp) if smtp else None,
        webhook=_checked("--webhook", endpoint, webhook) if webhook else None,
        console=options.console,
        triggers=options.triggers,
        access_log=not options.no_access_log,
        srp_allowed=not options.no_srp,
        workers=options.workers,
    )


def _command(text: str | None) -> tuple[str, ...] | None:
    """A command line as its arguments; a shell's quotes are understood, a shell is never run."""
    if text is None:
        return None
    try:
        arguments = tuple(shlex.split(text))
    except ValueError as error:
        raise SettingsError(f"--master-key-command: {error}") from None
    if not arguments:
        raise SettingsError("--master-key-command: expected a command and its arguments, got nothing")
    return arguments


def _access_keys(given: Sequence[str] | None, environment: Mapping[str, str]) -> tuple[AccessKey, ...]:
    texts = given or environment.get(ACCESS_KEY_VARIABLE, "").split()
    return tuple(_checked("--access-key", parse_access_key, text) for text in texts)


def _public_url(text: str | None) -> str | None:
    if text is None:
        return None
    url = _checked("--public-url", endpoint, text).url.rstrip("/")
    if "?" in url or "#" in url:
        # The paths of keys and discovery are appended to it (OpenID Connect Discovery 1.0 §3, `issuer`).
        raise SettingsError(
            "--public-url: an issuer has no query and no fragment; expected http(s)://host[:port][/path]"
        )
    return url


def _checked(option: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}") from error


def parser() -> argparse.ArgumentParser:
    """What the command understands."""
    root = argparse.ArgumentParser(
        prog="awso-userpool",
        allow_abbrev=False,
        description="An identity server that speaks the API of Amazon Cognito user pools.",
    )
    root.add_argument("--version", action="version", version=f"awso-userpool {__version__}")
    commands = root.add_subparsers(metavar="command", required=True)
    serve = commands.add_parser(
        "serve",
        allow_abbrev=False,
        help="run the server",
        description="Run the server. The first line on standard output ends with the URL it listens on.",
    )
    _add_address(serve)
    _add_secrets(serve)
    _add_messages(serve)
    return root


def _add_address(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to listen on; 0 takes a free one (default: %(default)s)"
    )
    serve.add_argument(
        "--public-url",
        metavar="URL",
        help="how clients reach the server, and the issuer in its tokens (default: where it listens)",
    )
    serve.add_argument(
        "--region",
        type=_region,
        default=DEFAULT_REGION,
        help="AWS region that the server plays (default: %(default)s)",
    )
    serve.add_argument(
        "--database", metavar="URL", default="sqlite:///pool.db", help="where everything is kept (default: %(default)s)"
    )
    serve.add_argument(
        "--workers", type=_count, default=1, help="processes that share the address (default: %(default)s)"
    )
    serve.add_argument("--no-access-log", action="store_true", help="no line per request on standard error")


def _add_secrets(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--access-key",
        action="append",
        metavar="ID:SECRET",
        help=f"key pair that may sign administrative calls, repeatable (or ${ACCESS_KEY_VARIABLE})",
    )
    master_key = serve.add_mutually_exclusive_group()
    master_key.add_argument(
        "--master-key-file",
        type=Path,
        metavar="PATH",
        help=f"key that seals secrets in the database; made if missing (or the key itself in ${MASTER_KEY_VARIABLE})",
    )
    master_key.add_argument(
        "--master-key-command",
        metavar="COMMAND",
        help="take the key from what this command prints (a KMS, a secret store); no shell runs it",
    )
    serve.add_argument(
        "--allow-generated-key",
        action="store_true",
        help="listen beyond this machine although the master key was generated beside the database",
    )
    serve.add_argument(
        "--no-srp",
        action="store_true",
        help="keep no SRP verifiers: passwords are guarded by argon2id alone, and USER_SRP_AUTH is refused",
    )


def _add_messages(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--outbox", type=Path, metavar="PATH", help="append messages to this file as JSON lines")
    serve.add_argument("--smtp", metavar="URL", help=f"send mail: smtp://user:password@host:port (or ${SMTP_VARIABLE})")
    serve.add_argument("--webhook", metavar="URL", help=f"POST messages as JSON (or ${WEBHOOK_VARIABLE})")
    serve.add_argument("--console", action="store_true", help="show messages on standard error")
    serve.add_argument("--triggers", type=Path, metavar="PATH", help="TOML table of Lambda ARNs and what they run")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to 64, got {text!r}")
    return int(text)


def _region(text: str) -> str:
    # It begins the ids of pools, which the model limits to letters, digits and hyphens, and to 55 characters in all.
    if not all(part.isascii() and part.isalnum() for part in text.split("-")) or len(text) > 40:
        raise argparse.ArgumentTypeError(f"expected something like us-east-1, got {text!r}")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, got {text!r}")
    return int(text)
