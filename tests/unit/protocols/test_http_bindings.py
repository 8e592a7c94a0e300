"""Where HTTP puts members, at the edges that the vectors leave out: what is refused, lengths, streams, odd answers."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

import awso
from awso.core.http import HttpRequest, HttpResponse
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import StreamingBody
from awso.errors import DecodeError, ParameterError, ResponseError
from awso.protocols.http_headers import split_quoted

S3 = awso.service("s3")
PUT_OBJECT = S3.operation("PutObject")
GET_OBJECT = S3.operation("GetObject")
URL = "https://s3.test"


def put(**members: Any) -> HttpRequest:
    return PUT_OBJECT.encode_request(PUT_OBJECT.input(bucket="b", **{"key": "k", **members}), URL)


# --- paths and queries ----------------------------------------------------------------------------------------------


def test_the_path_of_an_endpoint_stays_before_the_operations() -> None:
    operation = awso.service("lambda").operation("GetFunction")

    request = operation.encode_request(operation.input(function_name="f"), "https://gateway.test/lambda/")

    assert request.url == "https://gateway.test/lambda/2015-03-31/functions/f"
    assert operation.decode_request(request).function_name == "f"


@pytest.mark.parametrize("key", [None, ""])
def test_a_label_that_would_leave_its_place_empty_is_refused(key: str | None) -> None:
    with pytest.raises(ParameterError, match=r"PutObjectRequest\.key: expected text that is not empty.*got nothing"):
        put(key=key)


def test_a_greedy_label_keeps_its_slashes_and_no_other_character_of_meaning() -> None:
    request = put(key="a/b?c=d#e%2F+ é/../f")

    assert request.url == "https://s3.test/b/a/b%3Fc%3Dd%23e%252F%2B%20%C3%A9/../f"
    assert PUT_OBJECT.decode_request(request).key == "a/b?c=d#e%2F+ é/../f"


def test_a_path_of_another_operation_is_not_read() -> None:
    with pytest.raises(DecodeError, match="expected a path of this operation"):
        awso.service("lambda").operation("GetFunction").decode_request(HttpRequest("GET", "https://x.test/elsewhere"))


def test_a_label_that_is_not_utf_8_is_not_read() -> None:
    with pytest.raises(DecodeError, match="UTF-8"):
        PUT_OBJECT.decode_request(HttpRequest("PUT", f"{URL}/b/%FF"))


def test_a_constant_of_the_query_is_neither_repeated_nor_read_as_a_member() -> None:
    operation = awso.service("apigateway").operation("ImportRestApi")
    value = operation.input(body=b"{}", parameters={"mode": "other", "a b": "c&d"})

    request = operation.encode_request(value, "https://x.test")

    assert request.url == "https://x.test/restapis?mode=import&a%20b=c%26d"
    assert operation.decode_request(request).parameters == {"a b": "c&d"}


# --- headers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\r\nX-Injected: 1", "a\nb", "nul\0", "\x7f"])
def test_a_header_with_a_control_character_is_refused_where_it_is(text: str) -> None:
    with pytest.raises(ParameterError, match=r"PutObjectRequest\.content_type: expected text that a header can hold"):
        put(content_type=text)
    with pytest.raises(ParameterError, match=r'PutObjectRequest\.metadata\["m"\]'):
        put(metadata={"m": text})


@pytest.mark.parametrize("key", ["a b", "a:b", "a\r\nb", "é"])
def test_a_key_that_is_no_header_name_is_refused(key: str) -> None:
    with pytest.raises(ParameterError, match=r"PutObjectRequest\.metadata: expected a key that can end"):
        put(metadata={key: "v"})


def test_a_member_wins_over_a_map_of_headers() -> None:
    operation = awso.service("dataexchange").operation("SendApiAsset")
    value = operation.input(asset_id="a", data_set_id="d", revision_id="r", request_headers={"x": "1"})

    request = operation.encode_request(value, "https://x.test")

    assert request.headers["x-amzn-dataexchange-header-x"] == "1"


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b ,c", ["a", "b", "c"]),
        ('"b,c", "\\"def\\"", a', ["b,c", '"def"', "a"]),
        ('"a\\\\b", ""', ["a\\b", ""]),
        ('"never ends, ', ["never ends, "]),
        ('"a" trailing, b', ["a", "b"]),
    ],
)
def test_a_list_in_a_header_is_split_as_the_rfc_says(text: str, elements: list[str]) -> None:
    assert split_quoted(text) == elements


def test_an_element_keeps_the_spaces_around_it_and_its_backslashes() -> None:
    operation = S3.operation("GetObjectAttributes")
    value = operation.input(bucket="b", key="k", object_attributes=[" a ", "", 'b\\"c', "d,e"])

    assert operation.decode_request(operation.encode_request(value, URL)).object_attributes == value.object_attributes


def test_a_json_value_that_is_none_is_a_response_error() -> None:
    operation = awso.service("lex-runtime").operation("PostContent")

    for text in ("not base64!", "bm90IGpzb24=", "/w=="):
        with pytest.raises(ResponseError, match=r"^lex-runtime PostContent: PostContentResponse\.slots"):
            operation.decode_response(HttpResponse(200, {"x-amz-lex-slots": text}))


def test_a_header_that_misfits_is_a_response_error_with_the_request_id() -> None:
    headers = {"Last-Modified": "never", "x-amz-request-id": "r-1"}

    with pytest.raises(ResponseError, match=r"GetObjectOutput\.last_modified: expected .* request r-1"):
        GET_OBJECT.decode_response(HttpResponse(200, headers))


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"text", bytearray(b"text"), memoryview(b"text"), "text"])
def test_bytes_and_text_stay_the_body(body: Any) -> None:
    request = put(body=body)

    assert (request.body, request.stream) == (b"text", None)
    assert request.headers["content-type"] == "application/octet-stream"


def test_a_content_type_that_is_given_wins() -> None:
    request = put(body=b"", content_type="text/html")

    assert [value for name, value in request.headers.pairs if name == "Content-Type"] == ["text/html"]


async def _chunks() -> AsyncIterator[bytes]:
    yield b"text"


@pytest.mark.parametrize(
    ("source", "length"),
    [
        (io.BytesIO(b"text"), 4),
        ([b"te", b"xt"], 4),
        ((b"te", b"xt"), 4),
        (iter([b"text"]), None),
        (_chunks(), None),
    ],
)
def test_a_source_is_handed_to_the_transport_with_its_length_where_it_is_known(source: Any, length: int | None) -> None:
    request = put(body=source)

    assert request.body == b""
    assert isinstance(request.stream, RequestStream)
    assert (request.stream.source, request.stream.length) == (source, length)


def test_the_length_of_a_file_is_what_is_left_of_it() -> None:
    file = io.BytesIO(b"skipped, sent")
    file.seek(9)

    stream = put(body=file).stream

    assert stream is not None
    assert (stream.length, b"".join(stream)) == (4, b"sent")


def test_the_length_that_is_given_is_the_streams_and_no_header_of_the_protocols() -> None:
    request = put(body=iter([b"text"]), content_length=4)

    assert request.stream is not None
    assert request.stream.length == 4
    assert "content-length" not in request.headers


def test_a_length_that_bytes_do_not_have_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"PutObjectRequest\.body: expected 5 bytes.*got 4 bytes"):
        put(body=b"text", content_length=5)
    stream = put(body=io.BytesIO(b"text"), content_length=0).stream
    assert stream is not None
    assert stream.length == 0


def test_a_source_of_unknown_length_is_refused_where_the_service_must_be_told_it() -> None:
    operation = awso.service("omics").operation("UploadReadSetPart")
    members: dict[str, Any] = {"sequence_store_id": "1", "upload_id": "1", "part_source": "SOURCE1", "part_number": 1}

    with pytest.raises(ParameterError, match=r"\.payload: expected bytes, a file that can seek.*told the length"):
        operation.encode_request(operation.input(**members, payload=iter([b"a"])), "https://x.test")

    request = operation.encode_request(operation.input(**members, payload=io.BytesIO(b"a")), "https://x.test")
    assert request.stream is not None
    assert request.stream.length == 1


def test_what_cannot_be_a_body_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ParameterError, match=r"PutObjectRequest\.body: expected bytes.*got int 5"):
        PUT_OBJECT.input(bucket="b", key="k", body=5).validate()
    operation = awso.service("iot-data").operation("Publish")
    with pytest.raises(ParameterError, match=r"PublishRequest\.payload: expected bytes, got list"):
        operation.encode_request(operation.input(topic="t", payload=[b"a"]), "https://x.test")


class Stream:
    """An open body, as a transport hands it out."""

    def __init__(self, content: bytes) -> None:
        self.file = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        return self.file.read(size)

    def close(self) -> None:
        self.file.close()

    async def read_async(self, size: int) -> bytes:
        return self.file.read(size)

    async def close_async(self) -> None:
        self.file.close()


@pytest.mark.parametrize(
    ("headers", "length"),
    [({"Content-Length": "7"}, 7), ({}, None), ({"Content-Length": "3", "Content-Encoding": "gzip"}, None)],
)
def test_a_streaming_member_is_read_as_it_arrives(headers: dict[str, str], length: int | None) -> None:
    output = GET_OBJECT.decode_response(HttpResponse(200, headers, stream=Stream(b"content")))

    assert isinstance(output.body, StreamingBody)
    assert output.body.length == length
    assert output.body.read() == b"content"


def test_a_streaming_member_of_a_response_that_was_read_is_its_bytes() -> None:
    assert GET_OBJECT.decode_response(HttpResponse(200, {}, b"content")).body == b"content"
    assert GET_OBJECT.decode_response(HttpResponse(200)).body == b""


def test_a_server_may_answer_with_bytes_or_with_a_body_that_it_reads_itself() -> None:
    body = StreamingBody(Stream(b"content"))

    assert GET_OBJECT.encode_response(GET_OBJECT.output(body=b"content")).body == b"content"
    assert GET_OBJECT.encode_response(GET_OBJECT.output(body=body)).stream is body


def test_a_text_that_is_not_utf_8_is_a_response_error() -> None:
    with pytest.raises(ResponseError, match=r"GetBucketPolicyOutput\.policy: expected UTF-8 text"):
        S3.operation("GetBucketPolicy").decode_response(HttpResponse(200, {}, b"\xff"))


# --- answers --------------------------------------------------------------------------------------------------------


def test_a_structure_that_is_the_body_is_named_in_the_path_of_a_misfit() -> None:
    operation = awso.service("appmesh").operation("DescribeMesh")

    with pytest.raises(ResponseError, match=r"DescribeMeshOutput\.mesh\.mesh_name: expected text, got a list"):
        operation.decode_response(HttpResponse(200, {}, b'{"meshName": []}'))


def test_the_status_code_is_a_member_where_the_model_says_so() -> None:
    operation = awso.service("lambda").operation("Invoke")

    output = operation.decode_response(HttpResponse(202, {"X-Amz-Function-Error": "Unhandled"}, b"{}"))

    assert (output.status_code, output.function_error, output.payload) == (202, "Unhandled", b"{}")
    assert operation.encode_response(operation.output(status_code=202)).status == 202


@pytest.mark.parametrize("body", [b"<html>", b"{", b"[]", b"\xff"])
def test_an_answer_that_misfits_is_a_response_error_without_its_content(body: bytes) -> None:
    for operation in (awso.service("lambda").operation("GetFunction"), S3.operation("ListObjectsV2")):
        with pytest.raises(ResponseError, match=rf"^{operation}: ") as caught:
            operation.decode_response(HttpResponse(200, {"x-amzn-requestid": "r-1"}, body))

        assert "r-1" in str(caught.value)


def test_members_that_are_headers_are_not_looked_for_in_the_body() -> None:
    operation = awso.service("appconfig").operation("GetHostedConfigurationVersion")

    output = operation.decode_response(HttpResponse(200, {"Content-Type": "a/b"}, b'{"ContentType": "other"}'))

    assert output.content_type == "a/b"
