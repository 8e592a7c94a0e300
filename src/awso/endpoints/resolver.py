"""The endpoint of a call: a client's settings and the call's own parameters, put to the service's compiled rules.

Most operations give no parameter of their own, so that one resolution serves them all; other answers are kept by
their parameters. Errors are not kept.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from awso.endpoints.endpoint import Endpoint
from awso.endpoints.parameters import ContextParameters, ParameterValue
from awso.errors import EndpointError
from awso.shapes.model import OperationModel
from awso.shapes.schema import Schema

if TYPE_CHECKING:  # making a Protocol at run time would only cost time at the process start
    from collections.abc import Callable
    from typing import Protocol

    class Rules(Protocol):
        """A generated `awso/services/<name>/endpoints.py`."""

        @property
        def PARAMETERS(self) -> Mapping[str, str]: ...  # noqa: N802  # a constant of the generated module
        @property
        def BUILT_INS(self) -> Mapping[str, str]: ...  # noqa: N802  # a constant of the generated module
        @property
        def REQUIRED(self) -> tuple[str, ...]: ...  # noqa: N802  # a constant of the generated module
        @property
        def resolve(self) -> Callable[..., Endpoint]: ...


KEPT_ENDPOINTS = 128  # what botocore keeps (100), rounded; a client that names more buckets than this starts afresh

ACCOUNT_ID = "AWS::Auth::AccountId"


def rules_of(package: str) -> "Rules":
    """The compiled rules of a generated service package such as `awso.services.cognito_idp`."""
    rules: Any = import_module(f"{package}.endpoints")
    compiled: Rules = rules
    return compiled


class EndpointResolver:
    """The endpoints of one client.

    `built_ins` are the client's settings by the rules' names (`AWS::Region`, `AWS::UseFIPS`, `AWS::UseDualStack`,
    `SDK::Endpoint`, `AWS::S3::ForcePathStyle`, …), `client_context` the service's own client parameters by theirs; None
    means "not set". Raises `EndpointError` for a region that could not be part of a host name.
    """

    __slots__ = ("_arguments", "_contexts", "_endpoints", "_rules")

    def __init__(
        self,
        rules: "Rules",
        built_ins: Mapping[str, ParameterValue | None],
        client_context: Mapping[str, ParameterValue | None] | None = None,
    ) -> None:
        _check_region(built_ins.get("AWS::Region"))
        self._rules = rules
        self._arguments: dict[str, ParameterValue] = {
            argument: value for argument, name in rules.BUILT_INS.items() if (value := built_ins.get(name)) is not None
        }
        for name, value in (client_context or {}).items():
            if value is not None and name in rules.PARAMETERS:
                self._arguments[rules.PARAMETERS[name]] = value
        self._contexts: dict[str, ContextParameters] = {}
        self._endpoints: dict[object, Endpoint] = {}

    @property
    def needs_account_id(self) -> bool:
        """Whether the rules ask for the account of the credentials, which must then be known first."""
        return ACCOUNT_ID in self._rules.BUILT_INS.values()

    @property
    def built_ins(self) -> "dict[str, ParameterValue | None]":
        """The client's settings by the rules' names, as far as the rules ask for them; None where one is not set."""
        return {name: self._arguments.get(argument) for argument, name in self._rules.BUILT_INS.items()}

    def resolve(
        self,
        operation: OperationModel,
        schema: Schema | None,
        value: object,
        *,
        account_id: str | None = None,
        built_ins: "Mapping[str, ParameterValue | None] | None" = None,
    ) -> Endpoint:
        """Where a call of `operation` with the input `value` (of shape `schema`) goes.

        `account_id` is the account of the credentials where they know it; `built_ins` win over the client's for this
        call. Raises `EndpointError` with the rule set's own message where the rules refuse.
        """
        context = self._contexts.get(operation.name)
        if context is None:
            context = self._contexts[operation.name] = ContextParameters(operation, schema)
        key: object = (operation.name, account_id)
        if not context.constant:
            parameters = context.of(value)
            key = (account_id, *parameters.items())
        else:
            parameters = None
        if built_ins:
            key = (key, *built_ins.items())
        endpoint = self._endpoints.get(key)
        if endpoint is None:
            endpoint = self._resolve(context.of(value) if parameters is None else parameters, account_id, built_ins)
            if len(self._endpoints) >= KEPT_ENDPOINTS:
                self._endpoints.clear()
            self._endpoints[key] = endpoint
        return endpoint

    def default(self) -> Endpoint:
        """Where a call goes that gives no parameters of its own. Raises `EndpointError`."""
        return self._resolve({}, None, None)

    def _resolve(
        self,
        parameters: Mapping[str, ParameterValue],
        account_id: str | None,
        built_ins: "Mapping[str, ParameterValue | None] | None",
    ) -> Endpoint:
        rules = self._rules
        arguments = dict(self._arguments)
        if built_ins:
            _check_region(built_ins.get("AWS::Region"))
            for argument, name in rules.BUILT_INS.items():
                if name in built_ins:
                    arguments.pop(argument, None)
                    if (given := built_ins[name]) is not None:
                        arguments[argument] = given
        if account_id is not None:
            arguments.update((argument, account_id) for argument, name in rules.BUILT_INS.items() if name == ACCOUNT_ID)
        names = rules.PARAMETERS
        arguments.update((names[name], value) for name, value in parameters.items() if name in names)
        missing = [name for name in rules.REQUIRED if name not in arguments]
        if missing:
            raise EndpointError(f"the endpoint rules need {', '.join(missing)}, which neither client nor call gives")
        return rules.resolve(**arguments)


def _check_region(region: ParameterValue | None) -> None:
    # The rules put the region into a host name unchecked: "x.example.org/" would send signed requests elsewhere.
    if region is None:
        return
    if not (
        isinstance(region, str)
        and 1 <= len(region) <= 63
        and region.isascii()
        and region.replace("-", "a").isalnum()
        and region[0] != "-" != region[-1]
    ):
        raise EndpointError(f"a region is letters, digits and hyphens, such as us-east-1, got {region!r}")
