"""The scanner of plain XML never says anything else than the tree: not of what is whole, not of what is damaged."""

from random import Random

import pytest

from awso.codecs import xml, xml_reader, xml_runs
from awso.codecs.xml_scanner import UnusualError, read
from awso.errors import DecodeError
from awso.registry import service, service_names
from awso.shapes.schema import Schema, reachable
from tests.fuzz.mutations import mutants
from tests.fuzz.xml_variants import variants
from tests.property.values import value_for

XML_SERVICES = [
    name
    for name in service_names()
    if service(name).schemas.text_form == "xml" and next(service(name).operations(), None)
]
SHAPES = (
    ("ec2", "DescribeInstancesResult"),
    ("s3", "ListObjectsV2Output"),
    ("s3", "GetBucketAclOutput"),
    ("iam", "GetAccountAuthorizationDetailsResponse"),
    ("sqs", "GetQueueAttributesResult"),
    ("sdb", "SelectResult"),
    ("cloudfront", "DistributionConfig"),
    ("route53", "ListResourceRecordSetsResponse"),
)
FRAGMENTS = (
    *(
        b"<a>",
        b"</a>",
        b"<a/>",
        b"<a><b>c</b></a>",
        b"<!-- -->",
        b"<![CDATA[x]]>",
        b"<?x?>",
        b"&amp;",
        b"&#65;",
        b"&#0;",
    ),
    *(b"&", b"&x;", b">", b"<", b"]]>", b" ", b"\n", b"\r", b"\x00", b"\xef\xbf\xbf", b" a='b'", b"a:", b"/", b"<1/>"),
)


def scanned(schema: Schema, content: bytes) -> object:
    try:
        return read(schema, content, None)
    except UnusualError:
        return UnusualError


def by_tree(schema: Schema, content: bytes) -> object:
    return xml_reader.value_of(schema, xml_reader.parse(content, schema.name))


def damaged(content: bytes, random: Random) -> bytes:
    at = random.randint(0, len(content))
    until = at + random.choice((0, 0, 1, 3, 9))
    return content[:at] + random.choice(FRAGMENTS) + content[until:]


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_what_is_scanned_is_what_the_tree_says(name: str, shape: str) -> None:
    schema = service(name).shape(shape)
    random = Random(shape)
    values = 0
    for seed in range(12):
        content = xml.encode(schema, value_for(schema, Random(seed), size=40))
        for mutant in (content, *mutants(content, random, 60), *(damaged(content, random) for _ in range(120))):
            values += says_what_the_tree_says(schema, mutant)

    assert values > 20


@pytest.mark.parametrize("name", XML_SERVICES)
def test_what_is_scanned_in_runs_is_what_the_tree_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_runs, "PATIENCE", 1)  # so that orders are learned from a document or two
    operations = [operation for operation in service(name).operations() if operation.output_schema.members]
    random = Random(name)
    plain = scanned_of_plain = 0
    for operation in random.sample(operations, min(4, len(operations))):
        schema = operation.output_schema
        for seed in range(3):
            # References to `<` are read element by element.
            content = xml.encode(schema, value_for(schema, Random(seed), size=40)).replace(b"&lt;", b"(")
            for variant, is_plain in variants(content, random, 24):
                is_scanned = says_what_the_tree_says(schema, variant)
                plain += is_plain
                scanned_of_plain += is_plain and is_scanned

    assert scanned_of_plain > 0.2 * plain
    assert any(
        learned.runs
        for operation in operations
        for schema in reachable(operation.output_schema)
        if (learned := schema.cache.get("xml scanner learned")) is not None
    )


def says_what_the_tree_says(schema: Schema, content: bytes) -> bool:
    """Whether the document is scanned; fails where the tree says something else."""
    found = scanned(schema, content)
    if found is UnusualError:
        return False
    try:
        expected = by_tree(schema, content)
    except DecodeError as error:
        pytest.fail(f"the scanner reads what the tree refuses: {error}: {content!r}")
    assert (found, repr(found)) == (expected, repr(expected)), content
    return True


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_what_we_write_is_plain(name: str, shape: str) -> None:
    schema = service(name).shape(shape)
    plain = sum(
        scanned(schema, xml.encode(schema, value_for(schema, Random(seed), size=40))) is not UnusualError
        for seed in range(20)
    )

    assert plain >= 10  # carriage returns are written as references, attributes are not plain
