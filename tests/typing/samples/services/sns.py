"""What a program may write with sns, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import sns

with sns.Client() as client:
    assert_type(client.create_topic(name="news").topic_arn, str | None)
    client.publish(
        topic_arn="arn", message="m", message_attributes={"k": sns.MessageAttributeValue(data_type="String")}
    )
    for topic in client.list_topics.items():
        assert_type(topic.topic_arn, str | None)
    try:
        client.delete_topic(topic_arn="arn")
    except sns.errors.NotFoundException as error:
        assert_type(error.status, int)

    client.publish(topic_arn="arn")  # error: "message"
    client.publish(topic_arn="arn", message="m", subject=1)  # error: "subject"
    sns.MessageAttributeValue()  # error: "data_type"
    client.list_topic()  # error: "list_topic"
    sns.errors.NotFound  # error: "NotFound"


async def concurrent() -> None:
    async with sns.AsyncClient() as aio:
        async for _ in aio.list_topics.items():
            pass
        for _ in aio.list_topics.items():  # error: "__iter__"
            pass
