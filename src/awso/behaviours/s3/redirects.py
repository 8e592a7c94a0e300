"""Buckets in other regions than the client's: learnt from S3's refusal, and kept."""

from typing import TYPE_CHECKING, Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.effects import Flow, send
from awso.core.http import HttpResponse
from awso.errors import AwsoError, ServiceError, TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.endpoints import ParameterValue

BUCKET_REGION = "x-amz-bucket-region"
KEPT_BUCKETS = 10_000  # a hundred bytes each; a client that meets more starts afresh
LONGEST_LABEL = 63  # of a host's name: RFC 1035 §2.3.4
_REDIRECTS = (301, 302, 307)
_HEADS = {"HeadObject": (301, 400), "HeadBucket": (301, 400)}
"""A refused HEAD has no body that would name the reason."""


class Regions(Behaviour):
    """Sends a call once more to the region where the bucket is, and later ones straight there.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._regions: dict[str, str] = {}

    def is_for(self, operation: "Operation") -> bool:
        """Where a bucket is called."""
        return "Bucket" in operation.input_schema.members

    def endpoint_parameters(self, call: Invocation, value: Any) -> "Mapping[str, ParameterValue | None]":
        """The bucket's region, once it is known."""
        region = self._regions.get(_bucket(value) or "")
        return {} if region is None else {"AWS::Region": region}

    def recover(self, call: Invocation, failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """Whether the bucket turned out to be elsewhere."""
        bucket = _bucket(call.value)
        if bucket is None or response is None or not isinstance(failure, ServiceError):
            return False
        if not _is_elsewhere(call.operation.name, failure, response):
            return False
        region = response.headers.get(BUCKET_REGION) or _region_in(response.body)
        if not region:
            region = yield from self._asked(call, bucket)
        if not region or not _is_region(region) or region == self._regions.get(bucket):
            return False
        if len(self._regions) >= KEPT_BUCKETS:
            self._regions.clear()
        self._regions[bucket] = region
        return True

    def _asked(self, call: Invocation, bucket: str) -> Flow[str | None]:
        """The region by `HeadBucket`, whose answer names it even where it is a refusal."""
        from awso.core.call import signed_request

        head = call.operation.service.operation("HeadBucket")
        options = call.options
        request = yield from signed_request(self.context, head, head.input(bucket=bucket), options)
        try:
            response = yield from send(
                request,
                connect_timeout_seconds=options.connect_timeout(self.context),
                read_timeout_seconds=options.read_timeout_seconds,
            )
        except TransportError:
            return None  # the caller is told of the refusal itself
        return response.headers.get(BUCKET_REGION)


def _bucket(value: Any) -> str | None:
    """The bucket; an ARN names its region itself."""
    bucket: object = value.bucket
    return bucket if isinstance(bucket, str) and not bucket.startswith("arn:") else None


def _is_elsewhere(operation: str, failure: ServiceError, response: HttpResponse) -> bool:
    status = response.status
    if status in _REDIRECTS or failure.code == "PermanentRedirect":
        return True
    if failure.code == "AuthorizationHeaderMalformed":
        return bool(response.headers.get(BUCKET_REGION) or _region_in(response.body))
    if failure.code == "IllegalLocationConstraintException":
        return operation != "CreateBucket"
    # A refused HeadBucket without the header may be any bad request; boto3 looks further for HeadObject only.
    return status in _HEADS.get(operation, ()) and (operation == "HeadObject" or BUCKET_REGION in response.headers)


def _is_region(text: str) -> bool:
    """Whether it can be a part of a host's name and no more: what is kept decides where signed requests go."""
    return len(text) <= LONGEST_LABEL and text.isascii() and text.replace("-", "").isalnum()


def _region_in(body: bytes) -> str | None:
    found = body.partition(b"<Region>")[2].partition(b"</Region>")
    return found[0].decode("ascii", "replace").strip() if found[1] else None
