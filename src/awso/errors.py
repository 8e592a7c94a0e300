"""Every error awso raises, by whose fault it is.

`ParameterError`, `ConfigurationError`, `CredentialsError`, `EndpointError`: you misused me or my settings are wrong.
`TransportError`, `ResponseError`: the other side misbehaved. `ServiceError`: the service said no; each service's own
errors (`awso.cognito_idp.errors.NotAuthorizedException`) are subclasses. `WaiterError`: what was waited for did not
come. All of them pickle; none carries a secret.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec  # a NamedTuple takes three times as long to define as a Struct


class AwsoError(Exception):
    """The base of every error of this library."""


class Violation(msgspec.Struct, frozen=True):
    """One broken constraint: where (`SignUpRequest.user_attributes[1].name`), what was expected, what was got.

    `got` is a description that never shows the value of a sensitive member.
    """

    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, got {self.got}"


class ParameterError(AwsoError, ValueError):
    """The input breaks the service model; nothing was sent. All violations are in `violations`."""

    def __init__(self, subject: str, violations: Sequence[Violation]) -> None:
        self.subject = subject
        self.violations = tuple(violations)
        super().__init__(subject, self.violations)

    def __str__(self) -> str:
        return "\n  ".join([f"{self.subject}: {len(self.violations)} invalid", *map(str, self.violations)])


class ConfigurationError(AwsoError):
    """A setting is missing or wrong; the message says which, where it was read, and what to write instead."""


class CredentialsError(AwsoError):
    """No usable credentials; the message lists each place that was looked at."""


class MissingCredentialsError(CredentialsError):
    """No place has any credentials."""


class PartialCredentialsError(CredentialsError):
    """A place has one half of a key pair: `provider` is the place, `missing` the name of the other half there."""

    def __init__(self, message: str, *, provider: str, missing: str) -> None:
        self.message = message
        self.provider = provider
        self.missing = missing
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), (self.message,), {"provider": self.provider, "missing": self.missing})


class EndpointError(AwsoError):
    """The endpoint rules refuse this combination of region, flags and parameters; the message is the rule set's."""


class WaiterError(AwsoError):
    """What was waited for did not come: `WaiterFailedError`, `WaiterTimeoutError`.

    `waiter` is the service and the waiter's name, `answer` or `error` what the last of `attempts` calls gave.
    """

    outcome = "ended"

    def __init__(
        self,
        waiter: str,
        reason: str,
        attempts: int,
        elapsed_seconds: float,
        answer: Any = None,
        error: "ServiceError | None" = None,
    ) -> None:
        self.waiter = waiter
        self.reason = reason
        self.attempts = attempts
        self.elapsed_seconds = elapsed_seconds
        self.answer = answer
        self.error = error
        super().__init__(waiter, reason, attempts, elapsed_seconds, answer, error)

    def __str__(self) -> str:
        times = f"{self.attempts} attempt{'s' if self.attempts > 1 else ''} in {self.elapsed_seconds:.0f} s"
        return f"{self.waiter}: {self.outcome} after {times}: {self.reason}"


class WaiterFailedError(WaiterError):
    """The resource is in a state from which it never gets to what was waited for."""

    outcome = "failed"


class WaiterTimeoutError(WaiterError):
    """The time or the attempts were used up first; waiting again may help."""

    outcome = "gave up"


class TransportError(AwsoError):
    """No complete response came. `request_sent` is False only where the request surely never reached the service."""

    def __init__(self, message: str, *, request_sent: bool = True) -> None:
        self.message = message
        self.request_sent = request_sent
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), (self.message,), {"request_sent": self.request_sent})


class ConnectError(TransportError):
    """No connection: name resolution, TCP or TLS failed."""


class ConnectTimeoutError(ConnectError):
    """No connection within the connect timeout."""


class ProxyError(ConnectError):
    """No connection through the proxy: it cannot be reached or trusted, or it refuses.

    `proxy` is its URL, without user and password.
    """

    def __init__(self, message: str, *, proxy: str, request_sent: bool = False) -> None:
        self.proxy = proxy
        super().__init__(message, request_sent=request_sent)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), (self.message,), {"proxy": self.proxy, "request_sent": self.request_sent})


class ReadTimeoutError(TransportError):
    """The connection was made, but the response did not arrive within the read timeout."""


class ResponseError(AwsoError):
    """The response does not follow the protocol; the message says where, never what it carried."""


class DecodeError(ResponseError, ValueError):
    """A text or value misfits the shape it should be: where (`GetUserResponse.user_attributes[1].name`), and how."""

    def __init__(self, path: str, expected: str, got: str) -> None:
        self.path = path
        self.expected = expected
        self.got = got
        super().__init__(path, expected, got)

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, got {self.got}"


class ServiceError(AwsoError):
    """The service answered with an error.

    `code` is the wire code, `status` the HTTP status, `attempts` how many times the request was sent, `retryable` what
    the model or the retry policy says. Modelled members beyond the message are attributes of the subclass.
    """

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        request_id: str | None = None,
        status: int = 0,
        service: str = "",
        operation: str = "",
        attempts: int = 1,
        retryable: bool = False,
        members: dict[str, Any] | None = None,
    ) -> None:
        self.message = message
        self.code = code or type(self).__name__
        self.request_id = request_id
        self.status = status
        self.service = service
        self.operation = operation
        self.attempts = attempts
        self.retryable = retryable
        self.members: dict[str, Any] = members or {}
        super().__init__(message)

    if not TYPE_CHECKING:  # hidden from checkers, which know each error's members from the stub

        def __getattr__(self, name: str) -> Any:
            # Only reached for names that are not attributes: the modelled members of the error shape.
            members = self.__dict__.get("members")
            if members is not None and name in members:
                return members[name]
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __str__(self) -> str:
        where = " ".join(part for part in (self.service, self.operation) if part)
        facts = [f"HTTP {self.status}" if self.status else "", f"request {self.request_id}" if self.request_id else ""]
        if self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        tail = ", ".join(fact for fact in facts if fact)
        return f"{where + ': ' if where else ''}{self.code}: {self.message}{f' ({tail})' if tail else ''}"

    def __reduce__(self) -> tuple[Any, ...]:
        facts = {
            name: getattr(self, name)
            for name in ("code", "request_id", "status", "service", "operation", "attempts", "retryable", "members")
        }
        return _rebuild, (type(self), (self.message,), facts)


def _rebuild(cls: type[AwsoError], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> AwsoError:
    return cls(*arguments, **keywords)
