"""CloudWatch, Logs, CloudFormation, Step Functions, ECR, ECS: create, read, list with pages, wait, error, delete."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from awso import cloudformation, cloudwatch, ecr, ecs, logs, stepfunctions
from awso.errors import ServiceError
from tests.integration.aws.either import Aws, Either

ROLE = "arn:aws:iam::123456789012:role/service"


def test_cloudwatch_keeps_metrics_and_alarms(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        space = client.name("Shop")
        now = datetime.now(UTC).replace(microsecond=0)
        data = [
            cloudwatch.MetricDatum(
                metric_name="Sales", value=float(n), unit="Count", timestamp=now - timedelta(minutes=n)
            )
            for n in range(1, 6)
        ]
        await client.put_metric_data(namespace=space, metric_data=data)
        metrics = await client.list_metrics.items(namespace=space)
        assert {metric.metric_name for metric in metrics} == {"Sales"}
        statistics = await client.get_metric_statistics(
            namespace=space,
            metric_name="Sales",
            start_time=now - timedelta(hours=1),
            end_time=now,
            period=3600,
            statistics=["Sum", "Maximum"],
        )
        assert sum(point.sum for point in statistics.datapoints) == 15.0
        for number in range(3):
            await client.put_metric_alarm(
                alarm_name=client.name(f"alarm-{number}"),
                comparison_operator="GreaterThanThreshold",
                evaluation_periods=1,
                threshold=1.5,
                metric_name="Sales",
                namespace=space,
                period=60,
                statistic="Sum",
            )
        alarms = await client.describe_alarms(alarm_names=[client.name("alarm-0")])
        assert alarms.metric_alarms[0].threshold == 1.5
        await client.delete_alarms(alarm_names=[client.name(f"alarm-{number}") for number in range(3)])
        gone = await client.describe_alarms(alarm_names=[client.name("alarm-0")])
        assert gone.metric_alarms == []
        with pytest.raises(cloudwatch.errors.ResourceNotFound):
            await client.get_dashboard(dashboard_name=client.name("none"))

    aws.play(scenario, "cloudwatch")


def test_logs_are_written_and_read(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        group = client.name("/app/web")
        await client.create_log_group(log_group_name=group, tags={"a": "b"})
        await client.create_log_stream(log_group_name=group, log_stream_name="s1")
        milliseconds = int(datetime.now(UTC).timestamp() * 1000)
        lines = [logs.InputLogEvent(timestamp=milliseconds + n, message=f"line {n} ✓") for n in range(5)]
        await client.put_log_events(log_group_name=group, log_stream_name="s1", log_events=lines)
        read = await client.get_log_events(log_group_name=group, log_stream_name="s1", start_from_head=True)
        assert [event.message for event in read.events] == [f"line {n} ✓" for n in range(5)]
        assert read.events[0].timestamp == milliseconds
        found = await client.filter_log_events.pages(log_group_name=group, filter_pattern="line")
        assert sum(len(page.events) for page in found) == 5
        for number in range(5):
            await client.create_log_stream(log_group_name=group, log_stream_name=f"page-{number}")
        streams = await client.describe_log_streams.items(log_group_name=group, log_stream_name_prefix="page-", limit=2)
        assert len(streams) == 5
        await client.delete_log_group(log_group_name=group)
        with pytest.raises(logs.errors.ResourceNotFoundException):
            await client.describe_log_streams(log_group_name=group)

    aws.play(scenario, "logs")


def test_cloudformation_stacks_come_and_go(aws: Aws) -> None:
    template = json.dumps(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Parameters": {"Name": {"Type": "String"}},
            "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Name"}}}},
            "Outputs": {"Url": {"Value": {"Ref": "Queue"}}},
        }
    )

    async def scenario(client: Either) -> None:
        stack = client.name("stack")
        parameter = cloudformation.Parameter(parameter_key="Name", parameter_value=client.name("from-stack"))
        await client.create_stack(
            stack_name=stack, template_body=template, parameters=[parameter], capabilities=["CAPABILITY_IAM"]
        )
        await client.wait("stack_create_complete", stack_name=stack)
        described = (await client.describe_stacks(stack_name=stack)).stacks[0]
        assert described.stack_status == "CREATE_COMPLETE"
        assert described.outputs[0].output_value.endswith(client.name("from-stack"))
        resources = await client.list_stack_resources.items(stack_name=stack)
        assert [resource.logical_resource_id for resource in resources] == ["Queue"]
        events = await client.describe_stack_events.items(stack_name=stack)
        assert events
        await client.delete_stack(stack_name=stack)
        await client.wait("stack_delete_complete", stack_name=stack)
        with pytest.raises(ServiceError) as caught:  # the model has no class for it
            await client.describe_stacks(stack_name=stack)
        assert caught.value.code == "ValidationError"

    aws.play(scenario, "cloudformation")


def test_step_functions_run_machines(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
        machine = await client.create_state_machine(name=client.name("machine"), definition=definition, role_arn=ROLE)
        described = await client.describe_state_machine(state_machine_arn=machine.state_machine_arn)
        assert json.loads(described.definition) == json.loads(definition)
        for number in range(5):
            await client.start_execution(
                state_machine_arn=machine.state_machine_arn, name=f"run-{number}", input='{"secret":"x"}'
            )
        runs = await client.list_executions.items(state_machine_arn=machine.state_machine_arn, max_results=2)
        assert {run.name for run in runs} == {f"run-{number}" for number in range(5)}
        await client.delete_state_machine(state_machine_arn=machine.state_machine_arn)
        with pytest.raises(stepfunctions.errors.StateMachineDoesNotExist):
            await client.describe_state_machine(state_machine_arn=machine.state_machine_arn)

    aws.play(scenario, "stepfunctions")


def test_ecr_repositories_hold_images(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        name = client.name("team/web")
        created = (await client.create_repository(repository_name=name)).repository
        assert created.repository_uri.endswith(name)
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []}
        for number in range(3):
            await client.put_image(
                repository_name=name, image_manifest=json.dumps({**manifest, "n": number}), image_tag=f"t{number}"
            )
        images = await client.list_images.items(repository_name=name)
        assert sorted(image.image_tag for image in images) == ["t0", "t1", "t2"]
        for number in range(3):
            await client.create_repository(repository_name=client.name(f"page/{number}"))
        repositories = await client.describe_repositories.items(max_results=2)
        assert sum(repository.repository_name.endswith(client.mode) for repository in repositories) == 4
        gone = await client.batch_delete_image(
            repository_name=name, image_ids=[ecr.ImageIdentifier(image_tag="t0"), ecr.ImageIdentifier(image_tag="t9")]
        )
        assert gone.failures[0].failure_code == "ImageNotFound"
        await client.delete_repository(repository_name=name, force=True)
        with pytest.raises(ecr.errors.RepositoryNotFoundException):
            await client.list_images(repository_name=name)

    aws.play(scenario, "ecr")


def test_ecs_clusters_run_services(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        cluster = client.name("cluster")
        await client.create_cluster(cluster_name=cluster, tags=[ecs.Tag(key="a", value="b")])
        container = ecs.ContainerDefinition(name="web", image="nginx", cpu=10, memory=64, essential=True)
        family = client.name("family")
        registered = [
            await client.register_task_definition(family=family, container_definitions=[container]) for _ in range(3)
        ]
        assert [answer.task_definition.revision for answer in registered] == [1, 2, 3]
        arns = await client.list_task_definitions.items(family_prefix=family, max_results=2)
        assert [arn.rpartition(":")[2] for arn in arns] == ["1", "2", "3"]
        service = await client.create_service(
            cluster=cluster, service_name="web", task_definition=f"{family}:3", desired_count=0
        )
        assert service.service.status == "ACTIVE"
        await client.wait("services_stable", cluster=cluster, services=["web"])
        await client.delete_service(cluster=cluster, service="web", force=True)
        await client.delete_cluster(cluster=cluster)
        with pytest.raises(ecs.errors.ClusterNotFoundException):
            await client.list_tasks(cluster=client.name("none"))

    aws.play(scenario, "ecs")
