"""What stands in for other modules while msgspec is imported leaves nothing behind: each in a process of its own."""

import subprocess
import sys

import pytest

from tests.paths import ROOT


def run(script: str) -> str:
    """What a fresh interpreter prints; the script must end well."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src")},
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize(
    "name",
    [
        "typing_extensions",
        "platform",
        "datetime",
        "re",
        "msgspec.inspect",
        "msgspec.msgpack",
        "msgspec.toml",
        "msgspec.yaml",
        "msgspec._json_schema",
    ],
)
def test_a_module_imported_afterwards_is_the_real_one(name: str) -> None:
    shown = run(
        f"import awso._lean, sys; before = {name!r} in sys.modules; import {name}; found = sys.modules[{name!r}];"
        "print(before, type(found).__name__, bool(found.__file__))"
    )

    is_own = name == "datetime" and sys.version_info >= (3, 12)  # from there on it is cheap, and imported itself
    assert shown == f"{is_own} module True"


def test_the_submodules_that_msgspec_names_load_when_they_are_touched() -> None:
    shown = run(
        "import awso._lean, msgspec\n"
        "print(type(msgspec.inspect.type_info(int)).__name__)\n"
        "print(msgspec.msgpack.decode(msgspec.msgpack.encode([1])))\n"
        "print(msgspec.toml.decode.__module__, msgspec.yaml.decode.__module__)\n"
        "import msgspec.inspect as imported\n"
        "print(msgspec.inspect is imported, msgspec.inspect.type_info is imported.type_info)"
    )

    assert shown.splitlines() == ["IntType", "[1]", "msgspec.toml msgspec.yaml", "True True"]


def test_json_schemas_are_made_by_msgspecs_own_functions() -> None:
    shown = run(
        "import awso._lean, msgspec\n"
        "from msgspec.json import schema\n"
        "from msgspec._json_schema import schema as own, schema_components\n"
        "print(schema is own, msgspec.json.schema_components is schema_components, schema(int))\n"
        "try: msgspec.json.nothing\n"
        "except AttributeError as error: print(error)"
    )

    assert shown.splitlines() == [
        "True True {'type': 'integer'}",
        "module 'msgspec.json' has no attribute 'nothing'",
    ]


def test_what_was_imported_before_stays_as_it_is() -> None:
    shown = run(
        "import platform, datetime, typing_extensions, sys\n"
        "import awso._lean\n"
        "print(sys.modules['platform'] is platform, sys.modules['datetime'] is datetime,"
        " sys.modules['typing_extensions'] is typing_extensions)"
    )

    assert shown == "True True True"


def test_msgspec_imported_before_stays_as_it_is() -> None:
    shown = run(
        "import msgspec, sys; before = dict(sys.modules); from awso._lean import msgspec as ours;"
        "print(ours is msgspec, all(sys.modules[name] is found for name, found in before.items()))"
    )

    assert shown == "True True"


def test_dates_decimals_and_uuids_are_known_to_msgspec() -> None:
    shown = run(
        "import awso._lean, msgspec, pickle\n"
        "from datetime import datetime, UTC; from uuid import UUID, getnode; from decimal import Decimal\n"
        "decode = msgspec.json.decode\n"
        "moment = decode(b'\"2026-03-01T00:00:00Z\"', type=datetime)\n"
        "print(pickle.loads(pickle.dumps(moment)) == datetime(2026, 3, 1, tzinfo=UTC))\n"
        "text = '00000000-0000-4000-8000-000000000001'\n"
        "print(decode(f'\"{text}\"'.encode(), type=UUID) == UUID(text))\n"
        "print(decode(b'1.5', type=Decimal) == Decimal('1.5'))\n"
        "print(getnode() == getnode())"
    )

    assert shown.splitlines() == ["True", "True", "True", "True"]


def test_typing_and_msgspec_know_the_real_regular_expressions() -> None:
    shown = run(
        "import awso._lean, msgspec, typing, sys\n"
        "before = 're' in sys.modules\n"
        "checked = typing.Annotated[str, msgspec.Meta(pattern='^[a-z]+$')]\n"
        "print(msgspec.json.decode(b'\"ada\"', type=checked))\n"
        "try: msgspec.json.decode(b'\"Ada\"', type=checked)\n"
        "except msgspec.ValidationError as error: print(error)\n"
        "import re\n"
        "print(before, typing.Pattern.__origin__ is re.Pattern, typing.Match.__origin__ is re.Match)"
    )

    assert shown.splitlines() == [
        "ada",
        "Expected `str` matching regex '^[a-z]+$'",
        "False True True",
    ]


def test_typing_imported_before_stays_as_it_is() -> None:
    shown = run(
        "import typing, re, sys; import awso._lean; print(sys.modules['typing'] is typing, sys.modules['re'] is re)"
    )

    assert shown == "True True"


def test_uuid_sees_the_platform_as_ever() -> None:
    with_awso = run("import awso._lean, uuid; print(uuid._AIX, uuid._LINUX, uuid._GETTERS[-1].__name__)")

    assert with_awso == run("import uuid; print(uuid._AIX, uuid._LINUX, uuid._GETTERS[-1].__name__)")


def test_another_thread_that_meets_a_stand_in_can_use_it_as_the_module() -> None:
    shown = run(
        "import sys\n"
        "import typing\n"
        "from awso._lean import _StandIn, _stand_ins\n"
        "placed = {stand_in.__name__: stand_in for stand_in in _stand_ins(typing)}\n"
        "sys.modules.update({name: placed[name] for name in ('platform', 'typing_extensions')})\n"
        "import platform; from typing_extensions import TypedDict, get_type_hints; from platform import machine\n"
        "print(platform.python_version() == '.'.join(map(str, sys.version_info[:3])), TypedDict.__module__)\n"
        "print([name for name, found in sys.modules.items() if isinstance(found, _StandIn)])\n"
        "print(type(sys.modules['platform']).__name__, platform.system() == sys.modules['platform'].system())"
    )

    assert shown.splitlines() == ["True typing_extensions", "[]", "module True"]


def test_another_thread_that_meets_the_stand_in_of_re_can_compile_by_it() -> None:
    shown = run(
        "import sys\n"
        "from awso._lean import _regular_expressions\n"
        "sys.modules['re'] = _regular_expressions()\n"
        "import re\n"
        "print(re.compile('a+').fullmatch('aa') is not None, re.compile is sys.modules['re'].compile)"
    )

    assert shown == "True True"


def test_another_thread_that_imports_typing_meanwhile_has_the_real_forward_references() -> None:
    shown = run(
        "import sys, threading\n"
        "def look(seen):\n"
        "    from typing import ForwardRef\n"
        "    seen.append(ForwardRef)\n"
        "class Finder:\n"
        "    seen = []\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'msgspec._utils':\n"
        "            thread = threading.Thread(target=look, args=(self.seen,))\n"
        "            thread.start(); thread.join()\n"
        "sys.meta_path.insert(0, Finder())\n"
        "import awso._lean, typing\n"
        "print(Finder.seen == [typing.ForwardRef])"
    )

    assert shown == "True"


def test_another_thread_may_import_msgspec_at_the_same_time() -> None:
    shown = run(
        "import sys, threading, _frozen_importlib\n"
        "from importlib.machinery import PathFinder\n"
        "main, begun, failures = threading.get_ident(), threading.Event(), []\n"
        "class Loader:\n"
        "    def __init__(self, real): self.exec_module = real.exec_module\n"
        "    def create_module(self, spec):\n"
        "        begun.set()\n"
        "        while not _frozen_importlib._blocking_on.get(main): pass\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name != 'msgspec': return None\n"
        "        spec = PathFinder.find_spec(name)\n"
        "        spec.loader = Loader(spec.loader)\n"
        "        return spec\n"
        "def load():\n"
        "    try: import msgspec; msgspec.inspect.type_info(int)\n"
        "    except BaseException as error: failures.append(error)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "thread = threading.Thread(target=load)\n"
        "thread.start(); begun.wait()\n"
        "import awso._lean\n"
        "thread.join()\n"
        "print(failures, awso._lean.msgspec is sys.modules['msgspec'])"
    )

    assert shown == "[] True"


def test_a_failing_import_leaves_no_stand_in() -> None:
    shown = run(
        "import sys; sys.modules['msgspec._core'] = None\n"
        "try: import awso._lean\n"
        "except ImportError: pass\n"
        "print([name for name in ('platform', 'typing_extensions', 'msgspec.inspect') if name in sys.modules])"
    )

    assert shown == "[]"


def test_typing_is_the_real_one_again_and_msgspec_reads_quoted_types_by_it() -> None:
    shown = run(
        "import typing, sys\n"
        "import awso._lean, msgspec, msgspec._utils\n"
        "class Tree(msgspec.Struct):\n"
        "    name: 'str | None'\n"
        "    below: 'list[Tree]' = []\n"
        'tree = msgspec.json.decode(b\'{"name":"a","below":[{"name":null}]}\', type=Tree)\n'
        "print(sys.modules['typing'] is typing, msgspec._utils.typing.ForwardRef is typing.ForwardRef, tree.below)"
    )
    assert shown == "True True [Tree(name=None, below=[])]"


def test_what_a_program_has_frozen_stays_frozen() -> None:
    seen = "any(found is held for found in gc.get_objects())"  # which leaves out what is frozen
    shown = run(f"import gc; held = [[]]; gc.freeze(); before = {seen}; import awso._lean; print(before, {seen})")
    assert shown == "False False"


def test_nothing_is_frozen_that_no_program_froze() -> None:
    count = "gc.get_freeze_count()"  # Python 3.12 itself has frozen some
    assert run(f"import gc; before = {count}; import awso._lean; print({count} <= before)") == "True"


@pytest.mark.parametrize("switched", ["enable", "disable"])
def test_the_collector_is_afterwards_as_it_was(switched: str) -> None:
    shown = run(f"import gc; gc.{switched}(); from awso import cognito_idp; cognito_idp.Client; print(gc.isenabled())")
    assert shown == str(switched == "enable")
