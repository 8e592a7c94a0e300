"""Puts a server together: storage, secrets, triggers, messages, operations and the HTTP edge, from settings.

The one place where the parts meet; each part takes what it needs as arguments. What is opened here is closed in the
reverse order: the edge has stopped, messages are flushed, then storage lets go.
"""

import secrets
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from awso_userpool.api.access_log import AccessLog
from awso_userpool.api.asgi import Application, application
from awso_userpool.api.gate import Gate
from awso_userpool.api.service import UserPoolService
from awso_userpool.config import ServerSettings
from awso_userpool.domain.limits import DEFAULT_LIMITS, Limits
from awso_userpool.housekeeping import Housekeeping
from awso_userpool.messages.announcing import AnnouncingStorage
from awso_userpool.messages.channels import Channel, ConsoleChannel, FileChannel, WebhookChannel
from awso_userpool.messages.delivery import Delivery
from awso_userpool.messages.smtp import SmtpChannel
from awso_userpool.operations import OPERATIONS
from awso_userpool.operations.caches import Caches
from awso_userpool.operations.interface import Context
from awso_userpool.secrets.keyed_hash import KeyedHasher
from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.secrets.passwords import OWASP_FLOOR, PasswordHashing, PasswordProfile
from awso_userpool.storage.opening import open_storage
from awso_userpool.triggers.calls import Function
from awso_userpool.triggers.runner import TriggerRunner


class Parts(NamedTuple):
    """What a test may replace; a real server runs with the defaults."""

    password_profile: PasswordProfile = OWASP_FLOOR
    limits: Limits = DEFAULT_LIMITS
    clock: Callable[[], float] = time.time
    trigger_seconds: float = 5.0
    channels: Sequence[Channel] = ()


class Server(NamedTuple):
    """A server that is running, but for a socket."""

    application: Application
    service: UserPoolService
    delivery: Delivery


DEFAULT_PARTS = Parts()


@asynccontextmanager
async def running(
    settings: ServerSettings,
    master_keys: MasterKeys,
    public_url: str,
    functions: Mapping[str, Function],
    parts: Parts = DEFAULT_PARTS,
) -> AsyncGenerator[Server]:
    """A server for the life of the `with` block. `functions` are the triggers, by ARN. Raises StorageError."""
    engine = open_storage(settings.database, master_keys)
    passwords = PasswordHashing(parts.password_profile)
    try:
        async with (
            Delivery(engine, [*_channels(settings), *parts.channels], parts.clock) as delivery,
            Housekeeping(engine, parts.clock),
        ):
            context = Context(
                storage=AnnouncingStorage(engine, delivery.wake),
                hashes=KeyedHasher(master_keys),
                passwords=passwords,
                triggers=TriggerRunner(functions, time_limit_seconds=parts.trigger_seconds),
                clock=parts.clock,
                randomness=secrets.token_bytes,
                region=settings.region,
                account_id=settings.account_id,
                public_url=public_url,
                limits=parts.limits,
                caches=Caches(),
                srp_allowed=settings.srp_allowed,
            )
            yield _server(settings, context, delivery)
    finally:
        passwords.close()
        engine.close()


def _server(settings: ServerSettings, context: Context, delivery: Delivery) -> Server:
    # Imported late: Starlette costs 50 ms, which `--help` and usage errors need not pay.
    from awso_userpool.api.routes import routes

    access_log = AccessLog() if settings.access_log else None
    gate = Gate(dict(settings.access_keys), settings.region, context.clock)
    service = UserPoolService(context, OPERATIONS, gate, access_log)
    others = routes(context, lambda: len(delivery.failing), access_log)
    return Server(application(service, others), service, delivery)


def _channels(settings: ServerSettings) -> list[Channel]:
    channels: list[Channel] = []
    if settings.outbox:
        channels.append(FileChannel(settings.outbox))
    if settings.smtp:
        channels.append(SmtpChannel(settings.smtp))
    if settings.webhook:
        channels.append(WebhookChannel(settings.webhook))
    if settings.console:
        channels.append(ConsoleChannel())
    return channels
