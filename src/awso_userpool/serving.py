"""Runs the server that the settings describe, on a socket, until it is stopped.

Order: keys and tables are read and the address bound before anything starts, so that whatever is wrong with them is one
plain sentence and exit status 2; then the database opens; then the line with the URL says that requests are welcome.
"""

import asyncio
import logging
import socket
import sys
from collections.abc import Mapping

from awso_userpool import __version__
from awso_userpool.api.listening import Listener, bind, new_event_loop, url_of
from awso_userpool.app import running
from awso_userpool.config import AccessKey, ServerSettings, SettingsError, master_keys, with_access_keys
from awso_userpool.messages.channels import append_durably
from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.storage.interface import StorageError
from awso_userpool.triggers.bindings import BindingError, read_bindings
from awso_userpool.triggers.calls import Function


def serve(settings: ServerSettings) -> int:
    """Serves until SIGTERM or SIGINT; the exit status. Raises SettingsError."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    settings, generated = with_access_keys(settings)
    try:
        functions = read_bindings(settings.triggers) if settings.triggers else {}
        keys = master_keys(settings)
        _check_outbox(settings)
        bound = bind(settings.host, settings.port)
    except (BindingError, StorageError) as error:
        raise SettingsError(str(error)) from error
    except OSError as error:
        raise SettingsError(f"cannot listen on {settings.host} port {settings.port}: {error.strerror}") from error
    _warn(settings, generated, keys)
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(_serve(settings, keys, functions, bound))
    except StorageError as error:
        raise SettingsError(str(error)) from error
    finally:
        bound.close()
    return 0


def _check_outbox(settings: ServerSettings) -> None:
    """Makes the outbox file, so that a path that cannot be written is known now and not with the first message."""
    if settings.outbox is not None:
        try:
            append_durably(settings.outbox, b"")
        except OSError as error:
            raise SettingsError(f"--outbox {settings.outbox}: {error.strerror}") from error


async def _serve(
    settings: ServerSettings, keys: MasterKeys, functions: Mapping[str, Function], bound: socket.socket
) -> None:
    url = url_of(bound, settings.host)

    def say() -> None:
        print(f"awso-userpool {__version__} listening on {url}", flush=True)

    async with running(settings, keys, settings.public_url or url, functions) as server:
        await Listener(server.application, bound, say).run_until_stopped()


def _warn(settings: ServerSettings, generated: AccessKey | None, keys: MasterKeys) -> None:
    if generated is not None:
        pair = f"{generated.access_key_id}:{generated.secret_access_key}"
        _say(f"no --access-key given: for this run only, administrative calls are signed with {pair}")
    if keys.origin == "generated":
        _say("the database is in memory: everything is gone when the server stops")
    if not (settings.outbox or settings.smtp or settings.webhook or settings.console):
        _say("no --outbox, --smtp, --webhook or --console given: messages with codes go nowhere")


def _say(text: str) -> None:
    print(f"awso-userpool: {text}", file=sys.stderr, flush=True)
