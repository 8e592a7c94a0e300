"""The password policy: which rule a password breaks, in AWS's words, and temporary passwords that break none."""

from typing import NamedTuple

from awso_userpool.domain import random_text
from awso_userpool.domain.random_text import Randomness

# The guide's list, and the inner space that it also allows.
SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "
# Symbols that survive mail clients and double-clicks.
_FRIENDLY_SYMBOLS = "!@#%&*+-_="
# The model's PasswordType.
LONGEST_PASSWORD = 256


class PasswordPolicy(NamedTuple):
    """A pool's PasswordPolicyType, every setting filled in; the defaults are those of a pool created without one."""

    minimum_length: int = 8
    require_uppercase: bool = True
    require_lowercase: bool = True
    require_numbers: bool = True
    require_symbols: bool = True
    history_size: int = 0
    temporary_password_days: int = 7


def broken_rule(policy: PasswordPolicy, password: str) -> str | None:
    """The message of InvalidPasswordException for `password`, one rule at a time; None where it is good."""
    problem = _problem(policy, password)
    return problem and f"Password did not conform with policy: {problem}"


def _problem(policy: PasswordPolicy, password: str) -> str | None:
    if len(password) < policy.minimum_length:
        return "Password not long enough"
    if len(password) > LONGEST_PASSWORD:
        return "Password must not be longer than 256 characters"
    if policy.require_uppercase and not set(password) & set(random_text.UPPER):
        return "Password must have uppercase characters"
    if policy.require_lowercase and not set(password) & set(random_text.LOWER):
        return "Password must have lowercase characters"
    if policy.require_numbers and not set(password) & set(random_text.DIGITS):
        return "Password must have numeric characters"
    if policy.require_symbols and not set(password.strip(" ")) & set(SYMBOLS):
        return "Password must have symbol characters"
    return None


def temporary_password(policy: PasswordPolicy, randomness: Randomness) -> str:
    """A random password that obeys every policy: one of each class, the rest letters and digits."""
    classes = (random_text.UPPER, random_text.LOWER, random_text.DIGITS, _FRIENDLY_SYMBOLS)
    everything = random_text.UPPER + random_text.LOWER + random_text.DIGITS
    # 12 characters of 62 hold more than 64 bits even though four of them come from smaller alphabets.
    length = max(policy.minimum_length, 12)
    letters = [random_text.text(randomness, alphabet, 1) for alphabet in classes]
    letters += random_text.text(randomness, everything, length - len(letters))
    return random_text.shuffled(randomness, letters)
