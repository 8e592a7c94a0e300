"""The facts of docs/coverage.md, taken from the code: `python -m tests.docs.coverage_facts` writes them into the page.

Each fact is Markdown between `<!-- fact: name -->` and `<!-- end -->`; what stands around them is prose.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from awso.credentials.chain import ORDER
from awso.protocols import SPOKEN, bind
from awso.registry import Service, service, service_names
from awso.shapes.shape import Shape
from awso_userpool.operations import OPERATIONS
from tests.conformance.test_endpoint_operations import PUBLISHED_OPERATION_CASES
from tests.conformance.test_endpoint_rules import PUBLISHED_CASES
from tests.paths import ROOT

PAGE = ROOT / "docs" / "coverage.md"
PROTOCOL_NAMES = {
    "json": "AWS JSON 1.0 and 1.1",
    "rest-json": "REST-JSON",
    "rest-xml": "REST-XML",
    "query": "query",
    "ec2": "EC2 query",
    "smithy-rpc-v2-cbor": "RPC v2 CBOR",
}
# Each form with the codec that makes it.
FORMS = {
    "plain values": ("to_value", "from_value", "value"),
    "JSON": ("to_json", "from_json", "json"),
    "query": ("to_query", "from_query", "form"),
    "XML": ("to_xml", "from_xml", "xml"),
    "CBOR": ("to_cbor", "from_cbor", "cbor"),
}
# What AWS's own SDKs look into, in their order, by the module that does it here.
CREDENTIALS = {
    "environment": "environment variables",
    "assume_role": "a profile's role (`role_arn` with `source_profile` or `credential_source`)",
    "web_identity": "a web identity token (EKS service accounts)",
    "sso": "IAM Identity Center (`aws sso login`)",
    "login": "console sign-in (`aws login`)",
    "profile": "keys in the shared files",
    "process": "`credential_process`",
    "container": "the container endpoint (ECS, EKS pod identity)",
    "instance_metadata": "the instance metadata service (EC2)",
}
MARK = {True: "yes", False: "not yet"}


def protocols() -> str:
    """Services and operations by the protocol that a service prefers."""
    first: Counter[str] = Counter()
    operations: Counter[str] = Counter()
    for each in _services():
        first[each.model.protocol] += 1
        operations[each.model.protocol] += len(each.file.operations)
    rows = [
        f"| {PROTOCOL_NAMES[name]} | {first[name]:,} | {operations[name]:,} | {MARK[name in SPOKEN]} |"
        for name, _ in first.most_common()
    ]
    return "\n".join(["| preferred protocol | services | operations | on the wire |", "|---|---|---|---|", *rows])


def callable_now() -> str:
    """How much can be called today: every operation is bound to its protocol, as a client does at its first call."""
    every = _services()
    bound = [operation for each in every for operation in each.operations() if bind(operation)]
    paginators = sum(len(each.file.paginators) for each in every)
    waiters = sum(len(each.file.waiters) for each in every)
    sending = sum(operation.input_schema.event_member is not None for operation in bound)
    receiving = sum(operation.output_schema.event_member is not None for operation in bound)
    discovered = sum(operation.model.endpoint_discovery is not None for operation in bound)
    rows = [
        ("services", len(every)),
        ("operations", len(bound)),
        ("paginators (`client.list_users.pages()` and `.items()`)", paginators),
        ("waiters (`client.wait_until.instance_running(…)`)", waiters),
        ("streams of events that are received, blocking and async", receiving),
        ("streams of events that are sent", sending),
        ("operations whose endpoints are discovered", discovered),
    ]
    return "\n".join(["| works now | |", "|---|---|", *(f"| {name} | {count:,} |" for name, count in rows)])


def forms() -> str:
    """What every shape converts to and from without a call."""
    rows = [
        f"| {name} | `{to}` | `{back}` | {MARK[_has_form(to, back, codec)]} |"
        for name, (to, back, codec) in FORMS.items()
    ]
    return "\n".join(["| form | out | in | works now |", "|---|---|---|---|", *rows])


def credentials() -> str:
    """Where credentials are looked for."""
    asked = {make.__module__.rpartition(".")[2] for make in ORDER}
    rows = [f"| {name} | {MARK[module in asked]} |" for module, name in CREDENTIALS.items()]
    return "\n".join(["| place | looked into |", "|---|---|", *rows])


def endpoints() -> str:
    """How many published cases the compiled endpoint rules pass."""
    return (
        f"The compiled rules give the published answer in all {PUBLISHED_CASES:,} endpoint cases of AWS's services;"
        f" {PUBLISHED_OPERATION_CASES} of them start from an operation's input."
    )


def user_pool() -> str:
    """The user pool's operations, there and missing."""
    known = service("cognito-idp").file.operations
    missing = [name for name in known if name not in OPERATIONS]
    return "\n".join(
        [
            f"**{len(OPERATIONS)} of {len(known)} operations** answer:",
            "",
            _listed(OPERATIONS),
            "",
            f"The other {len(missing)} answer `UnknownOperationException`, as AWS does for a name it does not know:",
            "",
            _listed(missing),
        ]
    )


FACTS: dict[str, Callable[[], str]] = {
    "protocols": protocols,
    "callable": callable_now,
    "forms": forms,
    "credentials": credentials,
    "endpoints": endpoints,
    "user pool": user_pool,
}


def rewritten(page: str) -> str:
    """The page with every fact as it is now. Raises ValueError for a fact without a place and for the reverse."""
    places = re.findall(r"<!-- fact: (.+?) -->\n", page)
    if sorted(places) != sorted(FACTS):
        raise ValueError(f"the page has places for {sorted(places)}, the facts are {sorted(FACTS)}")
    for name, fact in FACTS.items():
        start = f"<!-- fact: {name} -->\n"
        before, _, rest = page.partition(start)
        page = f"{before}{start}{fact()}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return page


def _services() -> list[Service]:
    return [service(name) for name in service_names()]


def _has_form(to: str, back: str, codec: str) -> bool:
    return hasattr(Shape, to) and hasattr(Shape, back) and find_spec(f"awso.codecs.{codec}") is not None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main(page: Path = PAGE) -> None:
    """Bring the page up to date."""
    page.write_text(rewritten(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
