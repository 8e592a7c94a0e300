"""Masked destinations."""

import pytest

from awso_userpool.domain.delivery import Address, Delivery, masked


@pytest.mark.parametrize(
    ("attribute", "destination", "shown"),
    [
        ("email", "fred@example.com", "f***@e***"),
        ("email", "a@b.co", "a***@b***"),
        ("phone_number", "+12065559934", "+*******9934"),
        ("phone_number", "+123", "+123"),
    ],
)
def test_a_destination_shows_its_ends_only(attribute: Address, destination: str, shown: str) -> None:
    assert masked(attribute, destination) == shown


def test_a_delivery_knows_its_medium() -> None:
    assert (Delivery("email", "a@b.co").medium, Delivery("phone_number", "+123").medium) == ("EMAIL", "SMS")
