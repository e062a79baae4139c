"""Whole files: the new one or the earlier one, never something between."""

from __future__ import annotations

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


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ki.txt"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        raise OSError(28, "No space left on device")
    assert "No space left" in caught.value.problem.message
    assert list(tmp_path.iterdir()) == []
