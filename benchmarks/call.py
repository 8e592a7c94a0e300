"""One signed AdminGetUser against a loopback stub that answers at once: awso against boto3, both blocking."""

import sys

from benchmarks.common import CACHE, Stub, Target, Worker, in_turn, middle, table, targets_table

ROUNDS = 12
CALLS = 400
SHARE = 8

TIMED = """
from time import perf_counter, process_time
def measure(count):
    wall, cpu = perf_counter(), process_time()
    for _ in range(count):
        call()
    return perf_counter() - wall, process_time() - cpu
"""

AWSO = (
    """
import sys
import awso
from awso import cognito_idp
TRANSPORT
keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
client = cognito_idp.Client(region="us-east-1", endpoint_url=sys.argv[1], credentials=keys, transport=transport)
def call():
    return client.admin_get_user(user_pool_id="us-east-1_abcdefghi", username="ada")
assert call().username == "ada"
"""
    + TIMED
)
AWSO_DEFAULT = AWSO.replace("TRANSPORT", "transport = None")
AWSO_HTTPX2 = AWSO.replace(
    "TRANSPORT", "from awso.transports.httpx2 import Httpx2Transport\ntransport = Httpx2Transport()"
)

# What no client over this transport can go below: the request is built and signed beforehand, the answer not decoded.
TRANSPORT_ALONE = AWSO_DEFAULT.replace(
    "def call():",
    """
from awso.transports.native import shared
request = client.admin_get_user.request(user_pool_id="us-east-1_abcdefghi", username="ada")
class Sent:
    username = "ada"
def call():
    shared().send(request, 60.0, 60.0)
    return Sent
def whole_call():
""",
)

BOTO3 = (
    """
import sys
import boto3
keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
client = boto3.client("cognito-idp", region_name="us-east-1", endpoint_url=sys.argv[1], **keys)
def call():
    return client.admin_get_user(UserPoolId="us-east-1_abcdefghi", Username="ada")
assert call()["Username"] == "ada"
"""
    + TIMED
)
SCRIPTS = {
    "awso": AWSO_DEFAULT,
    "awso's transport alone": TRANSPORT_ALONE,
    "awso over httpx2": AWSO_HTTPX2,
    "boto3": BOTO3,
}


def run(rounds: int = ROUNDS, calls: int = CALLS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    with Stub() as url:
        workers = {name: Worker(sys.executable, script, url) for name, script in SCRIPTS.items()}
        measured = in_turn("call", workers, rounds, calls)
    walls = {name: middle([wall / calls for wall, _ in runs]) for name, runs in measured.items()}
    cpus = {name: middle([cpu / calls for _, cpu in runs]) for name, runs in measured.items()}
    rows = [(name, f"{walls[name] * 1e6:.0f}", f"{cpus[name] * 1e6:.0f}") for name in SCRIPTS]
    targets = [_target("wall time", walls), _target("CPU", cpus)]
    text = table(("one signed AdminGetUser", "wall µs", "CPU µs"), rows)
    return f"{text}\n\n{targets_table(targets)}", targets


def _target(what: str, seconds: dict[str, float]) -> Target:
    share = seconds["boto3"] / seconds["awso"]
    return Target(f"a blocking call, {what}", f"at most 1/{SHARE} of boto3", f"1/{share:.1f}", share >= SHARE)


if __name__ == "__main__":
    print(run()[0])
