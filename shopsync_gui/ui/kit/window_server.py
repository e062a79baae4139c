"""The server by which the program that has a data folder's window hears of further starts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from collections.abc import Callable

_WAIT_MS = 1000
_RAISE = b"raise"


class WindowServer(QObject):
    """The server that other starts of the program ask for its window."""

    def __init__(self, name: str, wanted: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._asked)
        if not self._server.listen(name):
            # What a program that died left behind; a living one would have answered.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Hear of no further start."""
        self._server.close()

    def _asked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(partial(self._heard, socket))
            socket.disconnected.connect(socket.deleteLater)
            self._heard(socket)

    def _heard(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() and socket.readAll().data() == _RAISE:
            self._wanted()


def raise_window(name: str, *, quietly: bool = False) -> bool:
    """Ask the program with this server to show its window; False where nothing answers.

    `quietly` only asks whether it is there.
    """
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT_MS):
        return False
    if not quietly:
        socket.write(_RAISE)
        socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True
