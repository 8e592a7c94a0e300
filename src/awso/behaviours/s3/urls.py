"""What the endpoint rules say twice: the bucket in S3's paths, the account in S3 Control's host."""

from awso._msgspec import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest

BUCKET_PATH = "/{Bucket}"
ACCOUNT_PREFIX = "{AccountId}."


class BucketOnce(Behaviour):
    """Takes the bucket out of the path, for the endpoint that the rules gave has it already, wherever it belongs.

    The model's `/{Bucket}/{Key+}` is older than the rules, which put the bucket into the host or the path:
    https://smithy.io/2.0/aws/customizations/s3-customizations.html#s3-bucket-addressing
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """The request to `endpoint/key` in place of `endpoint/bucket/key`."""
        if call.endpoint is None or not call.operation.model.http.request_uri.startswith(BUCKET_PATH):
            return request
        base = call.endpoint.url.rstrip("/")
        path, mark, query = request.url[len(base) :].partition("?")
        key = path.lstrip("/").partition("/")[2]
        return msgspec.structs.replace(request, url=f"{base}/{key}{mark}{query}")


class AccountOnce(Behaviour):
    """Takes the account out of the host prefix, for the endpoint that the rules gave has it already.

    The model's `{AccountId}.` is older than the rules:
    https://smithy.io/2.0/additional-specs/rules-engine/parameters.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """The request to `account.host` in place of `account.account.host`."""
        model = call.operation.model
        if model.host_prefix != ACCOUNT_PREFIX or model.static_context_params.get("RequiresAccountId") is not True:
            return request
        scheme, separator, rest = request.url.partition("://")
        prefix = f"{call.value.account_id}."
        once = rest.removeprefix(prefix) if rest.startswith(prefix * 2) else rest
        return msgspec.structs.replace(request, url=f"{scheme}{separator}{once}")
