"""Starting with the system: a desktop entry on Linux, an agent on macOS, a registry value on Windows."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from shopsync_gui.core.errors import FileNotWritten, file_not_written
from shopsync_gui.system.files import remove_file, whole_file
from shopsync_gui.system.launch import program_command

_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_NAME = "ShopSync"


def start_command() -> list[str]:
    """The command that starts this program with its window in the tray."""
    return [*program_command(), "--hidden"]


def _file(home: Path) -> Path:
    if sys.platform == "darwin":
        return home / "Library" / "LaunchAgents" / "hu.shopsync.plist"
    config = os.environ.get("XDG_CONFIG_HOME", "").strip()
    return Path(config or home / ".config") / "autostart" / "shopsync.desktop"


def starts_with_system(home: Path | None = None) -> bool:
    """Whether the program starts with the system."""
    if sys.platform == "win32":
        return _windows_value() is not None
    return _file(home or Path.home()).is_file()


def start_with_system(on: bool, home: Path | None = None) -> None:
    """Switch it on or off for this user. Raises FileNotWritten where the entry cannot be written."""
    if sys.platform == "win32":
        _set_windows_value(on)
        return
    file = _file(home or Path.home())
    try:
        if not on:
            remove_file(file)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_not_written(file, error) from error
    with whole_file(file) as part:
        part.write_bytes(_agent() if sys.platform == "darwin" else _desktop_entry())


def _desktop_entry() -> bytes:
    command = " ".join(map(_quoted, start_command()))
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={_NAME}",
        f"Exec={command}",
        "X-GNOME-Autostart-enabled=true",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(word: str) -> str:
    """A word of the Exec key, as the Desktop Entry Specification has it quoted and then escaped."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("\\", "\\\\")
    return '"{}"'.format(quoted.replace("%", "%%"))


def _agent() -> bytes:
    import plistlib  # macOS alone needs it

    return plistlib.dumps(
        {"Label": "hu.shopsync", "ProgramArguments": start_command(), "RunAtLoad": True}
    )


if sys.platform == "win32":
    import subprocess
    import winreg

    def _windows_value() -> str | None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                return str(winreg.QueryValueEx(key, _NAME)[0])
        except OSError:
            return None

    def _set_windows_value(on: bool) -> None:
        try:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                if on:
                    command = subprocess.list2cmdline(start_command())
                    winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, command)
                elif _windows_value() is not None:
                    winreg.DeleteValue(key, _NAME)
        except OSError as error:
            raise FileNotWritten(path=_RUN_KEY, detail=error.strerror or "") from error
