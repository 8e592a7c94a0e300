"""What a program may write with cloudwatch, and below, what it may not: see `tests/typing/test_services.py`."""

from datetime import UTC, datetime
from typing import assert_type

from awso import cloudwatch

with cloudwatch.Client() as client:
    datum = cloudwatch.MetricDatum(metric_name="m", value=1.5, timestamp=datetime.now(UTC), unit="Count")
    client.put_metric_data(namespace="n", metric_data=[datum])
    for metric in client.list_metrics.items(namespace="n"):
        assert_type(metric, cloudwatch.Metric)
    for page in client.describe_alarms.pages():
        assert_type(page.composite_alarms, list[cloudwatch.CompositeAlarm])
    client.wait_until.alarm_exists(alarm_names=["a"])
    try:
        client.delete_dashboards(dashboard_names=["d"])
    except cloudwatch.errors.DashboardNotFoundError as error:
        assert_type(error.code, str)

    client.put_metric_data(metric_data=[datum])  # error: "namespace"
    cloudwatch.MetricDatum(metric_name="m", value="1.5")  # error: "value"
    cloudwatch.MetricDatum(value=1.5)  # error: "metric_name"
    client.wait_until.alarm_exists(alarms=["a"])  # error: "alarms"
    client.describe_alarms.items().first()  # error: "first"


async def concurrent() -> None:
    async with cloudwatch.AsyncClient() as aio:
        async for _ in aio.list_metrics.items(namespace="n"):
            pass
        for _ in aio.list_metrics.items(namespace="n"):  # error: "__iter__"
            pass
