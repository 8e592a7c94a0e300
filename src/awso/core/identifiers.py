"""Random identifiers, from randomness that is handed in."""

from collections.abc import Callable


def uuid4_text(random_bytes: Callable[[int], bytes]) -> str:
    """A random UUID as text (RFC 9562 §5.4), without the uuid module's objects: one is made for every call."""
    octets = random_bytes(16)
    text = octets.hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[octets[8] >> 6]}{text[17:20]}-{text[20:]}"


def random_fraction(random_bytes: Callable[[int], bytes]) -> float:
    """A number in [0, 1) of 53 random bits, all that a float holds."""
    return (int.from_bytes(random_bytes(7), "big") >> 3) / (1 << 53)
