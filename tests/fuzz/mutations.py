"""Damage to bytes and texts, from a seed: what a decoder may meet that no encoder wrote."""

from collections.abc import Iterator
from random import Random

# What decoders treat specially, and what they often forget.
FRAGMENTS = (
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\r", b"\n", b" "),
    *(b"null", b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 400, b"true", b'""', b"[]", b"{}", b"\\ud800", b"\\u0000"),
    *(b"%", b"%00", b"%FF", b"%ZZ", b"+", b"&", b"=", b".", b".1", b".0", b".999999999", b".member", b".entry.1.key="),
    *(b"<", b">", b"</", b"/>", b"<a>", b"]]>", b"<![CDATA[", b"<!--", b"<?", b"&#0;", b"&#x110000;", b"&lt;", b"&x;"),
    *(b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b' xmlns:a="b"', b" xsi:nil='true'", b"a:", b"{", b"}"),
    *(b"(", b")", b"[", b"]", b"*", b"+", b"?", b"|", b"\\", b"^", b"$", b"(?", b"(?i)", b"(?<!", b"\\p{L}", b"{1,9}"),
    *(
        b"\x5f",
        b"\x7f",
        b"\x9f",
        b"\xbf",
        b"\xf6",
        b"\xf7",
        b"\xf9\x7e\x00",
        b"\xfb",
        b"\xc1",
        b"\xc1\xfb\x7f\xf0",
        b"\xc1\x1a",
    ),
    *(
        b"\x1b" + b"\xff" * 8,
        b"\x9b" + b"\xff" * 8,
        b"\xc2\x58\xff",
        b"\xc4\x82\x1b" + b"\x7f" * 8 + b"\x01",
        b"\xd9\xd9\xf7",
    ),
    *(b"2020-01-01T00:00:00Z", b"-9999", b"T", b"Z", b"+25:00", b"GMT", b"Tue, ", b"1577836800.5"),
)


def mutants(seed_text: bytes, random: Random, count: int) -> Iterator[bytes]:
    """`count` damaged copies, each damaged one to four times."""
    for _ in range(count):
        mutant = seed_text
        for _ in range(random.randint(1, 4)):
            mutant = _damaged(mutant, random)
        yield mutant[:20_000]


def _damaged(text: bytes, random: Random) -> bytes:
    at = random.randint(0, len(text))
    until = min(len(text), at + random.choice((1, 1, 2, 5, 20)))
    match random.randrange(6):
        case 0:
            return text[:at] + text[until:]
        case 1:
            return text[:at] + random.choice(FRAGMENTS) + text[at:]
        case 2:
            return text[:at] + random.choice(FRAGMENTS) + text[until:]
        case 3:
            return text[:at] + bytes([random.randrange(256)]) + text[at + 1 :]
        case 4:
            return text[:at] + text[at:until] * random.choice((2, 3, 30)) + text[until:]
        case _:
            return text[:at]
