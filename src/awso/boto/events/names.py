"""The events of a call, by botocore's names: which are there, which are refused, and former names of services.

An event is `<root>.<service>.<operation>`, the service by its id in small letters with hyphens: the root says when.
"""

from collections.abc import Mapping

from awso.boto.exceptions import UnsupportedFeatureError

FOLLOWED = (
    "choose-service-name",
    "creating-client-class",
    "getattr",
    "provide-client-params",
    "before-parameter-build",
    "before-endpoint-resolution",
    "before-call",
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "before-parse",
    "response-received",
    "needs-retry",
    "after-call",
    "after-call-error",
)
"""The roots of all events that are emitted: the first three by sessions and clients, the others by a call, in this
order."""

_NO_RESOURCES = "boto3's resources are not there: change the class of the client by creating-client-class"
REFUSED: Mapping[str, str] = {
    "creating-resource-class": _NO_RESOURCES,
    "creating-serializer": "a request is written by awso's own codecs: change it by before-call or request-created",
    "docs": "no documentation is made of handlers: awso's is that of the models",
    "service-data-loaded": "the models are compiled when awso is built: change a call by its own events",
    "session-initialized": "a session is ready when Session(…) returns: go on there",
}
"""The other roots of botocore's and boto3's events, which nothing here emits, and what to do instead."""


def check_followed(event_name: str) -> None:
    """Raises `UnsupportedFeatureError` for an event of botocore's that is not emitted here.

    Any other name is followed: it is the program's own, which may emit it.
    """
    reason = REFUSED.get(event_name.partition(".")[0])
    if reason is not None:
        raise UnsupportedFeatureError(feature=f"events.register({event_name!r})", reason=reason)


def event_part(service_id: str) -> str:
    """What stands for a service in the names of events: `Cognito Identity Provider` → `cognito-identity-provider`."""
    return service_id.replace(" ", "-").lower()


ALIASES: Mapping[str, str] = {
    "api.mediatailor": "mediatailor",
    "api.pricing": "pricing",
    "api.sagemaker": "sagemaker",
    "apigateway": "api-gateway",
    "application-autoscaling": "application-auto-scaling",
    "appstream2": "appstream",
    "autoscaling": "auto-scaling",
    "autoscaling-plans": "auto-scaling-plans",
    "ce": "cost-explorer",
    "cloudhsmv2": "cloudhsm-v2",
    "cloudsearchdomain": "cloudsearch-domain",
    "cognito-idp": "cognito-identity-provider",
    "config": "config-service",
    "cur": "cost-and-usage-report-service",
    "data.iot": "iot-data-plane",
    "data.jobs.iot": "iot-jobs-data-plane",
    "data.mediastore": "mediastore-data",
    "datapipeline": "data-pipeline",
    "devicefarm": "device-farm",
    "directconnect": "direct-connect",
    "discovery": "application-discovery-service",
    "dms": "database-migration-service",
    "ds": "directory-service",
    "dynamodbstreams": "dynamodb-streams",
    "elasticbeanstalk": "elastic-beanstalk",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elastic-load-balancing",
    "elasticmapreduce": "emr",
    "elb": "elastic-load-balancing",
    "elbv2": "elastic-load-balancing-v2",
    "email": "ses",
    "entitlement.marketplace": "marketplace-entitlement-service",
    "es": "elasticsearch-service",
    "events": "eventbridge",
    "cloudwatch-events": "eventbridge",
    "iot-data": "iot-data-plane",
    "iot-jobs-data": "iot-jobs-data-plane",
    "kinesisanalytics": "kinesis-analytics",
    "kinesisvideo": "kinesis-video",
    "lex-models": "lex-model-building-service",
    "lex-runtime": "lex-runtime-service",
    "logs": "cloudwatch-logs",
    "machinelearning": "machine-learning",
    "marketplace-entitlement": "marketplace-entitlement-service",
    "marketplacecommerceanalytics": "marketplace-commerce-analytics",
    "metering.marketplace": "marketplace-metering",
    "meteringmarketplace": "marketplace-metering",
    "mgh": "migration-hub",
    "models.lex": "lex-model-building-service",
    "monitoring": "cloudwatch",
    "mturk-requester": "mturk",
    "resourcegroupstaggingapi": "resource-groups-tagging-api",
    "route53": "route-53",
    "route53domains": "route-53-domains",
    "runtime.lex": "lex-runtime-service",
    "runtime.sagemaker": "sagemaker-runtime",
    "sdb": "simpledb",
    "secretsmanager": "secrets-manager",
    "serverlessrepo": "serverlessapplicationrepository",
    "servicecatalog": "service-catalog",
    "states": "sfn",
    "stepfunctions": "sfn",
    "storagegateway": "storage-gateway",
    "streams.dynamodb": "dynamodb-streams",
    "tagging": "resource-groups-tagging-api",
}
"""Names by which services went in events before they had ids, each with the id; no service newer than 2018 is in it."""
