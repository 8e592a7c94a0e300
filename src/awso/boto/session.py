"""`Session`: a profile, a region, keys, and the clients that are made with them.

Settled here: what boto3's arguments mean, which of a session's and a client's wins, and which are refused. The options
of a client are `awso.boto.config`'s.
"""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NoReturn, overload

from awso.boto import exceptions
from awso.boto.client import BaseClient, client_class
from awso.boto.config import Config
from awso.boto.meta import ClientMeta
from awso.boto.quirks import SERVICE_ALIASES
from awso.credentials import Credentials as Keys
from awso.credentials import StaticCredentials
from awso.errors import AwsoError, ConfigurationError, CredentialsError, EndpointError, MissingCredentialsError
from awso.registry import service, service_names
from awso.runtime.blocking import run
from awso.settings.bodies import checksum_options
from awso.settings.settings import Options, Settings, load_settings
from awso.transports.native import shared

if TYPE_CHECKING:
    from awso.boto.credentials import Credentials, SessionCredentials
    from awso.boto.engine import Engine
    from awso.boto.events.registry import Events
    from awso.boto.s3.client import S3Client
    from awso.registry import Service


class Session:
    """Where clients get their settings, unless they are told otherwise.

    Raises `ProfileNotFound` for a profile that is in neither file, `PartialCredentialsError` for half a key pair.
    """

    def __init__(
        self,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        region_name: str | None = None,
        botocore_session: None = None,
        profile_name: str | None = None,
        aws_account_id: str | None = None,
    ) -> None:
        if botocore_session is not None:
            reason = "there is no botocore underneath: pass what it was set up with to Session itself"
            raise exceptions.UnsupportedFeatureError(feature="Session(botocore_session=…)", reason=reason)
        self._keys = _keys(aws_access_key_id, aws_secret_access_key, aws_session_token, aws_account_id)
        if self._keys is None and aws_account_id is not None:
            raise exceptions.NoCredentialsError()
        self._profile = profile_name
        self._settings = _settings(profile_name, region_name)
        self._events: Events | None = None

    @property
    def events(self) -> "Events":
        """What takes handlers for the clients made from then on."""
        if self._events is None:
            from awso.boto.events.registry import Events

            made = Events()
            self._events = self._events or made  # another thread's may be first, and has handlers
        return self._events

    @property
    def profile_name(self) -> str:
        """The profile in use."""
        return self._settings.profile

    @property
    def region_name(self) -> str | None:
        """The region in use, None where none is set."""
        return self._settings.region

    @property
    def available_profiles(self) -> list[str]:
        """The profiles in the two files."""
        return list(self._settings.files.profiles)

    def get_available_services(self) -> list[str]:
        """The names that `client` takes."""
        return sorted(_service_name(module) for module in service_names())

    def get_available_partitions(self) -> list[str]:
        """The partitions of AWS: `aws`, `aws-cn`, …"""
        from awso.services._regions import REGIONS

        return list(REGIONS)

    def get_available_regions(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """The regions in which a service was when awso was made; newer ones work too."""
        from awso.services._regions import LISTS, REGIONS, SERVICES

        index = SERVICES.get(partition_name, {}).get(_opened(service_name).model.endpoint_prefix)
        regions = set(REGIONS.get(partition_name, "").split())
        names = [] if index is None else LISTS[index].split()
        return [name for name in names if allow_non_regional or name in regions]

    def get_partition_for_region(self, region_name: str) -> str:
        """The partition of a region."""
        from awso.services._partitions import partition

        return str(partition(region_name).name)

    def get_credentials(self) -> "Credentials | None":
        """The session's keys; None where no place has any."""
        from awso.boto.credentials import Credentials

        found = Credentials(self._keys or self._shared_credentials)
        try:
            found.get_frozen_credentials()
        except MissingCredentialsError:
            return None
        except CredentialsError as error:
            from awso.boto.failures import failure_of

            raise failure_of(error, "") from error
        return found

    def _place_without_region(self, opened: "Service", endpoint_url: str | None, config: Config) -> str:
        """What stands for the region of a service that has none. Raises `NoRegionError` for one that has."""
        from awso.services._regions import WITHOUT_REGION

        place = WITHOUT_REGION.get(opened.model.endpoint_prefix)
        if place is None:
            raise exceptions.NoRegionError()
        if opened.name != "s3":
            return place
        if endpoint_url is not None:
            return "us-east-1"  # for which boto3 signs then, whatever it shows
        from awso.boto.s3.options import options_in_use

        options = options_in_use(self._settings, config.s3) or {}
        return place if options.get("us_east_1_regional_endpoint") == "regional" else "us-east-1"

    @cached_property
    def _shared_credentials(self) -> "SessionCredentials":
        from awso.boto.credentials import SessionCredentials

        return SessionCredentials(self._settings)

    @overload
    def client(
        self,
        service_name: Literal["s3"],
        region_name: str | None = ...,
        api_version: str | None = ...,
        use_ssl: bool = ...,
        verify: bool | str | None = ...,
        endpoint_url: str | None = ...,
        aws_access_key_id: str | None = ...,
        aws_secret_access_key: str | None = ...,
        aws_session_token: str | None = ...,
        config: Config | None = ...,
        aws_account_id: str | None = ...,
    ) -> "S3Client": ...
    @overload
    def client(
        self,
        service_name: str,
        region_name: str | None = ...,
        api_version: str | None = ...,
        use_ssl: bool = ...,
        verify: bool | str | None = ...,
        endpoint_url: str | None = ...,
        aws_access_key_id: str | None = ...,
        aws_secret_access_key: str | None = ...,
        aws_session_token: str | None = ...,
        config: Config | None = ...,
        aws_account_id: str | None = ...,
    ) -> BaseClient: ...

    def client(
        self,
        service_name: str,
        region_name: str | None = None,
        api_version: str | None = None,
        use_ssl: bool = True,
        verify: bool | str | None = None,
        endpoint_url: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        config: Config | None = None,
        aws_account_id: str | None = None,
    ) -> BaseClient:
        """A client of a service by botocore's name of it.

        Raises `UnknownServiceError`, `NoRegionError` where the service has regions and none is set, and
        `UnsupportedFeatureError` for what awso cannot do.
        """
        from awso.boto.engine import Arguments, engine_of

        events = self._events if self._events is not None and self._events.has_handlers else None
        opened = _opened(service_name if events is None else _chosen_name(events, service_name))
        given = config or Config()
        _check_version(opened, api_version)
        _check_tls(use_ssl, endpoint_url)
        keys = _keys(aws_access_key_id, aws_secret_access_key, aws_session_token, aws_account_id) or self._keys
        arguments = Arguments(
            region=region_name
            or given.region_name
            or self.region_name
            or self._place_without_region(opened, endpoint_url, given),
            endpoint_url=endpoint_url,
            # Empty keys are no mistake here: programs give them to clients that sign nothing.
            credentials=self._shared_credentials if keys is None else StaticCredentials.of(keys),
            profile=self._profile,
            verify=verify,
        )
        try:
            engine = engine_of(opened, arguments, given)
            meta = _meta(opened, engine, given, events)
        except AwsoError as error:
            raise _refusal(error, arguments.region) from error
        cls = client_class(opened)
        if events is not None:
            from awso.boto.events.classes import class_by_events

            cls = class_by_events(events, opened, cls)
        return cls(opened, engine, meta)

    def resource(self, service_name: str, *_: Any, **__: Any) -> NoReturn:
        """Raises `UnsupportedFeatureError`: there are clients only."""
        reason = f"boto3's resources are not there: use client({service_name!r}), whose methods are the service's own"
        raise exceptions.UnsupportedFeatureError(feature=f"resource({service_name!r})", reason=reason)

    def get_available_resources(self) -> list[str]:
        """None: see `resource`."""
        return []

    def __repr__(self) -> str:
        return f"Session(region_name={self.region_name!r})"


def _settings(profile: str | None, region: str | None) -> Settings:
    home = os.path.expanduser("~")
    try:
        return run(load_settings(os.environ, Options(profile=profile, region=region), fallback_home=home), shared())
    except ConfigurationError as error:
        name = profile or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE")
        if name is not None and "profile" in str(error):
            raise exceptions.ProfileNotFound(profile=name) from error
        raise exceptions.InvalidConfigError(error_msg=str(error)) from error


def _keys(key_id: str | None, secret: str | None, token: str | None, account_id: str | None) -> Keys | None:
    """Keys that are given in so many words; None without any."""
    if key_id is None and secret is None:
        if token is not None:
            raise exceptions.PartialCredentialsError(provider="explicit", cred_var="aws_access_key_id")
        return None
    if key_id is None or secret is None:
        missing = "aws_access_key_id" if key_id is None else "aws_secret_access_key"
        raise exceptions.PartialCredentialsError(provider="explicit", cred_var=missing)
    return Keys(key_id, secret, token, account_id)


def _service_name(module: str) -> str:
    return module.rstrip("_").replace("_", "-")


def _chosen_name(events: "Events", name: str) -> str:
    """The service that handlers mean by `name`."""
    from awso.boto.hooks import first_non_none_response

    chosen: str = first_non_none_response(events.emit("choose-service-name", service_name=name), name)
    return chosen


def _opened(name: str) -> "Service":
    try:
        return service(SERVICE_ALIASES.get(name, name))
    except KeyError:
        known = ", ".join(sorted(map(_service_name, service_names())))
        raise exceptions.UnknownServiceError(service_name=name, known_service_names=known) from None


def _check_version(opened: "Service", api_version: str | None) -> None:
    if api_version is not None and api_version != opened.model.api_version:
        path = f"{opened.name} (awso has {opened.model.api_version} only)"
        raise exceptions.ApiVersionNotFoundError(data_path=path, api_version=api_version)


def _check_tls(use_ssl: bool, endpoint_url: str | None) -> None:
    if not use_ssl and endpoint_url is None:
        reason = "AWS is called over TLS: pass endpoint_url='http://…' for a server of your own"
        raise exceptions.UnsupportedFeatureError(feature="client(use_ssl=False)", reason=reason)


def _meta(opened: "Service", engine: "Engine", config: Config, events: "Events | None") -> ClientMeta:
    """The facts of a client."""
    from awso.boto.s3.options import options_in_use
    from awso.services._partitions import partition

    context = engine.prepared()
    region = context.region
    try:
        url = context.endpoints.default().url
    except EndpointError:
        suffix = partition(region).dns_suffix
        url = f"https://{opened.model.endpoint_prefix}.{region}.{suffix}"  # rules that ask for more than that
    checksums = checksum_options(context.settings)
    settled = Config(
        region_name=region,
        connect_timeout=config.connect_timeout if config.gives("connect_timeout") else context.connect_timeout_seconds,
        request_checksum_calculation=checksums.calculate,
        response_checksum_validation=checksums.validate,
    )
    shown = config.merge(settled)
    shown.s3 = options_in_use(context.settings, config.s3)
    return ClientMeta(opened, shown, region, url, str(partition(region).name), events)


def _refusal(error: AwsoError, region: str | None) -> exceptions.BotoCoreError:
    from awso.boto.failures import failure_of

    if isinstance(error, exceptions.BotoCoreError):
        return error
    if isinstance(error, EndpointError) and region is not None:
        return exceptions.InvalidRegionError(region_name=region)
    return failure_of(error, "")
