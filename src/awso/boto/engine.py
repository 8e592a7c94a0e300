"""The engine under a boto3-shaped client: awso's own client, told by boto3's arguments and `Config` what to do.

Settled here: what each of them means for `awso.core.context.ClientOptions`. A client is prepared when it is made, for
boto3 programs expect a missing region or profile to be said then.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from awso._lean import msgspec
from awso.boto.config import UNSIGNED, Config
from awso.boto.exceptions import UnsupportedFeatureError
from awso.client import BlockingClient
from awso.core.call import CallOptions, Exchange, call
from awso.core.context import CallContext, user_agent
from awso.core.effects import Flow
from awso.core.operation import Operation
from awso.credentials import Credentials
from awso.retries import RetryOptions
from awso.shapes.naming import snake_case

if TYPE_CHECKING:
    from awso.behaviours.invocation import Join
    from awso.credentials.provider import CredentialsProvider
    from awso.registry import Service
    from awso.settings.bodies import ChecksumOptions, CompressionOptions
    from awso.settings.s3 import S3Options
    from awso.transports.options import TransportOptions

T = TypeVar("T")

APP_ID_VARIABLE = "AWS_SDK_UA_APP_ID"
LEGACY_ATTEMPTS = {"dynamodb": 10, "dynamodbstreams": 10}
"""What botocore's legacy mode sends at most, 5 elsewhere: its `_retry.json`."""


_VARIABLES = {
    "auth_scheme_preference": "AWS_AUTH_SCHEME_PREFERENCE",
    "sigv4a_signing_region_set": "AWS_SIGV4A_SIGNING_REGION_SET",
}
_SCHEMES = {"v4": "sigv4", "s3v4": "sigv4", "v4a": "sigv4a", "s3v4a": "sigv4a"}
"""The scheme that a signature version asks for, where an endpoint takes several."""
_QUERY = "-query"
"""The ending of a signature version that is meant for URLs; calls are signed in their headers."""


class Arguments(msgspec.Struct, frozen=True):
    """What is said beside the `Config`: by the session, and by the call that makes the client."""

    region: str | None = None
    endpoint_url: str | None = None
    credentials: "CredentialsProvider | Credentials | None" = None
    profile: str | None = None
    verify: bool | str | None = None


class Engine(BlockingClient):
    """A client of one service; `engine_of` makes one."""

    def __init__(self, arguments: Arguments, config: Config) -> None:
        chosen = arguments.endpoint_url is None  # else it is where calls go, whatever is wished for beside it
        super().__init__(
            region=arguments.region or config.region_name,
            endpoint_url=arguments.endpoint_url,
            credentials=arguments.credentials,
            profile=arguments.profile,
            retries=_retries(config.retries, type(self).__service__.name),
            use_fips=config.use_fips_endpoint if chosen else None,
            use_dual_stack=config.use_dualstack_endpoint if chosen else None,
            s3=_s3(config, chosen),
            checksums=_checksums(config),
            compression=_compression(config),
            endpoint_discovery=_discovery(config.endpoint_discovery_enabled),
            account_id_endpoint_mode=_word(config.account_id_endpoint_mode),
            defaults_mode=_word(config.defaults_mode),
            transport_options=_transport_options(config, arguments),
        )
        shared = self._shared
        service, environment = type(self).__service__, shared.world.environment
        shared.world = msgspec.structs.replace(shared.world, environment=_overlaid(config, environment))
        shared.options = msgspec.structs.replace(
            shared.options,
            ca_bundle=arguments.verify if isinstance(arguments.verify, str) else None,
            ignore_configured_endpoint_urls=config.ignore_configured_endpoint_urls,
            client_context=_client_context(config.client_context_params, service),
            unsigned=config.signature_version is UNSIGNED,
            user_agent=_user_agent(config, service, environment),
            hmac_v1=_signs_as_of_old(config, service),
        )
        self.signature_version = config.signature_version
        """The program's own, None where it says nothing of it."""
        # boto3 checks less than awso does, and `awso.boto.inputs` has checked that much.
        self._call_options = CallOptions(
            _seconds(config.connect_timeout) if config.gives("connect_timeout") else None,
            _seconds(config.read_timeout),
            validate=False,
        )

    def prepared(self) -> CallContext:
        """What all calls share."""
        return self._shared.context or self.run(_context)

    def call(self, operation: Operation, value: Any, exchange: Exchange, join: "Join | None" = None) -> Any:
        """The output; `exchange` is filled in, `join` takes part. Raises what `awso.core.call.call` raises."""

        def act(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[Any]:
            if join is not None:
                options = msgspec.structs.replace(options, join=join)
            return call(context, operation, value, options, exchange)

        return self._run(act, operation, value)

    def run(self, flow: "Callable[[CallContext, CallOptions], Flow[T]]") -> T:
        """What another flow with the client's context gives: presigning, which sends nothing."""
        return self._run(lambda context, _, __, options: flow(context, options), None, None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no operation is called


def engine_of(service: "Service", arguments: Arguments, config: Config) -> Engine:
    """The engine of a client of `service`."""
    cls: type[Engine] = type("Engine", (Engine,), {"__service__": service, "__module__": __name__})
    return cls(arguments, config)


def _context(context: CallContext, _: CallOptions) -> Flow[CallContext]:
    return context
    yield  # never reached: makes the function a flow


def _overlaid(config: Config, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with those options in it that awso has no argument for."""
    given = {
        variable: str(value) for name, variable in _VARIABLES.items() if (value := getattr(config, name)) is not None
    }
    if not config.inject_host_prefix:
        given["AWS_DISABLE_HOST_PREFIX_INJECTION"] = "true"
    version = config.signature_version
    if isinstance(version, str):
        scheme = _SCHEMES.get(version.removesuffix(_QUERY))
        if scheme is not None:
            given[_VARIABLES["auth_scheme_preference"]] = scheme
    return ChainMap(given, dict(environment)) if given else environment


def _signs_as_of_old(config: Config, service: "Service") -> bool:
    """Whether by S3's Version 2. Raises `UnsupportedFeatureError` for services that never took it."""
    version = config.signature_version
    if not isinstance(version, str) or version.removesuffix(_QUERY) != "s3":
        return False
    if service.model.signature_version not in ("s3", "s3v4"):
        feature = f"Config(signature_version={version!r}) for {service.name}"
        raise UnsupportedFeatureError(feature=feature, reason="it is S3's alone: other services take v4")
    return True


def _transport_options(config: Config, arguments: Arguments) -> "TransportOptions | None":
    """How to connect; None where nothing is said of it, for those clients that share the process's connections."""
    given: dict[str, Any] = {
        name: value
        for name in ("proxies", "client_cert", "tcp_keepalive", "max_pool_connections")
        if config.gives(name) and (value := getattr(config, name)) is not None
    }
    if "proxies" in given:  # botocore takes None and "" for no proxy
        given["proxies"] = {scheme: url for scheme, url in given["proxies"].items() if url}
    given |= {name: value for name, value in (config.proxies_config or {}).items() if value is not None}
    if arguments.verify is False:
        given["verify"] = False
    if not given:
        return None
    from awso.transports.options import TransportOptions

    return TransportOptions(**given)


def _client_context(given: Mapping[str, Any] | None, service: "Service") -> dict[str, Any] | None:
    """The parameters of the service's endpoint rules by their names there; boto3 has them in small letters.

    Others are another service's, for one `Config` may serve them all.
    """
    if not given:
        return None
    names = {snake_case(name): name for name in service.model.client_context_params}
    return {names[name]: value for name, value in given.items() if name in names}


def _seconds(timeout: float | None) -> float:
    return float("inf") if timeout is None else timeout


def _retries(retries: Mapping[str, Any] | None, service: str) -> RetryOptions | None:
    given = retries or {}
    mode = given.get("mode")
    attempts = given.get("total_max_attempts")
    if attempts is None and given.get("max_attempts") is not None:
        attempts = given["max_attempts"] + 1  # botocore does not count the first
    if attempts is None and mode == "legacy":
        attempts = LEGACY_ATTEMPTS.get(service, 5)
    if attempts is None and mode is None:
        return None
    return RetryOptions(attempts, None if mode is None else "adaptive" if mode == "adaptive" else "standard")


def _s3(config: Config, chosen: bool) -> "S3Options | None":
    s3 = config.s3 or {}
    express = config.s3_disable_express_session_auth
    if not s3 and express is None:
        return None
    from awso.settings.s3 import S3Options

    return S3Options(
        addressing_style=s3.get("addressing_style"),
        use_accelerate_endpoint=s3.get("use_accelerate_endpoint"),
        use_dual_stack=s3.get("use_dualstack_endpoint") if chosen else None,
        use_arn_region=s3.get("use_arn_region"),
        disable_multiregion_access_points=s3.get("s3_disable_multiregion_access_points"),
        disable_express_session_auth=express,
        payload_signing=s3.get("payload_signing_enabled"),
        us_east_1_regional_endpoint=s3.get("us_east_1_regional_endpoint"),
    )


def _checksums(config: Config) -> "ChecksumOptions | None":
    calculate, validate = config.request_checksum_calculation, config.response_checksum_validation
    if calculate is None and validate is None:
        return None
    from awso.settings.bodies import ChecksumOptions

    return ChecksumOptions(calculate=_word(calculate), validate=_word(validate))


def _compression(config: Config) -> "CompressionOptions | None":
    disabled, smallest = config.disable_request_compression, config.request_min_compression_size_bytes
    if disabled is None and smallest is None:
        return None
    from awso.settings.bodies import CompressionOptions

    return CompressionOptions(disabled=disabled, smallest_bytes=smallest)


def _discovery(enabled: "bool | str | None") -> bool | None:
    return {"true": True, "false": False, "auto": None}[enabled] if isinstance(enabled, str) else enabled


def _word(word: str | None) -> Any:
    return None if word is None else word.lower()


def _user_agent(config: Config, service: "Service", environment: Mapping[str, str]) -> str | None:
    """The whole User-Agent; None where nothing is said of it."""
    if not (config.user_agent or config.user_agent_extra or config.user_agent_appid):
        return None
    parts = [config.user_agent or user_agent(service.model.service_id)]
    app_id = config.user_agent_appid or environment.get(APP_ID_VARIABLE, "").strip()
    if app_id:
        parts.append(f"app/{app_id}")
    if config.user_agent_extra:
        parts.append(config.user_agent_extra)
    return " ".join(parts)
