"""What `tests.oracle.deviations` lists of the query protocols and of CBOR: what it covers, and an example of each."""

from collections.abc import Iterable

from awso.core.http import HttpResponse
from awso.registry import service
from tests.oracle.differences import ABSENT, Difference
from tests.oracle.sides import Sides


def is_lost_in_simple_db(difference: Difference) -> bool:
    """They look for the error's members and the request id where the other services have them."""
    if " as SimpleDB has it" not in difference.path:
        return False
    return difference.theirs == ABSENT if ".members." in difference.path else difference.theirs is None


def lost_in_simple_db() -> Iterable[Difference]:
    """An error as SimpleDB sends it."""
    error = "<Error><Code>NoSuchDomain</Code><Message>no</Message><BoxUsage>0.5</BoxUsage></Error>"
    body = f"<Response><Errors>{error}</Errors><RequestID>r-1</RequestID></Response>".encode()
    sides = Sides(service("sdb").operation("Select"), "query")
    return sides.error(HttpResponse(400, {}, body), "NoSuchDomain as SimpleDB has it")


def is_name_of_empty_flat_list(difference: Difference) -> bool:
    """`Item=` and `Items=`, which say nothing."""
    name = difference.path.rpartition(".")[2]
    if name in ("Items", "Attributes"):
        return (difference.ours, difference.theirs) == (ABSENT, "")
    return name in ("Item", "Attribute") and (difference.ours, difference.theirs) == ("", ABSENT)


def empty_flat_list() -> Iterable[Difference]:
    """SimpleDB's lists are the only flattened ones whose elements have a name and they have not."""
    sides = Sides(service("sdb").operation("BatchDeleteAttributes"), "query")
    return sides.request(sides.operation.input(domain_name="d", items=[]))


def is_unread_structure_in_map(difference: Difference) -> bool:
    """They hand a map on as the parser of CBOR made it."""
    newer = difference.path.rpartition(".")[2] == "newer than the model"
    return newer and difference.stage == "response" and difference.ours == ABSENT


def structure_in_map() -> Iterable[Difference]:
    """A map of structures, one of which has a member that the model does not."""
    inner = b"\xa1\x74newer than the model\x01"
    body = b"\xa1\x72FailedResourcesMap\xa1\x61a" + inner
    sides = Sides(service("resourcegroupstaggingapi").operation("UntagResources"), "smithy-rpc-v2-cbor")
    return sides.response(HttpResponse(200, {"smithy-protocol": "rpc-v2-cbor"}, body), "example")
