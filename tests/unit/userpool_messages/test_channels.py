"""What each channel makes of a message, and what it says when it cannot."""

import asyncio
import io
import json
import stat
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from awso_userpool.messages.channels import (
    ConsoleChannel,
    DeliveryError,
    FileChannel,
    PermanentDeliveryError,
    WebhookChannel,
    json_line,
)
from awso_userpool.messages.smtp import SmtpChannel, smtp_server
from awso_userpool.outbound import endpoint
from tests.unit.userpool_messages.messages import message


def test_a_line_has_the_documented_fields_in_order() -> None:
    assert list(json.loads(json_line(message())).items()) == [
        ("time", "2023-11-14T22:13:20.000Z"),
        ("pool_id", "us-east-1_Aa0000000"),
        ("username", "ada"),
        ("destination", "ada@example.com"),
        ("medium", "EMAIL"),
        ("attribute", "email"),
        ("trigger_source", "CustomMessage_SignUp"),
        ("code", "123456"),
        ("subject", "Your verification code"),
        ("body", "Your confirmation code is 123456"),
    ]


def test_the_file_belongs_to_its_owner_and_grows_by_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"

    async def scenario() -> None:
        channel = FileChannel(path)
        await asyncio.gather(*(channel.deliver(str(number), message(f"{number:06}")) for number in range(50)))

    asyncio.run(scenario())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    codes = [json.loads(line)["code"] for line in path.read_text().splitlines()]
    assert sorted(codes) == [f"{number:06}" for number in range(50)]


def test_a_line_torn_by_a_crash_is_ended_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(b'{"time": "2023-11-14T22:1')

    asyncio.run(FileChannel(path).deliver("1", message()))

    torn, whole = path.read_bytes().splitlines()
    assert torn == b'{"time": "2023-11-14T22:1'
    assert json.loads(whole)["code"] == "123456"


def test_a_file_that_cannot_be_written_is_a_failure_for_each_message_in_the_batch(tmp_path: Path) -> None:
    async def scenario() -> list[BaseException | None]:
        channel = FileChannel(tmp_path / "missing" / "messages.jsonl")
        return await asyncio.gather(*(channel.deliver(str(n), message()) for n in range(3)), return_exceptions=True)

    outcomes = asyncio.run(scenario())

    assert [type(outcome) for outcome in outcomes] == [DeliveryError] * 3
    assert "No such file or directory" in str(outcomes[0])


def test_the_console_shows_the_message_to_the_person_at_it() -> None:
    stream = io.StringIO()

    asyncio.run(ConsoleChannel(stream).deliver("1", message()))

    assert stream.getvalue() == (
        "EMAIL to ada@example.com (CustomMessage_SignUp)\n  | Your verification code\n"
        "  | Your confirmation code is 123456\n"
    )


@asynccontextmanager
async def http_server(requests: list[bytes], reply: bytes) -> AsyncGenerator[str]:
    """A server that records each request and answers `reply`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        requests.append(head + await reader.readexactly(length))
        writer.write(reply)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://user:p%40ss@127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?key=1"


def posting(reply: bytes) -> tuple[list[bytes], BaseException | None]:
    requests: list[bytes] = []

    async def scenario() -> None:
        async with http_server(requests, reply) as url:
            await WebhookChannel(endpoint(url), timeout_seconds=5).deliver("id-1", message())

    try:
        asyncio.run(scenario())
    except DeliveryError as error:
        return requests, error
    return requests, None


def test_a_webhook_gets_the_line_with_an_id_to_recognise_repetitions() -> None:
    (request,), error = posting(b"HTTP/1.1 204 No Content\r\n\r\n")

    head, _, body = request.partition(b"\r\n\r\n")
    assert error is None
    assert head.startswith(b"POST /hook?key=1 HTTP/1.1\r\n")
    assert b"Idempotency-Key: id-1" in head
    assert b"Authorization: Basic dXNlcjpwQHNz" in head
    assert json.loads(body)["code"] == "123456"


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "answered status 500"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", "status 302"),
        (b"nonsense\r\n\r\n", "illegal status line"),
        (b"", "closed without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "without sending complete message"),
    ],
)
def test_a_webhook_that_does_not_take_it_is_a_failure_without_a_secret(reply: bytes, complaint: str) -> None:
    requests, error = posting(reply)

    assert len(requests) == 1
    assert complaint in str(error)
    assert "p%40ss" not in str(error)
    assert "key=1" not in str(error)


class Inbox:
    """What a mail server got; refuses some recipients."""

    def __init__(self, farewell: str) -> None:
        self.mails: list[Mail] = []
        self.farewell = farewell

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "nobody" in address:
            return "550 no such user"
        if "busy" in address:
            return "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        self.mails.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]  # SMTP's are bytes
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        return self.farewell


def with_mail_server(scenario: Callable[[str], Awaitable[Any]], farewell: str = "221 Bye") -> Inbox:
    inbox = Inbox(farewell)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(inbox, loop=loop), "127.0.0.1", 0)
        async with server:
            await scenario(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")

    asyncio.run(run())
    return inbox


def test_a_mail_carries_subject_body_and_sender() -> None:
    async def scenario(address: str) -> None:
        channel = SmtpChannel(smtp_server(f"smtp://{address}?from=pool@example.com"))
        await channel.deliver("id-1", message())
        await channel.deliver("id-2", message(medium="SMS"))

    (mail,) = with_mail_server(scenario).mails

    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "ada@example.com",
        "pool@example.com",
        "Your verification code",
    )
    assert mail["Message-ID"] == "<id-1@awso-userpool>"
    assert str(mail.get_payload()).splitlines() == ["Your confirmation code is 123456"]


@pytest.mark.parametrize("farewell", ["421 going down", "500 what?"])
def test_a_mail_that_was_taken_is_delivered_whatever_follows(farewell: str) -> None:
    async def scenario(address: str) -> None:
        await SmtpChannel(smtp_server(f"smtp://{address}")).deliver("id", message())

    assert len(with_mail_server(scenario, farewell).mails) == 1


def test_a_line_break_in_a_subject_adds_no_header() -> None:
    import msgspec

    evil = msgspec.structs.replace(message(), subject="Hello\r\nBcc: everyone@example.com", body="<b>1</b>", html=True)

    async def scenario(address: str) -> None:
        await SmtpChannel(smtp_server(f"smtp://{address}")).deliver("id", evil)

    (mail,) = with_mail_server(scenario).mails

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: everyone@example.com"
    assert mail.get_content_type() == "text/html"


@pytest.mark.parametrize(
    ("recipient", "kind", "complaint"),
    [
        ("nobody@example.com", PermanentDeliveryError, "refused the recipient (550)"),
        ("busy@example.com", DeliveryError, "refused the recipient (450)"),
    ],
)
def test_a_refused_recipient_is_permanent_only_where_the_server_says_so(
    recipient: str, kind: type[DeliveryError], complaint: str
) -> None:
    import msgspec

    caught: list[DeliveryError] = []

    async def scenario(address: str) -> None:
        try:
            channel = SmtpChannel(smtp_server(f"smtp://{address}"))
            await channel.deliver("id", msgspec.structs.replace(message(), destination=recipient))
        except DeliveryError as error:
            caught.append(error)

    with_mail_server(scenario)

    assert [type(error) for error in caught] == [kind]
    assert complaint in str(caught[0])
    assert recipient not in str(caught[0])


def test_a_password_is_never_sent_without_tls() -> None:
    async def scenario(address: str) -> None:
        with pytest.raises(DeliveryError, match="offers no TLS: the password stays here"):
            await SmtpChannel(smtp_server(f"smtp://user:secret@{address}")).deliver("id", message())

    assert with_mail_server(scenario).mails == []


def test_a_mail_server_that_is_away_is_a_failure_that_may_pass() -> None:
    async def scenario() -> None:
        await SmtpChannel(smtp_server("smtp://127.0.0.1:1")).deliver("id", message())

    with pytest.raises(DeliveryError, match="ConnectionRefusedError"):
        asyncio.run(scenario())


def test_an_smtp_url_is_read_and_its_password_shown_nowhere() -> None:
    server = smtp_server("smtps://us%40er:p%3Ass@mail.example.com?from=a@b.c")

    assert server == ("mail.example.com", 465, True, "us@er", "p:ss", "a@b.c")
    assert repr(server) == "SmtpServer(mail.example.com:465)"
    with pytest.raises(ValueError, match="expected smtp://") as caught:
        smtp_server("http://user:secret@host")
    assert "secret" not in str(caught.value)
