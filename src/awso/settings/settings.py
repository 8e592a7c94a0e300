"""Each setting, typed, from the first place that has it: the caller's option, the environment, the profile.

A setting is looked up when it is asked for, so that a wrong value hurts only who uses it. Wrong values raise
`ConfigurationError`, which names the variable or the `file:line`, what was got, and what to write.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeVar

from awso.core.effects import Flow, read_file
from awso.errors import ConfigurationError
from awso.settings.locations import Locations, Profiles, locations

if TYPE_CHECKING:
    from awso.retries import RetryOptions
    from awso.settings.auto_mode import Detected
    from awso.settings.bodies import ChecksumOptions, CompressionOptions
    from awso.settings.defaults_mode import Defaults, DefaultsMode
    from awso.settings.profile_file import Section
    from awso.settings.s3 import S3Options

AccountIdEndpointMode = Literal["preferred", "disabled", "required"]
StsRegionalEndpoints = Literal["regional", "legacy"]
RetryModeSetting = Literal["standard", "adaptive", "legacy"]

_TOKEN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$%&'*+-.^_`|~")
# Regions such as fips-us-gov-west-1 are an older way to ask for FIPS endpoints.
_FIPS_PREFIX, _FIPS_SUFFIX = "fips-", "-fips"


Word = TypeVar("Word", bound=str)


class Options:
    """What the caller says in so many words; None means "not said". Each wins over the environment and the files."""

    __slots__ = (
        "account_id_endpoint_mode",
        "ca_bundle",
        "checksums",
        "compression",
        "defaults_mode",
        "endpoint_discovery",
        "endpoint_url",
        "ignore_configured_endpoint_urls",
        "profile",
        "region",
        "s3",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
    )

    def __init__(
        self,
        *,
        region: str | None = None,
        profile: str | None = None,
        endpoint_url: str | None = None,
        ignore_configured_endpoint_urls: bool | None = None,
        use_fips_endpoint: bool | None = None,
        use_dualstack_endpoint: bool | None = None,
        account_id_endpoint_mode: AccountIdEndpointMode | None = None,
        ca_bundle: str | None = None,
        s3: "S3Options | None" = None,
        checksums: "ChecksumOptions | None" = None,
        compression: "CompressionOptions | None" = None,
        endpoint_discovery: bool | None = None,
        defaults_mode: "DefaultsMode | None" = None,
    ) -> None:
        self.region = region
        self.profile = profile
        self.endpoint_url = endpoint_url
        self.ignore_configured_endpoint_urls = ignore_configured_endpoint_urls
        self.use_fips_endpoint = use_fips_endpoint
        self.use_dualstack_endpoint = use_dualstack_endpoint
        self.account_id_endpoint_mode: AccountIdEndpointMode | None = account_id_endpoint_mode
        self.ca_bundle = ca_bundle
        self.s3 = s3
        self.checksums = checksums
        self.compression = compression
        self.endpoint_discovery = endpoint_discovery
        self.defaults_mode: DefaultsMode | None = defaults_mode


class Found:
    """The text of a setting and the place it was found in, in words."""

    __slots__ = ("place", "text")

    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place


class Settings:
    """The settings of one client: `options` over `environment` over the profile in `files`.

    `locations` are the paths that `files` were read from. Raises `ConfigurationError` where a profile that was asked
    for does not exist.
    """

    __slots__ = ("detected_mode", "environment", "files", "locations", "options", "profile")

    def __init__(self, options: Options, environment: Mapping[str, str], files: Profiles, places: Locations) -> None:
        self.options = options
        self.environment = environment
        self.files = files
        self.locations = places
        self.detected_mode: Detected = "standard"
        """What the defaults mode `auto` stands for; `awso.settings.auto_mode` finds it out where that is asked for."""
        self.profile = profile_name(options, environment)
        if self.profile != "default" and self.profile not in files.profiles:
            raise ConfigurationError(_no_such_profile(self))

    def __repr__(self) -> str:
        return f"Settings(profile={self.profile!r})"  # the environment and the files hold secrets

    @property
    def region(self) -> str | None:
        """The region, as in `eu-central-1`: `AWS_REGION`, `AWS_DEFAULT_REGION`, `region`."""
        region = self._named_region()
        return None if region is None else region.removeprefix(_FIPS_PREFIX).removesuffix(_FIPS_SUFFIX)

    def _named_region(self) -> str | None:
        found = self.options.region or self.find("region", "AWS_REGION", "AWS_DEFAULT_REGION")
        return found.text if isinstance(found, Found) else found

    def required_region(self) -> str:
        """The region. Raises `ConfigurationError` where there is none."""
        region = self.region
        if region is None:
            raise ConfigurationError(
                "no region: pass region='us-east-1', set AWS_REGION, or write region = us-east-1 "
                f"under [{self._header()}] in {self.locations.config or '~/.aws/config'}"
            )
        return region

    @property
    def use_fips_endpoint(self) -> bool:
        """Whether to call endpoints validated under FIPS 140: `AWS_USE_FIPS_ENDPOINT`, `use_fips_endpoint`."""
        region = self._named_region() or ""
        if region.startswith(_FIPS_PREFIX) or region.endswith(_FIPS_SUFFIX):
            return True
        return self.boolean(self.options.use_fips_endpoint, "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT")

    @property
    def use_dualstack_endpoint(self) -> bool:
        """Whether to call endpoints that also speak IPv6: `AWS_USE_DUALSTACK_ENDPOINT`, `use_dualstack_endpoint`."""
        return self.boolean(self.options.use_dualstack_endpoint, "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT")

    @property
    def account_id_endpoint_mode(self) -> AccountIdEndpointMode:
        """Whether endpoints may, must or must not hold the account id: `AWS_ACCOUNT_ID_ENDPOINT_MODE`."""
        words: tuple[AccountIdEndpointMode, ...] = ("preferred", "disabled", "required")
        explicit = self.options.account_id_endpoint_mode
        if explicit is not None:
            return explicit
        return word(self.find("account_id_endpoint_mode", "AWS_ACCOUNT_ID_ENDPOINT_MODE"), words, "preferred")

    @property
    def sts_regional_endpoints(self) -> StsRegionalEndpoints:
        """Whether STS is called in the client's region or, as of old, in us-east-1: `AWS_STS_REGIONAL_ENDPOINTS`."""
        words: tuple[StsRegionalEndpoints, ...] = ("regional", "legacy")
        default = "regional" if self.defaults is None else self.defaults.sts_regional_endpoints
        return word(self.find("sts_regional_endpoints", "AWS_STS_REGIONAL_ENDPOINTS"), words, default)

    @property
    def defaults_mode(self) -> "DefaultsMode":
        """By which defaults the client goes: `AWS_DEFAULTS_MODE`, `defaults_mode`."""
        words: tuple[DefaultsMode, ...] = (
            "legacy",
            "auto",
            "standard",
            "in-region",
            "cross-region",
            "mobile",
        )
        explicit = self.options.defaults_mode
        found = Found(explicit, "the option defaults_mode") if explicit else None
        return word(found or self.find("defaults_mode", "AWS_DEFAULTS_MODE"), words, "legacy")

    @property
    def defaults(self) -> "Defaults | None":
        """The defaults of the mode; None for "legacy", which is whatever each setting says of itself."""
        mode = self.defaults_mode
        if mode == "legacy":
            return None
        from awso.services._defaults import MODES

        return MODES[self.detected_mode if mode == "auto" else mode]

    @property
    def ca_bundle(self) -> str | None:
        """The path of a PEM file with the trusted certificates: `AWS_CA_BUNDLE`, `ca_bundle`."""
        found = self.find("ca_bundle", "AWS_CA_BUNDLE")
        return self.options.ca_bundle or (None if found is None else found.text)

    @property
    def retry_mode(self) -> RetryModeSetting:
        """The retry mode as AWS names it: `AWS_RETRY_MODE`, `retry_mode`."""
        words: tuple[RetryModeSetting, ...] = ("standard", "adaptive", "legacy")
        default = "standard" if self.defaults is None else self.defaults.retry_mode
        return word(self.find("retry_mode", "AWS_RETRY_MODE"), words, default)

    @property
    def max_attempts(self) -> int | None:
        """How often to send a call at most, None for the default: `AWS_MAX_ATTEMPTS`, `max_attempts`."""
        found = self.find("max_attempts", "AWS_MAX_ATTEMPTS")
        return None if found is None else small_number(found)

    @property
    def app_id(self) -> str | None:
        """The application's name for the service's logs: `AWS_SDK_UA_APP_ID`, `sdk_ua_app_id`."""
        found = self.find("sdk_ua_app_id", "AWS_SDK_UA_APP_ID")
        # What a token of RFC 9110 §5.6.2 may not hold becomes "-": a line end would begin another header.
        return None if found is None else "".join(sign if sign in _TOKEN else "-" for sign in found.text)

    def retry_options(self) -> "RetryOptions":
        """How to retry where the caller does not say; "legacy" is botocore's own, and "standard" here."""
        from awso.retries import RetryOptions

        return RetryOptions(self.max_attempts, "adaptive" if self.retry_mode == "adaptive" else "standard")

    def endpoint_url(self, service_id: str) -> str | None:
        """The endpoint URL that was configured for a service, None where the endpoint rules should decide.

        `service_id` is the model's, as in `Cognito Identity Provider`. In order: the caller's option,
        `AWS_ENDPOINT_URL_<SERVICE_ID>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its `endpoint_url`; only
        the first of them counts where configured URLs are to be ignored.
        """
        explicit = self.options.endpoint_url
        if explicit is not None:
            return checked_url(Found(explicit, "the option endpoint_url"))
        if self._ignores_configured_urls():
            return None
        key = service_id.replace(" ", "_")
        found = (
            self._in_environment(f"AWS_ENDPOINT_URL_{key.upper()}", "AWS_ENDPOINT_URL")
            or self._in_services_section(key.lower())
            or self._in_profile("endpoint_url")
        )
        return None if found is None else checked_url(found)

    def _ignores_configured_urls(self) -> bool:
        return self.boolean(
            self.options.ignore_configured_endpoint_urls,
            "ignore_configured_endpoint_urls",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        )

    def find(self, name: str, *variables: str) -> Found | None:
        """The text of a setting: from the first of the variables that is set, else the profile's."""
        return self._in_environment(*variables) or self._in_profile(name)

    def _in_environment(self, *variables: str) -> Found | None:
        for variable in variables:
            text = self.environment.get(variable, "").strip()  # blank is "not set", as in every AWS SDK
            if text:
                return Found(text, f"the environment variable {variable}")
        return None

    def _in_profile(self, name: str) -> Found | None:
        known = self.files.profile(self.profile).get(name)
        return Found(known.value, f"{known.where} ({name})") if known is not None and known.value else None

    def _in_services_section(self, key: str) -> Found | None:
        name = self._in_profile("services")
        if name is None:
            return None
        section = self.files.services.get(name.text)
        if section is None:
            raise ConfigurationError(f"{name.place}: there is no section [services {name.text}] in the config file")
        service = section.properties.get(key)
        url = None if service is None else service.children.get("endpoint_url")
        return Found(url.value, f"{url.where} (endpoint_url)") if url is not None and url.value else None

    def find_within(self, name: str, child: str) -> Found | None:
        """The text of a sub-property of the profile: `child` in an indented line below `name =`."""
        parent = self.files.profile(self.profile).get(name)
        known = None if parent is None else parent.children.get(child)
        return Found(known.value, f"{known.where} ({child})") if known is not None and known.value else None

    def boolean(self, explicit: bool | None, name: str, variable: str) -> bool:
        """A setting that is true or false: the caller's, else what `find` finds, else false."""
        return explicit if explicit is not None else truth(self.find(name, variable)) or False

    def _header(self) -> str:
        return "default" if self.profile == "default" else f"profile {self.profile}"


def profile_name(options: Options, environment: Mapping[str, str]) -> str:
    """The profile to use: the caller's, `AWS_PROFILE`, the older `AWS_DEFAULT_PROFILE`, or `default`."""
    named = environment.get("AWS_PROFILE", "").strip() or environment.get("AWS_DEFAULT_PROFILE", "").strip()
    return options.profile or named or "default"


def load_settings(
    environment: Mapping[str, str],
    options: Options | None = None,
    *,
    fallback_home: str | None = None,
    windows: bool = sys.platform == "win32",
) -> Flow[Settings]:
    """Read the two files, as effects, and put them under `environment` and `options`.

    `fallback_home` is the home directory where `environment` does not name one. Raises `ConfigurationError` for files
    that cannot be understood, and for a profile that is in neither.
    """
    places = locations(environment, windows=windows, fallback_home=fallback_home)
    config = yield from _sections(places.config)
    credentials = yield from _sections(places.credentials)
    files = Profiles()
    if config or credentials:
        from awso.settings.merging import merge

        files = merge(config, credentials)
    return Settings(options or Options(), environment, files, places)


def _sections(path: str | None) -> "Flow[list[Section]]":
    if path is None:
        return []
    try:
        content = yield from read_file(path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    if not content:
        return []
    from awso.settings.profile_file import decode, parse  # many a process has neither file

    return parse(decode(content, path), path)


def checked_url(found: Found) -> str:
    """What was found, which must be a URL. Raises `ConfigurationError`."""
    scheme, separator, rest = found.text.partition("://")
    host = rest.partition("/")[0]
    # Not shown in what follows: a URL may hold a password.
    if not (scheme.lower() in ("http", "https") and separator and host) or any(sign.isspace() for sign in found.text):
        got = "something else" if separator else "one without http:// or https:// in front"
        raise ConfigurationError(f"{found.place}: expected a URL such as https://host:port, got {got}")
    if "@" in host or "?" in rest or "#" in rest:  # an operation's path is put behind it
        raise ConfigurationError(
            f"{found.place}: expected a URL such as https://host:port/path, got one with a user name, query or fragment"
        )
    return found.text


def _no_such_profile(settings: Settings) -> str:
    source = "the option profile" if settings.options.profile else "AWS_PROFILE"
    files = " and ".join(settings.locations.known) or "any file, because no home directory is known"
    message = f"there is no profile {settings.profile!r} (named by {source}) in {files}"
    if settings.files.ignored:
        message += "; sections that mean nothing: " + ", ".join(settings.files.ignored)
    return message


def small_number(found: Found) -> int:
    """What was found as a number from 1 to 999. Raises `ConfigurationError` for another text."""
    # Three digits: more attempts or seconds than any patience, and int() of a huge text takes long.
    if not (found.text.isascii() and found.text.isdigit() and len(found.text) <= 3 and int(found.text) > 0):
        raise wrong(found, "a number from 1 to 999")
    return int(found.text)


def truth(found: Found | None) -> bool | None:
    """What was found as true or false. Raises `ConfigurationError` for another text."""
    if found is None:
        return None
    text = found.text.lower()
    if text not in ("true", "false"):
        raise wrong(found, "true or false")
    return text == "true"


def word(found: Found | None, words: tuple[Word, ...], default: Word) -> Word:
    """What was found as one of `words`, without case. Raises `ConfigurationError` for another text."""
    if found is None:
        return default
    for word in words:
        if found.text.lower() == word:
            return word
    raise wrong(found, " or ".join(words))


def wrong(found: Found, expected: str) -> ConfigurationError:
    """The error that says where a wrong value was found."""
    return ConfigurationError(f"{found.place}: expected {expected}, got {found.text!r}")
