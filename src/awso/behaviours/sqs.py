"""SQS: what it says to have got, and what it hands out, is compared with the MD5 that it says."""

from collections.abc import Mapping
from hashlib import md5
from typing import Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse
from awso.errors import ResponseError

_TEXT, _BINARY = b"\x01", b"\x02"  # "transport types": the page that `MessageChecksums` names


class MessageChecksums(Behaviour):
    """Compares the MD5 of message bodies and attributes, sent and received.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
    boto3 leaves the comparison to its users.
    """

    def adjust_output(self, call: Invocation, output: Any, response: HttpResponse) -> Any:
        """Raises `ResponseError` where what arrived, there or here, is not what was sent."""
        match call.operation.name:
            case "SendMessage":
                _compare_sent(call, call.value, output)
            case "SendMessageBatch":
                entries = {entry.id: entry for entry in call.value.entries}
                for result in output.successful:
                    if result.id in entries:
                        _compare_sent(call, entries[result.id], result)
            case _:
                for message in output.messages:
                    where = f"message {message.message_id}"
                    _compare(call, where, "body", message.md5_of_body, _text_digest(message.body or ""))
                    digest = attributes_digest(message.message_attributes)
                    _compare(call, where, "attributes", message.md5_of_message_attributes, digest)
        return output


def _compare_sent(call: Invocation, sent: Any, result: Any) -> None:
    where = f"message {result.message_id}"
    _compare(call, where, "body", result.md5_of_message_body, _text_digest(sent.message_body))
    _compare(call, where, "attributes", result.md5_of_message_attributes, attributes_digest(sent.message_attributes))


def _compare(call: Invocation, where: str, part: str, announced: str | None, computed: str | None) -> None:
    if announced is not None and computed is not None and announced != computed:
        raise ResponseError(
            f"{call.operation}: {where}: its {part} has the MD5 {computed}, the service says {announced}:"
            " it was changed on its way"
        )


def _text_digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def attributes_digest(attributes: Mapping[str, Any]) -> str | None:
    """The MD5 of message attributes as SQS computes it, in hexadecimal; None where there are none, or half ones."""
    hashed = md5(usedforsecurity=False)
    for name in sorted(attributes):
        attribute = attributes[name]
        kind: str = attribute.data_type or ""
        text: str | None = attribute.string_value
        value: bytes | None = attribute.binary_value if text is None else text.encode()
        if value is None:
            return None
        for part in (name.encode(), kind.encode()):
            hashed.update(len(part).to_bytes(4, "big") + part)
        transport = _BINARY if kind.startswith("Binary") else _TEXT
        hashed.update(transport + len(value).to_bytes(4, "big") + value)
    return hashed.hexdigest() if attributes else None
