"""The server on a real socket, spoken to by hand: browsers, verifiers, and people who send nonsense."""

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from awso_userpool.api import connections
from awso_userpool.api.asgi import MAX_BODY_BYTES
from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import Boto3, make_pool

JSON = "application/x-amz-json-1.1"
TARGET = "AWSCognitoIdentityProviderService."


def raw(server: UserPoolServer, content: bytes) -> bytes:
    """What the server answers to these bytes, until it closes the connection."""
    address = urlsplit(server.endpoint_url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_a_browser_of_another_origin_is_let_in(server: UserPoolServer) -> None:
    asked = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target,x-amz-user-agent,cache-control",
    }

    preflight = httpx2.options(server.endpoint_url, headers=asked)
    answer = httpx2.post(
        server.endpoint_url,
        headers={"Origin": "https://app.example.com", "Content-Type": JSON, "X-Amz-Target": f"{TARGET}GetUser"},
        content=b'{"AccessToken": "junk"}',
    )

    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-headers"] == asked["Access-Control-Request-Headers"]
    assert preflight.headers["access-control-allow-methods"] == "GET,POST"
    assert answer.status_code == 400
    assert answer.json() == {"__type": "NotAuthorizedException", "message": "Invalid Access Token"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-amzn-errortype"] == "NotAuthorizedException"
    assert "x-amzn-requestid" in answer.headers["access-control-expose-headers"]


def test_keys_and_discovery_of_a_pool_are_public(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    base = f"{server.endpoint_url}/{pool.id}"

    keys = httpx2.get(f"{base}/.well-known/jwks.json")
    discovery = httpx2.get(f"{base}/.well-known/openid-configuration").json()

    assert [(key["kty"], key["alg"], key["use"], key["e"]) for key in keys.json()["keys"]] == [
        ("RSA", "RS256", "sig", "AQAB")
    ] * 2
    assert len({key["kid"] for key in keys.json()["keys"]}) == 2
    assert all(set(key) == {"kid", "kty", "alg", "use", "n", "e"} for key in keys.json()["keys"])
    assert keys.headers["access-control-allow-origin"] == "*"
    assert (discovery["issuer"], discovery["jwks_uri"]) == (base, f"{base}/.well-known/jwks.json")


def test_two_pools_share_no_key(server: UserPoolServer, boto: Boto3) -> None:
    pools = [make_pool(boto), make_pool(boto)]

    moduli = [
        key["n"]
        for pool in pools
        for key in httpx2.get(f"{server.endpoint_url}/{pool.id}/.well-known/jwks.json").json()["keys"]
    ]

    assert len(set(moduli)) == 4


@pytest.mark.parametrize("pool_id", ["us-east-1_nowhere00", "x", "us-east-1_'%20OR%201=1", "%00", "..%2f.."])
def test_a_pool_that_is_not_there_has_no_keys(server: UserPoolServer, pool_id: str) -> None:
    for document in ("jwks.json", "openid-configuration"):
        answer = httpx2.get(f"{server.endpoint_url}/{pool_id}/.well-known/{document}")

        assert answer.status_code == 404
        assert set(answer.json()) == {"message"}


def test_health_says_whether_the_server_lives(server: UserPoolServer) -> None:
    answer = httpx2.get(f"{server.endpoint_url}/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": "0.1.0", "failing_messages": 0}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_nothing_else_is_there(server: UserPoolServer, method: str) -> None:
    assert httpx2.request(method, f"{server.endpoint_url}/").status_code == 404
    assert httpx2.request(method, f"{server.endpoint_url}/admin").status_code == 404


def test_a_body_beyond_the_limit_is_refused(server: UserPoolServer) -> None:
    headers = {"Content-Type": JSON, "X-Amz-Target": f"{TARGET}GetUser"}

    def endless() -> Any:
        for _ in range(2 * MAX_BODY_BYTES // 65536):
            yield b" " * 65536

    fits = httpx2.post(server.endpoint_url, headers=headers, content=b" " * MAX_BODY_BYTES)
    too_long = httpx2.post(server.endpoint_url, headers=headers, content=b" " * (MAX_BODY_BYTES + 1))

    assert (fits.status_code, fits.json()["__type"]) == (400, "SerializationException")
    assert (too_long.status_code, too_long.json()["__type"]) == (413, "RequestEntityTooLargeException")
    try:
        chunked = httpx2.post(server.endpoint_url, headers=headers, content=endless())
    except httpx2.TransportError:
        return  # the server hung up while we were still sending
    assert chunked.status_code == 413


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: a\nb: c\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200_000 + b"\r\n",
    ],
    ids=["words", "version", "negative", "two lengths", "smuggling", "chunk", "bare line feed", "TLS", "many headers"],
)
def test_what_is_no_http_gets_a_400_or_nothing_and_the_server_lives_on(server: UserPoolServer, content: bytes) -> None:
    try:
        answer = raw(server, content)
    except ConnectionError:
        answer = b""

    status = answer.split(b"\r\n", 1)[0]
    assert not answer or b" 4" in status, status
    assert httpx2.get(f"{server.endpoint_url}/health").status_code == 200


def test_a_request_cut_off_in_its_body_is_not_carried_out(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    body = json.dumps({"ClientId": pool.client_id, "Username": "ada", "Password": "Correct-Horse-7"}).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nX-Amz-Target: {TARGET}SignUp\r\n"
        f"Content-Length: {len(body) + 1}\r\n\r\n"
    )

    raw(server, head.encode() + body)

    assert boto.list_users(UserPoolId=pool.id)["Users"] == []


def test_two_requests_on_one_connection_are_answered_in_order(server: UserPoolServer) -> None:
    one = (
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nX-Amz-Target: {TARGET}GetUser\r\n"
        "Content-Length: 2\r\n\r\n{}"
    ).encode()
    two = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    answer = raw(server, one + two)

    assert answer.index(b"InvalidParameterException") < answer.index(b'"status":"ok"')


def hangs_up(server: UserPoolServer, head: bytes, piece: bytes = b"") -> bool:
    """Whether the server ends the connection of someone who sends `head`, then `piece` 64 times, and waits."""
    address = urlsplit(server.endpoint_url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        try:
            connection.sendall(head)
            for _ in range(64):
                connection.sendall(piece)
            while connection.recv(65536):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
    return True


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nX-A: ", b"a" * 65536),
        (b"POST / HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n" * 8192),
        (b"POST /?", b"a" * 65536),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a" * 65536),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 8192),
        (b"", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}" * 1024),
    ],
    ids=["header", "headers", "target", "chunk extension", "trailers", "pipeline"],
)
def test_whoever_sends_without_end_is_cut_off(server: UserPoolServer, head: bytes, piece: bytes) -> None:
    assert hangs_up(server, head, piece)
    assert httpx2.get(f"{server.endpoint_url}/health").status_code == 200


@pytest.mark.parametrize(
    "beginning",
    [b"", b"POST / HTTP/1.1\r\nHo", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"],
    ids=["nothing", "half a head", "half a body"],
)
def test_whoever_does_not_get_to_the_end_is_cut_off(
    server: UserPoolServer, beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.1)

    assert hangs_up(server, beginning)
