"""What the endpoint rules say twice: the bucket in S3's paths, the account in S3 Control's host."""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.codecs.form import quote
from awso.core.http import HttpRequest

if TYPE_CHECKING:
    from awso.core.operation import Operation

BUCKET_PATH = "/{Bucket}"
ACCOUNT_PREFIX = "{AccountId}."


class BucketOnce(Behaviour):
    """Takes the bucket out of the path, for the endpoint that the rules gave has it already, wherever it belongs.

    The model's `/{Bucket}/{Key+}` is older than the rules, which put the bucket into the host or the path:
    https://smithy.io/2.0/aws/customizations/s3-customizations.html#s3-bucket-addressing
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where the model has a bucket in the path."""
        return operation.model.http.request_uri.startswith(BUCKET_PATH)

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """The request to `endpoint/key` in place of `endpoint/bucket/key`."""
        assert call.endpoint is not None
        base = call.endpoint.url.rstrip("/")
        path, mark, query = request.url[len(base) :].partition("?")
        key = path.lstrip("/").partition("/")[2]
        if not key and "/" in base.partition("://")[2]:
            # A path-style bucket is `/bucket`, as AWS's clients write it; a host alone needs its `/`.
            return msgspec.structs.replace(request, url=f"{call.endpoint.url}{mark}{query}")
        return msgspec.structs.replace(request, url=f"{base}/{key}{mark}{query}")


def signed_path(operation: "Operation", value: Any, endpoint_url: str, url: str) -> str | None:
    """The path of an encoded call as S3's Version 2 signs it: with the bucket, wherever the `url` has that.

    None where the path is the URL's own. An ARN is left out.
    https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#ConstructingTheCanonicalizedResourceElement
    """
    if not operation.model.http.request_uri.startswith(BUCKET_PATH):
        return None
    key = url[len(endpoint_url.rstrip("/")) :].partition("?")[0].removeprefix("/")
    bucket: str = value.bucket
    return f"/{key}" if bucket.startswith("arn:") else f"/{quote(bucket)}/{key}"


class AccountByRules(Behaviour):
    """Takes the account out of the host prefix, for the endpoint that the rules gave has it where it belongs.

    The model's `{AccountId}.` is older than the rules, which leave it out for Outposts:
    https://smithy.io/2.0/additional-specs/rules-engine/parameters.html
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where the model has an account in the host, and the rules know of it."""
        model = operation.model
        return model.host_prefix == ACCOUNT_PREFIX and model.static_context_params.get("RequiresAccountId") is True

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """The request to the endpoint's host in place of `account.host`."""
        assert call.endpoint is not None
        scheme, _, host = call.endpoint.url.partition("://")
        prefixed = f"{scheme}://{call.value.account_id}.{host}"
        if not request.url.startswith(prefixed):
            return request
        return msgspec.structs.replace(request, url=call.endpoint.url + request.url[len(prefixed) :])
