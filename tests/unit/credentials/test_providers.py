"""The providers of credentials one by one, their order, and how long their answers hold."""

from datetime import UTC, datetime, timedelta

import pytest

from awso.core.effects import Flow
from awso.credentials import Credentials, StaticCredentials
from awso.credentials.cache import CredentialsCache
from awso.credentials.chain import DefaultCredentials
from awso.credentials.provider import CredentialsProvider
from awso.errors import CredentialsError
from awso.settings.settings import Options, load_settings
from tests.unit.settings.files import run_on_files

CONFIG = "/home/ada/.aws/config"
CREDENTIALS = "/home/ada/.aws/credentials"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def find(
    config: str = "", credentials: str = "", environment: dict[str, str] | None = None, profile: str | None = None
) -> Credentials:
    """What the default chain finds."""

    def flow() -> Flow[Credentials]:
        variables = {"HOME": "/home/ada", **(environment or {})}
        settings = yield from load_settings(variables, Options(profile=profile), windows=False)
        return (yield from DefaultCredentials(settings).credentials())

    return run_on_files(flow(), {CONFIG: config.encode(), CREDENTIALS: credentials.encode()})


def complaint(config: str = "", credentials: str = "", environment: dict[str, str] | None = None) -> str:
    with pytest.raises(CredentialsError) as caught:
        find(config, credentials, environment)
    return str(caught.value)


PAIR = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s3cr3t"}


def test_static_credentials_are_the_keys_given() -> None:
    positional: CredentialsProvider = StaticCredentials("AKID", "s3cr3t", "token")
    keyword = StaticCredentials(access_key_id="AKID", secret_access_key="s3cr3t", session_token="token")

    assert run_on_files(positional.credentials(), {}) == Credentials("AKID", "s3cr3t", "token")
    assert positional == keyword
    assert hash(positional) == hash(keyword)
    assert repr(keyword) == "StaticCredentials('AKID', secret_access_key='***', session_token='***')"


def test_the_package_exports_static_credentials() -> None:
    import awso

    assert awso.StaticCredentials is StaticCredentials


def test_the_environment_may_hold_a_token_and_an_account() -> None:
    found = find(environment={**PAIR, "AWS_SESSION_TOKEN": "token", "AWS_ACCOUNT_ID": "123456789012"})

    assert found == Credentials("AKIDENV", "s3cr3t", "token", "123456789012")
    assert find(environment={**PAIR, "AWS_SECURITY_TOKEN": "old"}).session_token == "old"


@pytest.mark.parametrize(("present", "absent"), [tuple(PAIR), tuple(PAIR)[::-1]])
def test_half_a_pair_in_the_environment_is_an_error(present: str, absent: str) -> None:
    message = complaint(
        credentials="[default]\naws_access_key_id = a\naws_secret_access_key = b",
        environment={present: "s3cr3t", absent: " "},
    )

    assert message == f"{present} is set but {absent} is not: set both, or neither to look elsewhere"


def test_a_profile_in_the_code_overrules_keys_in_the_environment() -> None:
    files = "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = s3cr3t"

    assert find(credentials=files, environment=PAIR, profile="dev").access_key_id == "AKIDDEV"
    assert find(credentials=files, environment={**PAIR, "AWS_PROFILE": "dev"}).access_key_id == "AKIDENV"


def test_a_profile_s_keys_may_stand_in_either_file() -> None:
    keys = "aws_access_key_id = AKIDFILE\naws_secret_access_key = s3cr3t\n"

    assert find(config=f"[default]\n{keys}").access_key_id == "AKIDFILE"
    full = find(credentials=f"[default]\n{keys}aws_session_token = token\naws_account_id = 123456789012\n")
    assert full == Credentials("AKIDFILE", "s3cr3t", "token", "123456789012")
    assert find(credentials=f"[default]\n{keys}aws_security_token = old").session_token == "old"


def test_half_a_pair_in_a_profile_is_an_error_with_its_line() -> None:
    assert complaint(credentials="[default]\n\naws_secret_access_key = s3cr3t") == (
        f"{CREDENTIALS}:3: the profile 'default' has aws_secret_access_key but no aws_access_key_id"
    )
    assert complaint(config="[default]\naws_access_key_id = AKID\naws_secret_access_key =") == (
        f"{CONFIG}:2: the profile 'default' has aws_access_key_id but no aws_secret_access_key"
    )


@pytest.mark.parametrize("name", ["role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name"])
def test_keys_do_not_stand_in_for_a_role_that_the_profile_asks_for(name: str) -> None:
    keys = "aws_access_key_id = AKID\naws_secret_access_key = s3cr3t"

    message = complaint(config=f"[default]\n{keys}\n{name} = something")

    assert message == (
        f"{CONFIG}:4: the profile 'default' takes its credentials from {name}, which awso cannot do: "
        "pass credentials=… or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )


def test_keys_win_over_a_process_that_would_print_some() -> None:
    process = "[default]\ncredential_process = print-keys"

    assert find(process + "\naws_access_key_id = AKID\naws_secret_access_key = s3cr3t").access_key_id == "AKID"
    assert "takes its credentials from credential_process" in complaint(process)


def test_finding_none_lists_each_place() -> None:
    assert complaint() == (
        "no credentials found: pass credentials=awso.StaticCredentials(id, secret), or set them where awso looked "
        "(roles, SSO, containers and instance metadata are not asked yet):\n"
        "  the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: not set\n"
        f"  the profile 'default' in {CONFIG} and {CREDENTIALS}: no aws_access_key_id"
    )


def test_finding_none_says_that_the_variables_were_overruled_and_that_there_is_no_home() -> None:
    def flow() -> Flow[Credentials]:
        settings = yield from load_settings(PAIR, Options(profile="default"), windows=False)
        return (yield from DefaultCredentials(settings).credentials())

    with pytest.raises(CredentialsError) as caught:
        run_on_files(flow(), {})

    assert "the environment variables: not asked, because of the option profile='default'" in str(caught.value)
    assert "in no file, because no home directory is known" in str(caught.value)


def test_no_error_shows_a_secret() -> None:
    messages = [
        complaint(environment={"AWS_SECRET_ACCESS_KEY": "s3cr3t"}),
        complaint(credentials="[default]\naws_secret_access_key = s3cr3t"),
        complaint(credentials="[default]\nrole_arn = s3cr3t"),
    ]

    assert not [message for message in messages if "s3cr3t" in message]


class Rotating:
    """A provider that gives what it was told to, in turn, and counts how often it was asked."""

    def __init__(self, *answers: Credentials | CredentialsError | None) -> None:
        self.answers = list(answers)
        self.asked = 0

    def credentials(self) -> Flow[Credentials | None]:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, CredentialsError):
            raise answer
        return answer
        yield


def expiring(minutes: float, key_id: str = "AKID") -> Credentials:
    return Credentials(key_id, "s3cr3t", "token", expires_at=NOW + timedelta(minutes=minutes))


def at(cache: CredentialsCache, minutes: float = 0) -> Credentials:
    return run_on_files(cache.at(NOW + timedelta(minutes=minutes)), {})


def test_credentials_without_an_end_are_asked_for_once() -> None:
    provider = Rotating(Credentials("AKID", "s3cr3t"))
    cache = CredentialsCache(provider)

    assert cache.held(NOW) is None
    assert at(cache) == at(cache, minutes=1_000_000) == cache.held(NOW)
    assert provider.asked == 1


def test_credentials_are_renewed_before_they_expire() -> None:
    first, second = expiring(60, "FIRST"), expiring(120, "SECOND")
    cache = CredentialsCache(Rotating(first, second))

    assert at(cache) == first
    assert at(cache, minutes=44.9) == first
    assert at(cache, minutes=45) == second


def test_a_failed_renewal_is_forgiven_while_the_old_ones_hold() -> None:
    failure = CredentialsError("the source is away")
    provider = Rotating(expiring(60, "FIRST"), failure, failure, expiring(180, "SECOND"))
    cache = CredentialsCache(provider)

    assert at(cache).access_key_id == "FIRST"
    assert at(cache, minutes=46).access_key_id == "FIRST"
    with pytest.raises(CredentialsError, match="away"):
        at(cache, minutes=50)
    assert at(cache, minutes=51).access_key_id == "SECOND"


def test_refused_credentials_can_be_forgotten() -> None:
    cache = CredentialsCache(Rotating(Credentials("FIRST", "s"), Credentials("SECOND", "s")))

    assert at(cache).access_key_id == "FIRST"
    cache.forget()
    assert at(cache).access_key_id == "SECOND"


def test_a_provider_without_credentials_is_named() -> None:
    with pytest.raises(CredentialsError, match=r"^Rotating gave no credentials$"):
        at(CredentialsCache(Rotating(None)))


def test_an_end_without_a_time_zone_is_refused_when_it_comes() -> None:
    cache = CredentialsCache(Rotating(Credentials("AKID", "s3cr3t", expires_at=NOW.replace(tzinfo=None))))

    with pytest.raises(CredentialsError, match=r"^Rotating gave an expires_at without a time zone"):
        at(cache)
