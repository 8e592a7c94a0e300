"""A user pool in memory that checks what the client proves and then asks what the test wants asked.

It reads requests with the service's own codecs, and checks the password by SRP's server half or in the clear.
"""

import base64
import hmac
import json
from typing import Any

import awso
from awso import cognito_idp
from awso.cognito import srp
from awso.core.http import HttpRequest, HttpResponse
from awso.shapes.shape import Shape
from awso.transports.memory import MemoryTransport

POOL_ID = "us-east-1_Ab12Cd34E"
CLIENT_ID = "1example23456789"
CLIENT_SECRET = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
USER_ID = "d1f7a0a2-0000-4000-8000-00000000aaaa"
ALIAS = "ada@example.com"
PASSWORD = "correct horse é"
SALT = 0x8F3C2B1A09182736455463728190A0B1
SECRET_BLOCK = base64.b64encode(b"state of this sign-in").decode()
SERVER_PRIVATE = int.from_bytes(bytes(range(7, 39)), "big")


def access_token(username: str = USER_ID) -> str:
    """The shape of an access token; nobody checks its signature here."""
    payload = base64.urlsafe_b64encode(json.dumps({"username": username, "token_use": "access"}).encode()).decode()
    return f"e30.{payload.rstrip('=')}.c2ln"


RESULT = {"AccessToken": access_token(), "IdToken": "id-token", "ExpiresIn": 3600, "TokenType": "Bearer"}
SIGNED_IN = {"AuthenticationResult": {**RESULT, "RefreshToken": "refresh-token"}}


def challenge(name: str, **parameters: str) -> dict[str, Any]:
    return {
        "ChallengeName": name,
        "Session": f"session-for-the-answer-to-{name}",
        "ChallengeParameters": {"USER_ID_FOR_SRP": USER_ID, **parameters},
    }


class ScriptedPool:
    """Answers a proven password with the first of `steps`, each answered challenge with the next one."""

    def __init__(self, *steps: dict[str, Any], secret: str | None = None) -> None:
        self._steps = iter(steps or (SIGNED_IN,))
        self._secret = secret
        self._client_public = 0
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.transport = MemoryTransport(self._answer)

    def client(self) -> "cognito_idp.Client":
        return cognito_idp.Client(region="us-east-1", transport=self.transport)

    def async_client(self) -> "cognito_idp.AsyncClient":
        return cognito_idp.AsyncClient(region="us-east-1", transport=self.transport)

    def received_by(self, operation: str) -> dict[str, Any]:
        """The last input of this operation."""
        return [members for name, members in self.received if name == operation][-1]

    def _answer(self, request: HttpRequest) -> HttpResponse:
        assert "authorization" not in request.headers, "these operations go unsigned"
        name = request.headers["x-amz-target"].rpartition(".")[2]
        operation = awso.service("cognito-idp").operation(name)
        received: Shape = operation.decode_request(request)
        members = received.to_value()
        self.received.append((name, members))
        try:
            answer = self._handle(name, members)
        except PermissionError as refused:
            error = cognito_idp.errors.NotAuthorizedException(str(refused), code="NotAuthorizedException", status=400)
            return operation.encode_response(error)
        return operation.encode_response(operation.output.from_value(answer))

    def _handle(self, name: str, members: dict[str, Any]) -> dict[str, Any]:
        match name:
            case "InitiateAuth":
                return self._initiate(members["AuthFlow"], members["AuthParameters"])
            case "RespondToAuthChallenge":
                fields = members["ChallengeResponses"]
                self._check_secret_hash(fields)
                if members["ChallengeName"] == "PASSWORD_VERIFIER":
                    self._check_proof(fields)
                return next(self._steps)
            case "AssociateSoftwareToken":
                return {"SecretCode": "MFRGGZDFMZTWQ2LK" * 2, "Session": "session-of-the-associated-app"}
            case "VerifySoftwareToken":
                return {"Status": "SUCCESS", "Session": "session-of-the-verified-app"}
            case "GetTokensFromRefreshToken":
                return {"AuthenticationResult": {**RESULT, "RefreshToken": "next-refresh-token"}}
            case _:
                return {}

    def _initiate(self, flow: str, parameters: dict[str, str]) -> dict[str, Any]:
        if flow == "REFRESH_TOKEN_AUTH":
            if self._secret is not None:
                self._check_secret_hash({"USERNAME": USER_ID, **parameters})
            return {"AuthenticationResult": RESULT}
        self._check_secret_hash(parameters)
        if flow == "USER_PASSWORD_AUTH":
            if parameters["PASSWORD"] != PASSWORD:
                raise PermissionError("Incorrect username or password.")
            return next(self._steps)
        self._client_public = int(parameters["SRP_A"], 16)
        verifier = srp.verifier(POOL_ID, USER_ID, PASSWORD, SALT)
        self._public = (srp.K * verifier + pow(srp.G, SERVER_PRIVATE, srp.N)) % srp.N
        self._verifier = verifier
        return challenge(
            "PASSWORD_VERIFIER",
            USERNAME=USER_ID,
            SALT=f"{SALT:x}",
            SRP_B=f"{self._public:x}",
            SECRET_BLOCK=SECRET_BLOCK,
        )

    def _check_proof(self, fields: dict[str, str]) -> None:
        u = srp.scrambler(self._client_public, self._public)
        shared = pow(self._client_public * pow(self._verifier, u, srp.N), SERVER_PRIVATE, srp.N)
        block = base64.b64decode(fields["PASSWORD_CLAIM_SECRET_BLOCK"])
        wanted = srp.signature(srp.session_key(u, shared), POOL_ID, USER_ID, block, fields["TIMESTAMP"])
        if base64.b64decode(fields["PASSWORD_CLAIM_SIGNATURE"]) != wanted:
            raise PermissionError("Incorrect username or password.")

    def _check_secret_hash(self, fields: dict[str, str]) -> None:
        wanted = None
        if self._secret is not None:
            message = (fields["USERNAME"] + CLIENT_ID).encode()
            wanted = base64.b64encode(hmac.digest(self._secret.encode(), message, "sha256")).decode()
        if fields.get("SECRET_HASH") != wanted:
            raise PermissionError("Unable to verify secret hash for client")
