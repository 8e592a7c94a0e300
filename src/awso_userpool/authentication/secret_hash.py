"""SECRET_HASH: how a confidential client proves that it knows its secret in every unsigned call."""

import base64
import hmac


def secret_hash(client_secret: str, client_id: str, username: str) -> str:
    """Base64(HMAC-SHA256(client secret, user name as sent ‖ client id))."""
    message = (username + client_id).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(client_secret.encode(), message, "sha256")).decode()


def is_right(given: str, client_secret: str, client_id: str, usernames: tuple[str, ...]) -> bool:
    """Whether `given` is the hash for one of `usernames`, compared in constant time."""
    claimed = given.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(claimed, secret_hash(client_secret, client_id, name).encode()) for name in usernames]
    return any(matches)
