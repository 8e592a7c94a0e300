"""S3 Control: the account of a resource on Outposts is the one in its ARN."""

from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.errors import ParameterError, Violation

_RESOURCES = {"name": "accesspoint", "bucket": "bucket"}
"""Which resource of an Outpost's ARN each attribute takes."""


class AccountOfArn(Behaviour):
    """Fills `account_id` from an ARN given as a bucket or an access point, and refuses two that differ.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-outposts-arn.html
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """Raises `ParameterError` for an ARN of another kind, or of another account."""
        for attribute, kind in _RESOURCES.items():
            given: object = getattr(value, attribute, None)
            if isinstance(given, str) and given.startswith("arn:"):
                value = _with_account(call, value, attribute, kind, given)
        return value


def _with_account(call: Invocation, value: Any, attribute: str, kind: str, arn: str) -> Any:
    parts = arn.split(":", 5)
    resource = parts[-1].replace(":", "/").split("/")
    where = f"{call.operation.input_schema.name}.{attribute}"
    if len(parts) != 6 or parts[2] != "s3-outposts" or resource[0::2] != ["outpost", kind]:
        expected = f"a name, or arn:aws:s3-outposts:region:account:outpost/op-…/{kind}/name"
        raise ParameterError(str(call.operation), [Violation(where, expected, repr(arn))])
    account: object = getattr(value, "account_id", None)
    if account is not None and account != parts[4]:
        expected = f"an ARN of the account {account}, which account_id names"
        raise ParameterError(str(call.operation), [Violation(where, expected, repr(arn))])
    return msgspec.structs.replace(value, account_id=parts[4])
