"""The filter language of ListUsers."""

import pytest

from awso_userpool.domain.user_filter import Condition, FilterError, parse


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ('email = "a@b.co"', Condition("email", False, "a@b.co")),
        ('email="a@b.co"', Condition("email", False, "a@b.co")),
        (' given_name ^= "Ad" ', Condition("given_name", True, "Ad")),
        ('"family_name" = "Lovelace"', Condition("family_name", False, "Lovelace")),
        ('cognito:user_status = "CONFIRMED"', Condition("cognito:user_status", False, "CONFIRMED")),
        (r'name = "say \"hi\" \\ there"', Condition("name", False, r'say "hi" \ there')),
        ('sub = ""', Condition("sub", False, "")),
    ],
)
def test_a_filter_is_read(text: str, condition: Condition) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_filter_means_everyone(text: str | None) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "email",
        "email = a",
        'email == "a"',
        'email = "a" or 1=1',
        'email = "a"; drop',
        "email = 'a'",
        '= "a"',
        'email = "a',
        'email = "a""',
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(FilterError, match="Error while parsing filter"):
        parse(text)


def test_only_the_documented_attributes_can_be_searched() -> None:
    with pytest.raises(FilterError, match="Invalid search attribute: custom:foo"):
        parse('custom:foo = "x"')
