"""Signatures of minisign: the tool's own, ours, and every damage to them."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.remote.minisign import BadSignature, verify
from tests.announcing import Key

SAMPLES = Path(__file__).parents[1] / "samples" / "minisign"
DATA = (SAMPLES / "releases.json").read_bytes()
SIGNATURE = (SAMPLES / "releases.json.minisig").read_bytes()
PUBLIC = (SAMPLES / "key.pub").read_text("utf-8").splitlines()[1]


def test_what_minisign_has_signed_is_accepted() -> None:
    verify(DATA, SIGNATURE, [Key().public, PUBLIC])


@pytest.mark.parametrize("keys", [[], [Key().public]])
def test_another_key_is_not(keys: list[str]) -> None:
    with pytest.raises(BadSignature):
        verify(DATA, SIGNATURE, keys)


def test_a_key_that_took_over_the_number_is_not() -> None:
    name = base64.b64decode(PUBLIC)[2:10]
    with pytest.raises(BadSignature):
        verify(DATA, SIGNATURE, [Key(name).public])


def test_the_legacy_form_is_not() -> None:
    with pytest.raises(BadSignature):
        verify(DATA, (SAMPLES / "legacy.minisig").read_bytes(), [PUBLIC])


@given(st.data())
def test_a_changed_file_is_not(data: st.DataObject) -> None:
    changed = bytearray(DATA)
    index = data.draw(st.integers(0, len(changed) - 1))
    changed[index] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadSignature):
        verify(bytes(changed), SIGNATURE, [PUBLIC])


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_changed_line_is_not(line: int) -> None:
    lines = SIGNATURE.decode().splitlines()
    middle = len(lines[line]) // 2
    letter = "B" if lines[line][middle] == "A" else "A"
    lines[line] = f"{lines[line][:middle]}{letter}{lines[line][middle + 1 :]}"
    with pytest.raises(BadSignature):
        verify(DATA, "\n".join(lines).encode(), [PUBLIC])


@given(st.binary(max_size=400))
def test_anything_else_is_not(signature: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(DATA, signature, [PUBLIC])


def test_minisign_accepts_the_signatures_of_these_tests(tmp_path: Path) -> None:
    """Else the tests of announcements would prove nothing of real ones."""
    minisign = shutil.which("minisign")
    if minisign is None:
        pytest.skip("minisign is not installed here")
    key = Key()
    (tmp_path / "file").write_bytes(DATA)
    (tmp_path / "file.minisig").write_bytes(key.sign(DATA))
    command = [minisign, "-V", "-m", "file", "-P", key.public]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
