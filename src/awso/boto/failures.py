"""What an error of awso is to a boto3 program.

A `ServiceError` becomes a `ClientError` whose `response` is the service's whole answer, as each protocol's parser in
boto3 makes it (`awso.boto.error_response`); all others become the exception that botocore has for it, with ours as the
cause.
"""

from awso import errors
from awso.boto import exceptions


def failure_of(error: errors.AwsoError, url: str) -> exceptions.BotoCoreError:
    """botocore's exception for anything but a `ServiceError`; `url` is where the call went."""
    match error:
        case exceptions.BotoCoreError():
            return error
        case errors.ParameterError():
            return exceptions.ParamValidationError(report="\n".join(map(str, error.violations)))
        case errors.TransportError():
            return _transport_failure(error, url)
        case errors.MissingCredentialsError():
            return exceptions.NoCredentialsError()
        case errors.PartialCredentialsError():
            return exceptions.PartialCredentialsError(provider=error.provider, cred_var=error.missing)
        case errors.CredentialsError():
            return exceptions.CredentialRetrievalError(provider="the chain of awso", error_msg=str(error))
        case errors.EndpointError():
            return exceptions.EndpointResolutionError(msg=str(error))
        case errors.ResponseError():
            return exceptions.ResponseParserError(error_msg=str(error))
        case _:
            return exceptions.InvalidConfigError(error_msg=str(error))


def _transport_failure(error: errors.TransportError, url: str) -> exceptions.BotoCoreError:
    match error:
        case errors.ConnectTimeoutError():
            return exceptions.ConnectTimeoutError(endpoint_url=url, error=error)
        case errors.ProxyError():
            return exceptions.ProxyConnectionError(proxy_url=error.proxy, error=error)
        case errors.ConnectError() if "certificate" in error.message:
            return exceptions.SSLError(endpoint_url=url, error=error)
        case errors.ConnectError():
            return exceptions.EndpointConnectionError(endpoint_url=url, error=error)
        case errors.ReadTimeoutError():
            return exceptions.ReadTimeoutError(endpoint_url=url, error=error)
        case _:
            return exceptions.ConnectionClosedError(endpoint_url=url, error=error)
