"""Runs a flow that only reads files, with a dict as the whole file system."""

from collections.abc import Mapping
from typing import TypeVar

from awso.core.effects import Flow, ReadFile

T = TypeVar("T")


def run_on_files(flow: Flow[T], files: Mapping[str, bytes | OSError]) -> T:
    """What `flow` returns. A path maps to the content of the file, or to the error that reading it gives."""
    try:
        effect = next(flow)
        while True:
            assert isinstance(effect, ReadFile), f"only files are here, not {effect}"
            content = files.get(effect.path)
            effect = flow.throw(content) if isinstance(content, OSError) else flow.send(content)
    except StopIteration as stop:
        result: T = stop.value
        return result
