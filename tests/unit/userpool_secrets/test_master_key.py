"""Where the key ring comes from, and what it refuses."""

import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from awso_userpool.secrets import master_key
from awso_userpool.secrets.master_key import MasterKeyError, MasterKeys

ONE, TWO = bytes(range(32)), bytes(range(32, 64))


def test_the_first_line_seals_and_the_last_keys_the_hashes() -> None:
    text = f"# made in May\n{TWO.hex()}  # current\n\n{base64.b64encode(ONE).decode()}\n"

    keys = master_key.keys_from_text(text, "file")

    assert (keys.current, keys.oldest, len(keys.by_id())) == (TWO, ONE, 2)


def test_a_missing_file_is_made_with_a_key_that_only_its_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "master.key"

    made = master_key.keys_from_file(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert master_key.keys_from_file(path).current == made.current
    assert [each.name for each in tmp_path.iterdir()] == ["master.key"]


def test_of_processes_that_make_the_file_at_once_all_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        rings = [threads.submit(master_key.keys_from_file, tmp_path / "master.key") for _ in range(8)]

    assert len({ring.result().current for ring in rings}) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    path.write_text(ONE.hex())
    path.chmod(mode)

    with pytest.raises(MasterKeyError, match="chmod 600"):
        master_key.keys_from_file(path)


def test_the_environment_and_a_command_give_rings_too() -> None:
    by_environment = master_key.keys_from_text(ONE.hex(), "environment")
    by_command = master_key.keys_from_command([sys.executable, "-c", f"print('{TWO.hex()}')"])

    assert (by_environment.current, by_environment.origin) == (ONE, "environment")
    assert (by_command.current, by_command.origin) == (TWO, "command")


def test_a_command_that_fails_is_named_without_what_it_printed() -> None:
    with pytest.raises(MasterKeyError, match="status 3") as caught:
        master_key.keys_from_command([sys.executable, "-c", f"print('{ONE.hex()}'); raise SystemExit(3)"])

    assert ONE.hex() not in str(caught.value)


def test_a_command_that_does_not_exist_is_an_error_of_ours() -> None:
    with pytest.raises(MasterKeyError, match="FileNotFoundError"):
        master_key.keys_from_command(["/nowhere/at/all"])


@pytest.mark.parametrize("text", ["", "# only a comment", "abc", ONE.hex()[:-2], "not base64 !!", ONE.hex() + "00"])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(MasterKeyError) as caught:
        master_key.keys_from_text(text, "environment")

    assert not text or text not in str(caught.value)


def test_a_ring_shows_where_it_came_from_and_no_key() -> None:
    shown = repr(MasterKeys([ONE], "file"))

    assert "origin='file'" in shown
    assert ONE.hex() not in shown
    assert repr(ONE) not in shown


def test_two_generated_rings_differ_and_say_that_they_will_be_lost() -> None:
    one, other = master_key.generated_keys(), master_key.generated_keys()

    assert one.current != other.current
    assert one.origin == "generated"
