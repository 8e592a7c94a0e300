"""S3's transfers by several threads at once: what arrives, what is told of it, what is left when one fails."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from awso import boto
from awso.boto import Config, exceptions
from awso.boto.s3.client import S3Client
from awso.boto.s3.transfer import TransferConfig
from tests.integration.aws.moto_process import moto_server

MB = 1024**2
HOW = TransferConfig(multipart_threshold=6 * MB, multipart_chunksize=5 * MB, max_concurrency=3)
LARGE = bytes(range(256)) * (88 * 1024)  # 22 MB: five parts


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto_server() as served:
        yield served


@pytest.fixture
def client(url: str) -> S3Client:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    config = Config(s3={"addressing_style": "path"})
    made = boto.client("s3", region_name="us-east-1", endpoint_url=url, config=config, **keys)
    made.create_bucket(Bucket="files")
    return made


class OnlyRead:
    """A stream that cannot seek, and gives little at a time."""

    def __init__(self, content: bytes) -> None:
        self._file = BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, 777_777) if size >= 0 else size)


class OnlyWrite:
    """A stream that cannot seek."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.parts.append(bytes(content))
        return len(content)


def test_a_large_file_goes_there_and_back(client: S3Client, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(LARGE)
    up: list[int] = []
    down: list[int] = []

    client.upload_file(tmp_path / "there", "files", "large", Callback=up.append, Config=HOW)
    client.download_file("files", "large", tmp_path / "back", Callback=down.append, Config=HOW)

    assert (tmp_path / "back").read_bytes() == LARGE
    assert sum(up) == sum(down) == len(LARGE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "there"]
    assert client.head_object(Bucket="files", Key="large")["ETag"].endswith('-5"')


@pytest.mark.parametrize("size", [0, 5, 6 * MB - 1, 6 * MB, 11 * MB + 1])
def test_streams_that_cannot_seek_are_moved(client: S3Client, size: int) -> None:
    content = LARGE[:size]
    got = OnlyWrite()

    client.upload_fileobj(OnlyRead(content), "files", "streamed", Config=HOW)
    client.download_fileobj("files", "streamed", got, Config=HOW)

    assert b"".join(got.parts) == content


def test_what_is_left_of_a_file_is_uploaded(client: S3Client) -> None:
    file = BytesIO(b"head" + LARGE)
    file.seek(4)

    client.upload_fileobj(file, "files", "rest", Config=HOW)

    assert client.get_object(Bucket="files", Key="rest")["Body"].read() == LARGE


def test_a_large_copy_keeps_what_belongs_to_the_object(client: S3Client) -> None:
    extra = {"Metadata": {"a": "b"}, "ContentType": "x/y", "Tagging": "k=v"}
    client.upload_fileobj(BytesIO(LARGE), "files", "source", ExtraArgs=extra, Config=HOW)
    moved: list[int] = []

    source = {"Bucket": "files", "Key": "source"}
    client.copy(source, "files", "copy", ExtraArgs={"TaggingDirective": "COPY"}, Callback=moved.append, Config=HOW)

    got = client.get_object(Bucket="files", Key="copy")
    assert (got["Metadata"], got["ContentType"], got["Body"].read() == LARGE) == ({"a": "b"}, "x/y", True)
    assert client.get_object_tagging(Bucket="files", Key="copy")["TagSet"] == [{"Key": "k", "Value": "v"}]
    assert sum(moved) == len(LARGE)


class Annotated:
    """A door to the service behind which there are annotations, of which moto knows nothing."""

    def __init__(self, client: S3Client, refused: str | None = None) -> None:
        self.put: list[dict[str, Any]] = []
        self._send = client._make_api_call  # pyright: ignore[reportPrivateUsage]  # the one door to the service
        self._refused = refused

    def __call__(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        match operation:
            case "ListObjectAnnotations":
                return {"Annotations": [{"AnnotationName": "one"}, {"AnnotationName": "two"}]}
            case "GetObjectAnnotation":
                return {"AnnotationPayload": BytesIO(params["AnnotationName"].encode())}
            case "PutObjectAnnotation":
                if params["AnnotationName"] == self._refused:
                    raise exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, operation)
                self.put.append(params)
                return {}
            case _:
                return self._send(operation, params)


def test_a_large_copy_takes_annotations_along_where_it_is_told_to(client: S3Client) -> None:
    client.upload_fileobj(BytesIO(LARGE), "files", "source", Config=HOW)
    source, door = {"Bucket": "files", "Key": "source"}, Annotated(client)

    with patch.object(client, "_make_api_call", door):
        client.copy(source, "files", "copy", Config=HOW)
        client.copy(source, "files", "copy", ExtraArgs={"AnnotationDirective": "COPY"}, Config=HOW)

    copied = [(put["AnnotationName"], put["AnnotationPayload"]) for put in door.put]
    assert copied == [("one", b"one"), ("two", b"two")]
    assert all(put["ObjectIfMatch"] and (put["Bucket"], put["Key"]) == ("files", "copy") for put in door.put)


def test_a_copy_names_the_annotations_that_stayed_behind(client: S3Client) -> None:
    client.upload_fileobj(BytesIO(LARGE), "files", "source", Config=HOW)
    source, door = {"Bucket": "files", "Key": "source"}, Annotated(client, refused="one")

    with (
        patch.object(client, "_make_api_call", door),
        pytest.raises(exceptions.S3CopyFailedError, match=r"Succeeded: \['two'\]. Failed: \['one'\]"),
    ):
        client.copy(source, "files", "copy", ExtraArgs={"AnnotationDirective": "COPY"}, Config=HOW)


def test_an_upload_that_fails_leaves_no_parts_behind(client: S3Client) -> None:
    send = client._make_api_call  # pyright: ignore[reportPrivateUsage]  # the one door to the service

    def failing(operation: str, params: dict[str, Any]) -> dict[str, Any]:
        if operation == "UploadPart" and params["PartNumber"] == 3:
            raise exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, operation)
        return send(operation, params)

    with patch.object(client, "_make_api_call", failing), pytest.raises(exceptions.ClientError, match="AccessDenied"):
        client.upload_fileobj(BytesIO(LARGE), "files", "failed", Config=HOW)

    assert "Uploads" not in client.list_multipart_uploads(Bucket="files")


class Broken:
    """A body that breaks off after its first bytes, as often as it is told."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def __enter__(self) -> "Broken":
        return self

    def __exit__(self, *_: object) -> None:
        self._body.close()

    def read(self, size: int) -> bytes:
        self._body.read(size)
        raise exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2)


def breaking(client: S3Client, times: int) -> Any:
    send = client._make_api_call  # pyright: ignore[reportPrivateUsage]  # the one door to the service
    left = [times]

    def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
        answer = send(operation, params)
        if operation == "GetObject" and left[0] > 0:
            left[0] -= 1
            answer["Body"] = Broken(answer["Body"])
        return answer

    return patch.object(client, "_make_api_call", call)


def test_a_download_that_breaks_off_is_begun_again(client: S3Client, tmp_path: Path) -> None:
    client.put_object(Bucket="files", Key="small", Body=b"content")
    with breaking(client, 4):
        client.download_file("files", "small", tmp_path / "small")

    assert (tmp_path / "small").read_bytes() == b"content"


def test_a_download_that_breaks_off_each_time_is_given_up_and_leaves_no_file(client: S3Client, tmp_path: Path) -> None:
    client.put_object(Bucket="files", Key="small", Body=b"content")
    with breaking(client, 5), pytest.raises(exceptions.RetriesExceededError) as given_up:
        client.download_file("files", "small", tmp_path / "small")

    assert isinstance(given_up.value.last_exception, exceptions.IncompleteReadError)
    assert list(tmp_path.iterdir()) == []


def answering(client: S3Client, *bodies: bytes) -> Any:
    """The client with these bodies for its next downloads, whatever was asked for; all but the last break off."""
    send = client._make_api_call  # pyright: ignore[reportPrivateUsage]  # the one door to the service
    left = list(bodies)

    def call(operation: str, params: dict[str, Any]) -> dict[str, Any]:
        if operation != "GetObject":
            return send(operation, params)
        content = left.pop(0)
        body = BytesIO(content)
        return {"Body": HalfRead(content) if left else body, "ContentLength": len(content)}

    return patch.object(client, "_make_api_call", call)


class HalfRead(BytesIO):
    """Gives what it has, and then breaks off."""

    def read(self, size: int | None = -1) -> bytes:
        chunk = super().read(size)
        if not chunk:
            raise exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2)
        return chunk


def test_an_object_that_becomes_shorter_meanwhile_leaves_nothing_of_the_longer_one(
    client: S3Client, tmp_path: Path
) -> None:
    client.put_object(Bucket="files", Key="small", Body=b"content")
    with answering(client, b"first and longer", b"short"):
        client.download_file("files", "small", tmp_path / "small")

    assert (tmp_path / "small").read_bytes() == b"short"


def test_a_server_that_does_not_know_ranges_does_not_spoil_the_file(client: S3Client, tmp_path: Path) -> None:
    client.put_object(Bucket="files", Key="large", Body=LARGE)
    once = TransferConfig(multipart_threshold=6 * MB, multipart_chunksize=5 * MB, use_threads=False)
    with answering(client, LARGE), pytest.raises(exceptions.S3TransferFailedError, match="bytes 0-5242879"):
        client.download_file("files", "large", tmp_path / "large", Config=once)

    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_cannot_be_aborted_tells_why_it_failed(client: S3Client) -> None:
    send = client._make_api_call  # pyright: ignore[reportPrivateUsage]  # the one door to the service

    def failing(operation: str, params: dict[str, Any]) -> dict[str, Any]:
        if operation in ("UploadPart", "AbortMultipartUpload"):
            raise exceptions.ClientError({"Error": {"Code": f"No{operation}"}}, operation)
        return send(operation, params)

    with patch.object(client, "_make_api_call", failing), pytest.raises(exceptions.ClientError) as caught:
        client.upload_fileobj(BytesIO(LARGE), "files", "failed", Config=HOW)

    assert caught.value.response["Error"]["Code"] == "NoUploadPart"
    assert "NoAbortMultipartUpload" in caught.value.__notes__[0]


@pytest.mark.parametrize("option", ["max_io_queue", "max_bandwidth"])
def test_options_that_cannot_be_followed_are_refused(option: str) -> None:
    given: dict[str, Any] = {option: 1}
    with pytest.raises(exceptions.UnsupportedFeatureError, match=option):
        TransferConfig(**given)
    with pytest.raises(exceptions.UnsupportedFeatureError, match="crt"):
        TransferConfig(preferred_transfer_client="crt")
