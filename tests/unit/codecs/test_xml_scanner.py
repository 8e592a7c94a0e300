"""Which documents are scanned without a tree, and which are left to it."""

import pytest

from awso import ec2, s3
from awso.codecs import xml
from awso.codecs.xml_scanner import UnusualError, read
from awso.registry import service
from benchmarks.answers import instances, objects

OBJECTS = service("s3").shape("ListObjectsV2Output")
INSTANCES = service("ec2").shape("DescribeInstancesResult")


def test_the_large_answers_of_services_are_plain() -> None:
    found = read(OBJECTS, objects(), None)
    assert (len(found.contents), found.contents[0].e_tag) == (1000, f'"{0:032x}"')

    found = read(INSTANCES, instances(), None)
    assert found.reservations[999].instances[0].tags[0] == ec2.Tag(key="Name", value="web-999")
    assert found.reservations[0].groups == []


@pytest.mark.parametrize(
    "document",
    [
        "<r><Name>a</Name></r>",
        '<?xml version="1.0"?>\n<r xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n  <Name>a</Name>\n</r>\n',
        "<r xmlns='x'><Newer><a><b/>c</a><c/></Newer><Name>a</Name></r>",
        "<r><Name>&#97;</Name></r>",
        "<r><Name>&#x61;</Name></r>",
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
        "<r><Name>a>b</Name></r>",
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
        "<r><a-b/></r>",
        "",
    ],
)
def test_what_is_left_to_the_tree(document: str) -> None:
    with pytest.raises(UnusualError):
        read(OBJECTS, document.encode(), None)


@pytest.mark.parametrize("comment", ["", "<!-- makes it a tree's -->"])
def test_of_several_structures_where_the_model_has_one_the_first_counts(comment: str) -> None:
    rules = service("s3").shape("GetBucketLifecycleOutput")
    document = f"<r>{comment}<Rule><Transition><Days>40</Days></Transition><Transition/></Rule></r>"

    found = xml.decode(rules, document.encode())

    assert found.rules[0].transition.days == 40


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
