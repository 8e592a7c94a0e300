"""The type of a document: any JSON value, as wide as a parameter may be and only to be read where it is an answer."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Document: TypeAlias = "Mapping[str, Document] | Sequence[Document] | str | int | float | bool | None"
