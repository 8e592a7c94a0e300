"""From command line and environment to settings: what is read, what is refused, and that no secret is repeated."""

from pathlib import Path

import pytest

from awso_userpool import cli
from awso_userpool.config import (
    AccessKey,
    ServerSettings,
    SettingsError,
    generated_access_key,
    is_loopback,
    master_keys,
    parse_access_key,
    with_access_keys,
)
from awso_userpool.storage.location import database_file

MASTER_KEY = "00" * 31 + "01"


def settings(*arguments: str, environment: dict[str, str] | None = None) -> ServerSettings:
    return cli.settings_from(cli.parser().parse_args(["serve", *arguments]), environment or {})


def test_without_options_the_server_is_for_this_machine_only() -> None:
    plain = settings()

    assert (plain.host, plain.port, plain.database, plain.region) == (
        "127.0.0.1",
        9229,
        "sqlite:///pool.db",
        "us-east-1",
    )
    assert plain.access_keys == ()
    assert not plain.generated_key_anywhere


def test_every_option_reaches_the_settings() -> None:
    full = settings(
        *("--host", "0.0.0.0", "--port", "0", "--database", "sqlite:////var/pool.db", "--region", "eu-west-1"),
        *("--access-key", "AKIA1:one", "--access-key", "AKIA2:two:three", "--public-url", "https://id.example.com/"),
        *("--outbox", "out.jsonl", "--smtp", "smtp://u:p@mail:25", "--webhook", "https://example.com/hook"),
        *("--console", "--triggers", "triggers.toml", "--master-key-file", "master.key", "--no-access-log"),
        "--allow-generated-key",
        "--no-srp",
    )

    assert (full.host, full.port, full.database, full.region) == ("0.0.0.0", 0, "sqlite:////var/pool.db", "eu-west-1")
    assert full.access_keys == (AccessKey("AKIA1", "one"), AccessKey("AKIA2", "two:three"))
    assert full.public_url == "https://id.example.com"
    assert (full.outbox, full.triggers, full.master_key_file) == (
        Path("out.jsonl"),
        Path("triggers.toml"),
        Path("master.key"),
    )
    assert full.smtp is not None
    assert full.webhook is not None
    assert (full.smtp.host, full.webhook.url) == ("mail", "https://example.com/hook")
    assert (full.console, full.access_log, full.generated_key_anywhere) == (True, False, True)
    assert (settings().srp_allowed, full.srp_allowed) == (True, False)


def test_secrets_may_come_from_the_environment_and_options_win() -> None:
    environment = {
        "AWSO_USERPOOL_ACCESS_KEY": "AKIA1:one AKIA2:two",
        "AWSO_USERPOOL_SMTP": "smtps://mail",
        "AWSO_USERPOOL_WEBHOOK": "http://127.0.0.1:1/",
        "AWSO_USERPOOL_MASTER_KEY": MASTER_KEY,
    }

    quiet = settings(environment=environment)
    loud = settings("--access-key", "AKIA3:three", environment=environment)

    assert [key.access_key_id for key in quiet.access_keys] == ["AKIA1", "AKIA2"]
    assert quiet.smtp is not None
    assert quiet.smtp.port == 465
    assert master_keys(quiet).origin == "environment"
    assert loud.access_keys == (AccessKey("AKIA3", "three"),)


def test_a_master_key_named_by_option_wins_over_the_variable(tmp_path: Path) -> None:
    environment = {"AWSO_USERPOOL_MASTER_KEY": MASTER_KEY}
    file = tmp_path / "other.key"

    by_file = master_keys(settings("--master-key-file", str(file), environment=environment))
    by_command = master_keys(settings("--master-key-command", f"cat {file}", environment=environment))

    assert (by_file.origin, by_command.origin) == ("file", "command")
    assert by_file.current == by_command.current != bytes.fromhex(MASTER_KEY)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--access-key", "onlyid"], "--access-key: an access key is ID:SECRET"),
        (["--access-key", ":hunter2"], "--access-key: an access key is ID:SECRET"),
        (["--access-key", "A B:hunter2"], "--access-key: an access key is ID:SECRET"),
        (["--smtp", "mail:25"], "--smtp: expected smtp://"),
        (["--smtp", "http://u:hunter2@mail"], "--smtp: expected smtp://"),
        (["--webhook", "example.com"], "--webhook: expected an absolute"),
        (["--webhook", "ftp://u:hunter2@example.com"], "--webhook: expected an absolute"),
        (["--public-url", "id.example.com"], "--public-url: expected an absolute"),
        (["--public-url", "https://id.example.com/?pool=hunter2"], "--public-url: an issuer has no query"),
        (["--public-url", "https://id.example.com/#hunter2"], "--public-url: an issuer has no query"),
    ],
)
def test_a_wrong_value_names_its_option_and_repeats_no_secret(arguments: list[str], complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(*arguments)

    assert str(caught.value).startswith(complaint)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: command"),
        (["server"], "invalid choice: 'server'"),
        (["serve", "--port", "http"], "a port is a number from 0 to 65535, got 'http'"),
        (["serve", "--port", "65536"], "a port is a number from 0 to 65535"),
        (["serve", "--prot", "1"], "unrecognized arguments: --prot 1"),
        (["serve", "--master-key-file", "k", "--master-key-command", "c"], "not allowed with argument"),
    ],
)
def test_a_wrong_command_line_is_explained(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)

    assert caught.value.code == 2
    assert complaint in capsys.readouterr().err


def test_an_error_in_the_settings_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--smtp", "nonsense"]) == 2

    captured = capsys.readouterr()
    assert captured.err.splitlines() == ["awso-userpool: --smtp: expected smtp://user:password@host:port or smtps://…"]
    assert captured.out == ""


def test_settings_and_keys_show_no_secret() -> None:
    shown = repr(settings("--access-key", "AKIA1:hunter2", environment={"AWSO_USERPOOL_MASTER_KEY": MASTER_KEY}))

    assert "hunter2" not in shown + repr(AccessKey("AKIA1", "hunter2"))
    assert MASTER_KEY not in shown


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_hosts_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.com", ""])
def test_other_hosts_let_others_in(host: str) -> None:
    assert not is_loopback(host)


def test_without_an_access_key_one_is_made_up_for_this_run_only() -> None:
    first, made = with_access_keys(ServerSettings())
    second, _ = with_access_keys(ServerSettings())

    assert made is not None
    assert first.access_keys == (made,)
    assert first.access_keys != second.access_keys
    assert parse_access_key(f"{made.access_key_id}:{made.secret_access_key}") == made
    assert len({generated_access_key().secret_access_key for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["test:test", "local-dev_1.a:se:cr/et+="])
def test_an_access_key_may_be_named_as_people_name_test_keys(text: str) -> None:
    assert parse_access_key(text) == AccessKey(*text.split(":", 1))


@pytest.mark.parametrize("text", ["", "id", "id:", ":secret", "a/b:secret", "a,b:secret", "a b:secret", "id: secret"])
def test_what_cannot_stand_in_a_signature_is_no_access_key(text: str) -> None:
    with pytest.raises(SettingsError, match="ID:SECRET"):
        parse_access_key(text)


def test_a_server_that_others_reach_needs_a_named_access_key() -> None:
    with pytest.raises(SettingsError, match="name the access keys with --access-key ID:SECRET"):
        with_access_keys(ServerSettings(host="0.0.0.0"))


def test_the_master_key_is_kept_beside_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pool.db"

    first = master_keys(ServerSettings(database=url))
    second = master_keys(ServerSettings(database=url))

    assert first.current == second.current
    assert (tmp_path / "pool.db.key").stat().st_mode & 0o777 == 0o600


def test_a_server_that_others_reach_refuses_a_key_beside_the_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/pool.db"

    with pytest.raises(SettingsError, match="--master-key-file"):
        master_keys(ServerSettings(host="192.168.1.2", database=url))

    assert list(tmp_path.iterdir()) == []
    assert master_keys(ServerSettings(host="192.168.1.2", database=url, generated_key_anywhere=True)).origin == "file"
    named = ServerSettings(host="192.168.1.2", database=url, master_key_file=tmp_path / "master.key")
    assert master_keys(named).origin == "file"


def test_a_database_in_memory_has_a_key_in_memory() -> None:
    assert master_keys(ServerSettings(database="sqlite://")).origin == "generated"
    assert database_file("sqlite:///:memory:") is None
    assert database_file("sqlite:///pool.db") == Path("pool.db")
    assert database_file("sqlite:////var/pool.db") == Path("/var/pool.db")


def test_the_master_key_may_come_from_a_command() -> None:
    told = settings("--master-key-command", f"printf '%s' {MASTER_KEY}")

    assert told.master_key_command == ("printf", "%s", MASTER_KEY)
    assert master_keys(told).origin == "command"


def test_a_command_that_fails_or_is_no_command_is_refused_without_its_output() -> None:
    with pytest.raises(SettingsError, match="ended with status 1"):
        master_keys(settings("--master-key-command", "false"))
    with pytest.raises(SettingsError, match="No closing quotation"):
        settings("--master-key-command", "printf '")
    with pytest.raises(SettingsError, match="got nothing"):
        settings("--master-key-command", " ")


def test_a_broken_master_key_is_an_error_that_does_not_show_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        master_keys(ServerSettings(master_key_text="hunter2"))

    assert "hunter2" not in str(caught.value)
    readable = tmp_path / "master.key"
    readable.write_text(MASTER_KEY)
    readable.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        master_keys(ServerSettings(master_key_file=readable))


def test_ctrl_c_while_it_starts_is_no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(settings: ServerSettings) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("awso_userpool.serving.serve", interrupted)

    assert cli.main(["serve"]) == 130
