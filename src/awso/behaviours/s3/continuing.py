"""Large bodies: not sent before S3 says that it wants them."""

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest

SMALLEST_BYTES = 2_097_152  # 2 MiB, as in AWS's SDK for Go: below, the answer costs more than it may save


class ExpectContinue(Behaviour):
    """Asks with `Expect: 100-continue`, so that a redirect or a refusal costs no upload.

    https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPUT.html (Expect); boto3 asks for every body from a file.
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With the header, where the body is large or nobody knows how large."""
        if call.presigning:
            return request
        length = len(request.body) if request.stream is None else request.stream.length
        if length is not None and length < SMALLEST_BYTES:
            return request
        return msgspec.structs.replace(request, headers=request.headers.with_fields(("Expect", "100-continue")))
