"""S3 Express One Zone: calls of a directory bucket are signed with the keys of a session, not the client's."""

from datetime import timedelta
from typing import TYPE_CHECKING

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.effects import Flow
from awso.core.http import HttpResponse
from awso.credentials import Credentials
from awso.errors import AwsoError, ServiceError

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.credentials.cache import CredentialsCache

SCHEME = "sigv4-s3express"
RENEWAL_MARGIN = timedelta(seconds=45)  # botocore's; a session lasts five minutes
KEPT_SESSIONS = 100  # as in botocore
ENDED_SESSION_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "InvalidToken"})

_Key = tuple[str, "CredentialsCache | None"]


class Sessions(Behaviour):
    """Opens a session for each directory bucket, signs with its keys, renews it in time.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-create-session.html
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._sessions: dict[_Key, Credentials] = {}

    def is_for(self, operation: "Operation") -> bool:
        """Where a bucket is called; the session itself is opened with the client's keys."""
        return "Bucket" in operation.input_schema.members and operation.name != "CreateSession"

    def choose_credentials(self, call: Invocation) -> Flow[Credentials | None]:
        """The session's keys where the endpoint asks for a session."""
        if call.endpoint is None or not any(scheme.get("name") == SCHEME for scheme in call.endpoint.auth_schemes):
            return None
        key: _Key = (call.value.bucket, call.options.credentials)
        known = self._sessions.get(key)
        now = self.context.moment().time
        if known is None or (known.expires_at is not None and known.expires_at - now <= RENEWAL_MARGIN):
            known = yield from self._opened(call)
            if len(self._sessions) >= KEPT_SESSIONS:
                self._sessions.clear()
            self._sessions[key] = known
        return known

    def recover(self, call: Invocation, failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """Whether the session ended before its time: open another."""
        if not isinstance(failure, ServiceError) or failure.code not in ENDED_SESSION_CODES:
            return False
        return self._sessions.pop((call.value.bucket, call.options.credentials), None) is not None
        yield  # never reached: makes the method a flow

    def _opened(self, call: Invocation) -> Flow[Credentials]:
        from awso.core.call import call as send_call

        create = call.operation.service.operation("CreateSession")
        value = create.input(bucket=call.value.bucket)
        answer = yield from send_call(self.context, create, value, call.options)
        keys = answer.credentials
        return Credentials(keys.access_key_id, keys.secret_access_key, keys.session_token, None, keys.expiration)
