"""What our behaviours make of a call is what botocore's handlers make of it: the requests are compared whole."""

from itertools import product
from urllib.parse import parse_qsl

import pytest

from awso.errors import AwsoError
from awso.settings.bodies import ChecksumOptions
from awso.settings.s3 import AddressingStyle, S3Options
from tests.oracle.whole_calls import ACCOUNT, NO_OBJECT, NOTHING, Answer, Call, Sent, ours, theirs

XML: Answer = (200, {}, b"<Result/>")
ELSEWHERE: Answer = (
    400,
    {"x-amz-bucket-region": "us-west-2"},
    b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>",
)
BUCKET = "my-bucket"
ACCESS_POINT = f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint:mine"
OUTPOST = f"arn:aws:s3-outposts:eu-west-1:{ACCOUNT}:outpost/op-01234567890123456"
ADDRESSING: tuple[tuple[S3Options, dict[str, object]], ...] = (
    (S3Options(), {}),
    (S3Options(addressing_style="path"), {"addressing_style": "path"}),
    (S3Options(addressing_style="virtual"), {"addressing_style": "virtual"}),
    (S3Options(use_accelerate_endpoint=True), {"use_accelerate_endpoint": True}),
    (S3Options(use_dual_stack=True), {"use_dualstack_endpoint": True}),
    (S3Options(us_east_1_regional_endpoint="regional"), {"us_east_1_regional_endpoint": "regional"}),
    (S3Options(use_arn_region=False), {"use_arn_region": False}),
)
PLACES = [
    Call("s3", "HeadObject", {"Bucket": bucket, "Key": "a b/ü+c?.txt"}, (NOTHING,), region, {"s3": given}, {"s3": said})
    for region, (given, said), bucket in product(
        ("us-east-1", "eu-west-1", "cn-north-1"), ADDRESSING, (BUCKET, "my.dotted.bucket", "Under_Score", ACCESS_POINT)
    )
]


def same_in_both(call: Call) -> None:
    """Both send the same, or both refuse to send."""
    expected = sent_or_none(call)
    if expected is None:
        with pytest.raises(AwsoError):
            ours(call)
    else:
        assert [like(mine, other) for mine, other in zip(ours(call), expected, strict=True)] == expected


def sent_or_none(call: Call) -> list[Sent] | None:
    """What botocore sends; None where it refuses by one of its many classes."""
    try:
        return theirs(call)
    except Exception as refusal:
        if not type(refusal).__module__.startswith("botocore"):
            raise
        return None


def like(mine: Sent, other: Sent) -> Sent:
    """`mine` without a Content-Type where botocore has none: ours says what every body is, as Smithy wants it."""
    if "content-type" in other.headers:
        return mine
    return mine._replace(headers={name: text for name, text in mine.headers.items() if name != "content-type"})


@pytest.mark.parametrize("call", PLACES, ids=str)
def test_s3_finds_a_bucket_where_botocore_does(call: Call) -> None:
    same_in_both(call)


def s3(operation: str, params: dict[str, object], *answers: Answer) -> Call:
    return Call("s3", operation, {"Bucket": BUCKET, **params}, answers or (XML,))


S3_CALLS = [
    s3("GetBucketLocation", {}),
    s3("ListObjects", {"Prefix": "a b"}),
    s3("ListObjectsV2", {"Prefix": "a b"}),
    s3("ListObjectsV2", {"EncodingType": "url"}),
    s3("ListObjectVersions", {}),
    s3("ListObjectsV2", {}, ELSEWHERE, XML),
    s3("ListObjectsV2", {}, (400, {}, ELSEWHERE[2]), XML),
    s3("HeadBucket", {}, (301, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3("HeadBucket", {}, (400, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3("HeadBucket", {}, (400, {}, b"")),
    s3("HeadObject", {"Key": "k"}, (400, {}, b""), (200, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3(
        "HeadObject",
        {"Key": "k"},
        (301, {}, b"<Error><Code>PermanentRedirect</Code></Error>"),
        (200, {"x-amz-bucket-region": "us-west-2"}, b""),
        NOTHING,
    ),
    s3("HeadObject", {"Key": "k"}, (307, {"x-amz-bucket-region": "eu-central-1"}, b""), NOTHING),
    s3(
        "ListObjects",
        {},
        (400, {"x-amz-bucket-region": "me-south-1"}, b"<Error><Code>IllegalLocationConstraintException</Code></Error>"),
        XML,
    ),
    Call("s3", "ListBuckets", {}, (XML,)),
]
"""Those without a checksum."""


@pytest.mark.parametrize("call", S3_CALLS, ids=str)
def test_s3_sends_what_botocore_sends(call: Call) -> None:
    same_in_both(call)


S3_BODIES = [
    s3(
        "CopyObject",
        {
            "Key": "k/ä",
            "CopySource": "src/k ö?versionId=abc",
            "SSECustomerAlgorithm": "AES256",
            "SSECustomerKey": "0" * 32,
            "CopySourceSSECustomerAlgorithm": "AES256",
            "CopySourceSSECustomerKey": "1" * 32,
            "Metadata": {"a": "b"},
        },
    ),
    s3("CopyObject", {"Key": "k", "CopySource": f"{ACCESS_POINT}/object/k"}),
    s3("PutObject", {"Key": "k/ä b", "Body": b"hello", "Metadata": {"a": "b"}, "ContentType": "text/plain"}),
    s3("PutObject", {"Key": "k", "Body": b"hello", "ChecksumAlgorithm": "SHA256"}),
    s3("PutObject", {"Key": "k", "Body": b"hello", "ChecksumCRC32": "NhCmhg=="}),
    s3("PutObject", {"Key": "k", "Body": b"", "ContentEncoding": "gzip"}),
    s3("PutObject", {"Key": "k"}),
    s3("UploadPart", {"Key": "k", "UploadId": "u", "PartNumber": 1, "Body": b"hello"}),
    s3("CreateBucket", {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
    s3("DeleteObjects", {"Delete": {"Objects": [{"Key": "a\r\nb&<"}]}}),
    s3("PutBucketLifecycleConfiguration", {"LifecycleConfiguration": {"Rules": [{"ID": "a\nb", "Status": "Enabled"}]}}),
    s3("CreateMultipartUpload", {"Key": "k"}),
    s3("CreateMultipartUpload", {"Key": "k", "ChecksumAlgorithm": "CRC32C"}),
    s3(
        "CompleteMultipartUpload",
        {"Key": "k", "UploadId": "u", "MultipartUpload": {"Parts": [{"ETag": "e", "PartNumber": 1}]}},
    ),
    s3("GetObject", {"Key": "k"}, NOTHING),
    s3("PutBucketVersioning", {"VersioningConfiguration": {"Status": "Enabled"}}),
    s3("PutObjectTagging", {"Key": "k", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
]


@pytest.mark.parametrize("call", S3_BODIES, ids=str)
def test_s3_sends_the_checksums_that_botocore_sends(call: Call) -> None:
    same_in_both(call)


@pytest.mark.parametrize("call", S3_BODIES, ids=str)
def test_s3_sends_the_checksums_that_botocore_sends_where_only_required_ones_are_wanted(call: Call) -> None:
    options = {"checksums": ChecksumOptions(calculate="when_required", validate="when_required")}
    config = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}

    same_in_both(call._replace(options=options, config=config))


OTHER_CALLS = [
    Call("s3", "ListDirectoryBuckets", {}, (XML,)),
    Call("s3", "CreateBucket", {"Bucket": "b--euw1-az1--x-s3"}, (XML,)),
    Call("s3", "GetObject", {"Bucket": "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap", "Key": "k"}),
    Call("s3", "GetObject", {"Bucket": f"arn:aws:s3-object-lambda:eu-west-1:{ACCOUNT}:accesspoint/mine", "Key": "k"}),
    Call("s3", "GetObject", {"Bucket": f"{OUTPOST}/accesspoint/mine", "Key": "k"}),
    Call("s3control", "ListAccessPoints", {"AccountId": ACCOUNT}, (XML,)),
    Call("s3control", "GetAccessPoint", {"AccountId": ACCOUNT, "Name": "mine"}, (XML,)),
    Call("s3control", "GetAccessPoint", {"AccountId": ACCOUNT, "Name": f"{OUTPOST}/accesspoint/mine"}, (XML,)),
    Call("s3control", "GetAccessPoint", {"Name": f"{OUTPOST}/accesspoint/mine"}, (XML,)),
    Call("s3control", "GetBucket", {"AccountId": ACCOUNT, "Bucket": f"{OUTPOST}/bucket/mine"}, (XML,)),
    Call("s3control", "GetBucket", {"AccountId": "999999999999", "Bucket": f"{OUTPOST}/bucket/mine"}, (XML,)),
    Call("s3control", "GetBucket", {"AccountId": ACCOUNT, "Bucket": f"{OUTPOST}/accesspoint/mine"}, (XML,)),
    Call("s3control", "CreateBucket", {"Bucket": "mine", "OutpostId": "op-01234567890123456"}),
    Call("glacier", "UploadArchive", {"vaultName": "v", "body": b"x" * 2_500_000}),
    Call("glacier", "UploadArchive", {"vaultName": "v", "body": b"", "accountId": ACCOUNT}),
    Call("glacier", "ListVaults", {}, (NO_OBJECT,)),
    Call("apigateway", "GetRestApis", {}, (NO_OBJECT,)),
    Call("apigateway", "GetExport", {"restApiId": "a", "stageName": "s", "exportType": "o", "accepts": "text/yaml"}),
    Call("route53", "GetHostedZone", {"Id": "/hostedzone/Z1"}, (XML,)),
    Call("route53", "GetChange", {"Id": "/change/C1"}, (XML,)),
    Call("route53", "GetReusableDelegationSet", {"Id": "/delegationset/N1"}, (XML,)),
    Call(
        "machinelearning",
        "Predict",
        {
            "MLModelId": "m",
            "Record": {"a": "b"},
            "PredictEndpoint": "https://realtime.machinelearning.eu-west-1.amazonaws.com/",
        },
        (NO_OBJECT,),
    ),
    Call("sts", "GetCallerIdentity", {}),
    Call(
        "sts", "AssumeRoleWithWebIdentity", {"RoleArn": "r" * 20, "RoleSessionName": "se", "WebIdentityToken": "toke"}
    ),
    Call("cognito-identity", "GetId", {"IdentityPoolId": "eu-west-1:a"}, (NO_OBJECT,)),
    Call("dynamodb", "GetItem", {"TableName": "tab", "Key": {"a": {"S": "b"}}}, (NO_OBJECT,), account_id=ACCOUNT),
    Call("dynamodb", "ListTables", {}, (NO_OBJECT,)),
    Call(
        "dynamodb",
        "GetItem",
        {"TableName": "arn:aws:dynamodb:eu-west-1:222222222222:table/tab", "Key": {"a": {"S": "b"}}},
        (NO_OBJECT,),
        account_id=ACCOUNT,
    ),
    Call(
        "dynamodb",
        "ListTables",
        {},
        (NO_OBJECT,),
        options={"account_id_endpoint_mode": "disabled"},
        config={"account_id_endpoint_mode": "disabled"},
        account_id=ACCOUNT,
    ),
    Call(
        "timestream-query",
        "Query",
        {"QueryString": "SELECT 1", "ClientToken": "t" * 32},
        ((200, {}, b'{"Endpoints":[{"Address":"cell1.example.com","CachePeriodInMinutes":1}]}'), NO_OBJECT),
    ),
    Call(
        "dynamodb",
        "ListTables",
        {},
        ((200, {}, b'{"Endpoints":[{"Address":"cell1.example.com","CachePeriodInMinutes":1}]}'), NO_OBJECT),
        options={"endpoint_discovery": True},
        config={"endpoint_discovery_enabled": True},
    ),
    Call("events", "PutEvents", {"EndpointId": "abc.veo", "Entries": [{"Source": "s"}]}, (NO_OBJECT,)),
    Call("events", "PutEvents", {"EndpointId": "a/b", "Entries": [{"Source": "s"}]}, (NO_OBJECT,)),
    Call("ec2", "RunInstances", {"MinCount": 1, "MaxCount": 1, "UserData": "#!/bin/sh", "ClientToken": "t"}, (XML,)),
    Call("autoscaling", "CreateLaunchConfiguration", {"LaunchConfigurationName": "n", "UserData": "#!/bin/sh"}),
    Call("iot-data", "Publish", {"topic": "a/b", "payload": b"x"}),
    Call("lambda", "Invoke", {"FunctionName": "f", "ClientContext": "abc", "Payload": b"{}"}),
    Call("polly", "SynthesizeSpeech", {"OutputFormat": "mp3", "Text": "x", "VoiceId": "Joanna"}),
    Call(
        "lex-runtime",
        "PostContent",
        {"botName": "b", "botAlias": "a", "userId": "user", "contentType": "text/plain", "inputStream": b"x"},
    ),
    Call("stepfunctions", "StartSyncExecution", {"stateMachineArn": "arn"}, (NO_OBJECT,)),
    Call(
        "sqs", "SendMessage", {"QueueUrl": "https://sqs.us-west-2.amazonaws.com/1/q", "MessageBody": "b"}, (NO_OBJECT,)
    ),
]


@pytest.mark.parametrize("call", OTHER_CALLS, ids=str)
def test_other_services_are_sent_what_botocore_sends(call: Call) -> None:
    same_in_both(call)


@pytest.mark.parametrize("configured", ["http://localhost:9000", "https://example.com/base"])
@pytest.mark.parametrize("style", ["auto", "path", "virtual"])
def test_an_endpoint_of_the_users_own_is_addressed_as_by_botocore(configured: str, style: AddressingStyle) -> None:
    options = {"endpoint_url": configured, "s3": S3Options(addressing_style=style)}
    config = {"endpoint_url": configured, "s3": {"addressing_style": style}}

    for operation, params in (("HeadObject", {"Bucket": BUCKET, "Key": "a b"}), ("HeadBucket", {"Bucket": BUCKET})):
        same_in_both(Call("s3", operation, params, options=options, config=config))


def test_cloud_search_queries_are_posted_as_by_botocore() -> None:
    url = "https://search.example.com"
    params = {"query": "a b+c&ü", "size": 3}

    same_in_both(
        Call(
            "cloudsearchdomain",
            "Search",
            params,
            (NO_OBJECT,),
            "eu-west-1",
            {"endpoint_url": url},
            {"endpoint_url": url},
        )
    )


SESSION: Answer = (
    200,
    {},
    b"<CreateSessionResult><Credentials><AccessKeyId>AKIDSESSION</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
    b"<SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>",
)
DIRECTORY_BUCKET = "b--euw1-az1--x-s3"
EXPRESS = [
    Call("s3", "GetObject", {"Bucket": DIRECTORY_BUCKET, "Key": "k"}, (SESSION, NOTHING)),
    Call("s3", "PutObject", {"Bucket": DIRECTORY_BUCKET, "Key": "k", "Body": b"hello"}, (SESSION, NOTHING)),
    Call("s3", "ListObjectsV2", {"Bucket": DIRECTORY_BUCKET}, (SESSION, XML)),
    Call("s3", "CreateSession", {"Bucket": DIRECTORY_BUCKET}, (SESSION,)),
    Call(
        "s3",
        "GetObject",
        {"Bucket": DIRECTORY_BUCKET, "Key": "k"},
        options={"s3": S3Options(disable_express_session_auth=True)},
        config={"s3": {"disable_s3_express_session_auth": True}},
    ),
]


@pytest.mark.parametrize("call", EXPRESS, ids=str)
def test_a_directory_bucket_is_called_in_a_session_as_by_botocore(call: Call) -> None:
    same_in_both(call)


CLUSTER_COPY = {
    "SourceDBClusterSnapshotIdentifier": "s",
    "TargetDBClusterSnapshotIdentifier": "t",
    "SourceRegion": "us-west-2",
}
INSTANCE = "arn:aws:rds:us-west-2:123456789012:db:s"
COPIES = [
    Call("ec2", "CopySnapshot", {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-1", "Description": "a b+c"}),
    Call("ec2", "CopySnapshot", {"SourceRegion": "x", "SourceSnapshotId": "snap-1", "PresignedUrl": "https://mine"}),
    Call(
        "rds",
        "CopyDBSnapshot",
        {
            "SourceDBSnapshotIdentifier": "s",
            "TargetDBSnapshotIdentifier": "t",
            "SourceRegion": "us-west-2",
            "Tags": [{"Key": "k", "Value": "ü"}],
        },
    ),
    Call("rds", "CopyDBSnapshot", {"SourceDBSnapshotIdentifier": "s", "TargetDBSnapshotIdentifier": "t"}),
    Call(
        "rds",
        "CreateDBInstanceReadReplica",
        {"DBInstanceIdentifier": "r", "SourceDBInstanceIdentifier": INSTANCE, "SourceRegion": "us-west-2"},
    ),
    Call(
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        {"SourceDBInstanceArn": INSTANCE, "SourceRegion": "us-west-2", "PreSignedUrl": "https://mine"},
    ),
    *(Call(service, "CopyDBClusterSnapshot", CLUSTER_COPY) for service in ("rds", "neptune", "docdb")),
    *(
        Call(service, "CreateDBCluster", {"DBClusterIdentifier": "c", "Engine": "e", "SourceRegion": "us-west-2"})
        for service in ("rds", "neptune", "docdb")
    ),
]
VARYING = ("X-Amz-Date", "X-Amz-Signature")


@pytest.mark.parametrize("call", COPIES, ids=str)
def test_a_copy_between_regions_carries_the_request_that_botocore_presigns(call: Call) -> None:
    assert [copied(sent) for sent in ours(call)] == [copied(sent) for sent in theirs(call)]


def copied(sent: Sent) -> tuple[str, dict[str, str], str, dict[str, str]]:
    """The call's host and members, the presigned request's place and members."""
    members = dict(parse_qsl(str(sent.body)))
    presigned = members.pop("PresignedUrl", "") or members.pop("PreSignedUrl", "")
    place, _, query = presigned.partition("?")
    inner = {name: text for name, text in parse_qsl(query) if name not in VARYING}
    key_id, _, scope = inner.pop("X-Amz-Credential", "").partition("/")
    return sent.url, members, place, {**inner, "key": key_id, "scope": scope.partition("/")[2]}
