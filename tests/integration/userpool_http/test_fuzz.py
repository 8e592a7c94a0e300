"""Requests that nobody would send, to every operation of the real server: it may refuse them, but it never breaks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import awso
from awso import Credentials, HttpRequest, HttpResponse
from awso.shapes.schema import Schema
from awso.signing.sigv4 import sign_headers
from awso_userpool.operations import OPERATIONS
from awso_userpool.testing import UserPoolServer

Json = Any
SERVICE = awso.service("cognito-idp")

junk: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def likely(schema: Schema, depth: int = 0) -> st.SearchStrategy[Json]:
    """Values that a request could have there, with some that it could not."""
    if depth > 3:
        return junk
    if schema.kind == "structure":
        fields = {name: likely(member.target, depth + 1) for name, member in schema.members.items()}
        required = {name: fields.pop(name) for name, member in schema.members.items() if member.required}
        return st.fixed_dictionaries(required, optional=fields)
    if schema.element is not None:
        return st.lists(likely(schema.element.target, depth + 1), max_size=3)
    if schema.value is not None:
        known = st.sampled_from(["USERNAME", "PASSWORD", "SRP_A", "REFRESH_TOKEN", "SECRET_HASH", "NEW_PASSWORD"])
        return st.dictionaries(known | st.text(max_size=8), likely(schema.value.target, depth + 1), max_size=4)
    if schema.model.enum:
        return st.sampled_from(schema.model.enum)
    scalars: dict[str, st.SearchStrategy[Json]] = {
        "integer": st.integers(-2, 100_000),
        "boolean": st.booleans(),
    }
    return scalars.get(schema.kind, words)


# Names, ids and texts that lead further in than random ones; pool, user and tokens of the fixture join them.
KNOWN: list[str] = ["ada", "ada@example.com", "email", "custom:x", "", "0", "a" * 300, "\u0130", "x\u0000y", "000000"]
words = st.deferred(lambda: st.sampled_from(KNOWN) | st.text(max_size=30))


class Target:
    """A server with a pool, a user and tokens, whose names the fuzzer knows."""

    def __init__(self, server: UserPoolServer) -> None:
        self.server = server
        self._key = Credentials(server.access_key_id, server.secret_access_key)
        client = server.client()
        pool = client.create_user_pool(pool_name="fuzz", alias_attributes=["email"]).user_pool
        assert pool is not None
        assert pool.id is not None
        app = client.create_user_pool_client(
            user_pool_id=pool.id,
            client_name="web",
            explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ).user_pool_client
        assert app is not None
        assert app.client_id is not None
        client.admin_create_user(user_pool_id=pool.id, username="ada", message_action="SUPPRESS")
        client.admin_set_user_password(user_pool_id=pool.id, username="ada", password="Correct-Horse-7", permanent=True)
        tokens = client.initiate_auth(
            client_id=app.client_id,
            auth_flow="USER_PASSWORD_AUTH",
            auth_parameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-7"},
        ).authentication_result
        assert tokens is not None
        KNOWN.extend(filter(None, [pool.id, app.client_id, tokens.access_token, tokens.refresh_token]))

    def send(self, operation: str, body: bytes) -> HttpResponse:
        fields = {
            "Host": self.server.endpoint_url.partition("://")[2],
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        }
        request = HttpRequest("POST", f"{self.server.endpoint_url}/", fields, body)
        signed = sign_headers(
            request, self._key, region="us-east-1", service="cognito-idp", timestamp=datetime.now(UTC)
        )
        return self.server.transport.send(signed, 1.0, 30.0)


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    before = list(KNOWN)
    with UserPoolServer(listen=False) as server:
        yield Target(server)
    KNOWN[:] = before


def refused_or_done(response: HttpResponse) -> None:
    assert response.status in {200, 400}, response.body
    if response.status == 400:
        assert set(json.loads(response.body)) >= {"__type", "message"}


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - {"DeleteUserPool"}))
def test_no_likely_request_breaks_an_operation(target: Target, operation: str) -> None:
    @settings(max_examples=25)
    @given(value=likely(SERVICE.operation(operation).input_schema))
    def attempt(value: Json) -> None:
        refused_or_done(target.send(operation, json.dumps(value).encode()))

    attempt()


@given(
    operation=st.sampled_from(sorted(OPERATIONS)),
    body=st.binary(max_size=60) | junk.map(lambda v: json.dumps(v).encode()),
)
@settings(max_examples=200)
def test_no_junk_breaks_an_operation(target: Target, operation: str, body: bytes) -> None:
    refused_or_done(target.send(operation, body))
