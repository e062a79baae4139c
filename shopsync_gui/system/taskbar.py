"""The program's identity for the taskbar of Windows."""

from __future__ import annotations

import sys
from contextlib import suppress

_APPLICATION_ID = "ShopSync.ShopSync"


def name_for_taskbar() -> None:
    """Have Windows keep the window and its pinned button apart from those of Python.

    The bundle's own program is known by its file, as are the shortcuts that lead to it: a name of
    another kind would give a pinned shortcut a second button.
    """
    if sys.platform == "win32" and not getattr(sys, "frozen", False):
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(_APPLICATION_ID)
