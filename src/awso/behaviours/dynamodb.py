"""DynamoDB: answers are compared with the checksum that they carry."""

from zlib import crc32

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse
from awso.errors import TransportError


class AnswerChecksums(Behaviour):
    """Sends again where the answer's CRC32 is not the announced one: it was damaged on its way.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html (`x-amz-crc32`)
    """

    def rewrite_response(self, call: Invocation, response: HttpResponse) -> HttpResponse:
        """Raises `TransportError`, which is retried."""
        announced = response.headers.get("x-amz-crc32")
        if announced is not None and announced != str(crc32(response.body)):
            raise TransportError(f"{call.operation}: the answer's CRC32 is not {announced}, as its header says")
        return response
