"""Unpredictable text without bias: codes, temporary passwords, identifiers; the randomness is an argument."""

from collections.abc import Callable, Sequence

Randomness = Callable[[int], bytes]

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()


def below(randomness: Randomness, bound: int) -> int:
    """A number in 0 … bound-1 (bound ≤ 256), each equally likely: bytes that favour small numbers are thrown away."""
    usable = 256 - 256 % bound
    while True:
        for byte in randomness(16):
            if byte < usable:
                return byte % bound


def text(randomness: Randomness, alphabet: str, length: int) -> str:
    """`length` characters of `alphabet`."""
    usable = 256 - 256 % len(alphabet)
    letters: list[str] = []
    while len(letters) < length:
        letters += [alphabet[byte % len(alphabet)] for byte in randomness(2 * length) if byte < usable]
    return "".join(letters[:length])


def shuffled(randomness: Randomness, letters: Sequence[str]) -> str:
    """The same letters in a random order (Fisher and Yates)."""
    order = list(letters)
    for last in range(len(order) - 1, 0, -1):
        other = below(randomness, last + 1)
        order[last], order[other] = order[other], order[last]
    return "".join(order)


def verification_code(randomness: Randomness) -> str:
    """Six digits, as Cognito sends them for sign-up, attributes and password resets."""
    return text(randomness, DIGITS, 6)


def uuid4(randomness: Randomness) -> str:
    """A random UUID (RFC 9562 §5.4): what Cognito uses for `sub`, `jti` and their like."""
    octets = bytearray(randomness(16))
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
