"""What all calls of one client share, resolved once from its options, the environment and the profile files.

Settled here: which setting each part of a call gets. The life of a call itself is `awso.core.call`.
"""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from awso._lean import (
    UTC,
    Masked,
    datetime,
    msgspec,  # Structs: a NamedTuple takes three times as long to define
)
from awso.core.effects import Flow, read_file
from awso.core.http import Headers
from awso.credentials.cache import CredentialsCache
from awso.endpoints import EndpointResolver, rules_of
from awso.errors import ConfigurationError
from awso.retries import RetryOptions, RetryPolicy
from awso.settings.settings import Options, Settings, load_settings
from awso.signing.canonical import SigningKeys, amz_date

if TYPE_CHECKING:
    from awso.behaviours.behaviour import Behaviour
    from awso.behaviours.invocation import Phases
    from awso.core.signer import Template
    from awso.credentials.cache import Cache
    from awso.credentials.provider import CredentialsProvider
    from awso.credentials.tokens import Token, TokenCache, TokenProvider
    from awso.endpoints import Endpoint, ParameterValue
    from awso.registry import Service
    from awso.settings.bodies import ChecksumOptions, CompressionOptions
    from awso.settings.defaults_mode import DefaultsMode
    from awso.settings.s3 import S3Options
    from awso.settings.settings import AccountIdEndpointMode
    from awso.signing.sigv4a import AsymmetricKeys

CONNECT_TIMEOUT_SECONDS = 60.0  # botocore's defaults, which the AWS SDK reference leaves to each SDK
READ_TIMEOUT_SECONDS = 60.0


class World(Masked, frozen=True):
    """What a pure core cannot know by itself; `awso.client` fills it in, tests fill in their own."""

    environment: Mapping[str, str]
    home: str | None
    clock: Callable[[], float]
    """Seconds since the epoch."""
    random_bytes: Callable[[int], bytes]

    def __repr__(self) -> str:
        return f"World(home={self.home!r})"  # the environment holds secrets


class ClientOptions(msgspec.Struct, frozen=True):
    """What the caller said in so many words; None means that the environment, the profile or the default decides."""

    region: str | None = None
    endpoint_url: str | None = None
    credentials: "CredentialsProvider | None" = None
    profile: str | None = None
    retries: RetryOptions | None = None
    use_fips: bool | None = None
    use_dual_stack: bool | None = None
    s3: "S3Options | None" = None
    checksums: "ChecksumOptions | None" = None
    compression: "CompressionOptions | None" = None
    endpoint_discovery: bool | None = None
    account_id_endpoint_mode: "AccountIdEndpointMode | None" = None
    token: "TokenProvider | Token | None" = None
    ca_bundle: str | None = None
    ignore_configured_endpoint_urls: bool | None = None
    defaults_mode: "DefaultsMode | None" = None
    reads_ca_bundle: bool = True
    """Whether the trusted certificates are the environment's or the profile's; the transport may have its own."""
    client_context: "Mapping[str, ParameterValue | None] | None" = None
    """The service's own parameters of its endpoint rules, by their names there."""
    unsigned: bool = False
    """Whether calls go without a signature, as to public buckets."""
    user_agent: str | None = None
    """The whole User-Agent, in place of ours."""
    hmac_v1: bool = False
    """Whether calls are signed as S3's were before Version 4, for stores that know nothing else."""

    def with_features(
        self,
        s3: "S3Options | None",
        checksums: "ChecksumOptions | None",
        compression: "CompressionOptions | None",
        endpoint_discovery: bool | None,
        account_id_endpoint_mode: "AccountIdEndpointMode | None",
        token: "TokenProvider | Token | None" = None,
    ) -> "ClientOptions":
        """These options and those that only some services know."""
        given = (s3, checksums, compression, endpoint_discovery, account_id_endpoint_mode, token)
        if not any(each is not None for each in given):  # nearly always
            return self
        fields = ("s3", "checksums", "compression", "endpoint_discovery", "account_id_endpoint_mode", "token")
        return msgspec.structs.replace(self, **dict(zip(fields, given, strict=True)))


class Moment(msgspec.Struct, frozen=True):
    """A whole second, and how it is written."""

    second: int
    time: datetime
    amz_date: str


class Prepared(Masked, frozen=True):
    """What calls of one operation to one place have in common: their headers, and how they are signed."""

    endpoint: "Endpoint"
    url: str
    protocol_headers: Headers
    """The very headers that the protocol gave, by whose identity a further request is recognised."""
    pairs: tuple[tuple[str, str], ...]
    template: "Template | None"
    tokens: "Cache[Any] | None" = None
    """Where the tokens are from that sign, where it is not the access keys."""
    signs_body: bool = False
    """Whether the signature is a part of the body."""

    def __repr__(self) -> str:
        return f"Prepared({self.url.partition('?')[0]})"  # headers hold secrets, such as a customer's own key of S3


class CallContext:
    """Everything that a call needs and that does not change between calls, but for two counters.

    `clock_offset_seconds` is how far the service's clock was found to be ahead of ours; `retries` holds the quota.
    """

    __slots__ = (
        "_asymmetric_keys",
        "_moment",
        "_token",
        "_tokens",
        "behaviours",
        "clock_offset_seconds",
        "connect_timeout_seconds",
        "credentials",
        "endpoint_is_configured",
        "endpoints",
        "headers",
        "hmac_v1",
        "max_attempts",
        "needs_account_id",
        "phases",
        "prepared",
        "region",
        "retries",
        "root_certificates_pem",
        "service",
        "settings",
        "signing_keys",
        "unsigned",
        "world",
    )

    def __init__(self, service: "Service", options: ClientOptions, settings: Settings, world: World) -> None:
        self.service = service
        self.settings = settings
        self.world = world
        self.region = settings.region
        self.unsigned = options.unsigned
        self.hmac_v1 = options.hmac_v1
        self.endpoints = _resolver(service, settings, options)
        self.credentials = CredentialsCache(options.credentials or _default_credentials(settings))
        self.retries = RetryPolicy(service.name, _retry_options(options, settings))
        defaults = settings.defaults
        self.connect_timeout_seconds = CONNECT_TIMEOUT_SECONDS if defaults is None else defaults.connect_timeout_seconds
        self.max_attempts = self.retries.max_attempts()
        self.signing_keys = SigningKeys()
        self._asymmetric_keys: AsymmetricKeys | None = None
        self._token = options.token
        self._tokens: TokenCache | None = None
        self.clock_offset_seconds = 0.0
        self.headers = _headers(options, service, settings)
        self.endpoint_is_configured = settings.endpoint_url(service.model.service_id) is not None
        self.prepared: dict[str, Prepared] = {}
        self.phases: dict[str, Phases | None] = {}
        """The behaviours of each operation called so far."""
        self.behaviours: dict[str, Behaviour] = {}
        """Those behaviours by their names in `awso.behaviours.table`."""
        self._moment: Moment | None = None
        self.root_certificates_pem: bytes | None = None
        """What `AWS_CA_BUNDLE` names; for the default transport."""
        self.needs_account_id = self.endpoints.needs_account_id and settings.account_id_endpoint_mode != "disabled"

    def asymmetric_keys(self) -> "AsymmetricKeys":
        """The keys of Signature Version 4a derived so far."""
        if self._asymmetric_keys is None:
            from awso.signing.sigv4a import AsymmetricKeys

            self._asymmetric_keys = AsymmetricKeys()
        return self._asymmetric_keys

    @property
    def token_is_given(self) -> bool:
        """Whether the caller or the environment has a bearer token for the service."""
        from awso.credentials.tokens import variable_of

        return self._token is not None or bool(
            self.settings.environment.get(variable_of(self._signing_name), "").strip()
        )

    @property
    def tokens(self) -> "TokenCache":
        """The bearer tokens of the service."""
        if self._tokens is None:
            from awso.credentials.tokens import EnvironmentToken, StaticToken, Token, TokenCache

            given = self._token or EnvironmentToken(self.settings.environment, self._signing_name)
            self._tokens = TokenCache(StaticToken(given) if isinstance(given, Token) else given)
        return self._tokens

    @property
    def _signing_name(self) -> str:
        return self.service.model.signing_name or self.service.model.endpoint_prefix

    def moment(self) -> "Moment":
        """The time by the service's clock, as far as it is known."""
        second = int(self.world.clock() + self.clock_offset_seconds)
        moment = self._moment
        if moment is None or moment.second != second:
            now = datetime.fromtimestamp(second, UTC)
            moment = self._moment = Moment(second, now, amz_date(now))
        return moment


_bundles: dict[bytes, bytes] = {}
"""The CA bundles of this process, each once: one is 200 kB, which a thousand clients would otherwise keep each."""


def prepare(service: "Service", options: ClientOptions, world: World) -> Flow[CallContext]:
    """Read the settings and make the context. Raises `ConfigurationError`, `EndpointError` for what is no region."""
    explicit = Options(
        region=options.region,
        profile=options.profile,
        endpoint_url=options.endpoint_url,
        use_fips_endpoint=options.use_fips,
        use_dualstack_endpoint=options.use_dual_stack,
        account_id_endpoint_mode=options.account_id_endpoint_mode,
        s3=options.s3,
        checksums=options.checksums,
        compression=options.compression,
        endpoint_discovery=options.endpoint_discovery,
        ca_bundle=options.ca_bundle,
        ignore_configured_endpoint_urls=options.ignore_configured_endpoint_urls,
        defaults_mode=options.defaults_mode,
    )
    settings = yield from load_settings(world.environment, explicit, fallback_home=world.home)
    if settings.defaults_mode == "auto":
        from awso.settings.auto_mode import detected_mode

        settings.detected_mode = yield from detected_mode(settings)
    context = CallContext(service, options, settings, world)
    if options.reads_ca_bundle and settings.ca_bundle is not None:
        named = f"the CA bundle (AWS_CA_BUNDLE, ca_bundle) {settings.ca_bundle}"
        try:
            bundle = yield from read_file(settings.ca_bundle)
        except OSError as error:
            raise ConfigurationError(f"{named} cannot be read: {error.strerror}") from error
        if bundle is None:
            raise ConfigurationError(f"{named} does not exist")
        context.root_certificates_pem = _bundles.setdefault(bundle, bundle)
    return context


def _resolver(service: "Service", settings: Settings, options: ClientOptions) -> EndpointResolver:
    endpoint_url = settings.endpoint_url(service.model.service_id)
    said, configured = settings.options, endpoint_url is not None
    built_ins: dict[str, ParameterValue | None] = {
        "AWS::Region": settings.region,
        # A URL wins over what environment and profile say of endpoints; the rules refuse it beside the caller's words.
        "AWS::UseFIPS": bool(said.use_fips_endpoint) if configured else settings.use_fips_endpoint,
        "AWS::UseDualStack": bool(said.use_dualstack_endpoint) if configured else settings.use_dualstack_endpoint,
        "SDK::Endpoint": endpoint_url,
        "AWS::Auth::AccountIdEndpointMode": settings.account_id_endpoint_mode,
        "AWS::STS::UseGlobalEndpoint": settings.sts_regional_endpoints == "legacy",
    }
    if service.name in ("s3", "s3control"):
        from awso.behaviours.s3.endpoints import s3_built_ins, s3_client_context

        built_ins |= s3_built_ins(service.name, settings, endpoint_url)
        client_context = {**s3_client_context(settings), **(options.client_context or {})}
        return EndpointResolver(rules_of(service.module), built_ins, client_context, settings.required_region)
    return EndpointResolver(rules_of(service.module), built_ins, options.client_context, settings.required_region)


def _retry_options(options: ClientOptions, settings: Settings) -> RetryOptions:
    configured = settings.retry_options()
    return configured if options.retries is None else options.retries.over(configured)


def _default_credentials(settings: Settings) -> "CredentialsProvider":
    from awso.credentials.chain import DefaultCredentials

    return DefaultCredentials(settings)


def _headers(options: ClientOptions, service: "Service", settings: Settings) -> tuple[tuple[str, str], ...]:
    agent = options.user_agent
    if agent is None:
        agent = user_agent(service.model.service_id) + (f" app/{settings.app_id}" if settings.app_id else "")
    headers = [("User-Agent", agent)]
    if "AWS_LAMBDA_FUNCTION_NAME" in settings.environment:
        from awso.settings.recursion import recursion_detection_header

        trace_id = recursion_detection_header(settings.environment)
        if trace_id is not None:
            headers.append(("X-Amzn-Trace-Id", trace_id))
    return tuple(headers)


def user_agent(service_id: str) -> str:
    """Who calls, in the words that AWS SDKs use: product, platform, language, service."""
    from awso import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    service = service_id.replace(" ", "_").lower()
    return f"awso/{__version__} ua/2.1 os/{sys.platform} lang/python#{python} api/{service}"
