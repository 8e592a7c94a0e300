"""S3 by moto: buckets, objects, pages, multipart uploads, waits, errors; bodies of 100 MB in bounded memory."""

import io
import resource
from collections.abc import AsyncIterator, Iterator

import pytest

from awso import s3
from awso.errors import ServiceError
from tests.integration.aws.either import Aws, Either, read

MEGABYTE = 1024 * 1024
LARGE = 100 * MEGABYTE


def test_objects_are_written_read_listed_and_deleted(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        bucket = client.name("shelf")
        await client.create_bucket(bucket=bucket)
        await client.wait("bucket_exists", bucket=bucket)
        strange = "a b/../ü+&?#%/./é.txt"
        put = await client.put_object(
            bucket=bucket, key=strange, body=b"hello", content_type="text/plain", metadata={"colour": "blue"}
        )
        assert put.e_tag == '"5d41402abc4b2a76b9719d911017c592"'
        got = await client.get_object(bucket=bucket, key=strange)
        assert await read(got.body, client.mode) == b"hello"
        assert (got.content_length, got.content_type, got.metadata) == (5, "text/plain", {"colour": "blue"})
        head = await client.head_object(bucket=bucket, key=strange)
        assert head.last_modified.tzinfo is not None
        part = await client.get_object(bucket=bucket, key=strange, range="bytes=1-2")
        assert (await read(part.body, client.mode), part.content_range) == (b"el", "bytes 1-2/5")
        for number in range(25):
            await client.put_object(bucket=bucket, key=f"page/{number:02}", body=str(number).encode())
        keys = [entry.key for entry in await client.list_objects_v2.items(bucket=bucket, prefix="page/", max_keys=10)]
        assert keys == [f"page/{number:02}" for number in range(25)]
        listed = await client.list_objects_v2(bucket=bucket, delimiter="/")
        assert [prefix.prefix for prefix in listed.common_prefixes] == ["a b/", "page/"]
        copied = await client.copy_object(bucket=bucket, key="copy", copy_source=f"{bucket}/page/03")
        assert copied.copy_object_result.e_tag
        names = [s3.ObjectIdentifier(key=key) for key in [*keys, strange, "copy"]]
        deleted = await client.delete_objects(bucket=bucket, delete=s3.Delete(objects=names))
        assert len(deleted.deleted) == 27
        with pytest.raises(s3.errors.NoSuchKey) as caught:
            await client.get_object(bucket=bucket, key="copy")
        assert caught.value.status == 404
        with pytest.raises(ServiceError) as headed:
            await client.head_object(bucket=bucket, key="copy")
        assert headed.value.status == 404
        await client.delete_bucket(bucket=bucket)
        await client.wait("bucket_not_exists", bucket=bucket)
        with pytest.raises(s3.errors.NoSuchBucket):
            await client.list_objects_v2(bucket=bucket)

    aws.play(scenario, "s3")


def test_a_bucket_has_a_place(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        bucket = client.name("placed")
        place = s3.CreateBucketConfiguration(location_constraint="eu-central-1")
        await client.create_bucket(bucket=bucket, create_bucket_configuration=place)
        assert (await client.get_bucket_location(bucket=bucket)).location_constraint == "eu-central-1"

    aws.play(scenario, "s3")


def test_multipart_uploads_become_one_object(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        bucket = client.name("parts")
        await client.create_bucket(bucket=bucket)
        upload = await client.create_multipart_upload(bucket=bucket, key="whole")
        done: list[s3.CompletedPart] = []
        for number in (1, 2):
            part = await client.upload_part(
                bucket=bucket,
                key="whole",
                upload_id=upload.upload_id,
                part_number=number,
                body=io.BytesIO(bytes([number]) * 5 * MEGABYTE),
            )
            done.append(s3.CompletedPart(e_tag=part.e_tag, part_number=number))
        listed = await client.list_parts.items(bucket=bucket, key="whole", upload_id=upload.upload_id, max_parts=1)
        assert [part.size for part in listed] == [5 * MEGABYTE] * 2
        await client.complete_multipart_upload(
            bucket=bucket,
            key="whole",
            upload_id=upload.upload_id,
            multipart_upload=s3.CompletedMultipartUpload(parts=done),
        )
        head = await client.head_object(bucket=bucket, key="whole")
        assert head.content_length == 10 * MEGABYTE

    aws.play(scenario, "s3")


def test_iterators_without_a_known_length_are_uploaded(aws: Aws) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"one ", b"two ", b"three")

    async def async_pieces() -> AsyncIterator[bytes]:
        for piece in pieces():
            yield piece

    async def scenario(client: Either) -> None:
        bucket = client.name("streams")
        await client.create_bucket(bucket=bucket)
        body = async_pieces() if client.mode == "async" else pieces()
        await client.put_object(bucket=bucket, key="k", body=body, content_length=13)
        got = await client.get_object(bucket=bucket, key="k")
        assert await read(got.body, client.mode) == b"one two three"

    aws.play(scenario, "s3")


class Zeros(io.RawIOBase):
    """A file of zeros that is not there."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = (0, self._position, self._size)[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base takes any buffer
        count = min(len(buffer), self._size - self._position)
        buffer[:count] = bytes(count)
        self._position += count
        return count


def test_100_megabytes_go_up_and_down_in_bounded_memory(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        bucket = client.name("large")
        await client.create_bucket(bucket=bucket)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await client.put_object(bucket=bucket, key="zeros", body=Zeros(LARGE), content_length=LARGE)
        got = await client.get_object(bucket=bucket, key="zeros")
        total = 0
        if client.mode == "async":
            async for chunk in got.body:
                total += len(chunk)
        else:
            for chunk in got.body:
                total += len(chunk)
        assert total == LARGE
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        assert grown < LARGE / 4
        await client.delete_object(bucket=bucket, key="zeros")

    aws.play(scenario, "s3")
