"""IAM Identity Center's OIDC service: errors in the words of OAuth 2.0."""

from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse


class OAuthErrors(Behaviour):
    """Reads `error_description` as the message, which the protocol looks for elsewhere.

    RFC 6749 §5.2: https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
    """

    def rewrite_response(self, call: Invocation, response: HttpResponse) -> HttpResponse:
        """With a `message`, where a refusal has none."""
        if response.status < 400:
            return response
        try:
            body: dict[str, Any] | object = msgspec.json.decode(response.body)
        except msgspec.DecodeError:
            return response
        if not isinstance(body, dict) or body.get("message") or body.get("Message"):  # pyright: ignore[reportUnknownMemberType]  # JSON
            return response
        text: object = body.get("error_description")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # JSON
        if not text:
            return response
        return msgspec.structs.replace(response, body=msgspec.json.encode({**body, "message": text}))
