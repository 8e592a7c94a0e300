"""The exceptions of a boto3 program, by botocore's names, bases and messages.

`from awso.boto.exceptions import ClientError` stands for `from botocore.exceptions import ClientError`. These are the
ones that this layer raises, and those that programs raise or catch themselves; what botocore has beyond them belongs
to machinery that is not here (`awso.boto.exceptions_elsewhere`), and is importable all the same. What an error of
awso's own becomes is settled in `awso.boto.failures`.
"""

# ruff: noqa: N818  # some of botocore's names do not end in Error

from typing import TYPE_CHECKING, Any

from awso.errors import AwsoError

if TYPE_CHECKING:
    from collections.abc import Mapping


class BotoCoreError(AwsoError):
    """The base of all of these but `ClientError`; `kwargs` has the facts that its message is made of."""

    fmt = "An unspecified error occurred"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.fmt.format(**kwargs))
        self.kwargs = kwargs

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), (), self.kwargs)


def _rebuilt(cls: type[BotoCoreError], positional: tuple[Any, ...], kwargs: dict[str, Any]) -> BotoCoreError:
    return cls(*positional, **kwargs)


class ClientError(AwsoError):
    """The service said no: `response` is its whole answer as a dict, `operation_name` what was asked of it.

    `client.exceptions` has a subclass for each error that the service's model names.
    """

    MSG_TEMPLATE = (
        "An error occurred ({error_code}) when calling the {operation_name} operation{retry_info}: {error_message}"
    )

    def __init__(self, error_response: "Mapping[str, Any]", operation_name: str) -> None:
        error = error_response.get("Error", {})
        message = self.MSG_TEMPLATE.format(
            error_code=error.get("Code", "Unknown"),
            error_message=error.get("Message", "Unknown"),
            operation_name=operation_name,
            retry_info=_retry_info(error_response),
        )
        super().__init__(message)
        self.response = error_response
        self.operation_name = operation_name

    def __reduce__(self) -> tuple[Any, ...]:
        return ClientError, (self.response, self.operation_name)  # a subclass is no attribute of any module


def _retry_info(response: "Mapping[str, Any]") -> str:
    metadata = response.get("ResponseMetadata", {})
    if metadata.get("MaxAttemptsReached") and "RetryAttempts" in metadata:
        return f" (reached max retries: {metadata['RetryAttempts']})"
    return ""


class EventStreamError(ClientError):
    """The service ended an event stream with an error."""


# --- connections ----------------------------------------------------------------------------------------------------


class HTTPClientError(BotoCoreError):
    """The request or its response was lost."""

    fmt = "An HTTP Client raised an unhandled exception: {error}"

    def __init__(self, request: Any = None, response: Any = None, **kwargs: Any) -> None:
        self.request = request
        self.response = response
        super().__init__(**kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), (self.request, self.response), self.kwargs)


class ConnectionError(BotoCoreError):  # botocore's name
    """No connection was made."""

    fmt = "An HTTP Client failed to establish a connection: {error}"


class EndpointConnectionError(ConnectionError):
    """Nobody answers at the endpoint."""

    fmt = 'Could not connect to the endpoint URL: "{endpoint_url}"'


class SSLError(ConnectionError):
    """TLS failed."""

    fmt = "SSL validation failed for {endpoint_url} {error}"


class ConnectTimeoutError(ConnectionError):
    """No connection within the connect timeout."""

    fmt = 'Connect timeout on endpoint URL: "{endpoint_url}"'


class ProxyConnectionError(ConnectionError):
    """No connection to the proxy."""

    fmt = 'Failed to connect to proxy URL: "{proxy_url}"'


class ConnectionClosedError(HTTPClientError):
    """The connection ended before the response."""

    fmt = 'Connection was closed before we received a valid response from endpoint URL: "{endpoint_url}".'


class ReadTimeoutError(HTTPClientError):
    """No response within the read timeout."""

    fmt = 'Read timeout on endpoint URL: "{endpoint_url}"'


class ResponseStreamingError(HTTPClientError):
    """The connection ended within a body that was being read."""

    fmt = "An error occurred while reading from response stream: {error}"


class IncompleteReadError(BotoCoreError):
    """A body ended before its announced length."""

    fmt = "{actual_bytes} read, but total bytes expected is {expected_bytes}."


class UnseekableStreamError(BotoCoreError):
    """A body would have to be sent again and cannot be read again."""

    fmt = "Need to rewind the stream {stream_object}, but stream is not seekable."


class ChecksumError(BotoCoreError):
    """A body is not the one that was announced."""

    fmt = (
        "Checksum {checksum_type} failed, expected checksum {expected_checksum}"
        " did not match calculated checksum {actual_checksum}."
    )


class FlexibleChecksumError(BotoCoreError):
    """A checksum cannot be made, or does not fit the body."""

    fmt = "{error_msg}"


# --- settings -------------------------------------------------------------------------------------------------------


class NoCredentialsError(BotoCoreError):
    """No place has credentials."""

    fmt = "Unable to locate credentials"


class PartialCredentialsError(BotoCoreError):
    """A place has half of a key pair."""

    fmt = "Partial credentials found in {provider}, missing: {cred_var}"


class CredentialRetrievalError(BotoCoreError):
    """A source of credentials is configured and gives none."""

    fmt = "Error when retrieving credentials from {provider}: {error_msg}"


class NoAuthTokenError(BotoCoreError):
    """No bearer token."""

    fmt = "Unable to locate authorization token"


class ProfileNotFound(BotoCoreError):
    """No such profile in the files."""

    fmt = "The config profile ({profile}) could not be found"


class ConfigParseError(BotoCoreError):
    """A settings file that cannot be read."""

    fmt = "Unable to parse config file: {path}"


class ConfigNotFound(BotoCoreError):
    """A settings file that is not there."""

    fmt = "The specified config file ({path}) could not be found."


class InvalidConfigError(BotoCoreError):
    """A setting that makes no sense."""

    fmt = "{error_msg}"


class BaseEndpointResolverError(BotoCoreError):
    """The base of what can go wrong while the endpoint is looked for."""


class NoRegionError(BaseEndpointResolverError):
    """The service is called in a region, and none is set."""

    fmt = "You must specify a region."


class UnknownEndpointError(BaseEndpointResolverError, ValueError):
    """No endpoint is known."""

    fmt = "Unable to construct an endpoint for {service_name} in region {region_name}"


class EndpointProviderError(BotoCoreError):
    """The endpoint rules refuse."""

    fmt = "{msg}"


class EndpointResolutionError(EndpointProviderError):
    """The endpoint rules refuse."""

    fmt = "{msg}"


class UnknownRegionError(BotoCoreError):
    """A region of which nothing is known."""

    fmt = "Unknown region: '{region_name}'. {error_msg}"


class UnknownSignatureVersionError(BotoCoreError):
    """A signature version of which nothing is known."""

    fmt = "Unknown Signature Version: {signature_version}."


class UnsupportedSignatureVersionError(BotoCoreError):
    """A signature version that cannot be used for this."""

    fmt = "Signature version(s) are not supported: {signature_version}"


class InvalidS3AddressingStyleError(BotoCoreError):
    """An addressing style that is none."""

    fmt = "S3 addressing style {s3_addressing_style} is invalid. Valid options are: 'auto', 'virtual', and 'path'"


class InvalidS3UsEast1RegionalEndpointConfigError(BotoCoreError):
    """A word for S3's endpoint in us-east-1 that is none."""

    fmt = (
        "S3 us-east-1 regional endpoint option {s3_us_east_1_regional_endpoint_config} is invalid."
        ' Valid options are: "legacy", "regional"'
    )


class InvalidRetryConfigurationError(BotoCoreError):
    """An option of retries that is none."""

    fmt = (
        'Cannot provide retry configuration for "{retry_config_option}".'
        " Valid retry configuration options are: {valid_options}"
    )


class InvalidMaxRetryAttemptsError(InvalidRetryConfigurationError):
    """A number of attempts that is too small."""

    fmt = (
        'Value provided to "max_attempts": {provided_max_attempts} must'
        " be an integer greater than or equal to {min_value}."
    )


class InvalidRetryModeError(InvalidRetryConfigurationError):
    """A retry mode that is none."""

    fmt = 'Invalid value provided to "mode": "{provided_retry_mode}" must be one of: {valid_modes}'


class InvalidDefaultsMode(BotoCoreError):  # botocore's name
    """A mode of defaults that is none."""

    fmt = "Client configured with invalid defaults mode: {mode}. Valid defaults modes include: {valid_modes}."


class InvalidChecksumConfigError(BotoCoreError):
    """A word about checksums that is none."""

    fmt = "Unsupported configuration value for {config_key}. Expected one of {valid_options} but got {config_value}."


class InvalidEndpointDiscoveryConfigurationError(BotoCoreError):
    """A word about endpoint discovery that is none."""

    fmt = (
        "Unsupported configuration value for endpoint_discovery_enabled."
        ' Expected one of ("true", "false", "auto") but got {config_value}.'
    )


# --- services and their models --------------------------------------------------------------------------------------


class DataNotFoundError(BotoCoreError):
    """Something that would be in the models and is not."""

    fmt = "Unable to load data for: {data_path}"


class UnknownServiceError(DataNotFoundError):
    """No such service."""

    fmt = "Unknown service: '{service_name}'. Valid service names are: {known_service_names}"


class ApiVersionNotFoundError(BotoCoreError):
    """No such version of a service's interface."""

    fmt = "Unable to load data {data_path} for: {api_version}"


class UnknownClientMethodError(BotoCoreError):
    """No such method."""

    fmt = "Client does not have method: {method_name}"


class UnsupportedServiceProtocolsError(BotoCoreError):
    """A service that speaks a protocol which is not spoken here."""

    fmt = (
        "Botocore supports {botocore_supported_protocols}, but service {service} only supports"
        " {service_supported_protocols}."
    )


# --- arguments, pages, waits ----------------------------------------------------------------------------------------


class ParamValidationError(BotoCoreError):
    """Arguments that do not fit the model; the report has a line for each finding."""

    fmt = "Parameter validation failed:\n{report}"


class MissingParametersError(BotoCoreError):
    """Arguments are missing."""

    fmt = "The following required parameters are missing for {object_name}: {missing}"


class ValidationError(BotoCoreError):
    """A value that does not fit."""

    fmt = "Invalid value ('{value}') for param {param} of type {type_name} "


class InvalidRegionError(ValidationError, ValueError):
    """A region that could not be a part of a host name."""

    fmt = "Provided region_name '{region_name}' doesn't match a supported format."


class OperationNotPageableError(BotoCoreError):
    """An operation without pages."""

    fmt = "Operation cannot be paginated: {operation_name}"


class ResponseParserError(BotoCoreError):
    """A response that makes no sense. In botocore it is in `botocore.parsers`."""

    fmt = "{error_msg}"


class PaginationError(BotoCoreError):
    """Pages that do not end."""

    fmt = "Error during pagination: {message}"


class WaiterError(BotoCoreError):
    """What was waited for did not come; `last_response` is what was seen last."""

    fmt = "Waiter {name} failed: {reason}"

    def __init__(self, name: str, reason: str, last_response: "Mapping[str, Any]") -> None:
        super().__init__(name=name, reason=reason)
        self.last_response = last_response

    def __reduce__(self) -> tuple[Any, ...]:
        return WaiterError, (self.kwargs["name"], self.kwargs["reason"], self.last_response)


class WaiterConfigError(BotoCoreError):
    """A waiter that makes no sense."""

    fmt = "Error processing waiter config: {error_msg}"


class Boto3Error(AwsoError):
    """The base of boto3's own exceptions, which are in `boto3.exceptions` there."""


class S3TransferFailedError(Boto3Error):
    """A transfer failed."""


class S3UploadFailedError(Boto3Error):
    """S3 refused an upload."""


class S3CopyFailedError(Boto3Error):
    """The source of a copy is not what it was when the copy began."""


class RetriesExceededError(Boto3Error):
    """A download broke off each time; `last_exception` says how."""

    def __init__(self, last_exception: Exception, msg: str = "Max Retries Exceeded") -> None:
        super().__init__(msg)
        self.last_exception = last_exception


class StubResponseError(BotoCoreError):
    """A `Stubber` has no fitting answer."""

    fmt = "Error getting response stub for operation {operation_name}: {reason}"


class StubAssertionError(StubResponseError, AssertionError):
    """A `Stubber` was asked with other arguments."""


class UnStubbedResponseError(StubResponseError):
    """A `Stubber` was asked once too often."""


class UnsupportedFeatureError(BotoCoreError):
    """An argument, option or method of boto3 that this layer does not have; the message says why, and what to do."""

    fmt = "awso.boto does not have {feature}: {reason}"


if not TYPE_CHECKING:  # hidden from checkers, which would otherwise accept any name

    def __getattr__(name: str) -> Any:
        from awso.boto import exceptions_elsewhere

        if name.startswith("_") or not hasattr(exceptions_elsewhere, name):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(exceptions_elsewhere, name)
