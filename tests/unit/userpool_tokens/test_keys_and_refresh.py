"""Generated keys, their publication, and the look of refresh tokens."""

import base64
import json
import secrets

import jwt as pyjwt

from awso_userpool.tokens import jwt, keys, refresh


def test_each_pool_gets_keys_of_its_own() -> None:
    one, other = (keys.generate(pool, 0.0, secrets.token_bytes) for pool in ("p", "q"))

    assert [key.use for key in one] == ["id", "access"]
    assert len({key.kid for key in (*one, *other)}) == 4
    assert len({key.public_key for key in (*one, *other)}) == 4


def test_a_published_key_verifies_what_the_private_one_signed() -> None:
    made = keys.generate("p", 0.0, secrets.token_bytes)
    token = jwt.sign({"sub": "s"}, keys.load(made).signers["access"])
    published = keys.published(made[1]).members()

    key = pyjwt.PyJWK.from_dict(published)

    assert pyjwt.decode(token, key, algorithms=["RS256"]) == {"sub": "s"}
    assert published["kid"] == pyjwt.get_unverified_header(token)["kid"]


def test_a_retired_key_verifies_and_no_longer_signs() -> None:
    old = keys.generate("p", 0.0, secrets.token_bytes)
    new = keys.generate("p", 1.0, secrets.token_bytes)
    from awso_userpool.domain.records import copy_with

    ring = keys.load([*(copy_with(key, retired_at=1.0) for key in old), *new])

    assert {signer.kid for signer in ring.signers.values()} == {key.kid for key in new}
    assert all(ring.knows(key.kid) for key in old)


def test_private_keys_do_not_show_in_repr() -> None:
    assert "private_key=***" in repr(keys.generate("p", 0.0, secrets.token_bytes)[0])


def test_a_refresh_token_looks_like_cognitos_and_never_repeats() -> None:
    one, other = refresh.make(secrets.token_bytes), refresh.make(secrets.token_bytes)
    header = one.split(".")[0]

    assert len(one.split(".")) == 5
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"}
    assert one != other
