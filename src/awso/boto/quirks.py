"""What boto3 takes and gives beside the service models: other names, defaults before the check, parsed documents.

What services need beside their models, whoever calls them, is in `awso.behaviours`; here is what only
boto3's users see.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awso.boto.exceptions_elsewhere import AliasConflictParameterError
from awso.shapes.kinds import is_dict

if TYPE_CHECKING:
    from awso.boto.config import Config
    from awso.core.http import HttpResponse
    from awso.core.operation import Operation

SERVICE_ALIASES = {"runtime.sagemaker": "sagemaker-runtime"}

METHOD_ALIASES: dict[str, dict[str, str]] = {
    "cloudwatch": {
        "get_o_tel_enrichment": "get_otel_enrichment",
        "start_o_tel_enrichment": "start_otel_enrichment",
        "stop_o_tel_enrichment": "stop_otel_enrichment",
        "update_o_tel_enrichment": "update_otel_enrichment",
    },
    "mturk": {"list_hi_ts_for_qualification_type": "list_hits_for_qualification_type"},
    "signin": {"create_o_auth2_token": "create_oauth2_token"},
    "socialmessaging": {"delete_whatsapp_media_message": "delete_whatsapp_message_media"},
}
"""Former names of methods: by service, the old name and the new one."""

_PARAMETER_ALIASES: dict[str, tuple[tuple[str, str], ...]] = {
    "cloudsearchdomain": (("return", "returnFields"),),
    "ec2": (("Filter", "Filters"),),
    "logs": (("from", "fromTime"),),
}
"""Names that may be given for a parameter: by service, the model's and the other one."""


def arguments_of(service: str, operation: str, members: "dict[str, Any]", given: dict[str, Any]) -> dict[str, Any]:
    """What was `given` for an operation, in terms of its input's `members`. Raises `AliasConflictParameterError`."""
    for original, alias in _PARAMETER_ALIASES.get(service, ()):
        if original in members and alias in given and alias not in members:
            if original in given:
                raise AliasConflictParameterError(original=original, alias=alias, operation=operation)
            given = {original if name == alias else name: value for name, value in given.items()}
    complete = _COMPLETED.get((service, operation)) or _COMPLETED.get((service, ""))
    return given if complete is None else complete(members, given)


def answer_of(service: str, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """An `answer` as boto3's users know it."""
    finish = _FINISHED.get((service, operation))
    return answer if finish is None else finish(answer)


def compared_checksum(operation: "Operation", value: Any, config: "Config", response: "HttpResponse") -> dict[str, Any]:
    """Which checksum the body is compared with, where it is."""
    from awso.protocols.flexible_checksums import response_observer, with_validation

    mode: Any = config.response_checksum_validation
    observer = response_observer(operation, with_validation(operation, value, mode), response.headers)
    return {} if observer is None else {"ChecksumAlgorithm": observer.algorithm.lower()}


def _with_account(members: "dict[str, Any]", given: dict[str, Any]) -> dict[str, Any]:
    """Glacier's model insists on an account, and "-" is one's own."""
    return given | {"accountId": "-"} if "accountId" in members and given.get("accountId") is None else given


def _with_source(members: "dict[str, Any]", given: dict[str, Any]) -> dict[str, Any]:
    """The source of a copy may be a dict of bucket, key and version."""
    source = given.get("CopySource")
    if not is_dict(source):
        return given
    from awso.behaviours.s3.inputs import copy_source
    from awso.boto.exceptions import ParamValidationError

    for part in ("Bucket", "Key"):
        if part not in source:
            raise ParamValidationError(report=f"Missing required parameter: {part!r}")
    return given | {"CopySource": copy_source(source["Bucket"], source["Key"], source.get("VersionId"))}


def _with_parsed_template(answer: dict[str, Any]) -> dict[str, Any]:
    """A template in JSON as a dict; one in YAML stays text."""
    import json

    try:
        return answer | {"TemplateBody": json.loads(answer["TemplateBody"])}
    except (KeyError, ValueError):
        return answer


def _with_location(answer: dict[str, Any]) -> dict[str, Any]:
    """us-east-1 has no constraint, and the answer says so."""
    return {"LocationConstraint": None} | answer


_COMPLETED: dict[tuple[str, str], "Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]"] = {
    ("glacier", ""): _with_account,
    ("s3", "CopyObject"): _with_source,
    ("s3", "UploadPartCopy"): _with_source,
}
_FINISHED: dict[tuple[str, str], "Callable[[dict[str, Any]], dict[str, Any]]"] = {
    ("cloudformation", "GetTemplate"): _with_parsed_template,
    ("s3", "GetBucketLocation"): _with_location,
}
