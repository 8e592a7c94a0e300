"""A trigger behind an endpoint that speaks Lambda's Invoke API: `sam local start-lambda`, a Lambda container image.

POST `/2015-03-31/functions/<name>/invocations`; status 200 carries what the function returned, with the header
`X-Amz-Function-Error` where it raised (Lambda API reference, "Invoke").
"""

from urllib.parse import quote

from awso_userpool.outbound import Endpoint, OutboundError, post
from awso_userpool.triggers.calls import CallError, FunctionError, FunctionName
from awso_userpool.triggers.commands import error_message


class LambdaEndpoint:
    """Calls functions at `endpoint`, by the name in the ARN unless `function_name` says another."""

    __slots__ = ("_endpoint", "_function_name")

    def __init__(self, endpoint: Endpoint, function_name: str | None = None) -> None:
        self._endpoint = endpoint
        self._function_name = function_name

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        function = quote(self._function_name or name.name, safe="")
        headers = {"Content-Type": "application/json", "X-Amz-Invocation-Type": "RequestResponse"}
        path = f"/2015-03-31/functions/{function}/invocations"
        if name.qualifier and self._function_name is None:
            path += f"?Qualifier={quote(name.qualifier, safe='')}"
        try:
            answer = await post(self._endpoint, event, path=path, headers=headers, timeout_seconds=seconds)
        except OutboundError as error:
            raise CallError(str(error)) from error
        if answer.status != 200:
            raise CallError(f"{self._endpoint!r} answered status {answer.status}")
        if "x-amz-function-error" in answer.headers:
            raise FunctionError(error_message(answer.body) or answer.headers["x-amz-function-error"])
        return answer.body
