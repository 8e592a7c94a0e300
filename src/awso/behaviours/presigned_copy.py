"""Copies between regions: the call carries a second request, signed for the region to copy from.

EC2's CopySnapshot always, RDS's, Neptune's and DocumentDB's operations where `source_region` is given. The service
sends that request on; the caller's keys sign both.
"""

from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.effects import Flow
from awso.core.http import HttpRequest

EXPIRES_SECONDS = 3_600  # botocore's default for presigned URLs


class CopySnapshot(Behaviour):
    """Presigns the copy for the region of the source, and names the region of the copy.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html (PresignedUrl)
    """

    def complete_input(self, call: Invocation, value: Any) -> Flow[Any]:
        """With `presigned_url` and `destination_region`, unless the caller gives the URL."""
        if value.presigned_url is not None:
            return value
        region = self.context.settings.required_region()
        value = msgspec.structs.replace(value, destination_region=region)
        url = yield from _presigned(call, value, value.source_region, "")
        return msgspec.structs.replace(value, presigned_url=url)


class CopyFromRegion(Behaviour):
    """Presigns the copy for `source_region`, which is not sent itself: it is no member of the service's.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html (PreSignedUrl)
    """

    def complete_input(self, call: Invocation, value: Any) -> Flow[Any]:
        """With `pre_signed_url`, unless the caller gives it or the copy stays in its region."""
        source = value.source_region
        if source is None:
            return value
        value = msgspec.structs.replace(value, source_region=None)
        if value.pre_signed_url is not None:
            return value
        region = self.context.settings.required_region()
        url = yield from _presigned(call, value, source, f"&DestinationRegion={region}")
        return msgspec.structs.replace(value, pre_signed_url=url)


def _presigned(call: Invocation, value: Any, region: str, added: str) -> Flow[str]:
    """The URL of the same call in `region`, signed in its query."""
    from awso.signing.presign import sign_query

    context, operation = call.context, call.operation
    cache = call.options.credentials or context.credentials
    moment = context.moment()
    credentials = yield from cache.at(moment.time)
    endpoint = context.endpoints.resolve(
        operation.model, operation.input_schema, value, built_ins={"AWS::Region": region}
    )
    encoded = operation.protocol.encode_request(value, endpoint.url)
    url = f"{encoded.url}?{encoded.body.decode()}{added}"
    model = operation.service.model
    signed = sign_query(
        HttpRequest("GET", url),
        credentials,
        region=region,
        service=model.signing_name or model.endpoint_prefix,
        timestamp=moment.time,
        expires_seconds=EXPIRES_SECONDS,
    )
    return signed.url
