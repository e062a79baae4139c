"""Starting other programs: this one once more, and the file manager."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from shopsync_gui.system.paths import HOME_VARIABLE

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def program_command() -> list[str]:
    """The command that starts this program once more."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "shopsync_gui"]


def start_demo(home: Path) -> subprocess.Popen[bytes]:
    """Open the demo's window as a program of its own, which outlives this one.

    Its data lie in a folder of their own below `home`, or in the demo's usual place.
    """
    environment = dict(os.environ)
    if environment.get(HOME_VARIABLE, "").strip():
        environment[HOME_VARIABLE] = str(home / "demo")
    return _start(["--demo"], environment)


def start_again(without: str = "") -> None:
    """Start the program as it was started, without a variable of its environment."""
    environment = {name: value for name, value in os.environ.items() if name != without}
    _start(sys.argv[1:], environment)


def command_that_selects(path: Path, system: str = sys.platform) -> list[str]:
    """The command that shows a file selected in the system's file manager; empty where none can."""
    if system == "win32":
        return ["explorer", "/select,", str(path)]
    return ["open", "-R", str(path)] if system == "darwin" else []


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    import subprocess

    return subprocess.Popen(
        [*program_command(), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
