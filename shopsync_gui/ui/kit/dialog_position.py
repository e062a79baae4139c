"""The position of a dialog: over the middle of its window when it opens, and always on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from shopsync_gui.ui.kit.screen import Available

#: Platforms that place windows themselves.
_PLACED_BY_SYSTEM = ("cocoa", "wayland")
#: Milliseconds after which a new window has its frame, and Qt knows its position.
_SETTLING_MS = 300
#: Pixels of a frame that is not known yet: left and right together, above and below together.
_ASSUMED_FRAME = QSize(8, 36)
#: A wider frame was measured while the system was making it.
_WIDEST_FRAME = QSize(64, 96)
#: Pixels by which a system may have put a new dialog elsewhere without harm.
_NEAR = 48


class DialogPosition(QObject):
    """The position of one dialog; while it opens, some systems put it elsewhere, so it is looked at twice."""

    def __init__(self, dialog: QDialog, available: Available) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._available = available
        self._by_system = QGuiApplication.platformName() in _PLACED_BY_SYSTEM
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLING_MS)
        self._settling.timeout.connect(self._settled)
        #: After a change of its size: some systems answer that with a place of their own.
        self._checking = QTimer(self)
        self._checking.setSingleShot(True)
        self._checking.setInterval(_SETTLING_MS)
        self._checking.timeout.connect(self._check)

    def open(self) -> None:
        """Put the dialog, which is being shown, over the middle of its window."""
        self._settling.start()
        self.keep_on_screen()

    def keep_on_screen(self) -> None:
        """Put the dialog, whose size has changed, wholly on the screen."""
        if self._by_system:
            return
        self._checking.start()
        position = self._wanted(centred=self._settling.isActive())
        if self._settling.isActive() or position != self._dialog.pos():
            self._dialog.move(position)

    def _wanted(self, *, centred: bool) -> QPoint:
        dialog = self._dialog
        parent = dialog.parentWidget()
        frame = dialog.frameGeometry().size() - dialog.size()
        known = frame.isValid() and not frame.isNull() and frame.boundedTo(_WIDEST_FRAME) == frame
        outer = dialog.size() + (frame if known else _ASSUMED_FRAME)
        wanted = QRect(dialog.pos(), outer)
        if centred and parent is not None:
            wanted.moveCenter(parent.window().frameGeometry().center())
        allowed = self._available(dialog if parent is None else parent.window())
        left = min(wanted.left(), allowed.right() + 1 - outer.width())
        top = min(wanted.top(), allowed.bottom() + 1 - outer.height())
        return QPoint(max(left, allowed.left()), max(top, allowed.top()))

    def _settled(self) -> None:
        dialog = self._dialog
        if self._by_system or not dialog.isVisible():
            return
        position = self._wanted(centred=True)
        moved_away = (dialog.pos() - position).manhattanLength() > _NEAR
        if moved_away or not self._available(dialog).contains(dialog.frameGeometry()):
            dialog.move(position)

    def _check(self) -> None:
        dialog = self._dialog
        if dialog.isVisible() and not self._available(dialog).contains(dialog.frameGeometry()):
            dialog.move(self._wanted(centred=False))
