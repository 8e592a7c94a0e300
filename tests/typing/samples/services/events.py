"""What a program may write with events, and below, what it may not: see `tests/typing/test_services.py`."""

from datetime import UTC, datetime
from typing import assert_type

from awso import events

with events.Client() as client:
    entry = events.PutEventsRequestEntry(source="s", detail_type="t", detail="{}", time=datetime.now(UTC))
    assert_type(client.put_events(entries=[entry]).failed_entry_count, int | None)
    client.put_rule(name="r", event_pattern="{}", state="ENABLED")
    client.put_targets(rule="r", targets=[events.Target(id="1", arn="arn")])
    for rule in client.list_rules.items():
        assert_type(rule.event_pattern, str | None)
    try:
        client.delete_rule(name="r")
    except events.errors.ManagedRuleException as error:
        assert_type(error.message, str)

    client.put_events()  # error: "entries"
    events.PutEventsRequestEntry(source="s", detail={"a": 1})  # error: "detail"
    events.Target(id="1")  # error: "arn"
    client.put_rule(name="r", pattern="{}")  # error: "pattern"
    client.list_rules.items(limit="5")  # error: "limit"


async def concurrent() -> None:
    async with events.AsyncClient() as aio:
        async for _ in aio.list_rules.items():
            pass
        for _ in aio.list_rules.items():  # error: "__iter__"
            pass
