"""What would make the server slow for everybody."""

import socket
from time import process_time

import httpx2

from awso_userpool.api.asgi import MAX_BODY_BYTES
from awso_userpool.api.listening import bind
from awso_userpool.testing import UserPoolServer


def test_answers_do_not_wait_for_delayed_acknowledgements() -> None:
    # asyncio sets TCP_NODELAY on connections of a socket that says it is TCP, and on no others: 44 ms an answer.
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP


def test_a_request_full_of_mistakes_is_refused_in_a_moment() -> None:
    mistakes = b",".join([b'{"Name":""}'] * 80_000)
    body = b'{"ClientId":"x","Username":"u","Password":"p","UserAttributes":[' + mistakes + b"]}"
    assert 0.9 * MAX_BODY_BYTES < len(body) < MAX_BODY_BYTES

    with UserPoolServer() as server:
        started = process_time()
        answer = httpx2.post(
            server.endpoint_url,
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp",
            },
            content=body,
            timeout=300,
        )
        seconds = process_time() - started

    assert answer.json()["message"].startswith("160000 validation errors detected: Value ")
    # Quadratic, it took 88 s, and the answer had 23 MB.
    assert seconds < 10
    assert len(answer.content) < 50_000
