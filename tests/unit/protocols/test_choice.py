"""Which protocol is spoken with a service that offers several, and what is said where none is known."""

import pytest
from botocore.utils import PRIORITY_ORDERED_SUPPORTED_PROTOCOLS

import awso
from awso.errors import ConfigurationError
from awso.protocols import SPOKEN, protocol_name
from awso.registry import service_names
from awso.shapes.model import ServiceModel


def speaking(*protocols: str) -> ServiceModel:
    return ServiceModel("s", "s", "S", "2020-01-01", "s", protocols[0], list(protocols))


@pytest.mark.parametrize(
    ("service", "protocol"),
    [
        ("cloudwatch", "json"),
        ("eventbridgev2", "smithy-rpc-v2-cbor"),
        ("dynamodb", "json"),
        ("lambda", "rest-json"),
        ("s3", "rest-xml"),
        ("iam", "query"),
        ("ec2", "ec2"),
    ],
)
def test_the_protocol_that_aws_prefers_is_spoken(service: str, protocol: str) -> None:
    assert protocol_name(awso.service(service).model) == protocol


def test_the_order_of_preference_is_that_of_aws_own_sdk() -> None:
    assert SPOKEN == PRIORITY_ORDERED_SUPPORTED_PROTOCOLS


def test_every_service_can_be_spoken_to() -> None:
    assert {protocol_name(awso.service(name).model) for name in service_names()} == set(SPOKEN)


def test_a_protocol_that_is_not_known_is_passed_over_for_one_that_is() -> None:
    assert protocol_name(speaking("smoke-signals", "rest-json")) == "rest-json"


def test_a_service_that_speaks_none_of_ours_is_named_with_what_it_speaks() -> None:
    with pytest.raises(ConfigurationError, match=r"^s speaks smoke-signals or semaphore, and this version"):
        protocol_name(speaking("smoke-signals", "semaphore"))
