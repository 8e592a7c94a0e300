"""Programs as people write them for boto3. Each runs twice: nothing in them knows which module it is given.

`Shell.do` calls a method and keeps what came of it, answer or error, so that a program goes on as its test compares.
"""

from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from os import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


class Shell:
    """The module, its clients, and what came of each call."""

    def __init__(self, boto: Any, url: str, config: Any) -> None:
        self.boto = boto
        self.url = url
        self.config = config
        """The module's class `Config`."""
        self.outcomes: list[Any] = []

    def client(self, service: str, **arguments: Any) -> Any:
        """A client of moto's service."""
        return self.boto.client(service, endpoint_url=self.url, **arguments)

    def submodule(self, name: str) -> Any:
        """A module below the module."""
        return import_module(f"{self.boto.__name__}.{name}")

    def do(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the call gives; None where it raises."""
        try:
            answer = call(*args, **kwargs)
        except Exception as error:
            facts = {name: getattr(error, name, None) for name in ("response", "operation_name", "kwargs")}
            self.outcomes.append((type(error).__name__, str(error), facts))
            return None
        self.outcomes.append(answer)
        return answer


def dynamodb(shell: Shell) -> None:
    """Items of every kind, conditions, errors, pages with limits and tokens, a waiter."""
    client = shell.client("dynamodb")
    table = {
        "TableName": "things",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    shell.do(client.create_table, **table)
    shell.do(client.get_waiter("table_exists").wait, TableName="things")
    shell.do(client.get_waiter("table_exists").wait, TableName="no", WaiterConfig={"Delay": 0, "MaxAttempts": 2})
    shell.do(client.get_waiter("table_not_exists").wait, TableName="no")
    item = {
        "k": {"S": "a"},
        "b": {"B": b"\x00x"},
        "n": {"N": "1.5"},
        "l": {"L": [{"S": "x"}, {"L": []}]},
        "m": {"M": {"e": {"M": {}}}},
        "nul": {"NULL": True},
        "no": {"BOOL": False},
        "ss": {"SS": ["a"]},
        "bs": {"BS": [b"1"]},
    }
    shell.do(client.put_item, TableName="things", Item=item)
    shell.do(client.get_item, TableName="things", Key={"k": {"S": "a"}}, ConsistentRead=True)
    shell.do(client.get_item, TableName="things", Key={"k": {"S": "none"}})
    shell.do(client.get_item, TableName="no", Key={"k": {"S": "a"}})
    shell.do(
        client.put_item,
        TableName="things",
        Item={"k": {"S": "a"}},
        ConditionExpression="attribute_not_exists(k)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    shell.do(client.transact_write_items, TransactItems=[{"Delete": {"TableName": "no", "Key": {"k": {"S": "a"}}}}])
    for number in range(7):
        client.put_item(TableName="things", Item={"k": {"S": f"{number}"}, "n": {"N": f"{number}"}})
    scan = client.get_paginator("scan")
    shell.do(lambda: list(scan.paginate(TableName="things", PaginationConfig={"PageSize": 3})))
    first = shell.do(
        scan.paginate(TableName="things", PaginationConfig={"MaxItems": 4, "PageSize": 3}).build_full_result
    )
    going_on = {"StartingToken": first["NextToken"], "PageSize": 3}
    shell.do(scan.paginate(TableName="things", PaginationConfig=going_on).build_full_result)
    shell.do(lambda: list(scan.paginate(TableName="things").search("Items[].k.S")))
    shell.do(lambda: [list(each) for each in scan.paginate(TableName="things").result_key_iters()[:1]])
    shell.do(client.describe_table, TableName="things")
    shell.do(client.put_item, TableName="things")
    shell.do(client.put_item, TableName="things", Item={"k": {"S": 1, "X": 2}}, Limit=3)
    shell.do(client.list_tables, Limit=0)
    shell.do(client.list_tables, ExclusiveStartTableName="x")
    shell.do(client.get_paginator, "get_item")
    shell.do(client.get_paginator, "no_such_method")
    shell.do(client.get_waiter, "no_such_waiter")


def sqs(shell: Shell) -> None:
    """A service that spoke query once, whose errors have two codes."""
    client = shell.client("sqs")
    queue = shell.do(client.create_queue, QueueName="q", Attributes={"DelaySeconds": "0"})["QueueUrl"]
    attributes = {"a": {"DataType": "String", "StringValue": "v"}, "b": {"DataType": "Binary", "BinaryValue": b"\x01"}}
    shell.do(client.send_message, QueueUrl=queue, MessageBody="ünï", MessageAttributes=attributes)
    received = shell.do(client.receive_message, QueueUrl=queue, MessageAttributeNames=["All"], AttributeNames=["All"])
    shell.do(client.delete_message, QueueUrl=queue, ReceiptHandle=received["Messages"][0]["ReceiptHandle"])
    shell.do(client.receive_message, QueueUrl=queue)
    shell.do(client.get_queue_url, QueueName="no")
    try:
        client.get_queue_url(QueueName="no")
    except client.exceptions.QueueDoesNotExist as error:
        shell.outcomes.append(error.response["Error"])
    shell.do(client.list_queues, QueueNamePrefix="zzz")
    shell.do(client.get_queue_attributes, QueueUrl=queue, AttributeNames=["All"])


def keys_and_settings(shell: Shell) -> None:
    """KMS, SSM, Secrets Manager: blobs as text, dates, their errors, pages, names of every kind."""
    kms = shell.client("kms")
    key = shell.do(kms.create_key, Description="x", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]["KeyId"]
    sealed = shell.do(kms.encrypt, KeyId=key, Plaintext="text")["CiphertextBlob"]
    shell.do(kms.decrypt, CiphertextBlob=bytearray(sealed))
    shell.do(kms.describe_key, KeyId="00000000-0000-0000-0000-000000000000")
    shell.do(kms.get_paginator("list_keys").paginate().build_full_result)
    ssm = shell.client("ssm")
    for name in ("/a/1", "/a/2", "/a/3"):
        shell.do(ssm.put_parameter, Name=name, Value="v", Type="String")
    shell.do(ssm.get_parameter, Name="/a/1")
    shell.do(ssm.get_parameter, Name="/no")
    shell.do(lambda: list(ssm.get_paginator("get_parameters_by_path").paginate(Path="/a", MaxResults=2)))
    shell.do(ssm.get_parameters, Names=["/a/1", "/no"])
    secrets = shell.client("secretsmanager")
    shell.do(secrets.create_secret, Name="s", SecretBinary=b"\x00\xff")
    shell.do(secrets.get_secret_value, SecretId="s")
    shell.do(secrets.get_secret_value, SecretId="no")
    shell.do(secrets.list_secrets)
    shell.do(secrets.describe_secret, SecretId="s")


def s3(shell: Shell) -> None:
    """Buckets, objects, metadata, listings with odd keys, copies, errors of every form, multipart uploads."""
    config = shell.config(s3={"addressing_style": "path"})
    client = shell.client("s3", config=config)
    shell.do(client.create_bucket, Bucket="bucket")
    shell.do(client.head_bucket, Bucket="bucket")
    shell.do(client.head_bucket, Bucket="none-of-this-name")
    shell.do(client.get_bucket_location, Bucket="bucket")
    put = shell.do(
        client.put_object, Bucket="bucket", Key="a b+ü/1", Body="text", Metadata={"one": "1"}, ContentType="t/x"
    )
    assert put is not None
    shell.do(client.head_object, Bucket="bucket", Key="a b+ü/1")
    got = client.get_object(Bucket="bucket", Key="a b+ü/1")
    got["Body"] = got["Body"].read()
    shell.outcomes.append(got)
    shell.do(lambda: client.get_object(Bucket="bucket", Key="a b+ü/1", Range="bytes=1-2")["Body"].read())
    shell.do(client.get_object, Bucket="bucket", Key="none")
    shell.do(client.head_object, Bucket="bucket", Key="none")
    shell.do(client.get_object, Bucket="none-of-this-name", Key="x")
    shell.do(client.copy_object, Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "a b+ü/1"})
    shell.do(client.list_objects_v2, Bucket="bucket")
    shell.do(client.list_objects_v2, Bucket="bucket", Prefix="zzz")
    shell.do(client.list_objects_v2, Bucket="bucket", Delimiter="/")
    for number in range(5):
        client.put_object(Bucket="bucket", Key=f"n{number}", Body=b"x" * number)
    pages = client.get_paginator("list_objects_v2")
    shell.do(lambda: list(pages.paginate(Bucket="bucket", PaginationConfig={"PageSize": 2, "MaxItems": 5})))
    shell.do(pages.paginate(Bucket="bucket", PaginationConfig={"PageSize": 2, "MaxItems": 3}).build_full_result)
    shell.do(client.put_bucket_tagging, Bucket="bucket", Tagging={"TagSet": [{"Key": "k", "Value": "v"}]})
    shell.do(client.get_bucket_tagging, Bucket="bucket")
    shell.do(client.get_bucket_acl, Bucket="bucket")
    shell.do(client.get_bucket_cors, Bucket="bucket")
    upload = shell.do(client.create_multipart_upload, Bucket="bucket", Key="big")["UploadId"]
    part = shell.do(client.upload_part, Bucket="bucket", Key="big", UploadId=upload, PartNumber=1, Body=b"x" * 100)
    parts = {"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]}
    shell.do(client.list_parts, Bucket="bucket", Key="big", UploadId=upload)
    shell.do(client.complete_multipart_upload, Bucket="bucket", Key="big", UploadId=upload, MultipartUpload=parts)
    shell.do(client.get_waiter("object_exists").wait, Bucket="bucket", Key="big")
    objects = {"Objects": [{"Key": "n0"}, {"Key": "n1"}]}
    shell.do(client.delete_objects, Bucket="bucket", Delete=objects)
    shell.do(client.delete_object, Bucket="bucket", Key="n2")
    shell.do(client.delete_bucket, Bucket="bucket")
    shell.do(client.list_buckets)


def s3_transfers(shell: Shell) -> None:
    """Uploads, downloads and copies, small and in parts, one request after the other."""
    client = shell.client("s3", config=shell.config(s3={"addressing_style": "path"}))
    client.create_bucket(Bucket="files")
    how = shell.submodule("s3.transfer").TransferConfig(
        multipart_threshold=6 * 1024**2, multipart_chunksize=5 * 1024**2, use_threads=False
    )
    large = bytes(range(256)) * (44 * 1024)  # 11 MB
    moved: list[int] = []
    with TemporaryDirectory() as folder:
        chdir(folder)  # so that messages name the same file
        path = Path("file")
        for content in (b"small", large):
            path.write_bytes(content)
            extra = {"Metadata": {"a": "b"}, "ContentType": "x/y"}
            shell.do(client.upload_file, str(path), "files", "file", ExtraArgs=extra, Callback=moved.append, Config=how)
            shell.outcomes.append(sum(moved))
            shell.do(client.head_object, Bucket="files", Key="file")
            shell.do(client.upload_fileobj, BytesIO(content), "files", "fileobj", Config=how)
            shell.do(client.download_file, "files", "file", str(path), Config=how)
            shell.outcomes.append(path.read_bytes() == content)
            got = BytesIO()
            shell.do(client.download_fileobj, "files", "fileobj", got, Config=how)
            shell.outcomes.append(got.getvalue() == content)
            source = {"Bucket": "files", "Key": "file"}
            shell.do(client.copy, source, "files", "copied", Config=how)
            shell.do(client.head_object, Bucket="files", Key="copied")
        shell.do(client.download_file, "files", "none", str(path), Config=how)
        shell.do(client.upload_file, str(path), "none-of-this-name", "k", Config=how)
        shell.do(client.upload_file, str(path), "files", "k", ExtraArgs={"Nonsense": 1})
        shell.do(client.upload_fileobj, "no file", "files", "k")


def ec2(shell: Shell) -> None:
    """EC2's query: instances, filters by either name, dry runs, pages, a waiter, errors."""
    client = shell.client("ec2")
    image = shell.do(client.describe_images, Owners=["amazon"], MaxResults=5)["Images"][0]["ImageId"]
    started = shell.do(client.run_instances, ImageId=image, MinCount=2, MaxCount=2, UserData="#!/bin/sh")
    ids = [instance["InstanceId"] for instance in started["Instances"]]
    shell.do(client.get_waiter("instance_running").wait, InstanceIds=ids)
    shell.do(client.describe_instances, Filters=[{"Name": "instance-id", "Values": ids}])
    shell.do(lambda: list(client.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 5})))
    shell.do(client.describe_instances, InstanceIds=["i-00000000000000000"])
    shell.do(client.run_instances, ImageId=image, MinCount=1, MaxCount=1, DryRun=True)
    vpc = shell.do(client.create_vpc, CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    shell.do(client.describe_vpcs, VpcIds=[vpc])
    shell.do(client.describe_security_groups)
    shell.do(client.create_tags, Resources=[vpc], Tags=[{"Key": "k", "Value": ""}])
    shell.do(client.delete_vpc, VpcId="vpc-0")
    shell.do(client.describe_regions)
    shell.do(client.terminate_instances, InstanceIds=ids)


def identities(shell: Shell) -> None:
    """IAM and STS: query services; policies as dicts."""
    client = shell.client("iam")
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
    shell.do(client.create_user, UserName="ada", Tags=[{"Key": "a", "Value": "b"}])
    shell.do(client.create_user, UserName="ada")
    shell.do(client.get_user, UserName="ada")
    shell.do(client.get_user, UserName="nobody")
    shell.do(client.create_role, RoleName="r", AssumeRolePolicyDocument=policy)
    shell.do(client.get_role, RoleName="r")
    arn = shell.do(client.create_policy, PolicyName="p", PolicyDocument=policy)["Policy"]["Arn"]
    shell.do(client.get_policy_version, PolicyArn=arn, VersionId="v1")
    shell.do(client.list_users)
    shell.do(client.list_access_keys, UserName="ada")
    shell.do(lambda: list(client.get_paginator("list_policies").paginate(Scope="Local")))
    shell.do(client.get_waiter("user_exists").wait, UserName="ada")
    sts = shell.client("sts")
    shell.do(sts.get_caller_identity)
    shell.do(sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="me")
    shell.do(sts.assume_role, RoleArn="short", RoleSessionName="me")


def messages(shell: Shell) -> None:
    """SNS and CloudFormation (query), Logs and Kinesis (JSON), Lambda and Route 53 (REST)."""
    sns = shell.client("sns")
    topic = shell.do(sns.create_topic, Name="t")["TopicArn"]
    shell.do(
        sns.publish, TopicArn=topic, Message="m", MessageAttributes={"a": {"DataType": "Binary", "BinaryValue": b"1"}}
    )
    shell.do(sns.list_topics)
    shell.do(sns.get_topic_attributes, TopicArn=topic)
    shell.do(sns.publish, TopicArn=topic + "x", Message="m")
    formation = shell.client("cloudformation")
    template = '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'
    shell.do(formation.create_stack, StackName="s", TemplateBody=template)
    shell.do(formation.get_waiter("stack_create_complete").wait, StackName="s")
    shell.do(formation.get_template, StackName="s")
    shell.do(formation.describe_stacks, StackName="none")
    logs = shell.client("logs")
    shell.do(logs.create_log_group, logGroupName="g")
    shell.do(logs.describe_log_groups)
    shell.do(logs.create_log_group, logGroupName="g")
    kinesis = shell.client("kinesis")
    shell.do(kinesis.create_stream, StreamName="s", ShardCount=1)
    shell.do(kinesis.put_record, StreamName="s", Data="text", PartitionKey="p")
    shard = kinesis.describe_stream(StreamName="s")["StreamDescription"]["Shards"][0]["ShardId"]
    place = kinesis.get_shard_iterator(StreamName="s", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    shell.do(kinesis.get_records, ShardIterator=place["ShardIterator"])
    functions = shell.client("lambda")
    shell.do(functions.list_functions)
    shell.do(functions.get_function, FunctionName="none")
    names = shell.client("route53")
    zone = shell.do(names.create_hosted_zone, Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    shell.do(names.get_hosted_zone, Id=zone)
    shell.do(names.get_hosted_zone, Id="ZNONE")
    shell.do(names.list_resource_record_sets, HostedZoneId=zone)
    shell.do(names.list_hosted_zones)


def metrics(shell: Shell) -> None:
    """CloudWatch, which offers three protocols."""
    client = shell.client("cloudwatch")
    shell.do(client.put_metric_data, Namespace="n", MetricData=[{"MetricName": "m", "Value": 1}])
    shell.do(client.list_metrics, Namespace="n")
    shell.do(client.describe_alarms)


PROGRAMS: tuple[Callable[[Shell], None], ...] = (
    dynamodb,
    sqs,
    keys_and_settings,
    s3,
    s3_transfers,
    ec2,
    identities,
    messages,
    metrics,
)
