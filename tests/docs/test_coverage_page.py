"""docs/coverage.md says of the code what the code is."""

import re

import pytest

from awso_userpool.operations import OPERATIONS
from tests.docs.coverage_facts import FACTS, PAGE, rewritten

TEXT = PAGE.read_text("utf-8")


def test_every_fact_on_the_page_is_as_the_code_has_it() -> None:
    assert rewritten(TEXT) == TEXT, "docs/coverage.md is stale: run `.venv/bin/python -m tests.docs.coverage_facts`"


def test_the_page_names_exactly_the_operations_that_the_user_pool_has() -> None:
    answered = TEXT.partition("operations** answer:")[2].partition("The other")[0]

    assert re.findall(r"`(\w+)`", answered) == list(OPERATIONS)


def test_a_stale_number_is_noticed() -> None:
    stale = re.sub(r"\*\*\d+ of", "**1 of", TEXT)

    assert rewritten(stale) == TEXT
    assert stale != TEXT


def test_a_fact_without_a_place_on_the_page_is_refused() -> None:
    name = next(iter(FACTS))

    with pytest.raises(ValueError, match="places"):
        rewritten(TEXT.replace(f"<!-- fact: {name} -->", ""))
