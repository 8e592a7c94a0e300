"""What may be a user name in a pool, and which attribute an address given as a user name is."""

from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain.delivery import Address
from awso_userpool.domain.names import is_email, is_phone_number, lookup_key
from awso_userpool.domain.pool_settings import PoolSettings


class SignUpName(NamedTuple):
    """`address` is set where the pool's user names are addresses; the true user name is then the `sub`."""

    text: str
    address: Address | None


def sign_up_name(settings: PoolSettings, text: str) -> SignUpName:
    """Checks the user name of a new user. Raises InvalidParameterException."""
    if settings.username_attributes:
        return SignUpName(text, _address(settings.username_attributes, text))
    # As it will be looked up: a full-width @ folds to one, and the name would stand before the alias of that address.
    key = lookup_key(text, settings.case_sensitive)
    if "email" in settings.alias_attributes and is_email(key):
        raise _refused("Username cannot be of email format, since user pool is configured for email alias.")
    if "phone_number" in settings.alias_attributes and is_phone_number(key):
        raise _refused(
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
    return SignUpName(text, None)


def _address(kinds: tuple[str, ...], text: str) -> Address:
    if "email" in kinds and is_email(text):
        return "email"
    if "phone_number" in kinds and is_phone_number(text):
        return "phone_number"
    if "email" in kinds and "phone_number" in kinds:
        raise _refused("Username should be either an email or a phone number.")
    raise _refused("Username should be an email." if "email" in kinds else "Username should be a phone number.")


def with_address(name: SignUpName, attributes: dict[str, str]) -> dict[str, str]:
    """`attributes` with the address that is the user name. Raises InvalidParameterException where they disagree."""
    if name.address is None:
        return attributes
    given = attributes.get(name.address)
    if given and given != name.text:
        raise _refused(f"Username and {name.address} must be the same where the user name is an address.")
    return {**attributes, name.address: name.text}


def _refused(message: str) -> Exception:
    return cognito_idp.errors.InvalidParameterException(message)
