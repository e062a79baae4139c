"""A small text that comes and goes without moving what is around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from shopsync_gui.ui.kit.plain_text import breakable, tooltip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignTop.value


class SteadyLabel(QLabel):
    """A label as high as the highest of some texts, or as some lines; more than that is cut, and in the tooltip."""

    def __init__(self, *texts: str, lines: int = 1, name: str = "") -> None:
        super().__init__()
        self._texts = texts
        self._lines = lines
        self._whole = self._more = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setObjectName(name)
        self.setProperty("role", "small")
        self.setProperty("steady", True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str, more: str = "") -> None:
        """Set the text; its tooltip says `more` even where nothing is cut."""
        self._whole, self._more = text, more
        self._show()

    def text(self) -> str:
        """The whole text."""
        return self._whole

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.ensurePolished()
        metrics = self.fontMetrics()
        least = metrics.height() + (self._lines - 1) * metrics.lineSpacing()
        return max(least, *(self._height(text, width) for text in self._texts), 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show()

    def _height(self, text: str, width: int) -> int:
        area = QRect(0, 0, width, 0)
        return self.fontMetrics().boundingRect(area, _WRAPPED, breakable(text)).height()

    def _show(self) -> None:
        shown = breakable(self._whole)
        height = self.heightForWidth(self.width())
        words = shown.split(" ")
        while len(words) > 1 and self._height(shown, self.width()) > height:
            words.pop()
            shown = " ".join(words).rstrip(",;:") + "…"
        super().setText(shown)
        self.setAccessibleName(self._whole)
        is_cut = shown != breakable(self._whole)
        self.setToolTip(tooltip(self._more or (self._whole if is_cut else "")))
