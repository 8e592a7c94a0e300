"""E-mail through an SMTP server, with the standard library's client in a thread.

`smtp://user:password@host:port` speaks STARTTLS where the server offers it, and never sends a password without;
`smtps://` is TLS from the start. The sender is `?from=address`. Text messages do not go through SMTP: the channel
lets them pass.
"""

import asyncio
import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from email.utils import formatdate
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from awso_userpool.domain.records import Message
from awso_userpool.messages.channels import DeliveryError, PermanentDeliveryError

TIMEOUT_SECONDS = 20.0
# More connections at once only get a small mail server to refuse some.
CONNECTIONS = 4
DEFAULT_SENDER = (
    "no-reply@verificationemail.com"  # the sender of Cognito's own mails (guide, "Default email functionality")
)
_DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


class SmtpServer(NamedTuple):
    """Where mail goes; the password does not show in `repr`."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


def smtp_server(url: str) -> SmtpServer:
    """`smtp[s]://[user:password@]host[:port][?from=address]`. Raises ValueError that does not repeat the password."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("expected smtp://user:password@host:port or smtps://…")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _DEFAULT_PORTS[parts.scheme],
        implicit_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=parse_qs(parts.query).get("from", [DEFAULT_SENDER])[0],
    )


class SmtpChannel:
    """Sends each e-mail over a connection of its own."""

    name = "SMTP"

    def __init__(self, server: SmtpServer, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls
        self._connections = asyncio.Semaphore(CONNECTIONS)

    async def deliver(self, message_id: str, message: Message) -> None:
        if message.medium != "EMAIL":
            return
        async with self._connections:
            await asyncio.to_thread(self._send, _mail(message_id, message, self._server.sender))

    def _send(self, mail: EmailMessage) -> None:
        try:
            with closing(self._connect()) as connection:
                connection.send_message(mail)
                # It has the mail: what it says to a good-bye must not send it again.
                with suppress(smtplib.SMTPException, OSError):
                    connection.quit()
        except smtplib.SMTPRecipientsRefused as error:
            status = max(code for code, _ in error.recipients.values())
            raise _failure(status, "refused the recipient") from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, "refused the mail") from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"{self._server!r}: {type(error).__name__}") from error

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        tls = self._tls or ssl.create_default_context()
        if server.implicit_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.ehlo()
            if not server.implicit_tls and connection.has_extn("starttls"):
                connection.starttls(context=tls)
                connection.ehlo()
            elif not server.implicit_tls and server.user:
                raise DeliveryError(f"{server!r} offers no TLS: the password stays here")
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _mail(message_id: str, message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.destination
    mail["Subject"] = " ".join((message.subject or "").split())  # a header must not hold a line break
    mail["Date"] = formatdate(message.time)
    mail["Message-ID"] = f"<{message_id}@awso-userpool>"
    mail.set_content(message.body, subtype="html" if message.html else "plain")
    return mail


def _failure(status: int, what: str) -> DeliveryError:
    # RFC 5321 §4.2.1: 5yz is a permanent negative reply. 530 to 535 speak of our credentials, which can be mended.
    permanent = 500 <= status < 600 and status not in range(530, 536)
    return (PermanentDeliveryError if permanent else DeliveryError)(f"the SMTP server {what} ({status})")
