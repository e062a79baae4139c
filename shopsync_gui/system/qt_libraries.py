"""Qt's libraries and the list of fonts, loaded by a thread of their own."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

#: Those of PySide's modules that every window needs; the first brings Qt's libraries along.
_MODULES = ("QtWidgets", "QtGui", "QtCore")
_FONTS = "libfontconfig.so.1"


def load_ahead() -> None:
    """Begin to load what the import of PySide loads anyway, on another processor, where this is Linux.

    A tenth of the time until a bare window is seen goes to the system's loader and to fontconfig,
    neither of which needs the interpreter. The loader does one thing at a time, also for Python: a
    module with compiled code that is imported meanwhile waits until all is there.
    """
    if sys.platform != "linux":
        return
    import ctypes
    from importlib.machinery import PathFinder
    from importlib.util import find_spec

    package = find_spec("PySide6")
    if package is None:
        return
    folders = package.submodule_search_locations
    modules = [PathFinder.find_spec(name, folders) for name in _MODULES]
    files = [os.fsencode(module.origin) for module in modules if module and module.origin]
    # A function of a library is called without the interpreter's lock; `CDLL` itself keeps it.
    dlopen = ctypes.CDLL(None).dlopen

    def load() -> None:
        for file in files:
            dlopen(file, os.RTLD_NOW)
        with suppress(OSError, AttributeError):  # Qt without fontconfig
            ctypes.CDLL(_FONTS).FcInit()

    threading.Thread(target=load, name="qt-libraries", daemon=True).start()
