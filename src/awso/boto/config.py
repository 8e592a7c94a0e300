"""`Config`: the options of a client, by the names of botocore's.

Settled here: which options there are, what may be written for each, and which are refused because nothing here could
follow them. What they mean for the engine is `awso.boto.engine`.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from awso.boto import exceptions

DEFAULT_TIMEOUT_SECONDS = 60  # botocore's


class Unsigned:
    """The signature version of requests that nobody signs. Its one value is `UNSIGNED`, also when it is copied."""

    def __copy__(self) -> "Unsigned":
        return self

    def __deepcopy__(self, _: object) -> "Unsigned":
        return self

    def __reduce__(self) -> str:
        return "UNSIGNED"

    def __repr__(self) -> str:
        return "UNSIGNED"


UNSIGNED: Final = Unsigned()

_DEFAULTS: dict[str, Any] = {
    "region_name": None,
    "signature_version": None,
    "user_agent": None,
    "user_agent_extra": None,
    "user_agent_appid": None,
    "connect_timeout": DEFAULT_TIMEOUT_SECONDS,
    "read_timeout": DEFAULT_TIMEOUT_SECONDS,
    "parameter_validation": True,
    "max_pool_connections": 10,
    "proxies": None,
    "proxies_config": None,
    "s3": None,
    "s3_disable_express_session_auth": None,
    "retries": None,
    "client_cert": None,
    "inject_host_prefix": True,
    "endpoint_discovery_enabled": None,
    "use_dualstack_endpoint": None,
    "use_fips_endpoint": None,
    "ignore_configured_endpoint_urls": None,
    "defaults_mode": None,
    "tcp_keepalive": None,
    "request_min_compression_size_bytes": None,
    "disable_request_compression": None,
    "client_context_params": None,
    "sigv4a_signing_region_set": None,
    "request_checksum_calculation": None,
    "response_checksum_validation": None,
    "account_id_endpoint_mode": None,
    "auth_scheme_preference": None,
}
"""Every option, in the order in which they may be given without their names."""

PROXIES_OPTIONS = ("proxy_ca_bundle", "proxy_client_cert", "proxy_use_forwarding_for_https")
S3_OPTIONS = (
    "addressing_style",
    "payload_signing_enabled",
    "s3_disable_multiregion_access_points",
    "us_east_1_regional_endpoint",
    "use_accelerate_endpoint",
    "use_arn_region",
    "use_dualstack_endpoint",
)
_SIGNATURE_VERSIONS = ("v4", "s3v4", "v4a", "s3", "v4-query", "s3v4-query", "s3-query")
_DEFAULTS_MODES = ("legacy", "auto", "standard", "in-region", "cross-region", "mobile")


class Config:
    """The options of a client. Each is an attribute; those that are not given have botocore's defaults.

    Raises TypeError for a name that is no option, `UnsupportedFeatureError` for one that awso cannot follow.
    """

    region_name: str | None
    signature_version: "str | Unsigned | None"
    user_agent: str | None
    user_agent_extra: str | None
    user_agent_appid: str | None
    connect_timeout: float | None
    read_timeout: float | None
    parameter_validation: bool
    max_pool_connections: int
    proxies: Mapping[str, str] | None
    proxies_config: Mapping[str, Any] | None
    s3: Mapping[str, Any] | None
    s3_disable_express_session_auth: bool | None
    retries: Mapping[str, Any] | None
    client_cert: str | tuple[str, str] | None
    inject_host_prefix: bool | None
    endpoint_discovery_enabled: bool | str | None
    use_dualstack_endpoint: bool | None
    use_fips_endpoint: bool | None
    ignore_configured_endpoint_urls: bool | None
    defaults_mode: str | None
    tcp_keepalive: bool | None
    request_min_compression_size_bytes: int | None
    disable_request_compression: bool | None
    client_context_params: Mapping[str, Any] | None
    sigv4a_signing_region_set: str | None
    request_checksum_calculation: str | None
    response_checksum_validation: str | None
    account_id_endpoint_mode: str | None
    auth_scheme_preference: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._given = _by_name(args, kwargs)
        for name, default in _DEFAULTS.items():
            setattr(self, name, self._given.get(name, default))
        _refuse(self._given)
        _check_mode(self)
        _check_known("s3", self.s3, S3_OPTIONS)
        _check_known("proxies_config", self.proxies_config, PROXIES_OPTIONS)
        _check_proxy_cert((self.proxies_config or {}).get("proxy_client_cert"))
        _check_s3(self.s3)
        _check_retries(self.retries)
        _check_words(self)

    def merge(self, other_config: "Config") -> "Config":
        """The options given here and there; where both give one, there."""
        return type(self)(**(self._given | other_config._given))

    def gives(self, name: str) -> bool:
        """Whether the option was given, be it as what is its default."""
        return name in self._given

    def __repr__(self) -> str:
        shown = dict(self._given)
        if shown.get("proxies"):
            shown["proxies"] = dict.fromkeys(shown["proxies"], "…")  # they may hold a password
        return f"Config({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def _by_name(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    if len(args) > len(_DEFAULTS):
        raise TypeError(f"Takes at most {len(_DEFAULTS)} arguments ({len(args)} given)")
    given: dict[str, Any] = {}
    for name, value in kwargs.items():
        if name not in _DEFAULTS:
            raise TypeError(f"Got unexpected keyword argument '{name}'")
        given[name] = value
    for name, value in zip(_DEFAULTS, args, strict=False):  # fewer arguments than options
        if name in given:
            raise TypeError(f"Got multiple values for keyword argument '{name}'")
        given[name] = value
    return given


def _refuse(given: Mapping[str, Any]) -> None:
    version = given.get("signature_version")
    if version is not None and version is not UNSIGNED and version not in _SIGNATURE_VERSIONS:
        reason = f"only {', '.join(_SIGNATURE_VERSIONS)} and UNSIGNED are there; services take v4 everywhere"
        raise exceptions.UnsupportedFeatureError(feature=f"Config(signature_version={version!r})", reason=reason)


def _check_mode(config: Config) -> None:
    mode = config.defaults_mode
    if mode is not None and mode.lower() not in _DEFAULTS_MODES:
        raise exceptions.InvalidDefaultsMode(mode=mode, valid_modes=", ".join(_DEFAULTS_MODES))


def _check_known(option: str, given: Mapping[str, Any] | None, known: tuple[str, ...]) -> None:
    for name in given or ():
        if name not in known:
            reason = f"the options of {option} are {', '.join(known)}"
            raise exceptions.UnsupportedFeatureError(feature=f"Config({option}={{{name!r}: …}})", reason=reason)


def _check_proxy_cert(given: object) -> None:
    if not (given is None or isinstance(given, str) or (isinstance(given, tuple) and len(cast("Any", given)) == 2)):
        reason = "it is the path of a PEM file with a certificate and its key, or a tuple of the paths of the two"
        raise exceptions.UnsupportedFeatureError(
            feature="Config(proxies_config={'proxy_client_cert': …})", reason=reason
        )


def _check_s3(s3: Mapping[str, Any] | None) -> None:
    if s3 is None:
        return
    style = s3.get("addressing_style")
    if style not in ("virtual", "auto", "path", None):
        raise exceptions.InvalidS3AddressingStyleError(s3_addressing_style=style)
    word = s3.get("us_east_1_regional_endpoint")
    if word not in ("legacy", "regional", None):
        raise exceptions.InvalidS3UsEast1RegionalEndpointConfigError(s3_us_east_1_regional_endpoint_config=word)


def _check_retries(retries: Mapping[str, Any] | None) -> None:
    names = ("max_attempts", "mode", "total_max_attempts")
    modes = ("legacy", "standard", "adaptive")
    for name, value in (retries or {}).items():
        if name not in names:
            raise exceptions.InvalidRetryConfigurationError(retry_config_option=name, valid_options=names)
        if name == "mode" and value not in modes:
            raise exceptions.InvalidRetryModeError(provided_retry_mode=value, valid_modes=modes)
        least = 1 if name == "total_max_attempts" else 0
        if name != "mode" and int(value) < least:
            raise exceptions.InvalidMaxRetryAttemptsError(provided_max_attempts=value, min_value=least)


def _check_words(config: Config) -> None:
    whens = ("when_supported", "when_required")
    for name in ("request_checksum_calculation", "response_checksum_validation"):
        word = getattr(config, name)
        if word is not None and str(word).lower() not in whens:
            raise exceptions.InvalidChecksumConfigError(config_key=name, valid_options=whens, config_value=word)
    word = config.endpoint_discovery_enabled
    if word not in (None, True, False, "true", "false", "auto"):
        raise exceptions.InvalidEndpointDiscoveryConfigurationError(config_value=word)
    modes = ("preferred", "disabled", "required")
    if config.account_id_endpoint_mode not in (None, *modes):
        message = (
            f"The configured value '{config.account_id_endpoint_mode}' for account_id_endpoint_mode is invalid."
            f" Valid values are: {', '.join(modes)}."
        )
        raise exceptions.InvalidConfigError(error_msg=message)
