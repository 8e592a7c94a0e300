"""What a program may write with kinesis, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import kinesis

with kinesis.Client() as client:
    entry = kinesis.PutRecordsRequestEntry(data=b"d", partition_key="p")
    assert_type(client.put_records(stream_name="s", records=[entry]).records, list[kinesis.PutRecordsResultEntry])
    for shard in client.list_shards.items(stream_name="s"):
        assert_type(shard.shard_id, str | None)
    answer = client.wait_until.stream_exists(stream_name="s")
    assert_type(answer, kinesis.DescribeStreamOutput)
    assert_type(client.wait_until.stream_not_exists(stream_name="s"), kinesis.DescribeStreamOutput | None)
    try:
        client.get_records(shard_iterator="i", limit=10)
    except kinesis.errors.ExpiredIteratorException as error:
        assert_type(error.message, str)

    kinesis.PutRecordsRequestEntry(data="d", partition_key="p")  # error: "data"
    client.put_records(stream_name="s")  # error: "records"
    client.wait_until.stream_exists(name="s")  # error: "name"
    client.get_records(shard_iterator="i", limit=1.5)  # error: "limit"
    answer.stream  # error: "stream"


async def concurrent() -> None:
    async with kinesis.AsyncClient() as aio:
        async for _ in aio.list_shards.items(stream_name="s"):
            pass
        for _ in aio.list_shards.items(stream_name="s"):  # error: "__iter__"
            pass
