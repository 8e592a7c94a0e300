"""`client.get_paginator(name).paginate(…)`: pages as dicts, with limits and a token to go on another time.

Tokens, results and limits are where the model says (`awso.core.expressions` finds them in the pages, which are plain
dicts here). What botocore counts, cuts and sums up is kept, so that a program gets the same pages.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import tee
from typing import TYPE_CHECKING, Any

from awso.boto.exceptions import PaginationError, UnsupportedFeatureError
from awso.boto.tokens import TRUNCATED, decoded, encoded
from awso.core.expressions import evaluate
from awso.shapes.kinds import is_dict

if TYPE_CHECKING:
    from awso.shapes.model import Expression
    from awso.shapes.pages_and_waits import PaginatorModel
    from awso.shapes.schema import Schema

Method = Callable[..., dict[str, Any]]
Page = dict[str, Any]


class ResultKey:
    """Where something is on a page; `expression` is the JMESPath of it."""

    def __init__(self, tree: "Expression") -> None:
        self._tree = tree
        self._names: list[str] = [tree] if isinstance(tree, str) else [str(step) for step in tree[1:]]
        self.expression = ".".join(self._names)

    def search(self, page: Page) -> Any:
        """What is there; None where nothing is."""
        return evaluate(self._tree, page)

    def put(self, page: Page, value: Any) -> None:
        """Put `value` there."""
        for name in self._names[:-1]:
            page = page.setdefault(name, {})
        page[self._names[-1]] = value

    def __repr__(self) -> str:
        return f"ResultKey({self.expression})"


class Paginator:
    """The pages of one method."""

    def __init__(self, method: Method, model: "PaginatorModel", schema: "Schema") -> None:
        self._method = method
        self._model = model
        self._schema = schema

    @property
    def result_keys(self) -> list[ResultKey]:
        """What the pages are about."""
        return [ResultKey(tree) for tree in self._model.result_key]

    def paginate(self, **kwargs: Any) -> "PageIterator":
        """The pages of a call; `PaginationConfig` has MaxItems, PageSize and StartingToken.

        Raises `PaginationError` for a PageSize where the operation takes none.
        """
        config = dict(kwargs.pop("PaginationConfig", None) or {})
        most, size, token = (
            config.pop("MaxItems", None),
            config.pop("PageSize", None),
            config.pop("StartingToken", None),
        )
        if config:
            reason = "it has MaxItems, PageSize and StartingToken"
            raise UnsupportedFeatureError(feature=f"PaginationConfig with {', '.join(config)}", reason=reason)
        if size is not None:
            kwargs[self._limit_key()] = self._page_size(size)
        return PageIterator(self._method, self._model, kwargs, None if most is None else int(most), token)

    def _limit_key(self) -> str:
        key = self._model.limit_key
        if key is None:
            message = "PageSize parameter is not supported for the pagination interface for this operation."
            raise PaginationError(message=message)
        return key

    def _page_size(self, size: Any) -> Any:
        return str(size) if self._schema.members[self._limit_key()].target.kind == "string" else int(size)


class PageIterator:
    """The pages of one call: each iteration asks anew."""

    def __init__(
        self,
        method: Method,
        model: "PaginatorModel",
        kwargs: dict[str, Any],
        max_items: int | None,
        starting_token: str | None,
    ) -> None:
        self._method = method
        self._model = model
        self._kwargs = kwargs
        self._max_items = max_items
        self._starting_token = starting_token
        self._resume_token: str | None = None
        self._non_aggregate_part: dict[str, Any] = {}
        self.result_keys = [ResultKey(tree) for tree in model.result_key]

    @property
    def non_aggregate_part(self) -> dict[str, Any]:
        """What is the same on all pages, from the first that was fetched."""
        return self._non_aggregate_part

    @property
    def resume_token(self) -> str | None:
        """The StartingToken by which to go on after MaxItems; None where there is nothing more."""
        return self._resume_token

    @resume_token.setter
    def resume_token(self, value: dict[str, Any]) -> None:
        names = sorted(self._model.input_token + ([TRUNCATED] if TRUNCATED in value else []))
        if sorted(value) != names:
            raise ValueError(f"Bad starting token: {value}")
        self._resume_token = encoded(value)

    def __iter__(self) -> Iterator[Page]:
        kwargs = dict(self._kwargs)
        token: dict[str, Any] = dict.fromkeys(self._model.input_token)
        skipped, before, total = 0, None, 0
        if self._starting_token is not None:
            token, skipped = self._started()
            _put_tokens(kwargs, token)
        primary = self.result_keys[0]
        first = True
        while True:
            page = self._method(**kwargs)
            if first:
                if self._starting_token is not None:
                    self._cut_start(page, skipped)
                self._non_aggregate_part = self._same_on_all(page)
            count = len(primary.search(page) or ())
            surplus = 0 if self._max_items is None else total + count - self._max_items
            if surplus > 0:
                self._cut_end(page, count - surplus, skipped if first else 0, token)
                yield page
                return
            yield page
            first = False
            total += count
            token = self._next_token(page)
            if all(each is None for each in token.values()):
                return
            if self._max_items is not None and total == self._max_items:
                self.resume_token = token
                return
            if before is not None and before == token:
                raise PaginationError(message=f"The same next token was received twice: {token}")
            _put_tokens(kwargs, token)
            before = token

    def search(self, expression: str) -> Iterator[Any]:
        """What a JMESPath expression finds on each page, the elements of lists one by one.

        Raises `UnsupportedFeatureError` where the `jmespath` package is not installed.
        """
        compiled = _jmespath(expression)
        for page in self:
            found = compiled.search(page)
            if isinstance(found, list):
                yield from found
            else:
                yield found

    def result_key_iters(self) -> list["ResultKeyIterator"]:
        """For each result key, the results of all pages."""
        pages = tee(self, len(self.result_keys))
        return [ResultKeyIterator(each, key) for each, key in zip(pages, self.result_keys, strict=True)]

    def build_full_result(self) -> dict[str, Any]:
        """All pages as one: lists joined, numbers and texts added up, `NextToken` where there is more."""
        whole: dict[str, Any] = {}
        for page in self:
            for key in self.result_keys:
                _add(whole, key, key.search(page))
        _merge(whole, self.non_aggregate_part)
        if self.resume_token is not None:
            whole["NextToken"] = self.resume_token
        return whole

    def _next_token(self, page: Page) -> dict[str, Any]:
        more = self._model.more_results
        if more is not None and not evaluate(more, page):
            return {}
        pairs = zip(self._model.input_token, self._model.output_token, strict=True)
        return {name: evaluate(tree, page) or None for name, tree in pairs}

    def _same_on_all(self, page: Page) -> dict[str, Any]:
        same: dict[str, Any] = {}
        for tree in self._model.non_aggregate_keys:
            key = ResultKey(tree)
            key.put(same, key.search(page))
        return same

    def _cut_start(self, page: Page, skipped: int) -> None:
        """Leave out what an earlier run gave out of this page; of numbers the whole page's stay."""
        primary, *others = self.result_keys
        found = primary.search(page)
        primary.put(page, found[skipped:] if isinstance(found, (list, str)) else None)
        for key in others:
            found = key.search(page)
            empty: list[Any] | str | None = [] if isinstance(found, list) else "" if isinstance(found, str) else None
            key.put(page, found if isinstance(found, (int, float)) else empty)

    def _cut_end(self, page: Page, kept: int, skipped: int, token: dict[str, Any]) -> None:
        """Leave out what is beyond MaxItems, and say where to go on."""
        primary = self.result_keys[0]
        primary.put(page, (primary.search(page) or [])[:kept])
        self.resume_token = {**token, TRUNCATED: kept + skipped}

    def _started(self) -> tuple[dict[str, Any], int]:
        """The service's tokens in StartingToken, and how many results of that page to leave out.

        Programs hand tokens out and take them back from anybody: one that names another parameter, a bucket perhaps,
        is refused. botocore would pass it on.
        """
        assert self._starting_token is not None
        try:
            token = decoded(self._starting_token)
        except ValueError:
            return self._started_by_old_token(self._starting_token)
        skipped = token.pop(TRUNCATED, 0)
        if type(skipped) is not int or skipped < 0 or not token.keys() <= set(self._model.input_token):
            raise ValueError(f"Bad starting token: {self._starting_token}")
        return token, skipped

    def _started_by_old_token(self, text: str) -> tuple[dict[str, Any], int]:
        """botocore's former tokens: the service's own, three underscores between them, the number behind."""
        names = self._model.input_token
        parts = text.split("___")
        skipped = 0
        if len(parts) == len(names) + 1:
            try:
                skipped = int(parts.pop())
            except ValueError:
                parts = [text]
        if len(parts) > len(names):
            raise ValueError(f"Bad starting token: {text}")
        found: Sequence[str | None] = [None if part == "None" else part for part in parts]
        return dict(zip(names, [*found, *[None] * (len(names) - len(found))], strict=True)), skipped


class ResultKeyIterator:
    """The results of one key, over all pages."""

    def __init__(self, pages: Iterator[Page], result_key: ResultKey) -> None:
        self._pages = pages
        self.result_key = result_key

    def __iter__(self) -> Iterator[Any]:
        for page in self._pages:
            yield from self.result_key.search(page) or ()


def _put_tokens(kwargs: dict[str, Any], token: dict[str, Any]) -> None:
    for name, value in token.items():
        if value is not None and value != "None":
            kwargs[name] = value
        else:
            kwargs.pop(name, None)


def _add(whole: dict[str, Any], key: ResultKey, found: Any) -> None:
    if found is None:
        return
    known = key.search(whole)
    if known is None:
        key.put(whole, found)
    elif isinstance(found, list):
        known.extend(found)
    elif isinstance(found, (int, float, str)):
        key.put(whole, known + found)


def _merge(whole: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if is_dict(value) and name in whole:
            _merge(whole[name], value)
        else:
            whole[name] = value


def _jmespath(expression: str) -> Any:
    try:
        from jmespath import compile as compile_expression
    except ModuleNotFoundError:
        reason = "its expressions are the jmespath package's: pip install 'awso[boto]'"
        raise UnsupportedFeatureError(feature="PageIterator.search", reason=reason) from None
    return compile_expression(expression)
