"""One window for each data folder: a second start asks the first one to come to the front."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCryptographicHash,
    QDeadlineTimer,
    QDir,
    QLockFile,
    QObject,
    QThread,
    QTimer,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.ui.kit.window_server import WindowServer

#: Milliseconds that a start waits for another one to listen, and between two questions.
_PATIENCE_MS, _POLL_MS = 15_000, 20
#: Milliseconds that the first picture has for itself: listening takes the network's modules.
_LISTENING_MS = 300


class SingleInstance(QObject):
    """The right to a data folder's window; that of a program which died is free again."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name(home)
        self._lock = QLockFile(f"{QDir.tempPath()}/{self._name}.lock")
        self._lock.setStaleLockTime(0)  # a window may be open for weeks
        self._server: WindowServer | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LISTENING_MS)

    def is_elsewhere(self, *, quietly: bool = False) -> bool:
        """Whether another program has the window, which is asked to show it; else it is ours.

        `quietly` only asks whether it is there. A program that has only just begun does not listen
        yet, for long on a slow computer; where one never does, this start goes on.
        """
        patience = QDeadlineTimer(_PATIENCE_MS)
        while not self._take():
            if _raised(self._name, quietly=quietly):
                return True
            if patience.hasExpired():
                return False
            QThread.msleep(_POLL_MS)
        return False

    def listen_later(self, wanted: Callable[[], None]) -> None:
        """Call `wanted` whenever the window is wanted in front, from soon after the first picture on."""
        self._later.timeout.connect(partial(self.listen, wanted))
        # Counted from when events are handled: on a slow computer a window takes long to come so far.
        QTimer.singleShot(0, self, self._later.start)

    def listen(self, wanted: Callable[[], None]) -> None:
        """The same from now on."""
        from shopsync_gui.ui.kit.window_server import WindowServer

        self._server = WindowServer(self._name, wanted, self)

    def close(self) -> None:
        """Let the next start have a window of its own."""
        self._later.stop()
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _take(self) -> bool:
        """Take the lock, if nobody has it. Where none can be made, nobody has."""
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError


def is_open(home: Path) -> bool:
    """Whether a program that has this data folder's window listens to further starts."""
    return _raised(_name(home), quietly=True)


def _raised(name: str, *, quietly: bool) -> bool:
    from shopsync_gui.ui.kit.window_server import raise_window

    return raise_window(name, quietly=quietly)


def _name(home: Path) -> str:
    """The same for every start with this folder by this user, and short enough for a socket."""
    identity = os.fsencode(f"{QDir.homePath()} {os.path.realpath(home)}")
    hashed = QCryptographicHash.hash(identity, QCryptographicHash.Algorithm.Sha256)
    return f"shopsync-{bytes(hashed.data()).hex()[:16]}"
