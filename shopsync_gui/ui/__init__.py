"""The window: the only room that knows Qt, so that all others work without a display."""

from __future__ import annotations

import builtins
import gc

from shopsync_gui.ui.quick_import import quick_import

# From here on only the window's own thread collects garbage (see `garbage`).
gc.disable()

with quick_import():
    import msgspec  # noqa: F401 - here for the first time, without what it can spare
    import PySide6.QtCore  # noqa: F401 - it puts its own import in the place of Python's

# PySide's import reads the source of every module, to find those that use one of its `__feature__`s.
# No module here does; with Python's own import the window is there a tenth sooner.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
