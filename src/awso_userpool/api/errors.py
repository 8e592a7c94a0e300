"""Errors that belong to the protocol rather than to an operation, and how they look on the wire.

AWS JSON 1.1: `{"__type": "<shape>", "message": "…"}` and the header `x-amzn-errortype`; status 400, or 500 for our own
faults. What operations raise is encoded by the model's own codec.
"""

import logging
import traceback

import msgspec

from awso.core.http import HttpResponse
from awso_userpool.storage.interface import StorageError

CONTENT_TYPE = "application/x-amz-json-1.1"
INTERNAL = "InternalErrorException"

_log = logging.getLogger("awso_userpool.api")


class ProtocolError(Exception):
    """The request never became an operation: wrong type, target, signature or JSON, or too much at once."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.code = code
        self.message = message
        self.status = status
        super().__init__(code)


def protocol_error_answer(error: ProtocolError, request_id: str) -> HttpResponse:
    """The response that says what was wrong with the request."""
    fields = {"Content-Type": CONTENT_TYPE, "x-amzn-errortype": error.code, "x-amzn-RequestId": request_id}
    # A message may quote a header, and a header may hold bytes that are no text.
    message = error.message.encode("utf-8", "replace").decode()
    return HttpResponse(error.status, fields, msgspec.json.encode({"__type": error.code, "message": message}))


def unexpected_answer(request_id: str) -> HttpResponse:
    """The response for our own fault: the request id leads to the log, nothing else leaves the house."""
    text = f"The server failed; its log has the reason under request {request_id}."
    return protocol_error_answer(ProtocolError(INTERNAL, text, 500), request_id)


def log_unexpected(error: Exception, name: str, request_id: str) -> None:
    """Where it happened, and why if it was the storage: any other exception's text may quote what a user sent."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error).__name__
    what = f"{kind}: {error}" if isinstance(error, StorageError) else kind
    _log.error("%s failed, request %s: %s\n%s", name, request_id, what, frames)
