"""The signals by which a terminal or the system asks the program to end."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopsync_gui.ui.shell.main_window import MainWindow


def end_on_signals(window: MainWindow) -> None:
    """Ctrl-C in the terminal, and the system's wish to end, quit at once: nobody may be there to be asked.

    Python looks at signals when a timer of the window runs, at the latest after a second.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.quit())
