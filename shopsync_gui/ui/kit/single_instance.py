"""One window for each data folder: a second start asks the first one to come to the front."""

from __future__ import annotations

import getpass
import hashlib
import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WAIT_MS = 1000
_RAISE = b"raise"


class SingleInstance(QObject):
    """Held by the program that has the window; tells it when it is wanted in front."""

    def __init__(self, home: Path, wanted: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)
        name = _name(home)
        if not self._server.listen(name):
            # What a program that died left behind; a living one would have answered.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listens(self) -> bool:
        """Whether a second start would be heard."""
        return self._server.isListening()

    def close(self) -> None:
        """Let the next start have a window of its own."""
        self._server.close()

    def _asked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(partial(self._heard, socket))
            socket.disconnected.connect(socket.deleteLater)
            self._heard(socket)

    def _heard(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() and socket.readAll().data() == _RAISE:
            self._wanted()


def raise_other(home: Path, *, quietly: bool = False) -> bool:
    """Ask the program that has this data folder's window to show it; False where there is none.

    `quietly` only asks whether it is there.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name(home))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    if not quietly:
        socket.write(_RAISE)
        socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


def _name(home: Path) -> str:
    """The same for every start with this folder by this user, and short enough for a socket."""
    identity = f"{getpass.getuser()} {os.path.realpath(home)}"
    return f"shopsync-{hashlib.sha256(os.fsencode(identity)).hexdigest()[:16]}"
