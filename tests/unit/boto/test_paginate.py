"""Pages: cut, joined and gone on with as botocore does, whatever the service answers."""

import copy
from base64 import b64encode
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awso.boto.exceptions import PaginationError, UnsupportedFeatureError
from awso.boto.paginate import Paginator
from awso.boto.tokens import decoded, encoded
from awso.registry import service

theirs: Any = import_module("botocore.paginate")
_session: Any = import_module("botocore.session")
_loader: Any = import_module("botocore.loaders").Loader()


class Paged(NamedTuple):
    """An operation whose pages are counted in one way or another."""

    service: str
    operation: str
    results: str
    token_out: str
    token_in: str
    more: str | None = None


OPERATIONS = (
    Paged("dynamodb", "ListTables", "TableNames", "LastEvaluatedTableName", "ExclusiveStartTableName"),
    Paged("dynamodb", "Scan", "Items", "LastEvaluatedKey", "ExclusiveStartKey"),
    Paged("kms", "ListKeys", "Keys", "NextMarker", "Marker", "Truncated"),
    Paged("s3", "ListObjects", "Contents", "NextMarker", "Marker", "IsTruncated"),
    Paged("ssm", "GetParametersByPath", "Parameters", "NextToken", "NextToken"),
)


class Method:
    """A method whose answers are `pages`, and which keeps what it was asked."""

    def __init__(self, paged: Paged, pages: list[list[int]]) -> None:
        self._paged = paged
        self._pages = pages
        self.asked: list[dict[str, Any]] = []

    def __call__(self, **kwargs: Any) -> dict[str, Any]:
        self.asked.append(copy.deepcopy(kwargs))
        token = kwargs.get(self._paged.token_in)
        index = 0 if token is None else int(token["k"]["S"] if isinstance(token, dict) else token)
        answer: dict[str, Any] = {
            self._paged.results: [{"n": n} for n in self._pages[index]],
            "Count": len(self._pages[index]),
        }
        last = index + 1 == len(self._pages)
        if not last:
            text = str(index + 1)
            answer[self._paged.token_out] = (
                {"k": {"S": text}, "b": b"\x00"} if self._paged.operation == "Scan" else text
            )
        if self._paged.more is not None:
            answer[self._paged.more] = not last
        return answer


def ours_of(paged: Paged, method: Method) -> Paginator:
    opened = service(paged.service)
    model = opened.paginator_model(paged.operation)
    assert model is not None
    return Paginator(method, model, opened.operation(paged.operation).input_schema)


def theirs_of(paged: Paged, method: Method) -> Any:
    model = _session.get_session().get_service_model(paged.service).operation_model(paged.operation)
    pages = _loader.load_service_model(paged.service, "paginators-1")["pagination"][paged.operation]
    return theirs.Paginator(method, pages, model)


PAGES = st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=5)
CONFIG = st.fixed_dictionaries({}, optional={"MaxItems": st.integers(1, 12), "PageSize": st.integers(1, 5)})


@given(st.sampled_from(OPERATIONS), PAGES, CONFIG)
def test_pages_are_botocore_s(paged: Paged, pages: list[list[int]], config: dict[str, int]) -> None:
    mine, other = Method(paged, pages), Method(paged, pages)
    ours = ours_of(paged, mine).paginate(PaginationConfig=config)
    expected = theirs_of(paged, other).paginate(PaginationConfig=config)

    assert list(ours) == list(expected)
    assert mine.asked == other.asked
    assert ours.resume_token == expected.resume_token
    assert ours.non_aggregate_part == expected.non_aggregate_part


@given(st.sampled_from(OPERATIONS), PAGES, CONFIG)
def test_a_result_that_is_gone_on_with_is_botocore_s(
    paged: Paged, pages: list[list[int]], config: dict[str, int]
) -> None:
    token: str | None = None
    for _ in range(30):
        going_on = {**config, "StartingToken": token}
        ours = ours_of(paged, Method(paged, pages)).paginate(PaginationConfig=going_on).build_full_result()
        expected = theirs_of(paged, Method(paged, pages)).paginate(PaginationConfig=going_on).build_full_result()

        assert ours == expected
        token = ours.get("NextToken")
        if token is None:
            return
    raise AssertionError("it never ends")


@given(st.sampled_from(OPERATIONS), PAGES)
def test_the_results_of_each_key_are_botocore_s(paged: Paged, pages: list[list[int]]) -> None:
    ours = ours_of(paged, Method(paged, pages)).paginate().result_key_iters()
    expected = theirs_of(paged, Method(paged, pages)).paginate().result_key_iters()

    assert [each.result_key.expression for each in ours] == [each.result_key.expression for each in expected]
    assert list(ours[0]) == list(expected[0])


@pytest.mark.parametrize("token", ["1", "None", "1___2", "x___y", "not base64 !"])
def test_old_and_foreign_tokens_are_understood_as_botocore_does(token: str) -> None:
    paged, pages = OPERATIONS[0], [[1, 2, 3], [4]]
    config = {"StartingToken": token}

    assert outcome(ours_of(paged, Method(paged, pages)), config) == outcome(
        theirs_of(paged, Method(paged, pages)), config
    )


def outcome(paginator: Any, config: dict[str, Any]) -> Any:
    try:
        return paginator.paginate(PaginationConfig=config).build_full_result()
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize(
    "token",
    [
        {"ExclusiveStartTableName": "1", "Limit": 7},
        {"ExclusiveStartTableName": "1", "boto_truncate_amount": "x"},
        {"ExclusiveStartTableName": "1", "boto_truncate_amount": -1},
        {"ExclusiveStartTableName": "1", "boto_truncate_amount": [1]},
    ],
)
def test_a_token_that_says_anything_but_where_to_go_on_is_refused(token: dict[str, Any]) -> None:
    paged = OPERATIONS[0]
    method = Method(paged, [[1, 2, 3], [4]])

    with pytest.raises(ValueError, match="Bad starting token"):
        list(ours_of(paged, method).paginate(PaginationConfig={"StartingToken": encoded(token)}))

    assert method.asked == []


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": "b", "boto_encoded_keys": [["c"]]}',
        b'{"a": ["b"], "boto_encoded_keys": [["a", 7]]}',
        b'{"a": 1, "boto_encoded_keys": [["a"]]}',
        b'{"a": 1, "boto_encoded_keys": [[]]}',
        b'{"a": 1, "boto_encoded_keys": 1}',
        b"[" * 100_000,
        b"[]",
    ],
)
def test_what_is_no_token_is_told_by_one_kind_of_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="no token"):
        decoded(b64encode(content).decode())


@given(
    st.dictionaries(
        st.text(),
        st.recursive(st.text() | st.binary() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)),
        max_size=4,
    )
)
def test_a_token_is_botocore_s_and_comes_back(token: dict[str, Any]) -> None:
    token.pop("boto_encoded_keys", None)
    text = encoded(token)

    assert theirs.TokenDecoder().decode(text) == token
    assert decoded(theirs.TokenEncoder().encode(copy.deepcopy(token))) == token


def test_a_service_that_repeats_its_token_ends_the_pages() -> None:
    def same(**_: Any) -> dict[str, Any]:
        return {"TableNames": ["a"], "LastEvaluatedTableName": "a"}

    with pytest.raises(PaginationError, match="same next token was received twice"):
        list(ours_of(OPERATIONS[0], same).paginate())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a method


def test_a_page_size_where_there_is_none_is_refused() -> None:
    opened = service("ec2")
    model = next(m for name in opened.file.paginators if (m := opened.paginator_model(name)) and m.limit_key is None)
    name = next(name for name in opened.file.paginators if opened.paginator_model(name) == model)
    paginator = Paginator(Method(OPERATIONS[0], []), model, opened.operation(name).input_schema)

    with pytest.raises(PaginationError, match="PageSize parameter is not supported"):
        paginator.paginate(PaginationConfig={"PageSize": 1})


def test_an_unknown_key_of_the_configuration_is_refused_not_ignored() -> None:
    with pytest.raises(UnsupportedFeatureError, match="MaxItem"):
        ours_of(OPERATIONS[0], Method(OPERATIONS[0], [[1]])).paginate(PaginationConfig={"MaxItem": 3})
