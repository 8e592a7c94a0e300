"""From one page to the next, for each form that the models' paginators take."""

from typing import Any

import pytest

import awso
from awso.core.operation import Operation
from awso.core.pages import Paginator
from awso.errors import ResponseError
from awso.shapes.schema import Schema


def paginated(service: str, name: str) -> tuple[Operation, Paginator]:
    operation = awso.service(service).operation(name)
    model = operation.service.paginator_model(name)
    assert model is not None
    return operation, Paginator(operation, model)


def element_class(schema: Schema, member: str) -> type[Any]:
    element = schema.members[member].target.element
    assert element is not None
    return element.target.cls


def test_the_token_of_a_page_goes_into_the_next_input_beside_the_other_members() -> None:
    operation, paginator = paginated("cognito-idp", "ListUsers")
    value = operation.input(user_pool_id="us-east-1_abc", limit=2)
    output = operation.output(pagination_token="t1")

    following = paginator.next_input(value, output)

    assert following == operation.input(user_pool_id="us-east-1_abc", limit=2, pagination_token="t1")


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_it_was_the_last_page(token: str | None) -> None:
    operation, paginator = paginated("cognito-idp", "ListUsers")

    assert paginator.next_input(operation.input(), operation.output(pagination_token=token)) is None


def test_a_token_that_does_not_change_is_an_error_instead_of_an_endless_loop() -> None:
    operation, paginator = paginated("cognito-idp", "ListUsers")

    with pytest.raises(ResponseError, match="cognito-idp ListUsers"):
        paginator.next_input(operation.input(pagination_token="t1"), operation.output(pagination_token="t1"))


def test_more_results_decides_where_the_model_has_it_and_the_token_may_be_the_last_element() -> None:
    operation, paginator = paginated("kinesis", "DescribeStream")
    description = operation.output_schema.members["StreamDescription"].target
    shard = element_class(description, "Shards")
    shards = [shard(shard_id="s-1"), shard(shard_id="s-2")]
    new_description: type[Any] = description.cls

    more = operation.output(stream_description=new_description(shards=shards, has_more_shards=True))
    last = operation.output(stream_description=new_description(shards=shards, has_more_shards=False))

    following = paginator.next_input(operation.input(stream_name="x"), more)
    assert following == operation.input(stream_name="x", exclusive_start_shard_id="s-2")
    assert paginator.next_input(operation.input(stream_name="x"), last) is None
    assert list(paginator.items(more)) == shards


def test_several_tokens_move_together() -> None:
    operation, paginator = paginated("route53", "ListResourceRecordSets")
    value = operation.input(hosted_zone_id="Z1", start_record_identifier="old")
    output = operation.output(is_truncated=True, next_record_name="b.example.com", next_record_type="A")

    following = paginator.next_input(value, output)

    assert following == operation.input(
        hosted_zone_id="Z1", start_record_name="b.example.com", start_record_type="A", start_record_identifier=None
    )


def test_the_first_alternative_that_finds_something_wins() -> None:
    operation, paginator = paginated("s3", "ListObjects")
    found = element_class(operation.output_schema, "Contents")
    both = operation.output(is_truncated=True, next_marker="m", contents=[found(key="k")])
    one = operation.output(is_truncated=True, contents=[found(key="k")])
    value = operation.input(bucket="b")

    assert [paginator.next_input(value, output) for output in (both, one, operation.output(is_truncated=True))] == [
        operation.input(bucket="b", marker="m"),
        operation.input(bucket="b", marker="k"),
        None,
    ]


def test_a_page_without_results_has_no_items() -> None:
    operation, paginator = paginated("cognito-idp", "ListUsers")

    assert list(paginator.items(operation.output())) == []


def test_the_items_of_a_map_are_its_keys_with_their_values() -> None:
    operation, paginator = paginated("apigateway", "GetUsage")

    assert list(paginator.items(operation.output(items={"k": [[1, 2]]}))) == [("k", [[1, 2]])]


def test_the_items_are_the_first_result_that_is_a_list() -> None:
    operation, paginator = paginated("devops-guru", "ListAnomalousLogGroups")
    group = element_class(operation.output_schema, "AnomalousLogGroups")(log_group_name="g")

    assert paginator.items(operation.output(insight_id="i", anomalous_log_groups=[group])) == [group]


def test_pages_whose_result_is_no_list_have_pages_only() -> None:
    operation, paginator = paginated("rds", "DownloadDBLogFilePortion")

    with pytest.raises(TypeError, match=r"rds DownloadDBLogFilePortion hold no list: use \.pages\(\)"):
        paginator.items(operation.output(log_file_data="text"))
