"""User data of EC2 instances: base64 on the wire, plain in programs."""

from base64 import b64encode
from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation


class UserData(Behaviour):
    """Encodes the user data of `RunInstances` and `CreateLaunchConfiguration`, as boto3 does; only theirs.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html: "must be base64-encoded" by the client
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """The text or bytes in base64."""
        given: object = getattr(value, "user_data", None)
        if not isinstance(given, (str, bytes)):
            return value
        raw = given.encode() if isinstance(given, str) else given
        return msgspec.structs.replace(value, user_data=b64encode(raw).decode())
