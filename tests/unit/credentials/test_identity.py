"""Credentials are an immutable value that does not show its secrets."""

import copy
import pickle

import pytest

from awso.credentials import Credentials

SECRETS = Credentials("AKIDADA", "s3cr3t-key", "s3cr3t-token", "123456789012")


def test_repr_shows_the_access_key_id_only() -> None:
    assert repr(SECRETS) == "Credentials('AKIDADA', secret_access_key='***', session_token='***')"
    assert repr(Credentials("AKIDADA", "s3cr3t")) == "Credentials('AKIDADA', secret_access_key='***')"
    assert "s3cr3t" not in f"{SECRETS} {SECRETS!r} {[SECRETS]}"


def test_credentials_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        SECRETS.secret_access_key = "other"
    with pytest.raises(AttributeError, match="immutable"):
        del SECRETS.session_token


def test_equal_parts_make_equal_credentials() -> None:
    assert Credentials("a", "b") == Credentials("a", "b")
    assert hash(Credentials("a", "b")) == hash(Credentials("a", "b"))
    assert Credentials("a", "b") != Credentials("a", "c")
    assert Credentials("a", "b") != ("a", "b", None, None, None)


def test_credentials_survive_copying_and_pickling() -> None:
    assert pickle.loads(pickle.dumps(SECRETS)) == SECRETS
    assert copy.deepcopy(SECRETS) == SECRETS
