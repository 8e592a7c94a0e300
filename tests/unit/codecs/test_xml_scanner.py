"""Which documents are scanned without a tree, and which are left to it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from awso import ec2, s3
from awso.codecs import xml, xml_runs
from awso.codecs.xml_scanner import UnusualError, read
from awso.registry import Service, service
from awso.shapes.schema import Schema
from benchmarks.answers import instances, objects

OBJECTS = service("s3").shape("ListObjectsV2Output")
INSTANCES = service("ec2").shape("DescribeInstancesResult")


def test_the_large_answers_of_services_are_plain() -> None:
    found = read(OBJECTS, objects(), None)
    assert (len(found.contents), found.contents[0].e_tag) == (1000, f'"{0:032x}"')

    found = read(INSTANCES, instances(), None)
    assert found.reservations[999].instances[0].tags[0] == ec2.Tag(key="Name", value="web-999")
    assert found.reservations[0].groups == []


def unread(name: str) -> Service:
    """The service of which nothing was read yet, so that what is learned is a test's own."""
    opened = service(name)
    return Service(opened.module, str(Path(str(import_module(opened.module).__file__)).with_name("model.json")))


def learned_of(schema: Schema) -> xml_runs.Learned:
    learned: xml_runs.Learned = schema.cache["xml scanner learned"]
    return learned


@pytest.mark.parametrize(
    ("name", "shape", "answer", "inner"),
    [
        ("s3", "ListObjectsV2Output", objects, ["Object"]),
        ("ec2", "DescribeInstancesResult", instances, ["Reservation", "Instance", "InstanceBlockDeviceMapping", "Tag"]),
    ],
)
def test_an_answer_like_one_before_is_read_in_runs_alone(
    name: str, shape: str, answer: Callable[[], bytes], inner: list[str]
) -> None:
    opened, content = unread(name), answer()

    first = read(opened.shape(shape), content, None)
    learned = [learned_of(opened.shape(shape)) for shape in inner]
    one_by_one = [about.steps for about in learned]
    second = read(opened.shape(shape), content, None)

    assert second == first
    assert all(about.runs for about in learned)
    assert [about.steps for about in learned] == one_by_one


def test_a_member_that_is_new_or_absent_does_not_end_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_runs, "PATIENCE", 0)
    schema = unread("ec2").shape("Volume")
    full = [f"<{name}>{name}</{name}>" for name in ("volumeId", "kmsKeyId", "snapshotId", "availabilityZone")]
    in_part = "".join(full[:1] + full[3:])

    for inside in (in_part, "".join(full)):
        read(schema, f"<r>{inside}</r>".encode(), None)
    runs = learned_of(schema).runs
    for inside in (in_part, "".join(full), "", *full):
        read(schema, f"<r>{inside}</r>".encode(), None)

    assert len(runs) == 1
    assert learned_of(schema).runs is runs


def test_members_in_another_order_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_runs, "PATIENCE", 0)
    schema = unread("ec2").shape("Address")

    for _ in range(3):
        found = read(schema, b"<r><publicIp>a</publicIp><domain>vpc</domain></r>", None)
        assert found == schema.from_value({"PublicIp": "a", "Domain": "vpc"})
        found = read(schema, b"<r><domain>vpc</domain><publicIp>a</publicIp><publicIp>b</publicIp></r>", None)
        assert found == schema.from_value({"PublicIp": "b", "Domain": "vpc"})


def test_a_run_goes_by_the_order_until_the_first_unknown_element_and_on_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml_runs, "PATIENCE", 0)
    schema = unread("ec2").shape("Address")

    for _ in range(3):
        found = read(schema, b"<r><publicIp>a</publicIp><newer><b/></newer><domain>vpc</domain></r>", None)
        assert found == schema.from_value({"PublicIp": "a", "Domain": "vpc"})


@pytest.mark.parametrize(
    "document",
    [
        "<r><Name>a</Name></r>",
        '<?xml version="1.0"?>\n<r xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n  <Name>a</Name>\n</r>\n',
        "<r xmlns='x'><Newer><a><b/>c</a><c/></Newer><Name>a</Name></r>",
        "<r><Name>&#97;</Name></r>",
        "<r><Name>&#x61;</Name></r>",
        "<r><a-b.c/><Name>a</Name></r>",
    ],
)
def test_what_is_plain(document: str) -> None:
    assert read(OBJECTS, document.encode(), None) == s3.ListObjectsV2Output(name="a")


@pytest.mark.parametrize(
    "document",
    [
        "<r><Name>a</Name><!-- c --></r>",
        "<r><Name><![CDATA[a]]></Name></r>",
        "<r><Name x='y'>a</Name></r>",
        "<r><x:Name>a</x:Name></r>",
        "<r><Name>a\r</Name></r>",
        "<r><Name>a]]>b</Name></r>",
        "<r><Na&#109;e>a</Name></r>",
        "<r><Name&gt;a</Name></r>",
        "<r><Name>a</Name></r>&#10;",
        "<r>a<r/>",
        "<r xmlns='http://www.w3.org/2000/xmlns/'></r>",
        "<?xml version='2.0'?><r></r>",
        "<r x='y'><Name>a</Name></r>",
        "<r><Name>a<b/></Name></r>",
        "<r><Name>a</Name >\n</r>",
        "<r><Name>a</Nome></r>",
        "<r><Name>a</Name></r><r/>",
        "<r><Name>a</Name></r>x",
        "x<r><Name>a</Name></r>",
        "<r><Name>a</Name>",
        "<r/>",
        "<r><Name>&x;</Name></r>",
        "<r><Name>&#0;</Name></r>",
        "<r><Newer>&</Newer></r>",
        "<r><Newer>\x01</Newer></r>",
        "<r><Newer>\uffff</Newer></r>",
        "<r><Newer><a></b></Newer></r>",
        "<r><KeyCount>many</KeyCount></r>",
        "<!DOCTYPE r><r/>",
        "<r><1/></r>",
        "<r><Contents><Key>a</Key></Content></r>",
        "",
    ],
)
def test_what_is_left_to_the_tree(document: str) -> None:
    with pytest.raises(UnusualError):
        read(OBJECTS, document.encode(), None)


@pytest.mark.parametrize("comment", ["", "<!-- makes it a tree's -->"])
def test_of_several_structures_where_the_model_has_one_the_first_counts(comment: str) -> None:
    rules = service("s3").shape("GetBucketLifecycleOutput")
    one, other = (f"<Transition><Days>{days}</Days></Transition>" for days in (40, 70))

    def transition(inside: str) -> object:
        return xml.decode(rules, f"<r>{comment}<Rule>{inside}</Rule></r>".encode()).rules[0].transition

    first = transition(one)
    assert [transition(one + second) for second in (other, "<Transition/>", "<Transition></Transition>")] == [first] * 3
    many = f"<r><Rule>{one}<Status>Enabled</Status></Rule></r>".encode()
    assert all(
        xml.decode(rules, many).rules[0].transition == first for _ in range(8 * xml_runs.PATIENCE)
    )  # runs are made of it
    assert [transition(one + second) for second in (other, "<Transition/>", "<Transition></Transition>")] == [first] * 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a>b]]c", "a>b]]c"),
        ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
        ("&amp;lt;", "&lt;"),
        ("&amp;quot;", "&quot;"),
        ("&#60;&#x3e;&#38;amp;", "<>&amp;"),
        ("&#13;&#x1F600;", "\r\U0001f600"),
        ("]]&gt;", "]]>"),
    ],
)
def test_references_are_resolved_once(text: str, name: str) -> None:
    assert read(OBJECTS, f"<r><Name>{text}</Name></r>".encode(), None) == s3.ListObjectsV2Output(name=name)


def test_what_is_not_utf_8_is_left_to_the_tree() -> None:
    with pytest.raises(UnusualError):
        read(OBJECTS, b"<r><Name>\xff</Name></r>", None)


@pytest.mark.parametrize(
    "document",
    [
        "<Out><ResponseMetadata><a/></ResponseMetadata><In><Name>a</Name></In></Out>",
        "<Out><In><Name>a</Name></In><!-- left to the tree --></Out>",
        "<Out><Name>a</Name></Out>",
        "<Out xmlns='x'><In><Name>a</Name></In></Out>",
    ],
)
def test_the_members_are_in_the_wrapper_or_where_there_is_none_in_the_root(document: str) -> None:
    assert xml.decode(OBJECTS, document, within="In") == s3.ListObjectsV2Output(name="a")


def test_a_document_nested_without_end_is_left_to_the_tree() -> None:
    with pytest.raises(UnusualError):
        read(OBJECTS, b"<r>" + b"<a>" * 100_000, None)


def test_a_shape_of_which_two_members_share_a_name_is_left_to_the_tree_every_time() -> None:
    outer = service("s3").shape("NotificationConfigurationDeprecated")
    content = b"<r><TopicConfiguration><Topic>a</Topic></TopicConfiguration></r>"

    for _ in range(2):
        with pytest.raises(UnusualError):
            read(outer, content, None)
        assert outer.from_xml(content).topic_configuration.topic == "a"
