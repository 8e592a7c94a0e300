"""A user pool for tests: starts in milliseconds, forgets everything, and lets the test read every message.

    from awso_userpool.testing import running_server

    with running_server() as server:
        client = server.client()                  # awso's own client, without a socket
        boto3.client("cognito-idp", **server.boto3_arguments())
        server.messages                           # what was sent to people, codes included
        arn = server.on("CustomMessage", handler) # a trigger, for a pool's LambdaConfig

With pytest installed, the fixture `userpool` is such a server, one for each test.
"""

from awso_userpool.testing.server import UserPoolServer, running_server
from awso_userpool.testing.transport import UserPoolTransport

__all__ = ["UserPoolServer", "UserPoolTransport", "running_server"]
