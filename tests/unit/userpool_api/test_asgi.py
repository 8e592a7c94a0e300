"""The application as a server calls it: bodies in pieces, bodies without end, preflights."""

import asyncio
from typing import Any

import pytest

from awso_userpool.api.asgi import application
from tests.unit.userpool_api.edge import Edge, call

Messages = list[dict[str, Any]]  # Any: ASGI messages


async def nothing_here(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def exchange(
    method: str, path: str, incoming: Messages, *, headers: dict[str, str] | None = None, limit: int = 1000
) -> tuple[int, dict[str, str], bytes]:
    """What the application answers, with how much of `incoming` it did not read in `left`."""
    answers: Messages = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        answers.append(message)

    fields = headers if headers is not None else dict(call("GetUser").headers.pairs)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in fields.items()],
    }
    serve = application(Edge().service, nothing_here, max_body_bytes=limit)

    async def run() -> None:
        await serve(scope, receive, send)

    asyncio.run(run())
    if not answers:
        return 0, {}, b""
    fields = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], fields, b"".join(answer["body"] for answer in answers[1:])


def pieces(*parts: bytes) -> Messages:
    last = len(parts) - 1
    return [{"type": "http.request", "body": part, "more_body": number < last} for number, part in enumerate(parts)]


def test_a_body_may_come_in_pieces() -> None:
    status, fields, body = exchange("POST", "/", pieces(b'{"Access', b'Token": ', b'"good"}'))

    assert status == 200
    assert fields["content-length"] == str(len(body))


def test_a_body_announced_too_large_is_not_read() -> None:
    incoming = pieces(b"x")
    headers = {**dict(call("GetUser").headers.pairs), "Content-Length": "1001"}

    status, fields, body = exchange("POST", "/", incoming, headers=headers)

    assert (status, fields["connection"]) == (413, "close")
    assert b"larger than 1000 bytes" in body
    assert len(incoming) == 1


@pytest.mark.parametrize("headers", [None, {"Content-Length": "nonsense"}, {"Content-Length": "-5"}])
def test_a_body_without_end_is_read_up_to_the_limit_only(headers: dict[str, str] | None) -> None:
    incoming = pieces(*[b"x" * 100] * 50)

    status, _, _ = exchange("POST", "/", incoming, headers=headers)

    assert status == 413
    assert len(incoming) == 50 - 11


def test_a_client_that_leaves_in_the_middle_is_not_answered() -> None:
    half: Messages = [
        {"type": "http.request", "body": b'{"AccessToken": "good"}', "more_body": True},
        {"type": "http.disconnect"},
    ]

    assert exchange("POST", "/", half) == (0, {}, b"")


def test_a_browser_may_ask_and_gets_what_it_asks_for() -> None:
    headers = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target,x-amz-user-agent",
    }

    status, fields, body = exchange("OPTIONS", "/", [], headers=headers)

    assert (status, body) == (204, b"")
    assert fields["access-control-allow-origin"] == "*"
    assert fields["access-control-allow-methods"] == "GET,POST"
    assert fields["access-control-allow-headers"] == "content-type,x-amz-target,x-amz-user-agent"
    assert "access-control-allow-credentials" not in fields


def test_every_answer_lets_a_browser_read_the_error_and_the_request_id() -> None:
    _, fields, _ = exchange("POST", "/", pieces(b"{"))

    assert fields["access-control-allow-origin"] == "*"
    assert "x-amzn-requestid" in fields["access-control-expose-headers"]
    assert "x-amzn-errortype" in fields["access-control-expose-headers"]


def test_other_methods_and_paths_go_to_the_other_routes() -> None:
    assert exchange("GET", "/", [])[0] == 404
    assert exchange("POST", "/login", pieces(b"{}"))[0] == 404
