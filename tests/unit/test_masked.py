"""What hides fields from `repr` hides them from everything else that prints structures."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

import msgspec
import pytest

import awso
import awso_userpool
from awso import cognito
from awso.cognito.calls import Call
from awso.core.effects import ProcessResult, WriteFile
from awso.core.http import HttpRequest
from awso.shapes.shape import Shape

# They stay hidden, or need a library that not everybody has.
SKIPPED = ("awso.services.", "awso.transports.httpx2", "awso_userpool.__main__", "awso_userpool.storage.migrations")


def test_no_structure_with_a_repr_of_its_own_tells_rich_its_fields() -> None:
    for package in (awso, awso_userpool):
        import_all(package.__path__, f"{package.__name__}.")

    assert [found for found in structures(msgspec.Struct) if tells_rich(found) and is_ours(found)] == []


def test_a_structure_that_hides_fields_from_repr_alone_is_found() -> None:
    class Half(msgspec.Struct):
        secret: str

        def __repr__(self) -> str:
            return "Half(***)"

    assert [found for found in structures(msgspec.Struct) if tells_rich(found) and found.__module__ == __name__] == [
        Half
    ]


@pytest.mark.parametrize(
    "value",
    [
        HttpRequest("POST", "http://127.0.0.1/?X-Amz-Signature=hidden", {"authorization": "hidden"}, b"hidden"),
        Call("initiate_auth", {"auth_parameters": {"PASSWORD": "hidden"}}),
        WriteFile("token.json", b"hidden"),
        ProcessResult(0, b"hidden", b"hidden"),
        cognito.Code("hidden"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_neither_repr_nor_rich_shows_what_is_hidden(value: msgspec.Struct) -> None:
    assert "hidden" not in repr(value)
    # As for __hash__: None means that there is none, and rich takes repr.
    assert value.__rich_repr__ is None


def import_all(path: Iterable[str], prefix: str) -> None:
    for module in pkgutil.iter_modules(path, prefix):
        if not f"{module.name}.".startswith(tuple(f"{name.rstrip('.')}." for name in SKIPPED)):
            imported = importlib.import_module(module.name)
            if module.ispkg:
                import_all(imported.__path__, f"{module.name}.")


def is_ours(structure: type[msgspec.Struct]) -> bool:
    return structure.__module__.partition(".")[0] in ("awso", "awso_userpool")


def tells_rich(structure: type[msgspec.Struct]) -> bool:
    hides = structure.__repr__ is not msgspec.Struct.__repr__
    return hides and structure.__rich_repr__ is msgspec.Struct.__rich_repr__


def structures(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for structure in base.__subclasses__():
        if structure is not Shape:  # has its own answer for rich, as masked as its repr
            yield structure
            yield from structures(structure)
