"""What a program may write with ecr, and below, what it may not: see `tests/typing/test_services.py`."""

from datetime import datetime
from typing import assert_type

from awso import ecr

with ecr.Client() as client:
    client.create_repository(repository_name="r", image_tag_mutability="IMMUTABLE")
    for image in client.describe_images.items(repository_name="r"):
        assert_type(image.image_pushed_at, datetime | None)
    for identifier in client.list_images.items(repository_name="r"):
        assert_type(identifier, ecr.ImageIdentifier)
    answer = client.wait_until.image_scan_complete(
        repository_name="r", image_id=ecr.ImageIdentifier(image_tag="latest")
    )
    assert_type(answer, ecr.DescribeImageScanFindingsResponse)
    try:
        client.delete_repository(repository_name="r", force=True)
    except ecr.errors.RepositoryNotFoundException as error:
        assert_type(error.message, str)

    client.create_repository(name="r")  # error: "name"
    client.describe_images.items()  # error: "repository_name"
    client.delete_repository(repository_name="r", force="yes")  # error: "force"
    client.wait_until.image_scan_complete(repository_name="r")  # error: "image_id"
    ecr.ImageIdentifier(tag="latest")  # error: "tag"


async def concurrent() -> None:
    async with ecr.AsyncClient() as aio:
        async for _ in aio.describe_images.items(repository_name="r"):
            pass
        for _ in aio.describe_images.items(repository_name="r"):  # error: "__iter__"
            pass
