"""The HTTP edge with two operations of its own instead of a user pool: what is tested is the edge."""

import asyncio
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from awso import Credentials, HttpRequest, HttpResponse, cognito_idp
from awso.signing.sigv4 import sign_headers
from awso_userpool.api.access_log import AccessLog
from awso_userpool.api.gate import Gate
from awso_userpool.api.service import UserPoolService
from awso_userpool.operations.interface import Context, Operation

NOW = 1_700_000_000.0
KEY = Credentials("AKIATEST", "the secret access key")
JSON = "application/x-amz-json-1.1"


async def get_user(context: Context, request: cognito_idp.GetUserRequest) -> cognito_idp.GetUserResponse:
    """Unsigned, like every operation that carries an access token."""
    del context
    if request.access_token == "broken":
        raise RuntimeError(f"a bug that quotes {request.access_token}")
    if request.access_token == "revoked":
        raise cognito_idp.errors.NotAuthorizedException("Access Token has been revoked")
    return cognito_idp.GetUserResponse(username="ada", user_attributes=[])


async def admin_delete_user(context: Context, request: cognito_idp.AdminDeleteUserRequest) -> None:
    """Signed, and without an output."""
    del context, request


OPERATIONS: Mapping[str, Operation] = {"GetUser": get_user, "AdminDeleteUser": admin_delete_user}


class Edge:
    """A service with its log."""

    def __init__(self) -> None:
        self.log = io.StringIO()
        # Only the clock is touched by the edge itself.
        context = cast(Context, _ClockOnly())
        gate = Gate({KEY.access_key_id: KEY.secret_access_key}, "us-east-1", lambda: NOW)
        self.service = UserPoolService(context, OPERATIONS, gate, AccessLog(self.log))

    def send(self, request: HttpRequest) -> HttpResponse:
        return asyncio.run(self.service.answer(request))


class _ClockOnly:
    @staticmethod
    def clock() -> float:
        return NOW


def call(operation: str, body: bytes = b"{}", *, more: Mapping[str, str] | None = None) -> HttpRequest:
    """An unsigned request as a client sends it."""
    fields = {
        "Host": "127.0.0.1:9229",
        "Content-Type": JSON,
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        **(more or {}),
    }
    return HttpRequest("POST", "http://127.0.0.1:9229/", fields, body)


def signed(request: HttpRequest, **changes: Any) -> HttpRequest:
    """`request`, signed as the client of a server's owner would."""
    settings: dict[str, Any] = {
        "region": "us-east-1",
        "service": "cognito-idp",
        "timestamp": datetime.fromtimestamp(NOW, UTC),
        **changes,
    }
    credentials = settings.pop("credentials", KEY)
    return sign_headers(request, credentials, **settings)
