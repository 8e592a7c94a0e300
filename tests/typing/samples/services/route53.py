"""What a program may write with route53, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import route53

with route53.Client() as client:
    change = route53.Change(
        action="UPSERT",
        resource_record_set=route53.ResourceRecordSet(
            name="a.example.com", type="A", ttl=60, resource_records=[route53.ResourceRecord(value="192.0.2.1")]
        ),
    )
    changed = client.change_resource_record_sets(
        hosted_zone_id="Z1", change_batch=route53.ChangeBatch(changes=[change])
    )
    assert_type(changed.change_info, route53.ChangeInfo | None)
    client.wait_until.resource_record_sets_changed(id="C1", delay_seconds=10)
    for record in client.list_resource_record_sets.items(hosted_zone_id="Z1"):
        assert_type(record, route53.ResourceRecordSet)
    try:
        client.delete_hosted_zone(id="Z1")
    except route53.errors.HostedZoneNotEmpty as error:
        assert_type(error.status, int)

    route53.Change(action="UPSERT")  # error: "resource_record_set"
    route53.ResourceRecord(value=1)  # error: "value"
    client.change_resource_record_sets(hosted_zone_id="Z1", change_batch=[change])  # error: "change_batch"
    client.wait_until.resource_record_sets_changed(change_id="C1")  # error: "change_id"
    client.list_resource_record_sets.items()  # error: "hosted_zone_id"


async def concurrent() -> None:
    async with route53.AsyncClient() as aio:
        async for _ in aio.list_resource_record_sets.items(hosted_zone_id="Z1"):
            pass
        for _ in aio.list_resource_record_sets.items(hosted_zone_id="Z1"):  # error: "__iter__"
            pass
