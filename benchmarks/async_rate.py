"""Signed AdminGetUser calls a second with 32 in flight: awso's async client against aiobotocore.

Client and stub work at the same time, so that whatever else the machine does takes from one of them. Where it can, the
benchmark gives each CPUs of its own, for all clients alike, and the best round of each counts: other work only ever
makes one slower. The median is shown beside it; far from the best it says that the machine was not idle.

aiobotocore pins a botocore of its own, so it lives in a virtual environment of its own, made on first use.
"""

import subprocess
import sys
import venv

from benchmarks.common import CACHE, Stub, Target, Worker, apart, in_turn, middle, say, table, targets_table

ROUNDS = 8
CALLS = 3200
"""Of each client in each round: 0.1 s of awso's, long beside what the scheduler interrupts for."""
IN_FLIGHT = 32
TIMES = 10
DISTURBED = 1.2
"""Wall time by CPU time. The stub answers twice as fast as awso asks: undisturbed, awso waits for nothing."""
AIOBOTOCORE = CACHE / "bench-aiobotocore"

TIMED = """
import asyncio
from time import perf_counter, process_time
loop = asyncio.new_event_loop()
async def worker(count):
    for _ in range(count):
        await call()
async def together(count):
    await asyncio.gather(*(worker(count // IN_FLIGHT) for _ in range(IN_FLIGHT)))
def measure(count):
    wall, cpu = perf_counter(), process_time()
    loop.run_until_complete(together(count))
    return perf_counter() - wall, process_time() - cpu
""".replace("IN_FLIGHT", str(IN_FLIGHT))

AWSO = (
    """
import sys
import awso
from awso import cognito_idp
keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
client = cognito_idp.AsyncClient(region="us-east-1", endpoint_url=sys.argv[1], credentials=keys)
async def call():
    answer = await client.admin_get_user(user_pool_id="us-east-1_abcdefghi", username="ada")
    assert answer.username == "ada"
"""
    + TIMED
)

# What no client over this transport can go below: the request is built and signed beforehand, the answer not decoded.
TRANSPORT_ALONE = (
    """
import sys
import awso
from awso import cognito_idp
from awso.transports.native import shared
keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
client = cognito_idp.Client(region="us-east-1", endpoint_url=sys.argv[1], credentials=keys)
request = client.admin_get_user.request(user_pool_id="us-east-1_abcdefghi", username="ada")
async def call():
    assert (await shared().send_async(request, 60.0, 60.0)).status == 200
"""
    + TIMED
)

AIOBOTOCORE_SCRIPT = (
    """
import sys
from aiobotocore.session import get_session
from botocore.config import Config
async def call():
    answer = await client.admin_get_user(UserPoolId="us-east-1_abcdefghi", Username="ada")
    assert answer["Username"] == "ada"
"""
    + TIMED
    + """
async def connect():
    config = Config(max_pool_connections=IN_FLIGHT)
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    options = {"region_name": "us-east-1", "endpoint_url": sys.argv[1], "config": config, **keys}
    return await get_session().create_client("cognito-idp", **options).__aenter__()
client = loop.run_until_complete(connect())
""".replace("IN_FLIGHT", str(IN_FLIGHT))
)


def aiobotocore_python() -> str:
    """The interpreter of aiobotocore's environment, made when it is missing."""
    python = AIOBOTOCORE / "bin" / "python"
    if not python.exists():
        say("making a virtual environment for aiobotocore")
        venv.create(AIOBOTOCORE, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "aiobotocore"], check=True)
    return str(python)


def aiobotocore_versions() -> str:
    """The versions that were measured."""
    script = """
import aiobotocore, botocore, aiohttp
print(", ".join(f"{module.__name__} {module.__version__}" for module in (aiobotocore, botocore, aiohttp)))
"""
    return subprocess.run(
        [aiobotocore_python(), "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()


def run(rounds: int = ROUNDS, calls: int = CALLS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    scripts = {
        "awso": (sys.executable, AWSO),
        "awso's transport alone": (sys.executable, TRANSPORT_ALONE),
        "aiobotocore": (aiobotocore_python(), AIOBOTOCORE_SCRIPT),
    }
    cpus = apart()
    with Stub(cpus=cpus) as url:
        workers = {name: Worker(python, script, url, cpus=cpus) for name, (python, script) in scripts.items()}
        measured = in_turn("async rate", workers, rounds, calls)
    rates = {name: [calls / wall for wall, _ in runs] for name, runs in measured.items()}
    best = {name: max(runs) for name, runs in rates.items()}
    cpu = {name: middle([cpu / calls for _, cpu in runs]) for name, runs in measured.items()}
    times = best["awso"] / best["aiobotocore"]
    target = Target(
        f"async calls, {IN_FLIGHT} in flight", f"at least {TIMES}x aiobotocore", f"{times:.1f}x", times >= TIMES
    )
    rows = [(name, f"{best[name]:.0f}", f"{middle(rates[name]):.0f}", f"{cpu[name] * 1e6:.0f}") for name in scripts]
    if cpus is not None and min(wall / used for wall, used in measured["awso"]) > DISTURBED:
        say("async rate: the machine was not idle: in its best round awso waited for the stub, or for a CPU")
    heading = (f"AdminGetUser, {IN_FLIGHT} in flight", "calls/s", "calls/s, median", "CPU µs a call")
    text = table(heading, rows)
    return f"{text}\n\n{aiobotocore_versions()}\n\n{targets_table([target])}", [target]


if __name__ == "__main__":
    print(run()[0])
