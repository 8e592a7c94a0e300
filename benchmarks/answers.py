"""Large answers as the services write them: what there is to decode."""

import json
import struct
from collections.abc import Callable, Iterable
from typing import NamedTuple

ITEMS = 1_000


class Answer(NamedTuple):
    """An answer of one operation, and where in the output its items are: in Python and on the wire."""

    title: str
    service: str
    operation: str
    attribute: str
    member: str
    items: int
    write: Callable[[], bytes]
    is_target: bool = True


def objects() -> bytes:
    """S3's ListObjectsV2: no white space but for one line end."""
    contents = "".join(
        f"<Contents><Key>photos/2014/04/{number:06}.jpg</Key><LastModified>2014-04-29T18:{number % 60:02}:38.000Z"
        f"</LastModified><ETag>&quot;{number:032x}&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>"
        f"<ChecksumType>FULL_OBJECT</ChecksumType><Size>{1_000_000 + number}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for number in range(ITEMS)
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>example</Name><Prefix>photos/</Prefix><KeyCount>{ITEMS}</KeyCount><MaxKeys>1000</MaxKeys>"
    )
    return f"{head}<IsTruncated>false</IsTruncated>{contents}</ListBucketResult>".encode()


def instances() -> bytes:
    """EC2's DescribeInstances, indented as EC2 has it."""
    reservations = "".join(map(_reservation, range(ITEMS)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
        "    <requestId>fdcdcab1-ae5c-489e-9c33-4637c5dda355</requestId>\n"
        f"    <reservationSet>\n{reservations}    </reservationSet>\n</DescribeInstancesResponse>"
    ).encode()


def _reservation(number: int) -> str:
    return f"""\
        <item>
            <reservationId>r-{number:017x}</reservationId>
            <ownerId>123456789012</ownerId>
            <groupSet/>
            <instancesSet>
                <item>
                    <instanceId>i-{number:017x}</instanceId>
                    <imageId>ami-0abcdef1234567890</imageId>
                    <instanceState>
                        <code>16</code>
                        <name>running</name>
                    </instanceState>
                    <privateDnsName>ip-10-0-{number % 250}-7.ec2.internal</privateDnsName>
                    <dnsName/>
                    <reason/>
                    <keyName>my-key</keyName>
                    <amiLaunchIndex>0</amiLaunchIndex>
                    <productCodes/>
                    <instanceType>m5.large</instanceType>
                    <launchTime>2014-04-29T18:{number % 60:02}:38.000Z</launchTime>
                    <placement>
                        <availabilityZone>us-east-1a</availabilityZone>
                        <groupName/>
                        <tenancy>default</tenancy>
                    </placement>
                    <monitoring>
                        <state>disabled</state>
                    </monitoring>
                    <subnetId>subnet-0123456789abcdef0</subnetId>
                    <vpcId>vpc-0123456789abcdef0</vpcId>
                    <privateIpAddress>10.0.{number % 250}.7</privateIpAddress>
                    <sourceDestCheck>true</sourceDestCheck>
                    <groupSet>
                        <item>
                            <groupId>sg-0123456789abcdef0</groupId>
                            <groupName>web</groupName>
                        </item>
                    </groupSet>
                    <architecture>x86_64</architecture>
                    <rootDeviceType>ebs</rootDeviceType>
                    <rootDeviceName>/dev/xvda</rootDeviceName>
                    <blockDeviceMapping>
                        <item>
                            <deviceName>/dev/xvda</deviceName>
                            <ebs>
                                <volumeId>vol-{number:017x}</volumeId>
                                <status>attached</status>
                                <attachTime>2014-04-29T18:30:39.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </ebs>
                        </item>
                    </blockDeviceMapping>
                    <virtualizationType>hvm</virtualizationType>
                    <clientToken>{number:032x}</clientToken>
                    <tagSet>
                        <item>
                            <key>Name</key>
                            <value>web-{number}</value>
                        </item>
                        <item>
                            <key>stage</key>
                            <value>production</value>
                        </item>
                    </tagSet>
                    <hypervisor>xen</hypervisor>
                    <ebsOptimized>false</ebsOptimized>
                    <enaSupport>true</enaSupport>
                </item>
            </instancesSet>
        </item>
"""


def page() -> bytes:
    """A page of DynamoDB's Query."""
    items = [
        {
            "pk": {"S": f"customer#{number:08}"},
            "sk": {"S": "profile"},
            "name": {"S": f"Ada Lovelace {number}"},
            "visits": {"N": str(number * 7)},
            "active": {"BOOL": number % 2 == 0},
            "tags": {"SS": ["a", "b", "c"]},
            "scores": {"L": [{"N": "1"}, {"N": "2.5"}, {"N": "3"}]},
            "address": {"M": {"street": {"S": "12 St James's Square"}, "city": {"S": "London"}, "zip": {"S": "SW1Y"}}},
        }
        for number in range(ITEMS)
    ]
    return json.dumps({"Count": ITEMS, "Items": items, "ScannedCount": ITEMS}, separators=(",", ":")).encode()


SERIES, POINTS = 10, 300


def metrics() -> bytes:
    """CloudWatch's GetMetricData in CBOR."""
    results = (
        _map(
            ("Id", _text(f"m{number}")),
            ("Label", _text("CPUUtilization")),
            ("Timestamps", _list(b"\xc1" + _double(1_398_796_238.0 + 60 * point) for point in range(POINTS))),
            ("Values", _list(_double((number * POINTS + point) % 1000 / 7) for point in range(POINTS))),
            ("StatusCode", _text("Complete")),
        )
        for number in range(SERIES)
    )
    return _map(("MetricDataResults", _list(results)), ("Messages", _list(())))


def metric_names() -> bytes:
    """CloudWatch's ListMetrics in CBOR: structures and short texts alone."""
    names = (
        _map(
            ("Namespace", _text("AWS/EC2")),
            ("MetricName", _text("CPUUtilization")),
            ("Dimensions", _list([_map(("Name", _text("InstanceId")), ("Value", _text(f"i-{number:017x}")))])),
        )
        for number in range(ITEMS)
    )
    return _map(("Metrics", _list(names)))


# CBOR of indefinite length, which a server writes that does not count beforehand.


def _map(*members: tuple[str, bytes]) -> bytes:
    return b"\xbf" + b"".join(_text(name) + value for name, value in members) + b"\xff"


def _list(items: Iterable[bytes]) -> bytes:
    return b"\x9f" + b"".join(items) + b"\xff"


def _text(text: str) -> bytes:
    return bytes([0x60 + len(text)]) + text.encode()


def _double(number: float) -> bytes:
    return b"\xfb" + struct.pack(">d", number)


ANSWERS = (
    Answer("S3 ListObjectsV2, 1,000 keys", "s3", "ListObjectsV2", "contents", "Contents", ITEMS, objects),
    Answer(
        "EC2 DescribeInstances, 1,000 instances",
        "ec2",
        "DescribeInstances",
        "reservations",
        "Reservations",
        ITEMS,
        instances,
    ),
    Answer("DynamoDB Query, 1,000 items", "dynamodb", "Query", "items", "Items", ITEMS, page),
    Answer(
        "CloudWatch GetMetricData, 3,000 points",
        "cloudwatch",
        "GetMetricData",
        "metric_data_results",
        "MetricDataResults",
        SERIES,
        metrics,
    ),
    Answer(
        "CloudWatch ListMetrics, 1,000 metrics",
        "cloudwatch",
        "ListMetrics",
        "metrics",
        "Metrics",
        ITEMS,
        metric_names,
        is_target=False,  # shown beside the others: of all CBOR it is what Python is slowest at
    ),
)
