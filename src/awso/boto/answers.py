"""What a program gets of a response: the dict of a success, the dict within a `ClientError`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso.boto import quirks
from awso.boto.metadata import metadata_of
from awso.boto.outputs import output_of, with_file

if TYPE_CHECKING:
    from awso.boto.config import Config
    from awso.core.http import HttpResponse
    from awso.core.operation import Operation
    from awso.errors import ServiceError


class Answers:
    """The answers of one client: `protocol` is what it speaks, `config` its options."""

    __slots__ = ("_config", "_protocol")

    def __init__(self, protocol: str, config: "Config") -> None:
        self._protocol = protocol
        self._config = config

    def success(
        self, operation: "Operation", value: Any, output: Any, response: "HttpResponse", attempts: int
    ) -> dict[str, Any]:
        """What a method returns for the input `value`."""
        schema = operation.output_schema
        answer = {} if operation.model.output is None else with_file(schema, output_of(schema, output))
        metadata = answer["ResponseMetadata"] = metadata_of(self._protocol, response, attempts)
        if operation.model.http_checksum is not None:
            metadata |= quirks.compared_checksum(operation, value, self._config, response)
        return quirks.answer_of(operation.service.name, operation.name, answer)

    def failure(
        self, operation: "Operation", error: "ServiceError", response: "HttpResponse", attempts: int, most: int
    ) -> dict[str, Any]:
        """What a `ClientError` has as its response, after so many attempts of at `most` as many."""
        from awso.boto.error_response import error_response

        answer = error_response(operation, self._protocol, response, error, attempts)
        if attempts >= most:
            answer["ResponseMetadata"]["MaxAttemptsReached"] = True
        return answer


def code_of(service: str, answer: Mapping[str, Any]) -> str | None:
    """The code by which `client.exceptions` knows an error."""
    described: Mapping[str, Any] = answer.get("Error", {})
    queried = described.get("QueryErrorCode") if service == "sqs" else None  # the model's own names of its errors
    return queried or described.get("Code")
