"""Which of the protocols that a service offers is spoken."""

import pytest
from msgspec import structs

import awso
from awso.errors import ConfigurationError
from awso.protocols import protocol_name

MODEL = awso.service("cognito-idp").model


@pytest.mark.parametrize(
    ("offered", "spoken"),
    [
        (["smithy-rpc-v2-cbor", "json", "query"], "smithy-rpc-v2-cbor"),
        (["json", "query"], "json"),
        (["rest-json"], "rest-json"),
        (["newer-than-awso", "rest-xml"], "rest-xml"),
        (["ec2"], "ec2"),
    ],
)
def test_the_first_that_awso_speaks_is_spoken(offered: list[str], spoken: str) -> None:
    assert protocol_name(structs.replace(MODEL, protocol=offered[0], protocols=offered)) == spoken


def test_a_service_that_speaks_none_is_named_with_what_it_speaks() -> None:
    model = structs.replace(MODEL, protocol="newer-than-awso", protocols=["newer-than-awso", "newest"])

    with pytest.raises(ConfigurationError, match=r"^cognito-idp speaks newer-than-awso or newest"):
        protocol_name(model)
