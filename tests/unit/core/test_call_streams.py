"""The life of a call whose request or response streams: what is asked of the transport, what is tried again."""

import io
from typing import Any

import pytest

import awso
from awso.core.bodies import StreamingBody
from awso.errors import ResponseError, TransportError
from awso.services import s3
from awso.testing import MemoryTransport
from awso.transports.memory import BytesStream

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI")


def client(transport: MemoryTransport) -> Any:  # the stub takes bytes alone for a streaming member
    plain = awso.ChecksumOptions(calculate="when_required")  # the bytes on the wire are then those of the body
    return s3.Client(region="us-east-1", credentials=KEYS, transport=transport, checksums=plain)


@pytest.mark.parametrize(
    ("service", "operation", "streams"),
    [
        ("s3", "GetObject", True),
        ("s3", "PutObject", False),
        ("s3", "SelectObjectContent", True),
        ("kinesis", "SubscribeToShard", True),
        ("cognito-idp", "GetUser", False),
    ],
)
def test_an_output_streams_where_a_member_is_a_streaming_blob_or_a_stream_of_events(
    service: str, operation: str, streams: bool
) -> None:
    assert awso.service(service).operation(operation).streams_output is streams


def test_a_streaming_output_is_read_from_the_transports_stream() -> None:
    transport = MemoryTransport([awso.HttpResponse(200, {"Content-Length": "3"}, b"abc")])

    output = client(transport).get_object(bucket="b", key="k")

    assert isinstance(output.body, StreamingBody)
    assert output.body.read() == b"abc"


def test_a_body_that_cannot_be_read_again_is_not_tried_again() -> None:
    transport = MemoryTransport([TransportError("lost"), awso.HttpResponse(200)])

    with pytest.raises(TransportError, match="lost"):
        client(transport).put_object(bucket="b", key="k", body=iter([b"abc"]), content_length=3)

    assert [request.body for request in transport.requests] == [b"abc"]


def test_a_file_is_read_again_from_where_it_was() -> None:
    transport = MemoryTransport([awso.HttpResponse(503), awso.HttpResponse(200)])
    file = io.BytesIO(b"skipped, sent")
    file.seek(9)

    client(transport).put_object(bucket="b", key="k", body=file)

    assert [request.body for request in transport.requests] == [b"sent", b"sent"]


def test_a_stream_whose_answer_makes_no_sense_is_closed() -> None:
    stream = BytesStream(b"abc")
    transport = MemoryTransport([awso.HttpResponse(200, {"Last-Modified": "never"}, stream=stream)])

    with pytest.raises(ResponseError):
        client(transport).get_object(bucket="b", key="k")

    assert stream.closed
