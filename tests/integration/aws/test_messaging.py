"""SQS, SNS, EventBridge, Kinesis: create, read, list with pages, error, delete."""

import json

import pytest

from awso import events, kinesis, sns, sqs
from tests.integration.aws.either import Aws, Either


def test_sqs_queues_carry_messages(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        url = (await client.create_queue(queue_name=client.name("orders"))).queue_url
        attribute = sqs.MessageAttributeValue(data_type="String", string_value="blue")
        sent = await client.send_message(queue_url=url, message_body="one ✓", message_attributes={"colour": attribute})
        batch = await client.send_message_batch(
            queue_url=url,
            entries=[sqs.SendMessageBatchRequestEntry(id=str(n), message_body=f"body {n}") for n in range(3)],
        )
        assert [entry.id for entry in batch.successful] == ["0", "1", "2"]
        received = await client.receive_message(
            queue_url=url, max_number_of_messages=10, message_attribute_names=["All"]
        )
        first = next(message for message in received.messages if message.message_id == sent.message_id)
        assert (first.body, first.message_attributes["colour"].string_value) == ("one ✓", "blue")
        await client.delete_message(queue_url=url, receipt_handle=first.receipt_handle)
        for number in range(5):
            await client.create_queue(queue_name=client.name(f"page-{number}"))
        urls = await client.list_queues.items(queue_name_prefix="page-", max_results=2)
        assert len({url for url in urls if client.mode in url}) == 5
        await client.delete_queue(queue_url=url)
        with pytest.raises(sqs.errors.QueueDoesNotExist) as caught:
            await client.get_queue_url(queue_name=client.name("orders"))
        assert caught.value.status == 400
        # What its query days called it, for programs that look for that.
        assert caught.value.code == "AWS.SimpleQueueService.NonExistentQueue"

    aws.play(scenario, "sqs")


def test_sns_topics_have_subscriptions(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        topic = (await client.create_topic(name=client.name("news"), tags=[sns.Tag(key="a", value="b")])).topic_arn
        await client.set_topic_attributes(topic_arn=topic, attribute_name="DisplayName", attribute_value="News & more")
        read = await client.get_topic_attributes(topic_arn=topic)
        assert read.attributes["DisplayName"] == "News & more"
        subscribed = await client.subscribe(topic_arn=topic, protocol="email", endpoint="ada@example.com")
        assert subscribed.subscription_arn
        published = await client.publish(topic_arn=topic, message="hello\n<world> & all", subject="s")
        assert published.message_id
        for number in range(120):  # pages hold 100
            await client.create_topic(name=client.name(f"page-{number}"))
        pages = await client.list_topics.pages()
        assert len(pages) > 1
        arns = [topic.topic_arn for topic in await client.list_topics.items()]
        assert sum(":page-" in arn and arn.endswith(client.mode) for arn in arns) == 120
        await client.delete_topic(topic_arn=topic)
        with pytest.raises(sns.errors.NotFoundException) as caught:
            await client.get_topic_attributes(topic_arn=topic)
        assert caught.value.status == 404
        assert caught.value.request_id

    aws.play(scenario, "sns")


def test_eventbridge_rules_have_targets(aws: Aws) -> None:
    async def scenario(client: Either, queues: Either) -> None:
        bus = client.name("bus")
        await client.create_event_bus(name=bus)
        for number in range(4):
            await client.put_rule(name=f"rule-{number}", event_bus_name=bus, event_pattern='{"source":["a"]}')
        queue = await queues.create_queue(queue_name=client.name("events"))
        queue_arn = f"arn:aws:sqs:us-east-1:123456789012:{client.name('events')}"
        target = events.Target(id="1", arn=queue_arn)
        put = await client.put_targets(rule="rule-0", event_bus_name=bus, targets=[target])
        assert put.failed_entry_count == 0
        described = await client.describe_rule(name="rule-0", event_bus_name=bus)
        assert (described.name, described.state) == ("rule-0", "ENABLED")
        names = [
            rule.name for page in await client.list_rules.pages(event_bus_name=bus, limit=2) for rule in page.rules
        ]
        assert names == ["rule-0", "rule-1", "rule-2", "rule-3"]
        entry = events.PutEventsRequestEntry(source="a", detail_type="t", detail="{}", event_bus_name=bus)
        assert (await client.put_events(entries=[entry])).entries[0].event_id
        delivered = await queues.receive_message(queue_url=queue.queue_url)
        assert [json.loads(message.body)["detail-type"] for message in delivered.messages] == ["t"]
        await client.remove_targets(rule="rule-0", event_bus_name=bus, ids=["1"])
        await client.delete_rule(name="rule-0", event_bus_name=bus)
        with pytest.raises(events.errors.ResourceNotFoundException):
            await client.describe_rule(name="rule-0", event_bus_name=bus)

    aws.play(scenario, "events", "sqs")


def test_kinesis_streams_carry_records(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        stream = client.name("clicks")
        await client.create_stream(stream_name=stream, shard_count=2)
        await client.wait("stream_exists", stream_name=stream)
        put = await client.put_record(stream_name=stream, data=b"\x00\xff binary", partition_key="k")
        records = [kinesis.PutRecordsRequestEntry(data=f"{n}".encode(), partition_key=f"{n}") for n in range(10)]
        assert (await client.put_records(stream_name=stream, records=records)).failed_record_count == 0
        shards = await client.list_shards.items(stream_name=stream)
        assert len(shards) == 2
        iterator = await client.get_shard_iterator(
            stream_name=stream, shard_id=put.shard_id, shard_iterator_type="TRIM_HORIZON"
        )
        got = await client.get_records(shard_iterator=iterator.shard_iterator)
        assert got.records[0].data == b"\x00\xff binary"
        assert got.records[0].approximate_arrival_timestamp.tzinfo is not None
        await client.delete_stream(stream_name=stream)
        with pytest.raises(kinesis.errors.ResourceNotFoundException):
            await client.describe_stream(stream_name=stream)

    aws.play(scenario, "kinesis")
