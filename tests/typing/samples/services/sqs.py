"""What a program may write with sqs, and below, what it may not: see `tests/typing/test_services.py`."""

from collections.abc import Iterator
from typing import assert_type

from awso import sqs

with sqs.Client() as client:
    url = client.create_queue(queue_name="orders", attributes={"VisibilityTimeout": "30"}).queue_url
    assert_type(url, str | None)
    client.send_message(queue_url="u", message_body="b", delay_seconds=3)
    for message in client.receive_message(queue_url="u", max_number_of_messages=10).messages:
        assert_type(message, sqs.Message)
        assert_type(message.receipt_handle, str | None)
    assert_type(client.list_queues.items(), Iterator[str])
    client.delete_message_batch(queue_url="u", entries=[sqs.DeleteMessageBatchRequestEntry(id="1", receipt_handle="h")])

    client.send_message(queue_url="u")  # error: "message_body"
    client.send_message(queue_url=url, message_body="b")  # error: "queue_url"
    client.send_message(queue_url="u", message_body=b"b")  # error: "message_body"
    client.receive_message.items(queue_url="u")  # error: "items"
    client.wait_until  # error: "wait_until"
    sqs.DeleteMessageBatchRequestEntry(id="1")  # error: "receipt_handle"


async def concurrent() -> None:
    async with sqs.AsyncClient() as aio:
        async for _ in aio.list_queues.items():
            pass
        for _ in aio.list_queues.items():  # error: "__iter__"
            pass
