"""Password rules in AWS's words, and temporary passwords that obey all of them."""

import secrets

import pytest

from awso_userpool.domain.passwords import SYMBOLS, PasswordPolicy, broken_rule, temporary_password


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("Ab1!", "Password not long enough"),
        ("abcdef1!", "Password must have uppercase characters"),
        ("ABCDEF1!", "Password must have lowercase characters"),
        ("Abcdefg!", "Password must have numeric characters"),
        ("Abcdefg1", "Password must have symbol characters"),
        ("Äbcdef1!", "Password must have uppercase characters"),  # the guide: basic Latin letters
    ],
)
def test_a_bad_password_is_refused_in_awss_words(password: str, message: str) -> None:
    assert broken_rule(PasswordPolicy(), password) == f"Password did not conform with policy: {message}"


@pytest.mark.parametrize("symbol", SYMBOLS.strip())
def test_every_symbol_of_the_guide_counts(symbol: str) -> None:
    assert broken_rule(PasswordPolicy(), f"Abcdefg1{symbol}") is None


def test_an_inner_space_counts_as_a_symbol_and_an_outer_one_does_not() -> None:
    assert broken_rule(PasswordPolicy(), "Abcd efg1") is None
    assert broken_rule(PasswordPolicy(), "Abcdefg1 ") is not None


def test_a_lax_policy_asks_for_length_only() -> None:
    lax = PasswordPolicy(6, False, False, False, False)

    assert broken_rule(lax, "aaaaaa") is None
    assert broken_rule(lax, "aaaaa") is not None


@pytest.mark.parametrize("length", [6, 8, 20, 99])
def test_temporary_passwords_obey_every_policy_and_differ(length: int) -> None:
    policy = PasswordPolicy(minimum_length=length)

    made = {temporary_password(policy, secrets.token_bytes) for _ in range(50)}

    assert len(made) == 50
    assert all(broken_rule(policy, password) is None for password in made)
