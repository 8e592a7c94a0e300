"""`Stubber`: answers in the service's place, in the order given, for tests of programs; nothing is sent.

What it is given is checked against the service's model, so that a test does not pass with an answer that never comes.
"""

from collections import deque
from pprint import pformat
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from awso.boto.awsrequest import AWSResponse
from awso.boto.exceptions import ParamValidationError, StubAssertionError, StubResponseError, UnStubbedResponseError
from awso.boto.validate import report
from awso.endpoints import ACCOUNT_ID

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.boto.models import OperationModel
    from awso.shapes.schema import Schema


class Anything:
    """Equals whatever it is compared with. Its one value is `ANY`."""

    def __eq__(self, _: object) -> bool:
        return True

    def __ne__(self, _: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]  # it would have to be that of everything

    def __repr__(self) -> str:
        return "<ANY>"


ANY: Final = Anything()
"""Stands for an argument that may be anything."""


class _Stub(NamedTuple):
    operation: str | None
    http: AWSResponse
    answer: dict[str, Any]
    expected: dict[str, Any] | None


class Stubber:
    """What stands between a client and its service, from `activate` to `deactivate`, or within `with`."""

    def __init__(self, client: "BaseClient") -> None:
        self.client = client
        self._queue: deque[_Stub] = deque()

    def __enter__(self) -> Self:
        self.activate()
        return self

    def __exit__(self, *_: object) -> None:
        self.deactivate()

    def activate(self) -> None:
        """Answer the client's calls from now on."""
        events = self.client.meta.events
        events.register_first(
            "before-parameter-build.*.*", self._check_params, unique_id="boto_stubber_expected_params"
        )
        events.register("before-call.*.*", self._answer, unique_id="boto_stubber")
        events.register("before-endpoint-resolution.*", _without_account, unique_id="boto_stubber_stub_account_id")

    def deactivate(self) -> None:
        """Let the service answer again."""
        events = self.client.meta.events
        events.unregister("before-parameter-build.*.*", unique_id="boto_stubber_expected_params")
        events.unregister("before-call.*.*", unique_id="boto_stubber")
        events.unregister("before-endpoint-resolution.*", unique_id="boto_stubber_stub_account_id")

    def add_response(
        self, method: str, service_response: dict[str, Any], expected_params: dict[str, Any] | None = None
    ) -> None:
        """The next answer: of `method`, when called with exactly `expected_params` where they are given.

        Raises ValueError for what is no method, `ParamValidationError` for an answer that the model does not have.
        """
        if not hasattr(self.client, method):
            service = self.client.meta.service_model.service_name
            raise ValueError(f"the client of {service} has no method {method}")
        operation = self.client.meta.method_to_api_mapping[method]
        answer = {name: value for name, value in service_response.items() if name != "ResponseMetadata"}
        model = self._service.operation(operation)
        _check_answer(model.output_schema if model.model.output is not None else None, answer)
        self._queue.append(_Stub(operation, _http(200), service_response, expected_params))

    def add_client_error(
        self,
        method: str,
        service_error_code: str = "",
        service_message: str = "",
        http_status_code: int = 400,
        service_error_meta: dict[str, Any] | None = None,
        expected_params: dict[str, Any] | None = None,
        response_meta: dict[str, Any] | None = None,
        modeled_fields: dict[str, Any] | None = None,
    ) -> None:
        """The next answer is an error: `service_error_meta` goes beside its code and message, `response_meta` into
        `ResponseMetadata`, `modeled_fields` are members that the model gives to the error.
        """
        answer: dict[str, Any] = {
            "ResponseMetadata": {"HTTPStatusCode": http_status_code, **(response_meta or {})},
            "Error": {"Message": service_message, "Code": service_error_code, **(service_error_meta or {})},
        }
        if modeled_fields is not None:
            _check_answer(self._error_schema(service_error_code), modeled_fields)
            answer |= modeled_fields
        operation = self.client.meta.method_to_api_mapping.get(method)
        self._queue.append(_Stub(operation, _http(http_status_code), answer, expected_params))

    def assert_no_pending_responses(self) -> None:
        """Raises AssertionError where an answer was not asked for."""
        if self._queue:
            raise AssertionError(f"{len(self._queue)} responses remaining in queue.")

    @property
    def _service(self) -> Any:
        return self.client._service  # pyright: ignore[reportPrivateUsage]  # the models behind the client

    def _error_schema(self, code: str) -> "Schema | None":
        name = self.client.exceptions.from_code(code).__name__
        return self._service.schemas[name] if name in self._service.error_names else None

    def _check_params(self, model: "OperationModel", params: dict[str, Any], context: Any, **_: Any) -> None:
        if context and context.get("is_presign_request"):
            return  # nobody answers a URL
        expected = self._next(model).expected
        if expected is None:
            return
        for name, value in expected.items():
            if name not in params or value != params[name]:
                raise _mismatch(model, expected, params)
        if expected.keys() != params.keys():
            raise _mismatch(model, expected, params)

    def _answer(self, model: "OperationModel", **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        stub = self._next(model)
        self._queue.popleft()
        return stub.http, stub.answer

    def _next(self, model: "OperationModel") -> _Stub:
        if not self._queue:
            reason = (
                "Unexpected API Call: A call was made but no additional calls expected. Either the API Call was not"
                " stubbed or it was called multiple times."
            )
            raise UnStubbedResponseError(operation_name=model.name, reason=reason)
        stub = self._queue[0]
        if stub.operation != model.name:
            reason = f"Operation mismatch: found response for {stub.operation}."
            raise StubResponseError(operation_name=model.name, reason=reason)
        return stub


def _without_account(builtins: dict[str, Any], **_: Any) -> None:
    """No credentials are asked for the sake of an endpoint that is not called."""
    if ACCOUNT_ID in builtins:
        builtins[ACCOUNT_ID] = None


def _http(status: int) -> AWSResponse:
    return AWSResponse(None, status, {}, None)


def _check_answer(schema: "Schema | None", answer: dict[str, Any]) -> None:
    """Raises `ParamValidationError` for an answer that is not of the model."""
    if schema is not None:
        found = report(schema, answer)
    else:
        found = "Service response should only contain ResponseMetadata." if answer else ""
    if found:
        raise ParamValidationError(report=found)


def _mismatch(model: "OperationModel", expected: dict[str, Any], params: dict[str, Any]) -> StubAssertionError:
    reason = f"Expected parameters:\n{pformat(expected)},\nbut received:\n{pformat(params)}"
    return StubAssertionError(operation_name=model.name, reason=reason)
