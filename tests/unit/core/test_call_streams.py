"""The life of a call whose request or response streams: what is asked of the transport, what is tried again."""

import io
from typing import Any

import pytest

import awso
from awso.core.response_bodies import StreamingBody
from awso.errors import ResponseError, TransportError
from awso.services import mediastore_data, s3
from awso.testing import MemoryTransport
from awso.transports.memory import BytesStream

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI")


def client(transport: MemoryTransport) -> Any:  # the stub takes bytes alone for a streaming member
    checksums = awso.ChecksumOptions(calculate="when_required")  # else the bytes would be sent in chunks with a trailer
    return s3.Client(region="us-east-1", credentials=KEYS, transport=transport, checksums=checksums)


def store(transport: MemoryTransport) -> Any:
    """A client of a service that frames no body with checksums, as S3 does."""
    return mediastore_data.Client(region="us-east-1", credentials=KEYS, transport=transport)


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


def test_a_length_of_thousands_of_digits_makes_no_sense() -> None:
    transport = MemoryTransport([awso.HttpResponse(200, {"Content-Length": "1" * 5_000}, b"abc")])

    with pytest.raises(ResponseError, match="expected an integer"):
        client(transport).get_object(bucket="b", key="k")


def test_a_streaming_output_is_read_from_the_transports_stream() -> None:
    transport = MemoryTransport([awso.HttpResponse(200, {"Content-Length": "3"}, b"abc")])

    output = client(transport).get_object(bucket="b", key="k")

    assert isinstance(output.body, StreamingBody)
    assert output.body.read() == b"abc"


def test_a_body_that_cannot_be_read_again_is_not_tried_again() -> None:
    transport = MemoryTransport([TransportError("lost"), awso.HttpResponse(200)])

    with pytest.raises(TransportError, match="lost"):
        store(transport).put_object(path="p", body=iter([b"abc"]))

    assert [request.body for request in transport.requests] == [b"abc"]


def test_a_file_is_read_again_from_where_it_was() -> None:
    transport = MemoryTransport([awso.HttpResponse(503), awso.HttpResponse(200)])
    file = io.BytesIO(b"skipped, sent")
    file.seek(9)

    store(transport).put_object(path="p", body=file)

    assert [request.body for request in transport.requests] == [b"sent", b"sent"]


@pytest.mark.parametrize("calculate", ["when_required", "when_supported"])
def test_a_file_is_sent_whole_to_the_region_that_its_bucket_turns_out_to_be_in(calculate: Any) -> None:
    sent: list[tuple[str, bytes]] = []

    def server(request: awso.HttpRequest) -> awso.HttpResponse:
        sent.append((request.url, request.body))
        if len(sent) == 1:
            body = b"<Error><Code>TemporaryRedirect</Code></Error>"
            return awso.HttpResponse(307, {"x-amz-bucket-region": "us-west-2"}, body)
        return awso.HttpResponse(200)

    file = io.BytesIO(b"skipped, sent")
    file.seek(9)
    uploading: Any = s3.Client(
        region="us-east-1",
        credentials=KEYS,
        transport=MemoryTransport(server),
        checksums=awso.ChecksumOptions(calculate=calculate),
    )

    uploading.put_object(bucket="b", key="k", body=file)

    assert "us-west-2" in sent[1][0]
    assert [body.count(b"sent") for _, body in sent] == [1, 1]


def test_a_stream_whose_answer_makes_no_sense_is_closed() -> None:
    stream = BytesStream(b"abc")
    transport = MemoryTransport([awso.HttpResponse(200, {"Last-Modified": "never"}, stream=stream)])

    with pytest.raises(ResponseError):
        client(transport).get_object(bucket="b", key="k")

    assert stream.closed
