"""Every paginator beside botocore's: of the same three pages, the same requests and the same items.

Pages are random answers of the operation with tokens set where the model has them; what crosses into botocore is plain
values.
"""

from collections.abc import Iterator
from importlib import import_module
from random import Random
from typing import Any

import pytest

from awso.core.expressions import evaluate
from awso.core.operation import Operation
from awso.core.pages import Paginator
from awso.registry import service, service_names
from awso.shapes.model import Expression
from awso.shapes.pages_and_waits import PaginatorModel
from awso_codegen.model.source import data_folder, read_service
from tests.property.values import value_for

_paginate: Any = import_module("botocore.paginate")

PAGES = 3
TOTAL = 3_449  # of botocore 1.44.5


def put(output: dict[str, Any], path: Expression, found: Any) -> None:
    """Put `found` where `path` would find it, making what is missing on the way; the last element of a list is one."""
    match path:
        case ["or", first, _]:
            put(output, first, found)
        case ["path", *steps, str(last)]:
            inner: Any = output
            for step, following in zip(steps, [*steps[1:], last], strict=True):
                if isinstance(step, str):
                    empty: Any = [{}] if isinstance(following, list) else {}
                    inner[step] = inner = inner.get(step) or empty
                else:
                    inner = inner[-1]
            inner[last] = found
        case str(name):
            output[name] = found
        case _:
            raise AssertionError(f"{path} is no path to a token")


def token_at(operation: Operation, member: str, page: int) -> Any:
    """A token of the kind that the input takes."""
    kind = operation.input_schema.members[member].target.kind
    return {"string": f"token {page}", "integer": page + 1, "map": {"Key": {"S": f"token {page}"}}}[kind]


def chain(operation: Operation, model: PaginatorModel, random: Random) -> list[dict[str, Any]]:
    """The plain values of pages, each but the last with the token of the next."""
    pages: list[dict[str, Any]] = []
    for page in range(PAGES):
        output = operation.output_schema.to_value(value_for(operation.output_schema, random, 3, size=40))
        last = page == PAGES - 1
        if model.more_results is not None:
            put(output, model.more_results, not last)
        if not last or model.more_results is None:
            for member, path in zip(model.input_token, model.output_token, strict=True):
                put(output, path, None if last else token_at(operation, member, page))
        pages.append(output)
    return pages


def ours(operation: Operation, model: PaginatorModel, given: Any, pages: list[dict[str, Any]]) -> Iterator[Any]:
    """Each request and the items of its answer, by our paginator."""
    paginator = Paginator(operation, model)
    value = given
    for page in pages:
        output = operation.output_schema.from_value(page)
        items = None if model.items is None else [plain(item) for item in paginator.items(output)]
        yield operation.input_schema.to_value(value), items
        value = paginator.next_input(value, output)
        if value is None:
            return
    raise AssertionError("our paginator asks for a further page")


def plain(item: Any) -> Any:
    """An item as plain values, of whatever kind it is."""
    if isinstance(item, (list, tuple)):
        return [plain(inner) for inner in item]
    if isinstance(item, dict):
        return {key: plain(inner) for key, inner in item.items()}
    return item.to_value() if hasattr(item, "to_value") else item


def theirs(entry: dict[str, Any], model: PaginatorModel, given: Any, pages: list[dict[str, Any]]) -> Iterator[Any]:
    """Each request and the items of its answer, by botocore's paginator."""
    sent: list[Any] = []

    def method(**params: Any) -> dict[str, Any]:
        sent.append(dict(params))
        return pages[len(sent) - 1]

    for page in _paginate.Paginator(method, entry, None).paginate(**given):
        items = None if model.items is None else evaluate(model.items, page) or []
        yield sent[-1], [[key, value] for key, value in items.items()] if isinstance(items, dict) else items


@pytest.mark.parametrize("name", service_names())
def test_botocore_asks_for_the_same_pages_and_finds_the_same_items(name: str) -> None:
    opened = service(name)
    entries = read_service(data_folder(), opened.name).paginators
    for wire_name in opened.file.paginators:
        operation = opened.operation(wire_name)
        model = opened.paginator_model(wire_name)
        assert model is not None
        random = Random(f"{name} {wire_name}")
        given = value_for(operation.input_schema, random, 2, size=20)
        plain_input = operation.input_schema.to_value(given)
        pages = chain(operation, model, random)

        mine = list(ours(operation, model, given, pages))

        assert mine == list(theirs(entries[wire_name], model, plain_input, pages)), wire_name
        assert len(mine) == PAGES, wire_name


def test_all_paginators_were_compared() -> None:
    assert sum(len(service(name).file.paginators) for name in service_names()) == TOTAL


def test_all_pages_hold_items_but_those_of_a_text_and_of_one_structure() -> None:
    without = [
        f"{service(name).name} {wire_name}"
        for name in service_names()
        for wire_name in service(name).file.paginators
        if (model := service(name).paginator_model(wire_name)) is not None and model.items is None
    ]

    assert without == ["budgets DescribeBudgetPerformanceHistory", "rds DownloadDBLogFilePortion"]
