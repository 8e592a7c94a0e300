"""The two user pool servers, started as their commands start them, with users loaded by their fast paths.

Ours gets its users by `Storage.load_users` into its file while it runs, as a migration would; moto has them in its
memory from the start (`moto_server.py`).
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from awso import StaticCredentials, cognito_idp
from awso_userpool.domain.records import Credentials, User
from awso_userpool.secrets.master_key import keys_from_file
from awso_userpool.secrets.passwords import PasswordHashing
from awso_userpool.storage.interface import NewUser
from awso_userpool.storage.opening import open_storage
from benchmarks.common import CACHE, ROOT, child_environment, say
from benchmarks.timed_server import DESCRIPTOR

PASSWORD = "Correct-horse-7"
MOTO = CACHE / "bench-moto"
LOADED_AT = 1_750_000_000.0


class Pool(NamedTuple):
    """A server that is running, and its filled pool."""

    port: int
    pid: int
    client_id: str
    by_email: bool


class TimedPool(NamedTuple):
    """A pool, and the pipe on which its server says what each verification of a password took."""

    pool: Pool
    hash_times: int


@contextmanager
def awso_server(users: int, *, by_email: bool) -> Generator[Pool]:
    """`awso-userpool serve` on a file of its own, with everything at its default but the access log."""
    with _awso_server("awso_userpool", users, by_email, child_environment(), ()) as pool:
        yield pool


@contextmanager
def timed_awso_server(users: int) -> Generator[TimedPool]:
    """`awso_server`, which also times its hashes (`timed_server.py`)."""
    reading, writing = os.pipe()
    environment = {**child_environment(), DESCRIPTOR: str(writing)}
    try:
        with _awso_server("benchmarks.timed_server", users, False, environment, (writing,)) as pool:
            yield TimedPool(pool, reading)
    finally:
        os.close(reading)
        os.close(writing)


@contextmanager
def _awso_server(
    module: str, users: int, by_email: bool, environment: dict[str, str], descriptors: tuple[int, ...]
) -> Generator[Pool]:
    folder = Path(tempfile.mkdtemp(prefix="bench-userpool-"))
    database = folder / "pool.db"
    where = ["--port", "0", "--database", f"sqlite:///{database}", "--outbox", str(folder / "outbox.jsonl")]
    process = subprocess.Popen(
        [sys.executable, "-m", module, "serve", *where, "--access-key", "BENCHMARK:secret", "--no-access-log"],
        cwd=ROOT,
        env=environment,
        pass_fds=descriptors,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        pool_id, client_id = _pool_and_client(url, by_email=by_email)
        say(f"user pool: loading {users:,} users into awso")
        _load(database, pool_id, users, by_email=by_email)
        yield Pool(int(url.rpartition(":")[2]), process.pid, client_id, by_email)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _pool_and_client(url: str, *, by_email: bool) -> tuple[str, str]:
    credentials = StaticCredentials("BENCHMARK", "secret")
    with cognito_idp.Client(region="us-east-1", endpoint_url=url, credentials=credentials) as client:
        pool = client.create_user_pool(
            pool_name="benchmark", username_attributes=["email"] if by_email else []
        ).user_pool
        assert pool is not None
        assert pool.id is not None
        app = client.create_user_pool_client(
            user_pool_id=pool.id, client_name="benchmark", explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH"]
        ).user_pool_client
        assert app is not None
        assert app.client_id is not None
        return pool.id, app.client_id


def _load(database: Path, pool_id: str, users: int, *, by_email: bool) -> None:
    hashing = PasswordHashing()
    phc = hashing.hash_now(PASSWORD)  # one hash for all: a hundred thousand would take an hour
    hashing.close()
    storage = open_storage(f"sqlite:///{database}", keys_from_file(database.with_name("pool.db.key")))
    storage.load_users(_new_user(pool_id, number, phc, by_email=by_email) for number in range(users))
    storage.close()


def _new_user(pool_id: str, number: int, phc: str, *, by_email: bool) -> NewUser:
    # Spread over the index as random ones are, and the same in every run.
    sub = str(UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128, version=4))
    address = f"user{number}@example.com"
    username = sub if by_email else f"user{number}"
    user = User(
        pool_id=pool_id,
        sub=sub,
        username=username,
        username_key=username,
        status="CONFIRMED",
        enabled=True,
        attributes={"email": address, "email_verified": "true", "name": f"User Number {number}"},
        created_at=LOADED_AT,
        modified_at=LOADED_AT,
    )
    credentials = Credentials(
        pool_id=pool_id,
        sub=sub,
        password_hash=phc,
        srp_salt=bytes(16),
        srp_verifier=bytes(384),  # of the right size; nobody signs in by SRP here
        temporary_until=None,
        changed_at=LOADED_AT,
    )
    return NewUser(user=user, credentials=credentials, aliases=[("email", address)] if by_email else [])


@contextmanager
def moto_server(users: int, *, by_email: bool) -> Generator[Pool]:
    """moto's server in its own virtual environment."""
    say(f"user pool: loading {users:,} users into moto")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    script = Path(__file__).with_name("moto_server.py")
    arguments = [str(port), str(users), PASSWORD, *(["email"] if by_email else [])]
    process = subprocess.Popen(
        [moto_python(), script, *arguments],
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        client_id = process.stdout.readline().strip()
        _wait_until_open(port, process)
        yield Pool(port, process.pid, client_id, by_email)
    finally:
        process.terminate()
        process.wait()


def _wait_until_open(port: int, process: "subprocess.Popen[str]") -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise RuntimeError("moto's server ended before it listened")


def moto_python() -> str:
    """The interpreter of moto's environment, made when it is missing."""
    python = MOTO / "bin" / "python"
    if not python.exists():
        say("making a virtual environment for moto")
        venv.create(MOTO, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "moto[server]"], check=True)
    return str(python)


def moto_versions() -> str:
    """What was measured."""
    script = """
from importlib.metadata import version
print("moto", version("moto"), "with Werkzeug", version("werkzeug"))
"""
    return subprocess.run([moto_python(), "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def call(connection: http.client.HTTPConnection, operation: str, **members: object) -> dict[str, Any]:
    """One unsigned call; its answer. Raises RuntimeError for any status but 200."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
    }
    connection.request("POST", "/", msgspec.json.encode(members), headers)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{operation}: {response.status} {body!r}")
    answer: dict[str, Any] = msgspec.json.decode(body)
    return answer


def sign_in(pool: Pool, connection: http.client.HTTPConnection, number: int) -> str:
    """The access token of the user with this number."""
    name = f"user{number}@example.com" if pool.by_email else f"user{number}"
    parameters = {"USERNAME": name, "PASSWORD": PASSWORD}
    answer = call(
        connection, "InitiateAuth", ClientId=pool.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token


def cpu_seconds(pid: int) -> float:
    """User and system time of the process, in steps of a hundredth (proc(5), /proc/pid/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """VmRSS: what the process holds in memory now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")
