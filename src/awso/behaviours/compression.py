"""Request compression: bodies large enough are packed for the operations whose service unpacks them."""

from typing import TYPE_CHECKING

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest
from awso.protocols.compression import compressed
from awso.settings.bodies import compression_threshold_bytes

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation


class Compression(Behaviour):
    """Compresses by the model's `requestcompression` trait and the client's threshold.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._threshold_bytes = compression_threshold_bytes(context.settings)

    def is_for(self, operation: "Operation") -> bool:
        """Unless compression is disabled."""
        return self._threshold_bytes is not None

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """Packed, where the body has that many bytes."""
        assert self._threshold_bytes is not None
        return compressed(request, call.operation.model.request_compression, self._threshold_bytes)
