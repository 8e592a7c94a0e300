"""The bucket that all calls of a client share."""

from concurrent.futures import ThreadPoolExecutor

from awso.retries import RetryQuota, cost_of


def test_a_retry_takes_14_and_a_throttled_one_5_of_500() -> None:
    quota = RetryQuota()

    assert quota.take(cost_of("transient"))
    assert quota.available == 486
    assert quota.take(cost_of("throttling"))
    assert quota.available == 481


def test_nothing_is_taken_where_too_little_is_left() -> None:
    quota = RetryQuota(capacity=14)

    assert quota.take(14)
    assert not quota.take(5)
    assert quota.available == 0


def test_no_more_comes_back_than_fits() -> None:
    quota = RetryQuota(capacity=20)
    quota.take(5)

    quota.give_back(14)

    assert quota.available == 20


def test_threads_take_exactly_what_is_there() -> None:
    quota = RetryQuota(capacity=1_000)

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(quota.take, [1] * 2_000))

    assert taken == 1_000
    assert quota.available == 0
