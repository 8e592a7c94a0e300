"""What a program may write with s3, and below, what it may not: see `tests/typing/test_services.py`."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_type

from awso import s3

with s3.Client() as client:
    client.put_object(bucket="b", key="k", body=b"text", metadata={"by": "ada"})
    assert_type(client.head_object(bucket="b", key="k").content_length, int | None)
    assert_type(client.list_objects_v2.pages(bucket="b"), Iterator[s3.ListObjectsV2Output])
    for found in client.list_objects_v2.items(bucket="b", prefix="p/"):
        assert_type(found, s3.Object)
        assert_type(found.last_modified, datetime | None)
    for page in client.list_objects_v2.pages(bucket="b", delimiter="/"):
        assert_type(page.common_prefixes, list[s3.CommonPrefix])
    client.delete_objects(bucket="b", delete=s3.Delete(objects=[s3.ObjectIdentifier(key="k")]))
    assert_type(client.wait_until.object_exists(bucket="b", key="k"), s3.HeadObjectOutput)
    assert_type(client.wait_until.bucket_not_exists(bucket="b"), s3.HeadBucketOutput | None)
    try:
        client.create_bucket(bucket="b")
    except s3.errors.BucketAlreadyOwnedByYou as error:
        assert_type(error.request_id, str | None)

    client.list_object_v2(bucket="b")  # error: "list_object_v2"
    client.put_object(bucket="b", body=b"text")  # error: "key"
    client.list_objects_v2(buket="b")  # error: "buket"
    client.list_objects_v2(bucket="b", max_keys="many")  # error: "max_keys"
    client.head_object(bucket="b", key="k").content_length + 1  # error: None
    client.delete_objects(bucket="b", delete={"Objects": []})  # error: "delete"
    client.wait_until.object_exist(bucket="b", key="k")  # error: "object_exist"
    client.wait_until.object_exists(bucket="b")  # error: "key"
    client.wait_until.object_exists(bucket="b", key="k", max_wait="1 min")  # error: "max_wait"
    s3.errors.NoSuchBuckets  # error: "NoSuchBuckets"


async def concurrent() -> None:
    async with s3.AsyncClient() as aio:
        async for _ in aio.list_objects_v2.items(bucket="b", prefix="p/"):
            pass
        for _ in aio.list_objects_v2.items(bucket="b", prefix="p/"):  # error: "__iter__"
            pass
