"""The command `awso-userpool serve`: how it starts, what it says, how it stops, and that nothing is lost in between."""

import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.integration.userpool_http.foreign import PASSWORD, make_pool, refusal, sign_in
from tests.integration.userpool_http.process import END_SECONDS, serve_command, serving


def test_the_first_line_ends_with_the_url_and_nothing_else_is_on_standard_output(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert re.fullmatch(r"awso-userpool \d+\.\d+\.\d+ listening on http://127\.0\.0\.1:\d+", server.first_line)
        assert server.boto().list_user_pools(MaxResults=1)["UserPools"] == []
        assert server.stop() == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_is_finished_before_the_server_stops(tmp_path: Path, how: signal.Signals) -> None:
    started, proceed = tmp_path / "started", tmp_path / "proceed"
    os.mkfifo(started)
    os.mkfifo(proceed)
    (tmp_path / "triggers.toml").write_text(
        '[[trigger]]\narn = "arn:aws:lambda:us-east-1:000000000000:function:slow"\n'
        f'command = ["sh", "-c", "echo go > {started}; read line < {proceed}; cat"]\n'
    )
    outcome: list[Any] = []

    with serving(tmp_path, "--triggers", str(tmp_path / "triggers.toml")) as server:
        boto = server.boto()
        pool = make_pool(boto, LambdaConfig={"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:slow"})
        arguments = {"ClientId": pool.client_id, "Username": "ada", "Password": PASSWORD}
        request = threading.Thread(target=lambda: outcome.append(boto.sign_up(**arguments)))
        request.start()
        started.read_text()  # the trigger runs: the request is in the middle of its life
        server.process.send_signal(how)
        proceed.write_text("\n")
        request.join(END_SECONDS)
        assert server.process.wait(END_SECONDS) == 0

    assert [answer["UserConfirmed"] for answer in outcome] == [False]


def test_messages_that_are_due_are_delivered_before_the_server_stops(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        boto = server.boto()
        pool = make_pool(boto)
        for number in range(20):
            boto.sign_up(
                ClientId=pool.client_id,
                Username=f"user{number}",
                Password=PASSWORD,
                UserAttributes=[{"Name": "email", "Value": f"user{number}@example.com"}],
            )
        server.stop()

    lines = (tmp_path / "messages.jsonl").read_text().splitlines()
    assert {json.loads(line)["username"] for line in lines} == {f"user{number}" for number in range(20)}
    assert len(lines) == 20


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        port = urlsplit(server.url).port
        boto = server.boto()
        pool = make_pool(boto, AliasAttributes=["email"])
        boto.sign_up(
            ClientId=pool.client_id,
            Username="ada",
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
        )
        boto.admin_confirm_sign_up(UserPoolId=pool.id, Username="ada")
        tokens = sign_in(boto, pool)
        before = boto.admin_get_user(UserPoolId=pool.id, Username="ada")
        revoked = sign_in(boto, pool)
        boto.revoke_token(ClientId=pool.client_id, Token=revoked["RefreshToken"])
        assert server.stop() == 0

    with serving(tmp_path, "--port", str(port)) as server:
        boto = server.boto()
        after = boto.admin_get_user(UserPoolId=pool.id, Username="ada")
        assert {**after, "ResponseMetadata": None} == {**before, "ResponseMetadata": None}
        assert boto.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ada"
        assert refusal(boto.get_user, AccessToken=revoked["AccessToken"])[1] == "Access Token has been revoked"
        assert sign_in(boto, pool)["AccessToken"]
        refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
        again = boto.initiate_auth(ClientId=pool.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=refresh)
        assert again["AuthenticationResult"]["AccessToken"]


def test_a_lockout_outlives_a_restart(tmp_path: Path) -> None:
    def guess(boto: Any, pool: Any) -> str:
        arguments = {"USERNAME": "ada", "PASSWORD": "Wrong-Horse-7"}
        return refusal(
            boto.initiate_auth, ClientId=pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=arguments
        )[1]

    with serving(tmp_path) as server:
        boto = server.boto()
        pool = make_pool(boto)
        boto.admin_create_user(UserPoolId=pool.id, Username="ada", MessageAction="SUPPRESS")
        boto.admin_set_user_password(UserPoolId=pool.id, Username="ada", Password=PASSWORD, Permanent=True)
        deadline = time.monotonic() + END_SECONDS
        answers: list[str] = []
        # Each lock is twice as long as the one before: go on until one is longer than a restart takes.
        while answers.count("Incorrect username or password.") < 9 and time.monotonic() < deadline:
            answers.append(guess(boto, pool))
        server.stop()

    with serving(tmp_path) as server:
        assert guess(server.boto(), pool) == "Password attempts exceeded"


def test_every_file_is_its_owners_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        pool = make_pool(server.boto())
        server.boto().sign_up(
            ClientId=pool.client_id,
            Username="ada",
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
        )
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in tmp_path.iterdir()
            if path.name != "stderr.log"  # ours
        }

    assert set(modes) >= {"pool.db", "pool.db.key"}
    assert set(modes.values()) == {0o600}


def test_several_processes_are_one_server(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "3") as server:
        assert "listening on http://127.0.0.1:" in server.first_line
        pool = make_pool(server.boto())
        clients = [server.boto() for _ in range(12)]  # each with a connection of its own, to one of the processes
        for number, boto in enumerate(clients):
            boto.sign_up(
                ClientId=pool.client_id,
                Username=f"user{number}",
                Password=PASSWORD,
                UserAttributes=[{"Name": "email", "Value": f"user{number}@example.com"}],
            )
        counts = {len(boto.list_users(UserPoolId=pool.id)["Users"]) for boto in clients}
        server.boto().admin_confirm_sign_up(UserPoolId=pool.id, Username="user0")
        tokens = [sign_in(boto, pool, "user0") for boto in clients]
        clients[0].admin_user_global_sign_out(UserPoolId=pool.id, Username="user0")
        alive = [refusal(boto.get_user, AccessToken=tokens[0]["AccessToken"])[0] for boto in clients]
        assert server.stop() == 0

    assert counts == {12}
    assert set(alive) == {"NotAuthorizedException"}
    lines = (tmp_path / "messages.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["username"] for line in lines) == sorted(f"user{number}" for number in range(12))


def test_when_one_process_dies_the_server_stops_and_says_so_by_its_status(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        assert len(children) == 2
        os.kill(int(children[0]), signal.SIGKILL)

        assert server.process.wait(END_SECONDS) == 1


def test_the_end_of_a_process_that_is_not_ours_ends_nothing(tmp_path: Path) -> None:
    """A container's entry point starts something and then becomes the server, which inherits it."""
    started = tmp_path / "started"
    os.mkfifo(started)
    entry_point = ("sh", "-c", f'(read line < {started}; exit 3) & exec "$0" "$@"')

    with serving(tmp_path, "--workers", "2", through=entry_point) as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        assert len(children) == 3
        other = os.pidfd_open(int(children[0]))
        started.write_text("end\n")
        assert select.select([other], [], [], END_SECONDS)[0]  # it has ended
        os.close(other)

        assert server.boto().list_user_pools(MaxResults=1)["UserPools"] == []
        assert server.stop() == 0


def test_when_the_parent_is_killed_the_others_give_the_address_back(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        server.process.kill()

        # They share its standard output: it ends with the last of them.
        assert server.process.stdout is not None
        assert select.select([server.process.stdout], [], [], END_SECONDS)[0]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0))


def run(
    folder: Path, *options: str, environment: dict[str, str] | None = None, through: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """The command for servers that are not to start."""
    return subprocess.run(
        [*through, *serve_command(folder, *options)],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )


def test_a_taken_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path, "--port", str(port))

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"awso-userpool: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--host", "0.0.0.0"), "name the access keys with --access-key ID:SECRET"),
        (("--host", "0.0.0.0", "--access-key", "local:secret"), "--master-key-file"),
        (("--host", "192.0.2.1", "--access-key", "local:secret", "--allow-generated-key"), "cannot listen on"),
        (("--workers", "2", "--database", "sqlite://"), "cannot share a database in memory"),
        (("--workers", "0"), "expected a number from 1 to 64"),
        (("--triggers", "missing.toml"), "missing.toml: No such file or directory"),
        (("--outbox", "/nonexistent/out.jsonl"), "--outbox /nonexistent/out.jsonl: No such file or directory"),
        (("--database", "postgresql://localhost/pool"), "expected sqlite"),
        (("--database", "sqlite:////nonexistent/folder/pool.db"), "/nonexistent/folder"),
        (("--database", "sqlite:///."), "is a folder; name a file in it"),
        (("--database", "sqlite://pool.db"), "it names no file; expected sqlite:///relative.db"),
        (("--database", "sqlite:////proc/pool.db"), "Master key file /proc/pool.db.key: No such file or directory"),
    ],
)
def test_what_cannot_work_is_said_before_anything_starts(
    tmp_path: Path, options: tuple[str, ...], complaint: str
) -> None:
    done = run(tmp_path, *options)

    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_is_full_at_the_start_is_one_plain_sentence(tmp_path: Path) -> None:
    # What is written beyond a process's file size limit fails like what is written to a full disk.
    done = run(tmp_path, through=("sh", "-c", 'ulimit -f 8 && exec "$0" "$@"'))

    assert done.returncode == 2
    assert f"awso-userpool: Database {tmp_path}/pool.db: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_disk_that_fills_up_is_named_in_the_log_and_the_server_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path, through=("sh", "-c", 'ulimit -f 900 && exec "$0" "$@"')) as server:
        boto = server.boto()
        pool = make_pool(boto)
        long = [{"Name": "name", "Value": "hunter2 " * 220}]

        def made(number: int) -> bool:
            try:
                boto.admin_create_user(
                    UserPoolId=pool.id, Username=f"user{number}", MessageAction="SUPPRESS", UserAttributes=long
                )
            except boto.exceptions.InternalErrorException:
                return False
            return True

        count = next(number for number in range(500) if not made(number))
        assert len(boto.list_users(UserPoolId=pool.id)["Users"]) == min(count, 60)
        assert server.stop() == 0

    log = (tmp_path / "stderr.log").read_text()
    assert re.search(r"AdminCreateUser failed, request [0-9a-f-]{36}: StorageError: SQLite: (disk|database)", log)
    assert "hunter2" not in log


def test_a_database_under_another_master_key_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        make_pool(server.boto())
        server.stop()
    (tmp_path / "pool.db.key").unlink()

    done = run(tmp_path)

    assert done.returncode == 2
    assert "master key" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_access_key_a_random_one_is_shown_once_and_works(tmp_path: Path) -> None:
    with serving(tmp_path, access_key="") as server:
        shown = (tmp_path / "stderr.log").read_text()
        pair = shown.split("administrative calls are signed with ")[1].split()[0]
        assert server.boto_with(pair).list_user_pools(MaxResults=1)["UserPools"] == []
        assert refusal(server.boto().list_user_pools, MaxResults=1)[0] == "UnrecognizedClientException"
