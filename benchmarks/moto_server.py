"""moto's own server with users already in its memory: creating 100,000 over HTTP would take it most of an hour.

Runs in a virtual environment of its own, with `moto[server]`. The server is started as moto's command starts it; users
are made by moto's own class, as AdminCreateUser does, without its search for a namesake, which looks at every user.
Arguments: port, number of users, password, then `email` for a pool with UsernameAttributes. Prints the client's id.
"""

import logging
import sys
from importlib import import_module
from typing import Any

# By name: the environment that this runs in is not the one that checkers see.
_core: Any = import_module("moto.core")
_models: Any = import_module("moto.cognitoidp.models")
_application: Any = import_module("moto.moto_server.werkzeug_app")
_server: Any = import_module("moto.server")
_serving: Any = import_module("werkzeug.serving")


def fill(users: int, password: str, *, by_email: bool) -> str:
    """Make a pool with users in the default region; the id of a client."""
    backend = _models.cognitoidp_backends[_core.DEFAULT_ACCOUNT_ID]["us-east-1"]
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
        user = _models.CognitoIdpUser(pool.id, username, password, _models.UserStatus.CONFIRMED, attributes)
        pool.users[user.username] = user
    client_id: str = client.id
    return client_id


if __name__ == "__main__":
    client_id = fill(int(sys.argv[2]), sys.argv[3], by_email=sys.argv[4:] == ["email"])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print(client_id, flush=True)
    application = _application.DomainDispatcherApplication(_application.create_backend_app)
    application.debug = True  # as moto's command has it
    _serving.run_simple(
        "127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=_server.MotoRequestHandler
    )
