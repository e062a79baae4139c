"""Icons as letters of one small font, drawn sharp at every size and in any colour.

The font holds the letters below and no others; `tests/tools/icon_font.py` makes it out of the whole
family's (docs/decisions/0013-icons-are-letters.md).
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from shopsync_gui.system.paths import resources_folder

#: The part of Material Design Icons that the program uses, and the letters in it by name.
FONT_FILE = "MaterialDesignIcons-subset.ttf"
LETTERS = {
    "account-outline": "\U000f0013",
    "alert-outline": "\U000f002a",
    "barcode": "\U000f0071",
    "bookmark-outline": "\U000f00c3",
    "check": "\U000f012c",
    "circle": "\U000f0765",
    "close": "\U000f0156",
    "content-copy": "\U000f018f",
    "dock-right": "\U000f10ab",
    "dots-vertical": "\U000f01d9",
    "email-outline": "\U000f01f0",
    "eye-off-outline": "\U000f06d1",
    "eye-outline": "\U000f06d0",
    "filter-off-outline": "\U000f14f0",
    "hand-back-right-outline": "\U000f182d",
    "history": "\U000f02da",
    "image-outline": "\U000f0976",
    "magnify": "\U000f0349",
    "magnify-close": "\U000f0980",
    "menu": "\U000f035c",
    "package-variant": "\U000f03d6",
    "pause": "\U000f03e4",
    "plus": "\U000f0415",
    "store-plus-outline": "\U000f18d0",
    "sync": "\U000f04e6",
    "tray-arrow-down": "\U000f0120",
    "view-grid-outline": "\U000f11d9",
    "view-headline": "\U000f0571",
    "view-list-outline": "\U000f148b",
}


def icon(name: str, color: str) -> QIcon:
    """The icon called so in the Material Design family. Raises KeyError for an unknown one."""
    return QIcon(_Glyph(LETTERS[name], QColor(color)))


class _Glyph(QIconEngine):
    def __init__(self, letter: str, color: QColor) -> None:
        super().__init__()
        self._letter = letter
        self._color = color

    def clone(self) -> QIconEngine:
        return _Glyph(self._letter, self._color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        color = QColor(self._color)
        if mode == QIcon.Mode.Disabled:
            color.setAlphaF(0.4)
        font = QFont(_family())
        font.setPixelSize(max(1, min(rect.width(), rect.height())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn


@cache
def _family() -> str:
    file = resources_folder() / "fonts" / FONT_FILE
    number = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(number)[0]
