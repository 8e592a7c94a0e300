"""Where a message goes, and how much of that the caller is told."""

from typing import Literal, NamedTuple

Medium = Literal["EMAIL", "SMS"]
Address = Literal["email", "phone_number"]

ADDRESSES: tuple[Address, ...] = ("email", "phone_number")
MEDIUM_OF: dict[str, Medium] = {"email": "EMAIL", "phone_number": "SMS"}


class Delivery(NamedTuple):
    """One attribute's address that a message goes to, unmasked."""

    attribute: Address
    destination: str

    @property
    def medium(self) -> Medium:
        return MEDIUM_OF[self.attribute]

    @property
    def masked(self) -> str:
        return masked(self.attribute, self.destination)


def masked(attribute: Address, destination: str) -> str:
    """`f***@e***` and `+*******9934`, as recorded from the service in 2026."""
    if attribute == "email":
        local, _, domain = destination.rpartition("@")
        return f"{local[:1]}***@{domain[:1]}***"
    digits = destination.lstrip("+")
    return f"+{'*' * max(len(digits) - 4, 0)}{digits[-4:]}"
