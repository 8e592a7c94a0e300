"""EC2, IAM, STS, Lambda, Route 53: create, read, list with pages, wait, error, delete."""

import io
import json
import zipfile

import pytest

from awso import ec2, iam, lambda_, route53
from awso.errors import ServiceError
from tests.integration.aws.either import Aws, Either

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def test_ec2_instances_run_and_stop(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        tags = ec2.TagSpecification(resource_type="instance", tags=[ec2.Tag(key="Name", value=client.name("web"))])
        ran = await client.run_instances(
            image_id="ami-12c6146b", min_count=3, max_count=3, instance_type="t3.micro", tag_specifications=[tags]
        )
        ids = [instance.instance_id for instance in ran.instances]
        await client.wait("instance_running", instance_ids=ids)
        mine = ec2.Filter(name="tag:Name", values=[client.name("web")])
        reservations = await client.describe_instances.items(filters=[mine])
        found = [instance for reservation in reservations for instance in reservation.instances]
        assert {instance.instance_id for instance in found} == set(ids)
        assert {instance.state.name for instance in found} == {"running"}
        assert found[0].launch_time.tzinfo is not None
        assert found[0].tags == [ec2.Tag(key="Name", value=client.name("web"))]
        stopped = await client.stop_instances(instance_ids=ids[:1])
        assert stopped.stopping_instances[0].previous_state.name == "running"
        group = await client.create_security_group(group_name=client.name("group"), description="<&> described")
        rule = ec2.IpPermission(
            ip_protocol="tcp", from_port=443, to_port=443, ip_ranges=[ec2.IpRange(cidr_ip="10.0.0.0/8")]
        )
        await client.authorize_security_group_ingress(group_id=group.group_id, ip_permissions=[rule])
        described = (await client.describe_security_groups(group_ids=[group.group_id])).security_groups[0]
        assert described.description == "<&> described"
        assert described.ip_permissions[0].ip_ranges[0].cidr_ip == "10.0.0.0/8"
        for _ in range(6):  # each a reservation, of which a page holds no fewer than 5
            await client.run_instances(image_id="ami-12c6146b", min_count=1, max_count=1)
        assert len(await client.describe_instances.pages(max_results=5)) > 1
        await client.terminate_instances(instance_ids=ids)
        await client.wait("instance_terminated", instance_ids=ids)
        with pytest.raises(ServiceError) as caught:
            await client.describe_instances(instance_ids=["i-00000000000000000"])
        assert caught.value.code == "InvalidInstanceID.NotFound"
        assert caught.value.request_id

    aws.play(scenario, "ec2")


def test_iam_roles_have_policies(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        role = client.name("worker")
        created = (await client.create_role(role_name=role, assume_role_policy_document=TRUST, path="/team/")).role
        assert created.create_date.tzinfo is not None
        await client.wait("role_exists", role_name=role)
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        await client.put_role_policy(role_name=role, policy_name="p", policy_document=policy)
        for number in range(5):
            await client.create_user(user_name=client.name(f"user-{number}"), path=f"/{client.mode}/")
        users = await client.list_users.items(path_prefix=f"/{client.mode}/", max_items=2)
        assert [user.user_name for user in users] == [client.name(f"user-{number}") for number in range(5)]
        with pytest.raises(iam.errors.EntityAlreadyExistsException) as caught:
            await client.create_role(role_name=role, assume_role_policy_document=TRUST)
        assert (caught.value.status, caught.value.code) == (409, "EntityAlreadyExists")
        await client.delete_role_policy(role_name=role, policy_name="p")
        await client.delete_role(role_name=role)
        with pytest.raises(iam.errors.NoSuchEntityException):
            await client.get_role(role_name=role)

    aws.play(scenario, "iam")


def test_sts_gives_credentials(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        assert (await client.get_caller_identity()).account == "123456789012"
        assumed = await client.assume_role(
            role_arn="arn:aws:iam::123456789012:role/worker", role_session_name="session", duration_seconds=900
        )
        assert assumed.credentials.expiration.tzinfo is not None
        assert assumed.credentials.secret_access_key not in repr(assumed)
        with pytest.raises(ServiceError):
            await client.decode_authorization_message(encoded_message="x")

    aws.play(scenario, "sts")


def _zipped(source: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("main.py", source)
    return held.getvalue()


def test_lambda_functions_are_invoked(aws: Aws) -> None:
    async def scenario(client: Either, roles: Either) -> None:
        role_name = client.name("runs-functions")
        role = (await roles.create_role(role_name=role_name, assume_role_policy_document=TRUST)).role
        code = lambda_.FunctionCode(zip_file=_zipped("def handler(event, context):\n    return event\n"))
        name = client.name("echo")
        created = await client.create_function(
            function_name=name,
            runtime="python3.12",
            role=role.arn,
            handler="main.handler",
            code=code,
            environment=lambda_.Environment(variables={"STAGE": "b"}),
        )
        assert created.code_size > 0
        await client.wait("function_active_v2", function_name=name)
        invoked = await client.invoke(function_name=name, payload=b'{"a": 1}')
        assert invoked.status_code == 200
        assert isinstance(invoked.payload, bytes)
        for number in range(3):
            await client.publish_version(function_name=name, description=f"v{number}")
        versions = await client.list_versions_by_function.items(function_name=name)
        assert versions[0].version == "$LATEST"
        await client.delete_function(function_name=name)
        with pytest.raises(lambda_.errors.ResourceNotFoundException) as caught:
            await client.get_function(function_name=name)
        assert caught.value.status == 404

    aws.play(scenario, "lambda_", "iam")


def test_route_53_zones_have_records(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        zone = (
            await client.create_hosted_zone(name=f"{client.mode}.example.com", caller_reference=client.mode)
        ).hosted_zone
        record = route53.ResourceRecordSet(
            name=f"www.{client.mode}.example.com",
            type="A",
            ttl=300,
            resource_records=[route53.ResourceRecord(value="192.0.2.1")],
        )
        batch = route53.ChangeBatch(changes=[route53.Change(action="CREATE", resource_record_set=record)])
        changed = await client.change_resource_record_sets(hosted_zone_id=zone.id, change_batch=batch)
        await client.wait("resource_record_sets_changed", id=changed.change_info.id)
        sets = await client.list_resource_record_sets.items(hosted_zone_id=zone.id)
        assert [entry.ttl for entry in sets if entry.type == "A"] == [300]
        zones = await client.list_hosted_zones.items()
        assert zone.id in {entry.id for entry in zones}
        delete = route53.Change(action="DELETE", resource_record_set=record)
        await client.change_resource_record_sets(
            hosted_zone_id=zone.id, change_batch=route53.ChangeBatch(changes=[delete])
        )
        await client.delete_hosted_zone(id=zone.id)
        with pytest.raises(route53.errors.NoSuchHostedZone):
            await client.get_hosted_zone(id=zone.id)

    aws.play(scenario, "route53")
