"""The events of URLs and forms that are signed for somebody else: of their arguments, and of their signature."""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.boto.awsrequest import AWSRequest
from awso.boto.events.call import Emitting
from awso.boto.events.requests import Shown, unsigned
from awso.boto.events.signing import RequestSigner

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.boto.events.registry import ClientEvents
    from awso.boto.signature_versions import Signature
    from awso.core.http import HttpRequest
    from awso.core.operation import Operation


class PresigningEvents:
    """One URL, or one form, on its way through the handlers; `signed` is the operation whose signature it has."""

    def __init__(self, client: "BaseClient", events: "ClientEvents", signed: "Operation") -> None:
        self._client = client
        self._events = events
        self._signed = Emitting(client, events, signed)
        self._context: dict[str, Any] = {"is_presign_request": True}

    def provided(self, operation: "Operation", params: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the call as handlers left them."""
        return Emitting(self._client, self._events, operation).provided(params, self._context)

    def chosen(self, signature: "Signature", ending: str) -> "Signature":
        """The signature with the version that handlers chose; `ending` is that of versions for what is signed."""
        chosen = self._signed.until_response(
            "choose-signer",
            signing_name=signature.name,
            region_name=signature.region or self._client.meta.region_name,
            signature_version=signature.version,
            context=self._context,
        )
        if chosen is None:
            return signature
        if isinstance(chosen, str) and not chosen.endswith(ending):
            chosen += ending
        region = signature.region or self._client.meta.region_name
        return msgspec.structs.replace(signature, version=chosen, region=region)

    def before_sign(self, request: "HttpRequest", signature: "Signature") -> "HttpRequest":
        """The request as handlers left it: they may change its URL, its headers, its parameters."""
        made = AWSRequest(request.method, request.url, request.headers, request.body)
        made.context = self._context
        self._signed.emit(
            "before-sign",
            request=made,
            signing_name=signature.name,
            region_name=self._client.meta.region_name,
            signature_version=signature.version,
            request_signer=RequestSigner(signature.region, signature.name, signature.version),
            operation_name=self._signed.operation.name,
        )
        return unsigned(made, Shown(request, request.body))
