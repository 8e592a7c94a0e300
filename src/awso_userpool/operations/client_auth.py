"""Checks that an unsigned call comes from someone who knows the client's secret, where it has one."""

from hmac import compare_digest

from awso import cognito_idp
from awso_userpool.authentication.secret_hash import is_right
from awso_userpool.domain.records import PoolClient


def knows_secret(client: PoolClient, given: str | None) -> bool:
    """Whether `given` is the client's secret itself; a client without a secret needs none."""
    if client.secret is None:
        return True
    return compare_digest(client.secret.encode(), (given or "").encode("utf-8", "surrogatepass"))


def check_secret_hash(client: PoolClient, given: str | None, *usernames: str) -> None:
    """`given` must be the SECRET_HASH for one of `usernames`; a client without a secret needs none.

    Raises NotAuthorizedException.
    """
    if client.secret is None:
        return
    if given is None:
        raise cognito_idp.errors.NotAuthorizedException(
            f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        )
    if not is_right(given, client.secret, client.id, usernames):
        raise cognito_idp.errors.NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")
