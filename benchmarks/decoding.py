"""Large answers, from their bytes to typed values: awso's decoders against botocore's parsers, which make dicts."""

import sys

from benchmarks.answers import ANSWERS, Answer
from benchmarks.call import TIMED
from benchmarks.common import CACHE, Target, Worker, in_turn, middle, table, targets_table

ROUNDS = 7
CALLS = 3
SHARE = 10

AWSO = (
    """
import sys
import awso
from awso.protocols import bind
name, operation, where, items, path = sys.argv[1:]
operation = awso.service(name).operation(operation)
protocol = bind(operation, "smithy-rpc-v2-cbor" if name == "cloudwatch" else None)  # both SDKs would prefer JSON
response = awso.HttpResponse(200, {}, open(path, "rb").read())
def call():
    return protocol.decode_response(response)
assert len(getattr(call(), where)) == int(items)
"""
    + TIMED
)

BOTOCORE = (
    """
import sys
import botocore.parsers, botocore.session
name, operation, where, items, path = sys.argv[1:]
service = botocore.session.get_session().get_service_model(name)
shape = service.operation_model(operation).output_shape
parser = botocore.parsers.create_parser(service.metadata["protocol"])  # the first listed: for CloudWatch, CBOR
response = {"status_code": 200, "headers": {}, "body": open(path, "rb").read()}
def call():
    return parser.parse(response, shape)
assert len(call()[where]) == int(items)
"""
    + TIMED
)


def run(rounds: int = ROUNDS, calls: int = CALLS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    rows: list[tuple[str, str, str, str, str]] = []
    targets: list[Target] = []
    for answer in ANSWERS:
        kilobytes, ours, theirs = _measured(answer, rounds, calls)
        share = theirs / ours
        rows.append((answer.title, kilobytes, f"{ours * 1e3:.2f}", f"{theirs * 1e3:.2f}", f"{share:.1f}"))
        if answer.is_target:
            target = f"decoding {answer.title}"
            targets.append(Target(target, f"at least {SHARE}x botocore", f"{share:.1f}x", share >= SHARE))
    text = table(("from bytes to values, CPU", "kB", "awso ms", "botocore ms", "ratio"), rows)
    return f"{text}\n\n{targets_table(targets)}", targets


def _measured(answer: Answer, rounds: int, calls: int) -> tuple[str, float, float]:
    """The answer's size, and the CPU seconds of decoding it once by each."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    path = CACHE / f"bench-{answer.service}-{answer.operation}"
    path.write_bytes(answer.write())
    told = (answer.service, answer.operation), (str(answer.items), str(path))
    workers = {
        "awso": Worker(sys.executable, AWSO, *told[0], answer.attribute, *told[1]),
        "botocore": Worker(sys.executable, BOTOCORE, *told[0], answer.member, *told[1]),
    }
    measured = in_turn(f"decoding {answer.operation}", workers, rounds, calls)
    seconds = {name: middle([cpu / calls for _, cpu in runs]) for name, runs in measured.items()}
    return f"{path.stat().st_size / 1000:.0f}", seconds["awso"], seconds["botocore"]


if __name__ == "__main__":
    print(run()[0])
