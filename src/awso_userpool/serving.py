"""Runs the server that the settings describe, on a socket, until it is stopped.

Order: keys and tables are read and the address bound before anything starts, so that whatever is wrong with them is one
plain sentence and exit status 2; then the database opens; then the line with the URL says that requests are welcome.
"""

import asyncio
import gc
import logging
import os
import socket
import sys
from collections.abc import Mapping
from typing import NamedTuple

from awso_userpool import __version__, workers
from awso_userpool.api.listening import Listener, bind, new_event_loop, url_of
from awso_userpool.app import running
from awso_userpool.config import (
    AccessKey,
    ServerSettings,
    SettingsError,
    master_keys,
    with_access_keys,
)
from awso_userpool.messages.channels import append_durably
from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.storage.interface import StorageError
from awso_userpool.storage.location import database_file
from awso_userpool.storage.opening import open_storage
from awso_userpool.triggers.bindings import BindingError, read_bindings
from awso_userpool.triggers.calls import Function

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Prepared(NamedTuple):
    """Everything that can be wrong, found right."""

    settings: ServerSettings
    keys: MasterKeys
    functions: Mapping[str, Function]
    sockets: list[socket.socket]
    url: str


def serve(settings: ServerSettings) -> int:
    """Serves until SIGTERM or SIGINT; the exit status. Raises SettingsError."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=LOG_FORMAT)
    settings, generated = with_access_keys(settings)
    try:
        prepared = _prepare(settings)
        _warn(settings, generated, prepared.keys)

        def all_ready() -> None:
            print(f"awso-userpool {__version__} listening on {prepared.url}", flush=True)

        def work(bound: socket.socket, ready: workers.Ready) -> None:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                runner.run(_serve(prepared, bound, ready))

        if len(prepared.sockets) > 1:
            return workers.run(prepared.sockets, work, all_ready)
        work(prepared.sockets[0], all_ready)
    except (BindingError, StorageError) as error:
        raise SettingsError(str(error)) from error
    return 0


def _prepare(settings: ServerSettings) -> _Prepared:
    functions = read_bindings(settings.triggers) if settings.triggers else {}
    _check_database(settings)
    keys = master_keys(settings)
    _check_outbox(settings)
    try:
        sockets = _bind(settings)
    except OSError as error:
        raise SettingsError(f"cannot listen on {settings.host} port {settings.port}: {error.strerror}") from error
    if len(sockets) > 1:
        # Made, or migrated, by one process before several open it.
        open_storage(settings.database, keys).close()
    return _Prepared(settings, keys, functions, sockets, url_of(sockets[0], settings.host))


def _check_database(settings: ServerSettings) -> None:
    """Says what is wrong with the URL before a key is made beside the file, or a warning speaks of another database."""
    try:
        file = database_file(settings.database)
    except ValueError as error:
        raise SettingsError(f"--database: {error}") from error
    if file is not None and not file.absolute().parent.is_dir():
        raise SettingsError(f"--database: there is no folder {file.absolute().parent}")
    if file is not None and file.is_dir():
        raise SettingsError(f"--database: {file.absolute()} is a folder; name a file in it")


def _check_outbox(settings: ServerSettings) -> None:
    """Makes the outbox file, so that a path that cannot be written is known now and not with the first message."""
    if settings.outbox is not None:
        try:
            append_durably(settings.outbox, b"")
        except OSError as error:
            raise SettingsError(f"--outbox {settings.outbox}: {error.strerror}") from error


def _bind(settings: ServerSettings) -> list[socket.socket]:
    """One socket for each worker, all at the same address. Raises OSError, SettingsError."""
    if settings.workers == 1:
        return [bind(settings.host, settings.port)]
    if database_file(settings.database) is None:
        raise SettingsError("--workers: processes cannot share a database in memory; name a file with --database")
    if not hasattr(socket, "SO_REUSEPORT") or not hasattr(os, "fork"):
        raise SettingsError("--workers: this system cannot share an address among processes")
    # Sharing would also let us slip in beside a server that runs already: bind alone first, which fails then.
    alone = bind(settings.host, settings.port)
    port = alone.getsockname()[1]
    alone.close()
    return [bind(settings.host, port, shared=True) for _ in range(settings.workers)]


async def _serve(prepared: _Prepared, bound: socket.socket, ready: workers.Ready) -> None:
    settings = prepared.settings
    public_url = settings.public_url or prepared.url
    try:
        async with running(settings, prepared.keys, public_url, prepared.functions) as server:
            # What is there by now stays: a full collection that looks at its 90,000 objects stops everybody for 38 ms.
            gc.freeze()
            await Listener(server.application, bound, ready).run_until_stopped()
    finally:
        bound.close()


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
