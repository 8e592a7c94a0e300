"""`client.get_waiter(name).wait(…)`: call a method again and again until an answer says enough.

Which method, how often, and what its answers mean is the model's; judged are the dicts that the program would get, for
`WaiterError.last_response` is one.
"""

from collections.abc import Callable
from time import sleep
from typing import TYPE_CHECKING, Any

from awso.boto.exceptions import ClientError, UnsupportedFeatureError, WaiterError
from awso.boto.names import method_of
from awso.core.expressions import evaluate
from awso.shapes.kinds import is_json_array
from awso.shapes.naming import snake_case

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.registry import Service
    from awso.shapes.pages_and_waits import AcceptorModel, WaiterModel

Answer = dict[str, Any]


class WaiterConfig:
    """How the model waits: seconds between two calls, and how many calls at most."""

    def __init__(self, model: "WaiterModel") -> None:
        self.delay = int(model.delay)
        self.max_attempts = model.max_attempts
        self.operation = model.operation


class Waiter:
    """One waiter of a client; `name` is the model's."""

    def __init__(self, name: str, model: "WaiterModel", method: Callable[..., Answer]) -> None:
        self.name = name
        self.config = WaiterConfig(model)
        self._model = model
        self._method = method

    def wait(self, **kwargs: Any) -> None:
        """Return when it is so; `WaiterConfig` has Delay (seconds) and MaxAttempts.

        Raises `WaiterError` where it never will be, and when the attempts are used up.
        """
        config = dict(kwargs.pop("WaiterConfig", None) or {})
        delay = config.pop("Delay", self.config.delay)
        most = config.pop("MaxAttempts", self.config.max_attempts)
        if config:
            reason = "it has Delay and MaxAttempts"
            raise UnsupportedFeatureError(feature=f"WaiterConfig with {', '.join(config)}", reason=reason)
        attempts = 0
        matched: AcceptorModel | None = None
        while True:
            answer = self._answer(kwargs)
            attempts += 1
            found = next((each for each in self._model.acceptors if matches(each, answer)), None)
            if found is None and _is_error(answer):
                described = answer["Error"]
                reason = (
                    f"An error occurred ({described.get('Code', 'Unknown')}): {described.get('Message', 'Unknown')}"
                )
                raise WaiterError(self.name, reason, answer)
            matched = found or matched
            if found is not None and found.state == "success":
                return
            if found is not None and found.state == "failure":
                raise WaiterError(
                    self.name, f"Waiter encountered a terminal failure state: {explanation(found)}", answer
                )
            if attempts >= most:
                raise WaiterError(self.name, _exceeded(matched), answer)
            sleep(delay)

    def _answer(self, kwargs: dict[str, Any]) -> Answer:
        try:
            return self._method(**kwargs)
        except ClientError as error:
            return dict(error.response)


def _exceeded(matched: "AcceptorModel | None") -> str:
    before = "" if matched is None else f". Previously accepted state: {explanation(matched)}"
    return f"Max attempts exceeded{before}"


def _is_error(answer: Answer) -> bool:
    described = answer.get("Error")
    return isinstance(described, dict) and "Code" in described


def matches(acceptor: "AcceptorModel", answer: Answer) -> bool:
    """Whether an answer, or an error as a dict, is what an acceptor looks for."""
    expected = acceptor.expected
    if acceptor.matcher == "status":
        return bool(answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == expected)
    if acceptor.matcher == "error":
        if isinstance(expected, bool):
            return ("Error" in answer) is expected
        return bool(answer.get("Error", {}).get("Code", "") == expected)
    if _is_error(answer) or acceptor.expression is None:
        return False
    found = evaluate(acceptor.expression, answer)
    if acceptor.matcher == "path":
        return bool(found == expected)
    same = [item == expected for item in found] if is_json_array(found) else []
    return bool(same) and (all(same) if acceptor.matcher == "pathAll" else any(same))


def explanation(acceptor: "AcceptorModel") -> str:
    """What an acceptor looks for, in botocore's words."""
    match acceptor.matcher:
        case "path":
            return f'For expression "{acceptor.argument}" we matched expected path: "{acceptor.expected}"'
        case "pathAll":
            return f'For expression "{acceptor.argument}" all members matched expected path: "{acceptor.expected}"'
        case "pathAny":
            return f'For expression "{acceptor.argument}" we matched expected path: "{acceptor.expected}" at least once'
        case "status":
            return f"Matched expected HTTP status code: {acceptor.expected}"
        case "error":
            return f"Matched expected service error code: {acceptor.expected}"


def waiter_names(service: "Service") -> dict[str, str]:
    """The model's names of a service's waiters by boto3's: `table_exists` → `TableExists`."""
    return {snake_case(name): name for name in sorted(service.file.waiters)}


def waiter_of(client: "BaseClient", service: "Service", waiter_name: str) -> Waiter:
    """A waiter by boto3's name. Raises ValueError where the service has none of it."""
    name = waiter_names(service).get(waiter_name)
    if name is None:
        raise ValueError(f"Waiter does not exist: {waiter_name}")
    model = service.waiters[waiter_name]
    return Waiter(name, model, getattr(client, method_of(service, model.operation)))
