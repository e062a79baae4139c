"""The door to the windowed program. What is behind it is imported when it is opened.

The imports make a hundred thousand objects that stay. Python would look through them for garbage
again and again, a tenth of the whole start, so its collector is off from here on; the window's own
takes over (`ui/kit/garbage_collector.py`).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from shopsync_gui.system.heaps import share_heaps
from shopsync_gui.system.qt_libraries import load_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QDate

    from shopsync_gui.core.releases import Channel
    from shopsync_gui.ui.kit.screen import Available
    from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow
    from shopsync_gui.ui.shell.main_window import MainWindow


def create(
    argv: Sequence[str],
    *,
    available: Available | None = None,
    today: Callable[[], QDate] | None = None,
    channel: Channel | None = None,
    later: int | None = None,
) -> MainWindow | DamagedDataWindow:
    """Build everything and give the main window, not yet shown.

    `argv` is like sys.argv. In place of the real ones: `available` says how much of the screen the
    windows may take, `today` which day it is, `channel` where newer versions are announced, `later`
    after how many milliseconds the pages that nobody opened are built. A database that cannot be
    used gives a window that says so.
    """
    _prepare()
    from shopsync_gui.app.program import create as create_now

    return create_now(argv, available=available, today=today, channel=channel, later=later)


def run(argv: Sequence[str] | None = None) -> int:
    """Show the window and return the program's exit code."""
    _prepare()
    from shopsync_gui.app.program import run as run_now

    return run_now(argv)


def _prepare() -> None:
    """Set up Python and the system's allocator; before Qt, after which every import takes longer."""
    gc.disable()
    share_heaps()
    import shopsync_gui.app.compiled  # noqa: F401 - before the libraries of Qt, as it says

    load_ahead()
