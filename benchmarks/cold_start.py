"""From the start of a process to its first built and signed request: awso against boto3, Cognito and EC2.

boto3 is stopped where it would send. The end of the process is not counted: it takes boto3 70 ms more, and awso 7.
"""

import subprocess
import sys
from time import perf_counter

from benchmarks.common import CACHE, Target, child_environment, middle, say, table, targets_table

ROUNDS = 25

BARE = "pass"

AWSO_COGNITO = """
import awso
from awso import cognito_idp
client = cognito_idp.Client(region="us-east-1", credentials=awso.StaticCredentials("AKIDEXAMPLE", "secret"))
request = client.admin_get_user.request(user_pool_id="us-east-1_abcdefghi", username="ada")
assert b"ada" in request.body and "authorization" in request.headers
"""

AWSO_EC2 = """
import awso
from awso import ec2
client = ec2.Client(region="us-east-1", credentials=awso.StaticCredentials("AKIDEXAMPLE", "secret"))
request = client.describe_instances.request(
    instance_ids=["i-0123456789abcdef0"], filters=[ec2.Filter(name="vpc-id", values=["vpc-1"])]
)
assert b"InstanceId.1=i-0123456789abcdef0" in request.body and "authorization" in request.headers
"""

BOTO3 = """
import boto3
keys = dict(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret")
client = boto3.client({service!r}, region_name="us-east-1", **keys)
class Built(Exception): pass
def stop(request, **_):
    assert "Authorization" in request.headers
    raise Built
client.meta.events.register("before-send", stop)
try:
    client.{call}
except Built:
    pass
"""

BOTO3_COGNITO = BOTO3.format(
    service="cognito-idp", call='admin_get_user(UserPoolId="us-east-1_abcdefghi", Username="ada")'
)
BOTO3_EC2 = BOTO3.format(
    service="ec2",
    call='describe_instances(InstanceIds=["i-0123456789abcdef0"], Filters=[{"Name": "vpc-id", "Values": ["vpc-1"]}])',
)
SCRIPTS = {
    "python itself": BARE,
    "awso, cognito-idp": AWSO_COGNITO,
    "boto3, cognito-idp": BOTO3_COGNITO,
    "awso, ec2": AWSO_EC2,
    "boto3, ec2": BOTO3_EC2,
}
SHARE = 8


# perf_counter is the system's monotonic clock: of one epoch in all processes of Linux and macOS.
BUILT = """
from time import perf_counter, process_time
print(perf_counter(), process_time())
"""


def start(script: str) -> tuple[float, float]:
    """Wall and CPU seconds of a process until `script` is done."""
    began = perf_counter()
    command = [sys.executable, "-c", script + BUILT]
    finished = subprocess.run(command, env=child_environment(), check=True, capture_output=True, text=True)
    built, cpu = finished.stdout.split()
    return float(built) - began, float(cpu)


def run(rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS.values():
        start(script)  # compiles what is not yet compiled, and warms the file cache
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in SCRIPTS}
    for number in range(rounds):
        say(f"cold start: round {number + 1} of {rounds}")
        for name, script in SCRIPTS.items():
            measured[name].append(start(script))
    walls = {name: middle([wall for wall, _ in runs]) for name, runs in measured.items()}
    cpus = {name: middle([cpu for _, cpu in runs]) for name, runs in measured.items()}
    rows = [(name, f"{walls[name] * 1000:.1f}", f"{cpus[name] * 1000:.1f}") for name in SCRIPTS]
    targets = [_target(service, walls) for service in ("cognito-idp", "ec2")]
    text = table(("process start to first built request", "wall ms", "CPU ms"), rows)
    return f"{text}\n\n{targets_table(targets)}", targets


def _target(service: str, walls: dict[str, float]) -> Target:
    share = walls[f"boto3, {service}"] / walls[f"awso, {service}"]
    return Target(f"cold start, {service}", f"at most 1/{SHARE} of boto3", f"1/{share:.1f}", share >= SHARE)


if __name__ == "__main__":
    print(run()[0])
