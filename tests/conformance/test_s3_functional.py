"""botocore's own functional tests of S3, all 298, with `awso.boto` in botocore's place (`s3_stage` says how).

Signatures of presigned URLs, endpoints of access points, Outposts, Object Lambda and several regions, redirects,
checksums, settings: what is literal in them is the expectation. The list of exceptions is kept honest: an entry that
begins to pass fails.
"""

from collections import Counter

import pytest

from tests.conformance.botocore_files import Scene
from tests.conformance.s3_stage import SOURCE, Session, scenes

_ELSEWHERE = "test_s3_addressing.py reads these, at our own client"
ELSEWHERE = {"test_correct_url_used_for_s3", "test_correct_exception_raise_for_s3"}

_ASKED_ONCE = "the refusal of the first HeadBucket says the region: it is not asked for again"
_INSIDE = "it looks into botocore: its functions, replaced"
_LOGGED = "it expects a warning in botocore's log; the value itself is checked by test_s3_answers.py"
_CONTINUE = "only bodies of 2 MiB and more wait for 100 Continue"
_WRONG_LENGTH = "a content length that is not the body's is refused: S3 would wait for bytes that never come"

EXCEPTIONS: dict[str, str] = {
    "TestS3ExpiresHeaderResponse.test_invalid_expires_value_in_response": _LOGGED,
    "TestS3SigV4.test_trailing_checksum_set_with_content_length_removes_header": _WRONG_LENGTH,
    "TestRegionRedirect.test_resign_request_in_us_east_1": _ASKED_ONCE,
    "TestRegionRedirect.test_resign_request_in_us_east_1_fails": _ASKED_ONCE,
    "TestFipsRegionRedirect.test_fips_resign_request_in_us_east_1": _ASKED_ONCE,
    "TestFipsRegionRedirect.test_fips_resign_request_in_us_east_1_fails": _ASKED_ONCE,
    "test_retries_reuse_request_checksum": _INSIDE,
    "TestExpectContinueBehavior.test_sets_100_continute_with_body": _CONTINUE,
}
"""The tests that do not pass, each with its reason."""

COUNTS = {
    _ELSEWHERE: 108,
    _ASKED_ONCE: 4,
    _INSIDE: 1,
    _LOGGED: 1,
    _CONTINUE: 1,
    _WRONG_LENGTH: 1,
}
PASSING = 182  # of botocore 1.44.5's 298

EVERY = scenes()
PLAYED = [scene for scene in EVERY if scene.function not in ELSEWHERE]


def test_every_test_of_the_file_is_played_or_has_a_reason() -> None:
    reasons = Counter(
        _ELSEWHERE if scene.function in ELSEWHERE else EXCEPTIONS.get(scene.name, "it passes") for scene in EVERY
    )

    assert len(EVERY) == 298, SOURCE
    assert reasons == {**COUNTS, "it passes": PASSING}


@pytest.mark.parametrize("scene", PLAYED, ids=lambda scene: scene.name)
def test_a_test_of_botocores_passes_with_awso_in_its_place(scene: Scene) -> None:
    if scene.name not in EXCEPTIONS:
        scene.play()
        return
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever it is that the test misses
        scene.play()


@pytest.mark.parametrize(
    "scene", [scene for scene in PLAYED if scene.name not in EXCEPTIONS], ids=lambda scene: scene.name
)
def test_it_passes_as_well_where_every_event_has_a_handler(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "watched", True)
    scene.play()
