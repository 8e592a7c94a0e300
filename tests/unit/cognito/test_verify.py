"""A token verifier against honest tokens and forged ones."""

import asyncio
import base64
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso import cognito
from awso.core.http import HttpResponse
from awso.errors import ConfigurationError, ConnectError, ResponseError
from awso.transports.memory import MemoryTransport
from tests.unit.cognito.issuing_pool import (
    CLIENT_ID,
    ISSUER,
    NOW,
    POOL_ID,
    IssuingPool,
    Key,
    access_claims,
    id_claims,
    json_segment,
    segment,
)

ACCESS_KEY, ID_KEY, ATTACKERS_KEY = Key("access-key"), Key("id-key"), Key("access-key")
ADMIN_SCOPE = "aws.cognito.signin.user.admin"

Verify = Callable[..., cognito.Claims]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def verifier(pool: IssuingPool | None = None, **how: Any) -> cognito.TokenVerifier:
    transport = (pool or IssuingPool(ACCESS_KEY, ID_KEY)).transport
    given: dict[str, Any] = {
        "client_id": CLIENT_ID,
        "token_use": "access",
        "now": lambda: NOW,
        "transport": transport,
        "async_transport": transport,
    }
    return cognito.TokenVerifier(POOL_ID, **given | how)


def blocking(token: str, **how: Any) -> cognito.Claims:
    return verifier(**how).verify(token)


def concurrent(token: str, **how: Any) -> cognito.Claims:
    return asyncio.run(verifier(**how).verify_async(token))


@pytest.fixture(params=[blocking, concurrent], ids=["blocking", "async"])
def verify(request: pytest.FixtureRequest) -> Verify:
    chosen: Verify = request.param
    return chosen


def test_an_access_token_gives_its_claims(verify: Verify) -> None:
    claims = verify(ACCESS_KEY.token(access_claims()))

    assert claims.subject == "d1f7a0a2-0000-4000-8000-00000000aaaa"
    assert (claims.username, claims.client_id, claims.token_use) == ("ada", CLIENT_ID, "access")
    assert claims.scopes == {ADMIN_SCOPE, "orders/read"}
    assert claims.groups == ("admins", "staff")
    assert claims.expires_at.timestamp() == NOW + 3600
    assert claims.all["jti"] == "11111111-2222-4333-8444-555555555555"
    assert repr(claims) == "Claims(access token, ***)"


def test_an_id_token_gives_its_claims(verify: Verify) -> None:
    claims = verify(ID_KEY.token(id_claims()), token_use="id")

    assert (claims.username, claims.client_id, claims.token_use) == ("ada", CLIENT_ID, "id")
    assert claims.scopes == frozenset()
    assert claims.all["email"] == "ada@example.com"


def test_what_need_not_be_checked_must_be_said(verify: Verify) -> None:
    other = ACCESS_KEY.token(access_claims(client_id="another"))

    assert verify(other, client_id=None, token_use=None).client_id == "another"


def test_one_of_several_app_clients_fits(verify: Verify) -> None:
    assert verify(ACCESS_KEY.token(access_claims()), client_id=["other", CLIENT_ID]).username == "ada"


def test_a_wanted_scope_is_found_as_a_word(verify: Verify) -> None:
    token = ACCESS_KEY.token(access_claims())

    assert verify(token, scope=ADMIN_SCOPE).username == "ada"
    assert verify(token, scope=[ADMIN_SCOPE, "orders/read"]).username == "ada"
    assert verify(token, scope=f"{ADMIN_SCOPE} orders/read").username == "ada"


def unsigned(algorithm: object) -> str:
    return f"{json_segment({'alg': algorithm, 'kid': 'access-key'})}.{json_segment(access_claims())}."


def respelled(part: str) -> str:
    """The same bytes in base64url, but for bits that decoders overlook (RFC 4648 §3.5)."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    spelled = part[:-1] + alphabet[alphabet.index(part[-1]) ^ 1]
    assert base64.urlsafe_b64decode(spelled + "==") == base64.urlsafe_b64decode(part + "==")
    return spelled


ACCESS_SUBJECT = access_claims()["sub"]
NO_UTF_8 = b'{"alg": "RS256", "kid": "access-key", "username": "\xff"}'
GOOD = ACCESS_KEY.token(access_claims())
HEAD, BODY, SIGNATURE = GOOD.split(".")
ATTACKERS_JWK = ATTACKERS_KEY.jwk()

FORGED = {
    "no algorithm": (unsigned("none"), cognito.UnsupportedAlgorithmError),
    "no algorithm, spelled otherwise": (unsigned("nOnE"), cognito.UnsupportedAlgorithmError),
    "an algorithm that is no string": (unsigned(["RS256"]), cognito.UnsupportedAlgorithmError),
    "RS256 without a signature": (unsigned("RS256"), cognito.SignatureError),
    "HMAC with the public key": (ACCESS_KEY.token_by_hmac(access_claims()), cognito.UnsupportedAlgorithmError),
    "RS512": (ACCESS_KEY.token(access_claims(), alg="RS512"), cognito.UnsupportedAlgorithmError),
    "the attacker's key under our id": (ATTACKERS_KEY.token(access_claims()), cognito.SignatureError),
    "the attacker's key in the header": (
        ATTACKERS_KEY.token(access_claims(), jwk=ATTACKERS_JWK),
        cognito.SignatureError,
    ),
    "the attacker's key set by URL": (
        ATTACKERS_KEY.token(access_claims(), jku="https://attacker.example/jwks.json"),
        cognito.SignatureError,
    ),
    "the attacker's certificate": (
        ATTACKERS_KEY.token(access_claims(), x5c=["MIIB"], x5u="https://attacker.example"),
        cognito.SignatureError,
    ),
    "another pool's key id": (ATTACKERS_KEY.token(access_claims(), kid="foreign"), cognito.UnknownKeyError),
    "no key id": (ACCESS_KEY.token(access_claims(), kid=None), cognito.UnknownKeyError),
    "a key id that is a path": (ACCESS_KEY.token(access_claims(), kid="../../dev/null"), cognito.UnknownKeyError),
    "an unknown extension": (
        ACCESS_KEY.token(access_claims(), crit=["b64"], b64=False),
        cognito.MalformedTokenError,
    ),
    "another payload": (f"{HEAD}.{json_segment(access_claims(username='eve'))}.{SIGNATURE}", cognito.SignatureError),
    "a changed signature": (
        f"{HEAD}.{BODY}.{'A' if SIGNATURE[0] != 'A' else 'B'}{SIGNATURE[1:]}",
        cognito.SignatureError,
    ),
    "half a signature": (f"{HEAD}.{BODY}.{SIGNATURE[:100]}", cognito.SignatureError),
    "another pool's token": (ACCESS_KEY.token(access_claims(iss=f"{ISSUER}x")), cognito.WrongIssuerError),
    "an issuer that begins alike": (ACCESS_KEY.token(access_claims(iss=f"{ISSUER}/")), cognito.WrongIssuerError),
    "no issuer": (ACCESS_KEY.token(access_claims(iss=None)), cognito.WrongIssuerError),
    "another client's token": (ACCESS_KEY.token(access_claims(client_id="other")), cognito.WrongClientError),
    "a client among several": (ACCESS_KEY.token(access_claims(client_id=[CLIENT_ID])), cognito.WrongClientError),
    "no client": (ACCESS_KEY.token(access_claims(client_id=None)), cognito.WrongClientError),
    "the client as audience": (
        ACCESS_KEY.token(access_claims(client_id=None, aud=CLIENT_ID)),
        cognito.WrongClientError,
    ),
    "an ID token": (ID_KEY.token(id_claims()), cognito.WrongTokenUseError),
    "a use of neither kind": (ACCESS_KEY.token(access_claims(token_use="refresh")), cognito.WrongTokenUseError),
    "no use": (ACCESS_KEY.token(access_claims(token_use=None)), cognito.WrongTokenUseError),
    "expired": (ACCESS_KEY.token(access_claims(exp=NOW - 60)), cognito.TokenExpiredError),
    "no end": (ACCESS_KEY.token(access_claims(exp=None)), cognito.MalformedTokenError),
    "an end that is text": (ACCESS_KEY.token(access_claims(exp="9999999999")), cognito.MalformedTokenError),
    "an end beyond all numbers": (ACCESS_KEY.token(access_claims(exp=10**400)), cognito.MalformedTokenError),
    "an end beyond all calendars": (ACCESS_KEY.token(access_claims(exp=10**18)), cognito.MalformedTokenError),
    "an end that is true": (ACCESS_KEY.token(access_claims(exp=True)), cognito.MalformedTokenError),
    "not yet valid": (ACCESS_KEY.token(access_claims(nbf=NOW + 61)), cognito.TokenNotYetValidError),
    "issued in the future": (ACCESS_KEY.token(access_claims(iat=NOW + 61)), cognito.TokenNotYetValidError),
    "a payload that is a list": (ACCESS_KEY.token([1]), cognito.MalformedTokenError),
    "empty": ("", cognito.MalformedTokenError),
    "two parts": (f"{HEAD}.{BODY}", cognito.MalformedTokenError),
    "five parts, as an encrypted token": (f"{GOOD}.a.b", cognito.MalformedTokenError),
    "padded base64": (f"{HEAD}=.{BODY}.{SIGNATURE}", cognito.MalformedTokenError),
    "ordinary base64": (f"{HEAD}.{BODY}.{SIGNATURE[:-1]}+", cognito.MalformedTokenError),
    "no base64": (f"{HEAD}.{BODY}.!", cognito.MalformedTokenError),
    "a second spelling of one signature": (f"{HEAD}.{BODY}.{respelled(SIGNATURE)}", cognito.MalformedTokenError),
    "other letters": (f"{HEAD}.{BODY}.\u00e9", cognito.MalformedTokenError),
    "a header that is no JSON": (f"{segment(b'{')}.{BODY}.{SIGNATURE}", cognito.MalformedTokenError),
    "a header whose texts are no UTF-8": (
        f"{segment(NO_UTF_8)}.{BODY}.{SIGNATURE}",
        cognito.MalformedTokenError,
    ),
    "a payload whose texts are no UTF-8": (
        ACCESS_KEY.sign(f"{HEAD}.{segment(NO_UTF_8)}"),
        cognito.MalformedTokenError,
    ),
    "a header that is text": (f"{json_segment('RS256')}.{BODY}.{SIGNATURE}", cognito.MalformedTokenError),
    "a header of endless depth": (f"{segment(b'[' * 40_000)}.{BODY}.{SIGNATURE}", cognito.MalformedTokenError),
    "a megabyte": (f"{HEAD}.{'A' * 1_000_000}.{SIGNATURE}", cognito.MalformedTokenError),
    "bytes after the token": (f"{GOOD}\n", cognito.MalformedTokenError),
}


@pytest.mark.parametrize(("token", "error"), FORGED.values(), ids=FORGED)
def test_a_forged_token_is_refused(token: str, error: type[cognito.TokenError]) -> None:
    with pytest.raises(error) as caught:
        blocking(token)

    assert type(caught.value) is error
    shown = str(caught.value)
    assert not [part for part in (ACCESS_SUBJECT, *token.split(".")) if len(part) > 10 and part in shown]


@pytest.mark.parametrize(
    "scope", [f"{ADMIN_SCOPE}x", "aws.cognito.signin.user", "admin", "orders/read/all", "orders/rea"]
)
def test_a_scope_is_a_whole_word_and_never_a_part_of_one(verify: Verify, scope: str) -> None:
    with pytest.raises(cognito.MissingScopeError, match="lacks"):
        verify(GOOD, scope=scope)
    with pytest.raises(cognito.MissingScopeError, match="lacks"):
        verify(ACCESS_KEY.token(access_claims(scope=scope)), scope=ADMIN_SCOPE)


@pytest.mark.parametrize("between", ["\u00a0", "\x1c", "\u2003", "\n"])
def test_only_a_space_ends_a_scope(between: str) -> None:
    # RFC 6749 §3.3; str.split() would also split here.
    token = ACCESS_KEY.token(access_claims(scope=f"evil{between}{ADMIN_SCOPE}"))

    with pytest.raises(cognito.MissingScopeError):
        blocking(token, scope=ADMIN_SCOPE)
    assert blocking(token).scopes == {f"evil{between}{ADMIN_SCOPE}"}


@pytest.mark.parametrize("scope", [None, [ADMIN_SCOPE], {ADMIN_SCOPE: True}, ""])
def test_a_scope_claim_that_is_no_text_grants_nothing(scope: object) -> None:
    with pytest.raises(cognito.MissingScopeError):
        blocking(ACCESS_KEY.token(access_claims(scope=scope)), scope=ADMIN_SCOPE)


def test_an_id_token_has_no_scope_even_if_it_says_so() -> None:
    with pytest.raises(cognito.MissingScopeError):
        blocking(ID_KEY.token(id_claims(scope=ADMIN_SCOPE)), token_use=None, scope=ADMIN_SCOPE)
    with pytest.raises(ConfigurationError, match="ID tokens have no scopes"):
        verifier(token_use="id", scope=ADMIN_SCOPE)


@pytest.mark.parametrize(
    ("after_end", "leeway", "good"), [(-1, 0, True), (0, 0, False), (29, 30, True), (30, 30, False)]
)
def test_the_leeway_counts_from_the_end(verify: Verify, after_end: float, leeway: float, good: bool) -> None:
    token = ACCESS_KEY.token(access_claims(exp=NOW - after_end))

    if good:
        assert verify(token, leeway_seconds=leeway).username == "ada"
    else:
        with pytest.raises(cognito.TokenExpiredError):
            verify(token, leeway_seconds=leeway)


@pytest.mark.parametrize(
    ("before_start", "leeway", "good"), [(0, 0, True), (1, 0, False), (30, 30, True), (31, 30, False)]
)
@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_the_leeway_counts_from_the_start(claim: str, before_start: float, leeway: float, good: bool) -> None:
    token = ACCESS_KEY.token(access_claims(**{claim: NOW + before_start}))

    if good:
        assert blocking(token, leeway_seconds=leeway).username == "ada"
    else:
        with pytest.raises(cognito.TokenNotYetValidError, match=claim):
            blocking(token, leeway_seconds=leeway)


def test_keys_are_fetched_once_for_many_tokens() -> None:
    pool = IssuingPool(ACCESS_KEY, ID_KEY)
    reused = verifier(pool, token_use=None)

    for token in [GOOD, ID_KEY.token(id_claims()), GOOD]:
        reused.verify(token)

    assert pool.fetches == 1


def test_a_new_key_is_fetched_when_it_turns_up() -> None:
    clock, pool = Clock(), IssuingPool(ID_KEY)
    reused = verifier(pool, now=clock, token_use=None)
    reused.verify(ID_KEY.token(id_claims()))
    pool.keys = [ACCESS_KEY.jwk()]  # rotated
    clock.now += 10

    assert reused.verify(GOOD).username == "ada"
    with pytest.raises(cognito.UnknownKeyError):
        reused.verify(ID_KEY.token(id_claims()))  # the old key is gone
    assert pool.fetches == 2


def test_many_forged_key_ids_cause_one_fetch_in_ten_seconds() -> None:
    clock, pool = Clock(), IssuingPool(ACCESS_KEY)
    reused = verifier(pool, now=clock)

    for second in range(30):
        clock.now = NOW + second
        with pytest.raises(cognito.UnknownKeyError):
            reused.verify(ATTACKERS_KEY.token(access_claims(), kid=f"forged-{second}"))

    assert pool.fetches == 3
    assert reused.verify(GOOD).username == "ada"


def test_a_withdrawn_key_is_forgotten_after_a_day() -> None:
    clock, pool = Clock(), IssuingPool(ACCESS_KEY)
    reused = verifier(pool, now=clock, leeway_seconds=10**6)
    reused.verify(GOOD)
    pool.keys = [ID_KEY.jwk()]

    clock.now = NOW + 24 * 60 * 60 - 1
    assert reused.verify(GOOD).username == "ada"
    clock.now += 1
    with pytest.raises(cognito.UnknownKeyError):
        reused.verify(GOOD)


def test_known_keys_still_verify_while_the_pool_cannot_be_reached() -> None:
    clock, pool = Clock(), IssuingPool(ACCESS_KEY)
    reused = verifier(pool, now=clock, leeway_seconds=10**6)
    reused.verify(GOOD)
    pool.failure = ConnectError("no route")
    clock.now += 25 * 60 * 60

    assert reused.verify(GOOD).username == "ada"
    with pytest.raises(cognito.UnknownKeyError):
        reused.verify(ATTACKERS_KEY.token(access_claims(), kid="foreign"))


def test_without_any_key_the_reason_is_raised_and_the_next_token_tries_again() -> None:
    pool = IssuingPool(ACCESS_KEY)
    reused = verifier(pool)

    pool.failure = ConnectError("no route")
    with pytest.raises(ConnectError):
        reused.verify(GOOD)
    pool.failure = None
    pool.status = 503
    with pytest.raises(ResponseError, match=r"jwks.json answered with status 503"):
        reused.verify(GOOD)
    pool.status = 200

    assert reused.verify(GOOD).username == "ada"


SPOILED: dict[str, Any] = {
    "an id that is a number": {"kty": "oct", "kid": 7, "k": "c2VjcmV0"},
    "a use that is null": ACCESS_KEY.jwk(use=None),
    "a text": "access-key",
    "null": None,
    "a list": [],
}


@pytest.mark.parametrize("jwk", SPOILED.values(), ids=SPOILED)
def test_a_key_that_is_not_understood_spoils_no_set(jwk: Any) -> None:
    # RFC 7517 §5: ignored, not the end of every sign-in.
    pool = IssuingPool(ID_KEY)
    pool.keys.append(jwk)

    assert verifier(pool, token_use="id").verify(ID_KEY.token(id_claims())).username == "ada"


UNUSABLE = {
    "too short": Key("access-key", bits=1024).jwk(),
    "for encryption": ACCESS_KEY.jwk(use="enc"),
    "for another algorithm": ACCESS_KEY.jwk(alg="RS512"),
    "symmetric": {"kty": "oct", "kid": "access-key", "k": "c2VjcmV0"},
    "without an id": ACCESS_KEY.jwk(kid=""),
    "no number": ACCESS_KEY.jwk(n="!"),
    "even exponent": ACCESS_KEY.jwk(e="Ag"),
}


@pytest.mark.parametrize("jwk", UNUSABLE.values(), ids=UNUSABLE)
def test_a_key_that_must_not_verify_is_passed_over(jwk: dict[str, Any]) -> None:
    pool = IssuingPool(ID_KEY)
    pool.keys.append(jwk)

    with pytest.raises(cognito.UnknownKeyError):
        verifier(pool).verify(GOOD)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": []}', b"<html>", b'{"keys": "\xff"}'])
def test_what_is_no_key_set_is_the_other_sides_fault(body: bytes) -> None:
    transport = MemoryTransport(lambda request: HttpResponse(200, {}, body))

    with pytest.raises(ResponseError, match="JWK set"):
        verifier(transport=transport).verify(GOOD)


def test_the_issuer_follows_the_region_and_its_partition() -> None:
    china = cognito.TokenVerifier("cn-north-1_Ab12Cd34E", client_id=None, token_use=None)
    own = cognito.TokenVerifier(issuer="http://127.0.0.1:9229/local_1/", client_id=None, token_use=None)

    assert verifier().issuer == ISSUER
    assert china.issuer == "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab12Cd34E"
    assert own.issuer == "http://127.0.0.1:9229/local_1"


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"user_pool_id": "Ab12Cd34E"},
        {"user_pool_id": "_Ab12Cd34E"},
        {"user_pool_id": "us-east-1_Ab12Cd34E", "region": "eu-west-1"},
        {"issuer": ISSUER, "leeway_seconds": -1.0},
        {"issuer": ISSUER, "leeway_seconds": float("nan")},
    ],
)
def test_a_verifier_that_could_not_work_is_refused(how: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        cognito.TokenVerifier(client_id=None, token_use=None, **how)


def test_a_claim_of_the_wrong_type_is_malformed() -> None:
    claims = blocking(ACCESS_KEY.token(access_claims(username=7, **{"cognito:groups": "admins"})))

    assert claims.groups == ()
    with pytest.raises(cognito.MalformedTokenError, match="username is absent or no string"):
        _ = claims.username


PIECES = st.sampled_from([HEAD, BODY, SIGNATURE, ".", "..", "=", "e30", "eyJhbGciOiJSUzI1NiJ9", "\u00e9", "\0"])


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join)))
@settings(derandomize=True, deadline=None)
def test_whatever_is_no_good_token_is_refused_as_one(text: str) -> None:
    try:
        claims = SHARED.verify(text)
    except cognito.TokenError:
        return
    assert text == GOOD, claims


SHARED = verifier()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (None, "the token is no text, it is of type NoneType"),
        (GOOD.encode(), "the token is no text, it is of type bytes"),
        (f"Bearer {GOOD}", "the token begins with the word Bearer of its header: pass what stands behind it"),
    ],
)
def test_what_a_program_passes_in_place_of_a_token_is_a_token_error(token: Any, said: str) -> None:
    with pytest.raises(cognito.MalformedTokenError) as caught:
        blocking(token)

    assert str(caught.value) == said


def test_a_use_that_no_token_has_is_refused_when_the_verifier_is_made() -> None:
    mistyped: Any = "acces"

    with pytest.raises(ConfigurationError, match=r"^token_use: expected 'access', 'id' or None for any, got 'acces'$"):
        cognito.TokenVerifier("us-east-1_Ab12Cd34E", client_id=None, token_use=mistyped)
