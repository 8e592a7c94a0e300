"""What happens to tokens after the sign-in that gave them."""

import asyncio
import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awso import cognito
from awso.errors import ConfigurationError, ResponseError
from tests.unit.cognito.scripted_pool import CLIENT_ID, CLIENT_SECRET, USER_ID, ScriptedPool, access_token

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def tokens(**changes: Any) -> cognito.Tokens:
    held: dict[str, Any] = {
        "access_token": access_token(),
        "id_token": "old-id-token",
        "refresh_token": "refresh-token",
        "expires_at": NOW,
    }
    return cognito.Tokens(**held | changes)


def refresh_blocking(pool: ScriptedPool, **how: Any) -> cognito.Tokens:
    return cognito.refresh(pool.client(), tokens(), client_id=CLIENT_ID, **how)


def refresh_async(pool: ScriptedPool, **how: Any) -> cognito.Tokens:
    return asyncio.run(cognito.refresh_async(pool.async_client(), tokens(), client_id=CLIENT_ID, **how))


BOTH = pytest.mark.parametrize("refresh", [refresh_blocking, refresh_async], ids=["blocking", "async"])


@BOTH
def test_a_refresh_gives_new_tokens_and_keeps_the_refresh_token(refresh: Callable[..., cognito.Tokens]) -> None:
    pool = ScriptedPool()

    fresh = refresh(pool)

    assert (fresh.id_token, fresh.refresh_token) == ("id-token", "refresh-token")
    assert fresh.expires_at > datetime.now(UTC) + timedelta(minutes=59)
    assert pool.received_by("InitiateAuth")["AuthParameters"] == {"REFRESH_TOKEN": "refresh-token"}


@BOTH
def test_a_client_secret_is_proved_with_the_users_true_name(refresh: Callable[..., cognito.Tokens]) -> None:
    pool = ScriptedPool(secret=CLIENT_SECRET)

    assert refresh(pool, client_secret=CLIENT_SECRET).id_token == "id-token"


@BOTH
def test_a_rotating_refresh_gives_the_next_refresh_token_too(refresh: Callable[..., cognito.Tokens]) -> None:
    pool = ScriptedPool()

    fresh = refresh(pool, rotating=True, client_secret=CLIENT_SECRET, client_metadata={"a": "b"})

    assert fresh.refresh_token == "next-refresh-token"
    assert pool.received_by("GetTokensFromRefreshToken") == {
        "RefreshToken": "refresh-token",
        "ClientId": CLIENT_ID,
        "ClientSecret": CLIENT_SECRET,
        "ClientMetadata": {"a": "b"},
    }


def test_signing_out_revokes_the_refresh_token() -> None:
    pool = ScriptedPool()

    cognito.sign_out(pool.client(), tokens(), client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    asyncio.run(cognito.sign_out_async(pool.async_client(), tokens(), client_id=CLIENT_ID))

    revoked = {"Token": "refresh-token", "ClientId": CLIENT_ID}
    assert pool.received == [("RevokeToken", {**revoked, "ClientSecret": CLIENT_SECRET}), ("RevokeToken", revoked)]


def test_signing_out_everywhere_names_the_user_by_the_access_token() -> None:
    pool = ScriptedPool()

    cognito.sign_out_everywhere(pool.client(), tokens())
    asyncio.run(cognito.sign_out_everywhere_async(pool.async_client(), tokens()))

    assert pool.received == [("GlobalSignOut", {"AccessToken": access_token()})] * 2


def test_without_a_refresh_token_there_is_nothing_to_refresh_or_revoke() -> None:
    pool = ScriptedPool()
    held = tokens(refresh_token=None)

    with pytest.raises(ConfigurationError, match="sign in again"):
        cognito.refresh(pool.client(), held, client_id=CLIENT_ID)
    with pytest.raises(ConfigurationError, match="sign in again"):
        cognito.sign_out(pool.client(), held, client_id=CLIENT_ID)


def test_tokens_know_whose_they_are_and_when_they_end() -> None:
    held = tokens()

    assert held.username == USER_ID
    assert not held.expired(NOW - timedelta(seconds=1))
    assert held.expired(NOW)
    assert repr(held) == "Tokens(***, expires_at=2026-01-05T00:00:00+00:00)"


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "a.e30.c", "a.bm8.c", "a.\u00e9.c"])
def test_a_token_that_names_nobody_has_no_user_name(token: str) -> None:
    with pytest.raises(ResponseError):
        _ = tokens(access_token=token).username


def test_a_secret_hash_is_the_hmac_of_user_name_and_client_id() -> None:
    # RFC 4231 §4.3, its message split in two.
    made = cognito.secret_hash("what do ya want ", "for nothing?", "Jefe")

    assert base64.b64decode(made).hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
