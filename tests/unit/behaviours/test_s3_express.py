"""Sessions of directory buckets: opened once, renewed in time, one for each bucket."""

from awso.core.http import HttpResponse
from tests.unit.behaviours.calls import Calls, response
from tests.unit.core.flows import NOW

BUCKET, OTHER = "b--euw1-az1--x-s3", "other--euw1-az1--x-s3"


def session(key_id: str, seconds: int) -> HttpResponse:
    from datetime import UTC, datetime

    expiration = datetime.fromtimestamp(NOW + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return response(
        f"<R><Credentials><AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
        f"<SessionToken>of-{key_id}</SessionToken><Expiration>{expiration}</Expiration></Credentials></R>"
    )


def get(s3: Calls, bucket: str, *answers: HttpResponse) -> None:
    s3("GetObject", *answers, response("x"), bucket=bucket, key="k")


def key_ids(s3: Calls) -> list[str]:
    return [request.headers["authorization"].partition("Credential=")[2].partition("/")[0] for request in s3.sent]


def test_a_session_signs_until_it_is_about_to_expire() -> None:
    s3 = Calls("s3")

    get(s3, BUCKET, session("ONE", 300))
    get(s3, BUCKET)
    s3.played.clock += 254
    get(s3, BUCKET)
    s3.played.clock += 1  # 45 seconds before the end
    get(s3, BUCKET, session("TWO", 600))

    assert key_ids(s3) == ["AKIDEXAMPLE", "ONE", "ONE", "ONE", "AKIDEXAMPLE", "TWO"]
    assert [request.headers.get("x-amz-s3session-token") for request in s3.sent] == [
        None,
        "of-ONE",
        "of-ONE",
        "of-ONE",
        None,
        "of-TWO",
    ]
    assert not any("x-amz-security-token" in request.headers for request in s3.sent)


def test_each_bucket_has_its_own_session() -> None:
    s3 = Calls("s3")

    get(s3, BUCKET, session("ONE", 300))
    get(s3, OTHER, session("TWO", 300))
    get(s3, BUCKET)

    assert key_ids(s3) == ["AKIDEXAMPLE", "ONE", "AKIDEXAMPLE", "TWO", "ONE"]
    assert s3.hosts[2] == f"{OTHER}.s3express-euw1-az1.eu-west-1.amazonaws.com"


def test_sessions_can_be_switched_off() -> None:
    s3 = Calls("s3", {"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "true"})

    get(s3, BUCKET)

    assert key_ids(s3) == ["AKIDEXAMPLE"]


def test_a_session_that_ends_before_its_time_is_replaced() -> None:
    s3 = Calls("s3")
    get(s3, BUCKET, session("ONE", 300))

    get(s3, BUCKET, response("<Error><Code>ExpiredToken</Code></Error>", 400), session("TWO", 300))

    assert key_ids(s3) == ["AKIDEXAMPLE", "ONE", "ONE", "AKIDEXAMPLE", "TWO"]
