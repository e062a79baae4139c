"""A tick whose text goes on in the next line where there is no room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

#: Pixels that it can be as narrow as, and between the box and the text.
_LEAST_WIDTH, _GAP = 160, 8


class FoldingTick(QCheckBox):
    """A check box as wide as it may be, and as high as its text needs then."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def text(self) -> str:
        """Return the text in one line."""
        return self._whole

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fold()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        more = len(self._lines(width)) - 1
        one = super().sizeHint().height() - self._shown_lines() * self._line_height()
        return one + more * self._line_height()

    def sizeHint(self) -> QSize:
        width = self._beside() + self.fontMetrics().horizontalAdvance(self._whole)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(_LEAST_WIDTH, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        folded = "\n".join(self._lines(self.width()))
        if folded != super().text():
            super().setText(folded)

    def _shown_lines(self) -> int:
        """The lines that are shown beside the first."""
        return super().text().count("\n")

    def _line_height(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _beside(self) -> int:
        """Pixels of the box, and of what is free around it."""
        box = self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self)
        return box + 2 * _GAP

    def _lines(self, width: int) -> list[str]:
        """The text in lines that are no wider than this, if its words are not."""
        room, metrics = width - self._beside(), self.fontMetrics()
        lines: list[str] = []
        for word in self._whole.split(" "):
            if lines and metrics.horizontalAdvance(f"{lines[-1]} {word}") <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines
