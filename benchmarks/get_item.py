"""One signed DynamoDB GetItem against a loopback stub that answers at once: awso against boto3, both blocking."""

import sys

from benchmarks.call import TIMED
from benchmarks.common import CACHE, Stub, Target, Worker, in_turn, middle, table, targets_table

ROUNDS = 12
CALLS = 400
SHARE = 8

AWSO = (
    """
import sys
import awso
from awso import dynamodb
keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
client = dynamodb.Client(region="us-east-1", endpoint_url=sys.argv[1], credentials=keys)
key = {"author": dynamodb.AttributeValue(s="Ada Lovelace"), "year": dynamodb.AttributeValue(n="1843")}
def call():
    return client.get_item(table_name="books", key=key, consistent_read=True)
assert call().item["year"].n == "1843"
"""
    + TIMED
)
BOTO3 = (
    """
import sys
import boto3
keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
client = boto3.client("dynamodb", region_name="us-east-1", endpoint_url=sys.argv[1], **keys)
key = {"author": {"S": "Ada Lovelace"}, "year": {"N": "1843"}}
def call():
    return client.get_item(TableName="books", Key=key, ConsistentRead=True)
assert call()["Item"]["year"]["N"] == "1843"
"""
    + TIMED
)
SCRIPTS = {"awso": AWSO, "boto3": BOTO3}


def run(rounds: int = ROUNDS, calls: int = CALLS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    with Stub("GetItem") as url:
        workers = {name: Worker(sys.executable, script, url) for name, script in SCRIPTS.items()}
        measured = in_turn("GetItem", workers, rounds, calls)
    walls = {name: middle([wall / calls for wall, _ in runs]) for name, runs in measured.items()}
    cpus = {name: middle([cpu / calls for _, cpu in runs]) for name, runs in measured.items()}
    rows = [(name, f"{walls[name] * 1e6:.0f}", f"{cpus[name] * 1e6:.0f}") for name in SCRIPTS]
    share = cpus["boto3"] / cpus["awso"]
    target = Target("a DynamoDB GetItem, CPU", f"at most 1/{SHARE} of boto3", f"1/{share:.1f}", share >= SHARE)
    return f"{table(('one signed GetItem', 'wall µs', 'CPU µs'), rows)}\n\n{targets_table([target])}", [target]


if __name__ == "__main__":
    print(run()[0])
