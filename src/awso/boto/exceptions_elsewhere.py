"""Exceptions of botocore's that nothing here raises: programs that catch them import and run all the same.

Their machinery (credential sources by name, S3's ARNs) is another one in awso, whose errors become those
of `awso.boto.exceptions`.
"""

# ruff: noqa: N818  # some of botocore's names do not end in Error

from typing import Any

from awso.boto.exceptions import (
    BaseEndpointResolverError,
    BotoCoreError,
    EndpointProviderError,
    InvalidConfigError,
    ValidationError,
)


class _Elsewhere:
    """Mixed in for a message of whatever facts one is made of: there is no wording to keep."""

    def __init__(self, **kwargs: Any) -> None:
        facts = ", ".join(f"{name}={value}" for name, value in kwargs.items())
        Exception.__init__(self, f"{type(self).__name__}: {facts}")  # type: ignore[arg-type]  # mixed into exceptions
        self.kwargs = kwargs


class InvalidIMDSEndpointError(_Elsewhere, BotoCoreError):
    """An instance metadata address that is none."""


class InvalidIMDSEndpointModeError(_Elsewhere, BotoCoreError):
    """An instance metadata mode that is none."""


class MetadataRetrievalError(_Elsewhere, BotoCoreError):
    """The instance metadata service did not answer."""


class TokenRetrievalError(_Elsewhere, BotoCoreError):
    """A source of bearer tokens failed."""


class UnknownTokenProviderError(_Elsewhere, BotoCoreError):
    """A source of bearer tokens that is none."""


class UnknownCredentialError(_Elsewhere, BotoCoreError):
    """A source of credentials that is none."""


class RefreshWithMFAUnsupportedError(_Elsewhere, BotoCoreError):
    """A role cannot be assumed again without a code."""


class InfiniteLoopConfigError(_Elsewhere, InvalidConfigError):
    """Profiles that name one another as their source."""


class SSOError(_Elsewhere, BotoCoreError):
    """IAM Identity Center gave no credentials."""


class SSOTokenLoadError(SSOError):
    """No token of `aws sso login`."""


class UnauthorizedSSOTokenError(SSOError):
    """The token of `aws sso login` has expired."""


class LoginError(_Elsewhere, BotoCoreError):
    """`aws login` gave no credentials."""


class LoginRefreshRequired(LoginError):
    """The session of `aws login` has expired."""


class LoginInsufficientPermissions(LoginError):
    """The session of `aws login` may not be renewed."""


class LoginTokenLoadError(LoginError):
    """No token of `aws login`."""


class LoginAuthorizationCodeError(LoginError):
    """A code of `aws login` was refused."""


class ServiceNotInRegionError(_Elsewhere, BotoCoreError):
    """A service that a region does not have."""


class EndpointVariantError(_Elsewhere, BaseEndpointResolverError):
    """No such variant of an endpoint."""


class UnknownFIPSEndpointError(_Elsewhere, BaseEndpointResolverError):
    """No such FIPS endpoint."""


class UnknownEndpointResolutionBuiltInName(_Elsewhere, EndpointProviderError):
    """A built-in of the endpoint rules that is none."""


class InvalidEndpointConfigurationError(_Elsewhere, BotoCoreError):
    """Settings of an endpoint that exclude one another."""


class InvalidSTSRegionalEndpointsConfigError(_Elsewhere, BotoCoreError):
    """A word for STS's endpoints that is none."""


class InvalidDNSNameError(_Elsewhere, BotoCoreError):
    """A bucket's name that is no host name."""


class InvalidHostLabelError(_Elsewhere, BotoCoreError):
    """A value that cannot be a part of a host name."""


class UnsupportedS3ArnError(_Elsewhere, BotoCoreError):
    """An ARN that is no access point's."""


class UnsupportedS3ControlArnError(_Elsewhere, BotoCoreError):
    """An ARN that S3 Control does not take."""


class UnsupportedOutpostResourceError(_Elsewhere, BotoCoreError):
    """An ARN that is no access point's of an Outpost."""


class UnsupportedS3ConfigurationError(_Elsewhere, BotoCoreError):
    """Settings of S3 that exclude one another."""


class UnsupportedS3AccesspointConfigurationError(_Elsewhere, BotoCoreError):
    """Settings that an access point excludes."""


class UnsupportedS3ControlConfigurationError(_Elsewhere, BotoCoreError):
    """Settings of S3 Control that exclude one another."""


class UnknownKeyError(_Elsewhere, ValidationError):
    """A key that is none."""


class RangeError(_Elsewhere, ValidationError):
    """A value out of its range."""


class UnknownParameterError(_Elsewhere, ValidationError):
    """A parameter that is none."""


class AliasConflictParameterError(_Elsewhere, ValidationError):
    """A parameter given by two names."""


class UnknownServiceStyle(_Elsewhere, BotoCoreError):
    """A style of services that is none."""


class InvalidExpressionError(_Elsewhere, BotoCoreError):
    """An expression that is none."""


class MissingDependencyException(_Elsewhere, BotoCoreError):
    """A library that is not installed."""


class MD5UnavailableError(_Elsewhere, BotoCoreError):
    """A system without MD5."""


class CapacityNotAvailableError(_Elsewhere, BotoCoreError):
    """The quota of retries is used up."""


class InvalidProxiesConfigError(_Elsewhere, BotoCoreError):
    """Settings of proxies that make no sense."""


class AwsChunkedWrapperError(_Elsewhere, BotoCoreError):
    """A body that cannot be sent in chunks."""


class UndefinedModelAttributeError(Exception):
    """A model without a trait that it must have."""


class MissingServiceIdError(UndefinedModelAttributeError):
    """A model without a service id."""


class UnsupportedTLSVersionWarning(Warning):
    """An old version of TLS."""


class ImminentRemovalWarning(Warning):
    """Something that is soon to go."""
