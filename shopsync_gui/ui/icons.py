"""The icon family: glyphs of QtAwesome's font, drawn sharp at every size.

Only the package's font is used. Importing the package itself would load every Qt module it
supports, which takes as long as all the rest of the program's start.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from shopsync_gui.system.paths import resources_folder

_FONT = "materialdesignicons6-webfont-*.ttf"
_NAMES = "materialdesignicons6-webfont-charmap-*.json"


def icon(name: str, color: str) -> QIcon:
    """The icon called so in the Material Design family. Raises KeyError for an unknown one."""
    return QIcon(_Glyph(_letter(name), QColor(color)))


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
def _names() -> str:
    (file,) = _folder().glob(_NAMES)
    return file.read_text(encoding="utf-8")


@cache
def _letter(name: str) -> str:
    """The letter of the font that shows an icon; of thousands the program uses a dozen."""
    found = re.search(rf'"{re.escape(name)}":\s*"0x([0-9a-f]+)"', _names())
    if found is None:
        raise KeyError(name)
    return chr(int(found[1], 16))


@cache
def _family() -> str:
    (file,) = _folder().glob(_FONT)
    number = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(number)[0]
