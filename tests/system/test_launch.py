"""Starting other programs: the command that each system's file manager takes."""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.system.launch import command_that_selects

FILE = Path("termékek és árak.xlsx")


def test_windows_and_macos_select_the_file_in_its_folder() -> None:
    assert command_that_selects(FILE, "win32") == ["explorer", "/select,", str(FILE)]
    assert command_that_selects(FILE, "darwin") == ["open", "-R", str(FILE)]


def test_file_managers_of_linux_share_no_such_command() -> None:
    assert command_that_selects(FILE, "linux") == []
