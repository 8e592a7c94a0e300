"""The protocols that the oracle can compare: one for each that awso speaks."""

from tests.oracle.json_family import AWS_JSON
from tests.oracle.rest_family import REST_JSON, REST_XML
from tests.oracle.sides import Family

FAMILIES: dict[str, Family] = {
    "json": AWS_JSON,
    "rest-json": REST_JSON,
    "rest-xml": REST_XML,
}
