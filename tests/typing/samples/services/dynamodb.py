"""What a program may write with dynamodb, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import dynamodb

with dynamodb.Client() as client:
    key = {"id": dynamodb.AttributeValue(s="1")}
    client.put_item(table_name="Ships", item=key)
    assert_type(client.get_item(table_name="Ships", key=key).item, dict[str, dynamodb.AttributeValue])
    for row in client.query.items(table_name="Ships", key_condition_expression="id = :id"):
        assert_type(row, dict[str, dynamodb.AttributeValue])
    answer = client.wait_until.table_exists(table_name="Ships", max_wait_seconds=60)
    assert_type(answer.table, dynamodb.TableDescription | None)
    client.create_table(
        table_name="Ships",
        attribute_definitions=[dynamodb.AttributeDefinition(attribute_name="id", attribute_type="S")],
        key_schema=[dynamodb.KeySchemaElement(attribute_name="id", key_type="HASH")],
        billing_mode="PAY_PER_REQUEST",
    )
    try:
        client.delete_item(table_name="Ships", key=key, condition_expression="attribute_exists(id)")
    except dynamodb.errors.ConditionalCheckFailedException as error:
        assert_type(error.item, dict[str, dynamodb.AttributeValue])

    ready = dynamodb.GetItemInput(table_name="Ships", key=key)
    assert_type(client.get_item.with_input(ready)().item, dict[str, dynamodb.AttributeValue])

    client.query.with_input(ready)  # error: "QueryInput"
    client.get_item.with_input(ready)(table_name="Ships")  # error: "table_name"
    client.put_item(table_name="Ships", item={"id": "1"})  # error: AttributeValue
    dynamodb.AttributeValue(s=1)  # error: "s"
    dynamodb.KeySchemaElement(attribute_name="id")  # error: "key_type"
    client.query(tablename="Ships")  # error: "tablename"
    client.wait_until.table_exists(table_name=7)  # error: "table_name"
    client.get_item(table_name="Ships", key=key).items["id"]  # error: "items"


async def concurrent() -> None:
    async with dynamodb.AsyncClient() as aio:
        async for _ in aio.query.items(table_name="Ships", key_condition_expression="id = :id"):
            pass
        ready_query = dynamodb.QueryInput(table_name="Ships")
        async for _ in aio.query.with_input(ready_query).items():
            pass
        for _ in aio.query.with_input(ready_query).items():  # error: "__iter__"
            pass
        for _ in aio.query.items(table_name="Ships", key_condition_expression="id = :id"):  # error: "__iter__"
            pass
