"""SECRET_HASH against the formula of the developer guide."""

import base64
import hashlib
import hmac

from awso_userpool.authentication.secret_hash import is_right, secret_hash

SECRET, CLIENT = "s" * 51, "c" * 26


def test_it_is_the_hmac_of_name_and_client_id() -> None:
    expected = base64.b64encode(hmac.new(SECRET.encode(), b"ada" + CLIENT.encode(), hashlib.sha256).digest()).decode()

    assert secret_hash(SECRET, CLIENT, "ada") == expected


def test_any_of_the_names_will_do_and_no_other() -> None:
    given = secret_hash(SECRET, CLIENT, "ada")

    assert is_right(given, SECRET, CLIENT, ("sub", "ada"))
    assert not is_right(given, SECRET, CLIENT, ("bob",))
    assert not is_right(given, SECRET, "other", ("ada",))
    assert not is_right("\ud800", SECRET, CLIENT, ("ada",))
