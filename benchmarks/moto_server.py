"""moto's own server with users already in its memory: creating 100,000 over HTTP would take it most of an hour.

Runs in a virtual environment of its own, with `moto[server]`. The server is started as moto's command starts it; users
are made by moto's own class, as AdminCreateUser does, without its search for a namesake, which looks at every user.
Arguments: port, number of users, password, then `email` for a pool with UsernameAttributes. Prints the client's id.
"""

# pyright: basic, reportMissingImports=false
# (moto lives in another virtual environment, which the checkers of this one cannot see.)

import logging
import sys

from moto.cognitoidp.models import CognitoIdpUser, UserStatus, cognitoidp_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple  # type: ignore[import-not-found]  # as above


def fill(users: int, password: str, *, by_email: bool) -> str:
    """Make a pool with users in the default region; the id of a client."""
    backend = cognitoidp_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    extended = {"UsernameAttributes": ["email"]} if by_email else {}
    pool = backend.create_user_pool("benchmark", extended)
    flows = {"ClientName": "benchmark", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}
    client = backend.create_user_pool_client(pool.id, False, flows)
    for number in range(users):
        attributes = [
            {"Name": "email", "Value": f"user{number}@example.com"},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": f"User Number {number}"},
        ]
        username = None if by_email else f"user{number}"
        user = CognitoIdpUser(pool.id, username, password, UserStatus.CONFIRMED, attributes)
        pool.users[user.username] = user
    client_id: str = client.id
    return client_id


if __name__ == "__main__":
    client_id = fill(int(sys.argv[2]), sys.argv[3], by_email=sys.argv[4:] == ["email"])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print(client_id, flush=True)
    application = DomainDispatcherApplication(create_backend_app)
    application.debug = True  # as moto's command has it
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=MotoRequestHandler)
