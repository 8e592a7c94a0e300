"""The protocols that the oracle can compare: one for each that awso speaks."""

from tests.oracle.cbor_family import CBOR
from tests.oracle.json_family import AWS_JSON
from tests.oracle.query_family import EC2, QUERY
from tests.oracle.rest_family import REST_JSON, REST_XML
from tests.oracle.sides import Family

FAMILIES: dict[str, Family] = {
    "smithy-rpc-v2-cbor": CBOR,
    "json": AWS_JSON,
    "rest-json": REST_JSON,
    "rest-xml": REST_XML,
    "query": QUERY,
    "ec2": EC2,
}
