"""Starting with the system: the entry is written, found, and taken away again."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from shopsync_gui.core.errors import FileNotWritten
from shopsync_gui.system.autostart import start_command, start_with_system, starts_with_system

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the entry of Linux desktops")


@pytest.fixture(autouse=True)
def no_config_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def test_the_entry_comes_and_goes(tmp_path: Path) -> None:
    assert not starts_with_system(tmp_path)
    start_with_system(True, tmp_path)
    assert starts_with_system(tmp_path)
    entry = (tmp_path / ".config" / "autostart" / "shopsync.desktop").read_text()
    (line,) = [line for line in entry.splitlines() if line.startswith("Exec=")]
    assert shlex.split(line.removeprefix("Exec=")) == start_command()
    assert "--hidden" in start_command()
    start_with_system(True, tmp_path)
    start_with_system(False, tmp_path)
    assert not starts_with_system(tmp_path)
    start_with_system(False, tmp_path)


def test_a_word_of_the_entry_is_quoted_as_the_specification_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", r"""/opt/Zsófi's "x" $c 5%/d\e""")
    start_with_system(True, tmp_path)
    entry = (tmp_path / ".config" / "autostart" / "shopsync.desktop").read_text()
    assert r"""Exec="/opt/Zsófi's \\"x\\" \\$c 5%%/d\\\\e" """ in entry


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("")
    with pytest.raises(FileNotWritten):
        start_with_system(True, tmp_path)
    assert not starts_with_system(tmp_path)
