"""Which service or operation has which behaviours: the only place that says so.

A service's behaviours are named here by operation, those that a trait of the model asks for by that trait. Classes are
imported when a client first calls one of their operations; an operation without any does not even load this table.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.behaviours.behaviour import Behaviour
    from awso.behaviours.invocation import Phases
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.shapes.model import OperationModel

EVERY: tuple[str, ...] = ()
"""All of a service's operations."""

Entry = tuple[str, tuple[str, ...]]
"""A class, as `module:name` in this package, and the operations that it is for."""

_SSE_OPERATIONS = (
    "HeadObject",
    "GetObject",
    "PutObject",
    "CopyObject",
    "CreateMultipartUpload",
    "UploadPart",
    "UploadPartCopy",
    "CompleteMultipartUpload",
    "SelectObjectContent",
)
_COPIES_OF_CLUSTERS: Entry = ("presigned_copy:CopyFromRegion", ("CopyDBClusterSnapshot", "CreateDBCluster"))

BEHAVIOURS: Mapping[str, tuple[Entry, ...]] = {
    "apigateway": (("apigateway:AcceptJson", EVERY),),
    "autoscaling": (("user_data:UserData", ("CreateLaunchConfiguration",)),),
    "cloudsearchdomain": (("cloudsearchdomain:SearchByPost", ("Search",)),),
    "docdb": (_COPIES_OF_CLUSTERS,),
    "dynamodb": (("dynamodb:AnswerChecksums", EVERY),),
    "ec2": (
        ("user_data:UserData", ("RunInstances",)),
        ("presigned_copy:CopySnapshot", ("CopySnapshot",)),
        ("console_output:ConsoleOutput", ("GetConsoleOutput",)),
    ),
    "events": (("events:GlobalEndpoints", ("PutEvents",)),),
    "glacier": (
        ("glacier:OwnAccount", EVERY),
        ("glacier:ApiVersion", EVERY),
        ("glacier:UploadHashes", ("UploadArchive", "UploadMultipartPart")),
    ),
    "iam": (("iam:PolicyDocuments", EVERY),),
    "machinelearning": (("machinelearning:PredictEndpoint", ("Predict",)),),
    "neptune": (_COPIES_OF_CLUSTERS,),
    "rds": (
        _COPIES_OF_CLUSTERS,
        (
            "presigned_copy:CopyFromRegion",
            ("CopyDBSnapshot", "CreateDBInstanceReadReplica", "StartDBInstanceAutomatedBackupsReplication"),
        ),
    ),
    "route53": (("route53:BareIds", EVERY),),
    "s3": (
        ("s3.inputs:BucketNames", EVERY),
        ("s3.inputs:CustomerKeys", _SSE_OPERATIONS),
        ("s3.inputs:CopySources", ("CopyObject", "UploadPartCopy")),
        ("s3.inputs:AsciiMetadata", ("CopyObject", "PutObject", "CreateMultipartUpload")),
        ("s3.listing:UrlEncodedKeys", ("ListObjects", "ListObjectsV2", "ListObjectVersions")),
        ("s3.endpoints:Addressing", EVERY),
        ("s3.redirects:Regions", EVERY),
        ("s3.express:Sessions", EVERY),
        ("s3.urls:BucketOnce", EVERY),
        ("s3.continuing:ExpectContinue", ("PutObject", "UploadPart")),
        ("s3.answers:LateErrors", EVERY),
        ("s3.answers:BucketLocation", ("GetBucketLocation",)),
        ("s3.answers:LenientExpires", ("GetObject", "HeadObject")),
    ),
    "s3control": (("s3control:AccountOfArn", EVERY), ("s3.urls:AccountByRules", EVERY)),
    "sqs": (("sqs:MessageChecksums", ("SendMessage", "SendMessageBatch", "ReceiveMessage")),),
    "sso-oidc": (("sso_oidc:OAuthErrors", EVERY),),
}
"""By botocore's name of the service; in the order in which they take part."""


def _by_traits(model: "OperationModel") -> Iterator[str]:
    """The behaviours that an operation has in any service, because its model says so."""
    if model.endpoint_discovery is not None:
        yield "endpoint_discovery:Discovery"
    if model.endpoint_operation:
        yield "endpoint_discovery:ApiVersion"
    if model.host_prefix is not None:
        yield "host_prefix:NoHostPrefix"
    if model.request_compression:
        yield "compression:Compression"
    if model.http_checksum is not None or model.http_checksum_required:
        yield "checksums:RequestChecksums"
        yield "checksums:ResponseChecksums"


def behaviours_of(service: str, model: "OperationModel") -> list[str]:
    """The names of an operation's behaviours; the generator notes which operations have any (`behaves`)."""
    entries = BEHAVIOURS.get(service, ())
    return [*(name for name, names in entries if not names or model.name in names), *_by_traits(model)]


def phases_of(context: "CallContext", operation: "Operation") -> "Phases | None":
    """The behaviours of an operation of a client; None where, with its settings, none takes part."""
    names = behaviours_of(operation.service.name, operation.model)
    taking_part = tuple(each for name in names if (each := _of_client(context, name)).is_for(operation))
    if not taking_part:
        return None
    from awso.behaviours.invocation import Phases

    return Phases(taking_part)


def _of_client(context: "CallContext", name: str) -> "Behaviour":
    """The one instance of a behaviour that all calls of the client share."""
    known = context.behaviours.get(name)
    if known is None:
        module, _, cls = name.partition(":")
        made = getattr(import_module(f"{__package__}.{module}"), cls)(context)
        known = context.behaviours.setdefault(name, made)  # two threads may both get here, and one must win
    return known
