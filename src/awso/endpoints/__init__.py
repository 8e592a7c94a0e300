"""Where a request goes: a client's settings and the call's own parameters, put to the service's compiled rules.

The rules of each service are compiled to plain branches when awso is built (`awso/services/<name>/endpoints.py`,
written by `awso_codegen/emit/endpoints.py`); `functions.py` has what they call. A client holds an `EndpointResolver`.
Which members of an input become which parameters `ContextParameters` says: those that the model marks, and those that
its expressions find (`operationContextParams`, which only DynamoDB has:
https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#smithy-rules-operationcontextparams-trait). The
table of regions is `awso/services/_partitions.py`, written by `awso_codegen/emit/partitions.py`.

Most operations give no parameter of their own, so that one resolution serves them all; other answers are kept by
their parameters. Errors are not kept.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from awso.errors import EndpointError
from awso.shapes.model import Expression, OperationModel
from awso.shapes.schema import Schema

if TYPE_CHECKING:
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
        def resolve(self) -> "Callable[..., Endpoint]": ...


EndpointProperties = Mapping[str, object]


class Endpoint:
    """Where to send a request: an absolute URL without query, the rules' properties, and headers to add."""

    __slots__ = ("headers", "properties", "url")

    def __init__(
        self, url: str, properties: EndpointProperties | None = None, headers: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.url = url
        self.properties: EndpointProperties = {} if properties is None else properties
        self.headers: Mapping[str, Sequence[str]] = {} if headers is None else headers

    @property
    def auth_schemes(self) -> Sequence[Mapping[str, object]]:
        """How to sign for this endpoint, best first: `name` (sigv4, sigv4a, …), `signingName`, `signingRegion`,
        `signingRegionSet`, `disableDoubleEncoding`. Empty: what the service model says."""
        return cast("Sequence[Mapping[str, object]]", self.properties.get("authSchemes", ()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Endpoint):
            return NotImplemented
        return (self.url, self.properties, self.headers) == (other.url, other.properties, other.headers)

    __hash__ = None  # type: ignore[assignment]  # its properties are dicts

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.properties!r}, {self.headers!r})"


ParameterValue = str | bool | tuple[str, ...]


class ContextParameters:
    """The endpoint parameters that one operation gives, besides those of the client.

    An operation's constants win over its input's members, as the rules engine demands.
    """

    __slots__ = ("_constants", "_expressions", "_members", "constant")

    def __init__(self, operation: OperationModel, schema: Schema | None) -> None:
        self._constants = {name: _constant(value) for name, value in operation.static_context_params.items()}
        self._expressions = tuple(operation.operation_context_params.items())
        members = () if schema is None else schema.members.values()
        self._members = tuple(
            (member.model.context_param, member.python) for member in members if member.model.context_param
        )
        self.constant = not (self._expressions or self._members)
        """Whether every call of the operation gives the same parameters."""

    def of(self, value: object) -> dict[str, ParameterValue]:
        """The parameters of a call with this input, by the rules' names; absent ones are left out."""
        parameters: dict[str, ParameterValue] = {}
        for name, attribute in self._members:
            found: object = getattr(value, attribute)
            if found is not None:
                parameters[name] = _constant(found)
        for name, expression in self._expressions:
            strings = _strings(expression, value)
            if strings is not None:
                parameters[name] = strings
        parameters.update(self._constants)
        return parameters


def _strings(expression: Expression, value: object) -> str | tuple[str, ...] | None:
    """The string or strings that the expression finds in an input; None where there are none."""
    from awso.core.expressions import evaluate  # five operations of DynamoDB need it
    from awso.shapes.kinds import is_list

    try:
        found: object = evaluate(expression, value)
    except TypeError:  # keys() of what is absent, in a call that asked not to be validated: the service will refuse it
        return None
    if isinstance(found, str):
        return found
    return tuple(item for item in found if isinstance(item, str)) if is_list(found) else None


def _constant(value: object) -> ParameterValue:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # a list of the model
    raise TypeError(f"an endpoint parameter is a string, a boolean or a list of strings, not a {type(value).__name__}")


class Partition:
    """What the rules may ask of a partition."""

    __slots__ = (
        "dns_suffix",
        "dual_stack_dns_suffix",
        "implicit_global_region",
        "name",
        "supports_dual_stack",
        "supports_fips",
    )

    def __init__(
        self,
        *,
        name: str,
        dns_suffix: str,
        dual_stack_dns_suffix: str,
        implicit_global_region: str,
        supports_fips: bool,
        supports_dual_stack: bool,
    ) -> None:
        self.name = name
        self.dns_suffix = dns_suffix
        self.dual_stack_dns_suffix = dual_stack_dns_suffix
        self.implicit_global_region = implicit_global_region
        self.supports_fips = supports_fips
        self.supports_dual_stack = supports_dual_stack

    def __repr__(self) -> str:
        return f"Partition({self.name!r})"


class PartitionTable:
    """The partition of a region: listed regions by one dict look-up, regions newer than the table by pattern.

    `patterns` are tried in order against the whole region name; a region that none fits is in the `default`.
    """

    __slots__ = ("_default", "_patterns", "_regions")

    def __init__(
        self, *, default: Partition, regions: Mapping[str, Partition], patterns: Sequence[tuple[str, Partition]]
    ) -> None:
        self._default = default
        self._regions = regions
        self._patterns = patterns

    def __call__(self, region: str | None) -> Partition:
        if region is None:
            return self._default
        return self._regions.get(region) or self._by_pattern(region)

    def _by_pattern(self, region: str) -> Partition:
        import re  # only regions that the table does not list come here

        for pattern, partition in self._patterns:
            if re.fullmatch(pattern, region, re.ASCII):
                return partition
        return self._default


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
    means "not set". Where rules miss a region, `required_region` may say better than they where to write one. Raises
    `EndpointError` for a region that could not be part of a host name.
    """

    __slots__ = ("_arguments", "_contexts", "_endpoints", "_required_region", "_rules")

    def __init__(
        self,
        rules: "Rules",
        built_ins: Mapping[str, ParameterValue | None],
        client_context: Mapping[str, ParameterValue | None] | None = None,
        required_region: "Callable[[], str] | None" = None,
    ) -> None:
        _check_region(built_ins.get("AWS::Region"))
        self._rules = rules
        self._required_region = required_region
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
        try:
            return rules.resolve(**arguments)
        except EndpointError as error:
            if self._required_region is not None and any(words in str(error).lower() for words in _NO_REGION):
                self._required_region()
            raise


# How the rules of all services say it: "Invalid Configuration: Missing Region", "A region must be set when …".
_NO_REGION = ("missing region", "region must be set", "region was not set")


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
