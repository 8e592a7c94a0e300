"""What a program may write with ecs, and below, what it may not: see `tests/typing/test_services.py`."""

from collections.abc import Iterator
from typing import assert_type

from awso import ecs

with ecs.Client() as client:
    tasks = client.run_task(task_definition="t:1", cluster="c", count=2, launch_type="FARGATE").tasks
    assert_type(tasks, list[ecs.Task])
    assert_type(client.list_tasks.items(cluster="c"), Iterator[str])
    answer = client.wait_until.services_stable(services=["web"], cluster="c")
    assert_type(answer.services, list[ecs.Service])
    client.register_task_definition(
        family="t", container_definitions=[ecs.ContainerDefinition(name="web", image="nginx", memory=128)]
    )
    try:
        client.describe_services(services=["web"])
    except ecs.errors.ClusterNotFoundException as error:
        assert_type(error.request_id, str | None)

    client.run_task(cluster="c")  # error: "task_definition"
    client.describe_services(services="web", clusters="c")  # error: "clusters"
    ecs.ContainerDefinition(name="web", memory="128")  # error: "memory"
    client.wait_until.services_stable(cluster="c")  # error: "services"
    client.wait_until.service_stable(services=["web"])  # error: "service_stable"


async def concurrent() -> None:
    async with ecs.AsyncClient() as aio:
        async for _ in aio.list_tasks.items(cluster="c"):
            pass
        for _ in aio.list_tasks.items(cluster="c"):  # error: "__iter__"
            pass
