"""The metadata service of the instance that a program runs on (IMDS): where it is, whether it may be asked, and how.

Settled here: a session token is asked for first (IMDSv2); where the service has none to give, it is asked without one,
unless that is forbidden. What a failure means is for the one who asks: None is "it said nothing".
https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
"""

from typing import Literal

from awso._lean import msgspec
from awso.core.effects import Flow, send
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConnectError, ReadTimeoutError, TransportError
from awso.settings.settings import Settings, checked_url, small_number, word

ADDRESSES = {"ipv4": "http://169.254.169.254", "ipv6": "http://[fd00:ec2::254]"}
TOKEN_PATH = "/latest/api/token"
TOKEN_SECONDS = "21600"
"""How long the token is to hold: six hours, the most that the service allows, and what botocore asks for."""
GIVES_NO_TOKENS = (403, 404, 405)
"""An older service, or one that answers for it (kube2iam and its like): botocore's list."""
TIMEOUT_SECONDS = 1
ATTEMPTS = 1

Fields = tuple[tuple[str, str], ...]


class Metadata(msgspec.Struct, frozen=True):
    """A metadata service that may be asked."""

    url: str
    timeout_seconds: int
    attempts: int
    needs_token: bool

    def get(self, path: str) -> Flow[str | None]:
        """What is at `path`, as in `/latest/meta-data/placement/region`; None where no answer came, or another."""
        try:
            token = yield from self._token()
            if token is None and self.needs_token:
                return None
            fields: Fields = () if token is None else (("x-aws-ec2-metadata-token", token),)
            for _ in range(self.attempts):
                response = yield from self._asked("GET", path, fields)
                if response is not None and response.status == 200 and response.body:
                    return response.body.decode("latin-1")
        except _NothingThereError:
            pass
        return None

    def _token(self) -> Flow[str | None]:
        for _ in range(self.attempts):
            try:
                response = yield from self._asked(
                    "PUT", TOKEN_PATH, (("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS),)
                )
            except ReadTimeoutError:  # in a container it gets lost: it may not go further than one hop
                return None
            if response is None:
                continue
            if response.status == 200:
                return response.body.decode("latin-1")
            if response.status == 400:
                raise _NothingThereError
            if response.status in GIVES_NO_TOKENS:
                return None
        return None

    def _asked(self, method: Literal["GET", "PUT"], path: str, fields: Fields) -> Flow[HttpResponse | None]:
        """The answer, None for one that broke off. Raises `ReadTimeoutError` where a token does not come."""
        request = HttpRequest(method, f"{self.url}{path}", fields)
        seconds = float(self.timeout_seconds)
        try:
            return (yield from send(request, connect_timeout_seconds=seconds, read_timeout_seconds=seconds))
        except ConnectError:  # not on an instance: whoever asks again waits for another second
            raise _NothingThereError from None
        except ReadTimeoutError:
            if method == "PUT":
                raise
        except TransportError:
            pass
        return None


class _NothingThereError(Exception):
    """Nobody answers, or somebody who knows nothing of tokens."""


def metadata(settings: Settings) -> Metadata | None:
    """The service that the settings name; None where it may not be asked. Raises `ConfigurationError`."""
    if settings.environment.get("AWS_EC2_METADATA_DISABLED", "").strip().lower() == "true":
        return None
    return Metadata(
        _url(settings),
        _number(settings, "metadata_service_timeout", TIMEOUT_SECONDS),
        _number(settings, "metadata_service_num_attempts", ATTEMPTS),
        settings.boolean(None, "ec2_metadata_v1_disabled", "AWS_EC2_METADATA_V1_DISABLED"),
    )


def _url(settings: Settings) -> str:
    found = settings.find("ec2_metadata_service_endpoint", "AWS_EC2_METADATA_SERVICE_ENDPOINT")
    if found is not None:
        return checked_url(found).rstrip("/")
    families: tuple[Literal["ipv4", "ipv6"], ...] = ("ipv4", "ipv6")
    mode = settings.find("ec2_metadata_service_endpoint_mode", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
    return ADDRESSES[word(mode, families, "ipv4")]


def _number(settings: Settings, name: str, default: int) -> int:
    found = settings.find(name, f"AWS_{name.upper()}")
    return default if found is None else small_number(found)
