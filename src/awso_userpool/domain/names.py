"""When two names are the same name, and what looks like an e-mail address or a phone number.

A lookup key only ever finds a user; what is stored, shown and written to is always the text as it was given. So folding
too much refuses a look-alike, and can never send a code to an address that its owner did not enter.
"""

import re
import unicodedata

# Deliberately narrower than RFC 5321: printable, one @, a dotted domain of letters, digits and hyphens. No trailing dot
# or space.
_EMAIL = re.compile(
    r"[^\s@\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,64}@(?=.{1,253}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?"
)
# E.164: plus, no leading zero, at most 15 digits.
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")


def is_email(text: str) -> bool:
    """Whether `text` can be an e-mail address."""
    local = text.partition("@")[0]
    return bool(_EMAIL.fullmatch(text)) and not local.startswith(".") and not local.endswith(".") and ".." not in local


def is_phone_number(text: str) -> bool:
    """Whether `text` is a phone number in E.164 form."""
    return bool(_PHONE_NUMBER.fullmatch(text))


def lookup_key(name: str, case_sensitive: bool) -> str:
    """What a user name, e-mail or preferred_username is looked up and kept unique by.

    A case-sensitive pool compares exactly. Otherwise İ, ß, the Kelvin sign and full-width letters fold as Unicode's
    identifier matching does (UAX 31, NFKC_Casefold), so that no two users differ only in what readers can't see.
    """
    if case_sensitive or name.isascii():
        return name if case_sensitive else name.lower()
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)
