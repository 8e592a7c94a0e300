"""What a program may write with logs, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import logs

with logs.Client() as client:
    event = logs.InputLogEvent(timestamp=0, message="m")
    client.put_log_events(log_group_name="g", log_stream_name="s", log_events=[event])
    for found in client.filter_log_events.items(log_group_name="g", filter_pattern="ERROR"):
        assert_type(found, logs.FilteredLogEvent)
        assert_type(found.message, str | None)
    for group in client.describe_log_groups.items():
        assert_type(group.stored_bytes, int | None)
    try:
        client.create_log_group(log_group_name="g", tags={"a": "b"})
    except logs.errors.ResourceAlreadyExistsException as error:
        assert_type(error.service, str)

    logs.InputLogEvent(message="m")  # error: "timestamp"
    client.put_log_events(log_group_name="g", log_stream_name="s", log_events=event)  # error: "log_events"
    client.put_log_events(log_group_name="g", log_events=[event])  # error: "log_stream_name"
    client.filter_log_events(group="g")  # error: "group"
    logs.errors.ResourceExistsException  # error: "ResourceExistsException"


async def concurrent() -> None:
    async with logs.AsyncClient() as aio:
        async for _ in aio.filter_log_events.items(log_group_name="g", filter_pattern="ERROR"):
            pass
        for _ in aio.filter_log_events.items(log_group_name="g", filter_pattern="ERROR"):  # error: "__iter__"
            pass
