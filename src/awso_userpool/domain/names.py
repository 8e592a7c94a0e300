"""When two names are the same name, and what looks like an e-mail address or a phone number.

A lookup key only ever finds a user; what is stored, shown and written to is always the text as it was given. So folding
too much refuses a look-alike, and can never send a code to an address that its owner did not enter.
"""

import re
import unicodedata

# Deliberately narrower than RFC 5321: printable, one @, a dotted domain of letters, digits and hyphens. No trailing dot
# or space, and no "=?", with which a mail header's encoded words begin (RFC 2047): mail programs would decode another
# address out of it than the one that was checked.
_EMAIL = re.compile(
    r"[^\s@\"(),:;<>\[\\\]\x00-\x1f\x7f]{1,64}@(?=.{1,253}\Z)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?"
)
# E.164: plus, no leading zero, at most 15 digits.
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
# The longest value of an attribute (the guide). Text beyond it names nobody, and is not folded: reordering n combining
# marks costs CPython n² steps, 18 s for 160 kB.
_LONGEST_NAME = 2048
# What shows nothing although its category is not "format": Unicode's Other_Default_Ignorable_Code_Point and
# Variation_Selector.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e0fff]"
)


def is_email(text: str) -> bool:
    """Whether `text` can be an e-mail address."""
    local = text.partition("@")[0]
    if local.startswith(".") or local.endswith(".") or ".." in local or "=?" in local:
        return False
    return bool(_EMAIL.fullmatch(text))


def is_phone_number(text: str) -> bool:
    """Whether `text` is a phone number in E.164 form."""
    return bool(_PHONE_NUMBER.fullmatch(text))


def lookup_key(name: str, case_sensitive: bool) -> str:
    """What a user name, e-mail or preferred_username is looked up and kept unique by.

    A case-sensitive pool compares exactly. Otherwise İ, ß, the Kelvin sign and full-width letters fold as Unicode's
    identifier matching does (UAX 31, NFKC_Casefold), invisible characters vanish, and of blanks only single inner ones
    count, so that no two users differ only in what readers can't see.
    """
    if case_sensitive or len(name) > _LONGEST_NAME:
        return name
    if name.isascii():
        return " ".join(name.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    visible = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return " ".join(_INVISIBLE.sub("", visible).split())
