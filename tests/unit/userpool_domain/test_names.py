"""Which names are the same, and which texts are addresses."""

import pytest

from awso_userpool.domain.names import is_email, is_phone_number, lookup_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ada"),
        ("ADA@Example.COM", "ada@example.com"),
        ("\u212aelvin", "kelvin"),  # the Kelvin sign
        ("\uff21\uff44\uff41", "ada"),  # full-width letters
        ("stra\u00dfe", "STRASSE"),
        ("\u0130stanbul", "i\u0307stanbul"),  # İ folds to i with a dot above
        ("caf\u00e9", "CAFE\u0301"),  # composed and decomposed
    ],
)
def test_an_insensitive_pool_folds_what_readers_cannot_tell_apart(one: str, other: str) -> None:
    assert lookup_key(one, case_sensitive=False) == lookup_key(other, case_sensitive=False)


@pytest.mark.parametrize(
    ("one", "other"), [("ada+tag@x.org", "ada@x.org"), ("a.da@x.org", "ada@x.org"), ("ada@x.org.", "ada@x.org")]
)
def test_what_differs_in_the_mailbox_stays_different(one: str, other: str) -> None:
    assert lookup_key(one, case_sensitive=False) != lookup_key(other, case_sensitive=False)


def test_a_sensitive_pool_compares_exactly() -> None:
    assert lookup_key("Ada", case_sensitive=True) == "Ada"
    assert lookup_key("\u212aelvin", case_sensitive=True) == "\u212aelvin"


@pytest.mark.parametrize("text", ["ada@example.com", "a.b+c@sub.example.org", "o'neil@x.co", "jürgen@bücher.example"])
def test_addresses_are_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@x.org",
        "ada@x",
        "a@b@c.org",
        "ada@x.org.",
        "ada@x.org ",
        " ada@x.org",
        "ada@-x.org",
        ".ada@x.org",
        "a..b@x.org",
        "ada@x..org",
        "ada\n@x.org",
        "ada@x.org\n",
        "<ada@x.org>",
        "a" * 65 + "@x.org",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not is_email(text)


def test_phone_numbers_are_e164() -> None:
    assert is_phone_number("+4915112345678")
    for text in ("4915112345678", "+0123", "+49 151", "+1234567890123456", "+", "+٤٩١٥", "+491\n"):
        assert not is_phone_number(text)
