"""SECRET_HASH: how an app client that has a secret proves it with each request about a user."""

import base64
import hmac


def secret_hash(username: str, client_id: str, client_secret: str) -> str:
    """Base64 of HMAC-SHA256(client secret, username ‖ client id).

    `username` is what the same request sends as USERNAME; for a refresh, the true user name.
    """
    digest = hmac.digest(client_secret.encode(), (username + client_id).encode(), "sha256")
    return base64.b64encode(digest).decode()
