"""The program's identity for the taskbar of Windows."""

from __future__ import annotations

import sys
from contextlib import suppress

#: The installer's shortcuts, the window and its messages belong together by this name.
APPLICATION_ID = "ShopSync.ShopSync"


def name_for_taskbar() -> None:
    """Have Windows keep the window, its messages and its pinned button together, not as Python's."""
    if sys.platform == "win32":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)
