"""SRP-6a as Amazon Cognito speaks it: the group, the hashes, and the client's half of a sign-in.

The 3072-bit group of RFC 3526, SHA-256, numbers as Java's BigInteger bytes, and a proof that is an HMAC over pool,
user, secret block and time. The server's half needs the same numbers, so that they are public here. Known answer:
the published vector `srp/cognito.json`. Arithmetic is CPython's and takes a time that depends on its operands: what
an onlooker could measure is drowned by the network, and every sign-in draws a fresh private value.
"""

import base64
import hashlib
import hmac
import time
from typing import NamedTuple

from awso.errors import ParameterError, ResponseError, Violation

# RFC 3526 §4: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 * pi) + 1690314).
N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2

# RFC 5054 §3.1 asks for at least 256 bits; more adds no strength to this group, only 25 µs for each further bit.
PRIVATE_BYTES = 32

_LONGEST_NUMBER = 770  # hexadecimal digits: the 768 of N and a padding byte
_HEXADECIMAL = "0123456789abcdefABCDEF"
_DERIVATION_LABEL = b"Caldera Derived Key\x01"
_KEY_BYTES = 16
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SrpError(ResponseError):
    """The service's half of the exchange is malformed or would take the password out of the key; nothing was proved."""


def pad(number: int) -> bytes:
    """`number` as big-endian bytes with a sign bit of 0, as Java's BigInteger and every Cognito client write it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def hashed(*parts: bytes) -> int:
    """SHA-256 over `parts` as a number."""
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


K = hashed(pad(N), pad(G))


def pool_name(pool_id: str) -> str:
    """The part of `us-east-1_Ab12Cd34E` after the underscore, which is what hashes and proofs contain."""
    return pool_id.partition("_")[2]


def password_exponent(pool_id: str, user_id: str, password: str, salt: int) -> int:
    """x. `user_id` is USER_ID_FOR_SRP: the true user name, never an alias.

    Raises `ParameterError` for a password that has no UTF-8.
    """
    try:
        secret = password.encode()
    except UnicodeEncodeError:  # which holds the password
        wanted = "well-formed Unicode text, without lone surrogates"
        got = f"a string of {len(password)} characters"
        raise ParameterError("sign_in", [Violation("password", wanted, got)]) from None
    identity = hashlib.sha256(f"{pool_name(pool_id)}{user_id}:".encode() + secret).digest()
    return hashed(pad(salt), identity)


def verifier(pool_id: str, user_id: str, password: str, salt: int) -> int:
    """v = g^x mod N: what a server keeps in place of the password."""
    return pow(G, password_exponent(pool_id, user_id, password, salt), N)


def scrambler(client_public: int, server_public: int) -> int:
    """u, which both sides must refuse where it is 0 (RFC 5054 §2.6)."""
    return hashed(pad(client_public), pad(server_public))


def session_key(scrambler: int, shared_secret: int) -> bytes:
    """The key that signs the proof, from u and S."""
    extracted = hmac.digest(pad(scrambler), pad(shared_secret), "sha256")
    return hmac.digest(extracted, _DERIVATION_LABEL, "sha256")[:_KEY_BYTES]


def signature(key: bytes, pool_id: str, user_id: str, secret_block: bytes, timestamp: str) -> bytes:
    """The proof of the password: HMAC over what both sides know of this sign-in."""
    claim = pool_name(pool_id).encode() + user_id.encode() + secret_block + timestamp.encode()
    return hmac.digest(key, claim, "sha256")


def timestamp(epoch_seconds: float) -> str:
    """`Mon Jan 5 03:04:05 UTC 2026`: English whatever the locale, the day without a leading zero."""
    at = time.gmtime(epoch_seconds)
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"{_DAYS[at.tm_wday]} {_MONTHS[at.tm_mon - 1]} {at.tm_mday} {clock} UTC {at.tm_year}"


class ServerHalf(NamedTuple):
    """What a PASSWORD_VERIFIER challenge brings, still as text."""

    user_id: str
    salt: str
    public: str
    secret_block: str


class Proof(NamedTuple):
    """What answers a PASSWORD_VERIFIER challenge."""

    signature: str
    secret_block: str
    timestamp: str


class ClientHalf:
    """The client's side of one sign-in.

    `private` must be `PRIVATE_BYTES` or more fresh unpredictable bytes; a `ClientHalf` is for one sign-in only.
    """

    __slots__ = ("_private", "public")

    def __init__(self, private: bytes) -> None:
        if len(private) < PRIVATE_BYTES:
            raise ValueError(f"an SRP private value needs at least {PRIVATE_BYTES} bytes, got {len(private)}")
        self._private = int.from_bytes(private, "big") % N
        self.public = pow(G, self._private, N)

    def public_hex(self) -> str:
        """SRP_A."""
        return f"{self.public:x}"

    def prove(self, server: ServerHalf, *, pool_id: str, password: str, epoch_seconds: float) -> Proof:
        """The proof of `password`. Raises `SrpError` for a challenge that is malformed or fixes the secret."""
        key = self._key(server, pool_id, password)
        moment = timestamp(epoch_seconds)
        try:
            secret_block = base64.b64decode(server.secret_block, validate=True)
        except ValueError:
            raise SrpError("SECRET_BLOCK is not base64") from None
        proof = signature(key, pool_id, server.user_id, secret_block, moment)
        return Proof(base64.b64encode(proof).decode(), server.secret_block, moment)

    def _key(self, server: ServerHalf, pool_id: str, password: str) -> bytes:
        salt, public = parse_number("SALT", server.salt), parse_number("SRP_B", server.public)
        # RFC 5054 §2.5.4: either would make the secret independent of the password.
        if public % N == 0:
            raise SrpError("SRP_B is 0 modulo N")
        u = scrambler(self.public, public)
        if u == 0:
            raise SrpError("SRP_A and SRP_B hash to 0")
        x = password_exponent(pool_id, server.user_id, password, salt)
        return session_key(u, pow(public - K * pow(G, x, N), self._private + u * x, N))

    def __repr__(self) -> str:
        return "ClientHalf(***)"


def parse_number(name: str, text: str) -> int:
    """A number from hexadecimal text; `name` is for the message. Raises `SrpError`."""
    # int() alone would also take signs, spaces, underscores, 0x and other alphabets' digits.
    if not 0 < len(text) <= _LONGEST_NUMBER or text.strip(_HEXADECIMAL):
        raise SrpError(f"{name} is not a hexadecimal number of 1 to {_LONGEST_NUMBER} digits")
    return int(text, 16)
