"""Whole files: the new one or the earlier one, never something between."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from shopsync_gui.core.errors import FileNotWritten
from shopsync_gui.system.files import whole_file


def test_the_new_file_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "ki.txt"
    path.write_text("earlier")
    with whole_file(path) as part:
        part.write_text("new")
        assert path.read_text() == "earlier"
    assert path.read_text() == "new"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_a_fault_leaves_the_earlier_file(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "ki.txt"
    path.write_text("earlier")

    def write() -> None:
        with whole_file(path) as part:
            part.write_text("half")
            raise fault

    with pytest.raises(fault):
        write()
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "There is no room left on the disk: "),
        (errno.EACCES, "Your account on this computer may not write there: "),
        (errno.EIO, "could not be written."),
    ],
)
def test_a_refusal_of_the_system_is_told_in_plain_words(
    tmp_path: Path, number: int, words: str
) -> None:
    path = tmp_path / "ki.txt"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        raise OSError(number, os.strerror(number))
    problem = caught.value.problem
    assert words in problem.message
    assert str(path) in problem.message
    assert os.strerror(number) not in f"{problem.title} {problem.message} {problem.action}"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nincs" / "ki.txt"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        raise AssertionError
    assert caught.value.problem.message == f"The folder does not exist: {path.parent}"
