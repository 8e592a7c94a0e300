"""A multipart upload: begun, its parts moved at once, completed, or aborted so that nothing is left to pay for."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from awso.boto.s3.parts import done

if TYPE_CHECKING:
    from awso.boto.client import BaseClient
    from awso.boto.s3.transfer import TransferConfig

Part = dict[str, Any]


class MultipartUpload:
    """One multipart upload of `client` to a bucket's key."""

    def __init__(self, client: "BaseClient", bucket: str, key: str, extra: dict[str, Any]) -> None:
        self.client = client
        self.place = {"Bucket": bucket, "Key": key}
        answer = client.create_multipart_upload(**self.place, **extra)
        self.place["UploadId"] = answer["UploadId"]

    def run(
        self, config: "TransferConfig", tasks: Iterable[Callable[[], Part]], completing: dict[str, Any]
    ) -> dict[str, Any]:
        """Move the parts and complete; the answer of the completion.

        Aborts where anything fails, and raises that, whether the abort succeeds or not.
        """
        try:
            parts = list(done(config, tasks))
            completed: dict[str, Any] = self.client.complete_multipart_upload(
                **self.place, MultipartUpload={"Parts": parts}, **completing
            )
        except BaseException as failure:
            self._abort(failure)
            raise
        return completed

    def _abort(self, failure: BaseException) -> None:
        try:
            self.client.abort_multipart_upload(**self.place)
        except Exception as error:
            failure.add_note(f"and the parts are still there, for the upload could not be aborted: {error}")


def part_of(answer: dict[str, Any], number: int, algorithm: str | None) -> Part:
    """How a completion names a part that was moved: by its ETag, and by its checksum where there is one."""
    part: Part = {"ETag": answer["ETag"], "PartNumber": number}
    name = f"Checksum{algorithm.upper()}" if algorithm else ""
    if name in answer:
        part[name] = answer[name]
    return part
