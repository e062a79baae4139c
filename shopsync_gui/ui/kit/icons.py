"""The icon family: glyphs of QtAwesome's font, drawn sharp at every size.

Only the package's font is used. Importing the package itself would load every Qt module it
supports, which takes as long as all the rest of the program's start; its list of names holds
thousands.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from shopsync_gui.system.paths import resources_folder

#: The package's Material Design Icons, and the letters in it that the program uses.
FONT_FILE = "materialdesignicons6-webfont-6.9.96.ttf"
LETTERS = {
    "account-outline": "\U000f0013",
    "alert-outline": "\U000f002a",
    "barcode": "\U000f0071",
    "check": "\U000f012c",
    "circle": "\U000f0765",
    "close": "\U000f0156",
    "dock-right": "\U000f10ab",
    "dots-vertical": "\U000f01d9",
    "eye-off-outline": "\U000f06d1",
    "eye-outline": "\U000f06d0",
    "filter-off-outline": "\U000f14f0",
    "hand-back-right-outline": "\U000f182d",
    "history": "\U000f02da",
    "magnify": "\U000f0349",
    "magnify-close": "\U000f0980",
    "menu": "\U000f035c",
    "package-variant": "\U000f03d6",
    "pause": "\U000f03e4",
    "plus": "\U000f0415",
    "store-plus-outline": "\U000f18d0",
    "sync": "\U000f04e6",
    "tray-arrow-down": "\U000f0120",
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
def _folder() -> Path:
    """The package's fonts; a frozen program carries them among its own resources."""
    own = resources_folder() / "icon_font"
    if own.is_dir():
        return own
    spec = find_spec("qtawesome")
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise FileNotFoundError("qtawesome")
    return Path(places[0]) / "fonts"


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_folder() / FONT_FILE))
    return QFontDatabase.applicationFontFamilies(number)[0]
