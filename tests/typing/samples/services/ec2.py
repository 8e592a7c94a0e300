"""What a program may write with ec2, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import ec2

with ec2.Client() as client:
    reservation = client.run_instances(min_count=1, max_count=2, image_id="ami-1", instance_type="t3.micro")
    assert_type(reservation.instances, list[ec2.Instance])
    for found in client.describe_instances.items(filters=[ec2.Filter(name="vpc-id", values=["v"])]):
        assert_type(found, ec2.Reservation)
        for instance in found.instances:
            assert_type(instance.state, ec2.InstanceState | None)
    answer = client.wait_until.instance_running(instance_ids=["i-1"], on_attempt=print, delay_seconds=5)
    assert_type(answer, ec2.DescribeInstancesResult)
    client.terminate_instances(instance_ids=("i-1",))

    client.run_instances(image_id="ami-1", min_count=1)  # error: "max_count"
    client.describe_instances(instance_ids="i-1, i-2", filter=[])  # error: "filter"
    client.describe_instances(instance_ids=[1])  # error: "str"
    client.wait_until.instances_running(instance_ids=["i-1"])  # error: "instances_running"
    client.wait_until.instance_running(instance_ids=["i-1"], on_attempt=3)  # error: "on_attempt"
    reservation.instances[0].state.name  # error: "name"


async def concurrent() -> None:
    async with ec2.AsyncClient() as aio:
        async for _ in aio.describe_instances.items(filters=[ec2.Filter(name="vpc-id", values=["v"])]):
            pass
        for _ in aio.describe_instances.items(filters=[ec2.Filter(name="vpc-id", values=["v"])]):  # error: "__iter__"
            pass
        await aio.wait_until.instance_stopped(instance_ids=["i-1"])
        aio.wait_until.instance_stopped(instance_ids=["i-1"]).reservations  # error: "reservations"
