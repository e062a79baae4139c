"""The look: tokens for light and dark, the palette, the style sheet and the icons."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from msgspec.structs import asdict
from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from shopsync_gui.system.paths import resources_folder
from shopsync_gui.ui.kit.icons import icon


class Tokens(msgspec.Struct, frozen=True):
    """The colours of one look, light or dark."""

    dark: bool
    background: str
    panel: str
    line: str
    #: The border of whatever can be typed into, chosen or pressed.
    edge: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    chip: str
    mark: str
    hover: str
    bar: str


LIGHT = Tokens(
    dark=False,
    background="#f6f7f9",
    panel="#ffffff",
    line="#e3e6ea",
    edge="#808894",
    text="#1d2430",
    muted="#626a77",
    accent="#2f6fed",
    accent_strong="#245fd6",
    on_accent="#ffffff",
    accent_soft="#e8f0fe",
    good="#157d42",
    good_soft="#e3f5ea",
    warning="#9f5e00",
    warning_soft="#fdf1dc",
    bad="#c4314b",
    bad_soft="#fbe7ea",
    chip="#eef1f4",
    mark="#ffdf80",
    hover="#f0f2f5",
    bar="#e9edf1",
)
DARK = Tokens(
    dark=True,
    background="#15181d",
    panel="#1d2127",
    line="#2e343d",
    edge="#707a88",
    text="#e7eaef",
    muted="#98a2b0",
    accent="#6b9bff",
    accent_strong="#86adff",
    on_accent="#10151d",
    accent_soft="#22304d",
    good="#46c67e",
    good_soft="#1b3a2a",
    warning="#f0b152",
    warning_soft="#3d2e14",
    bad="#ff7d92",
    bad_soft="#45222a",
    chip="#2a3038",
    mark="#6b5410",
    hover="#262c34",
    bar="#2a3038",
)

FONT = "Inter"
FONT_PIXELS = 13


class Theme(QObject):
    """The look in use; follows the system unless the user chose one."""

    changed = Signal()

    def __init__(self, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._dressed = False
        self.tokens = LIGHT
        _load_fonts()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        self._apply()

    def dress(self) -> None:
        """Put the style sheet on, once the window is built: each part put in later costs more."""
        if not self._dressed:
            self._dressed = True
            self._put_sheet_on()

    def choose(self, choice: str) -> None:
        """Use "light", "dark" or the system's look from now on."""
        self._choice = choice
        self._apply()

    def icon(self, name: str, color: str | None = None) -> QIcon:
        """An icon of the family in use, in the text's colour unless another is given."""
        return icon(name, color or self.tokens.text)

    def pixmap(self, name: str, size: int, color: str | None = None) -> QPixmap:
        """The same as a picture, sharp on every screen."""
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        return self.icon(name, color).pixmap(QSize(size, size), ratio)

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._apply()
        QTimer.singleShot(0, self, self._keep_font)

    def _keep_font(self) -> None:
        """Put away the fonts of Windows' own for lists and menus.

        The first style sheet and every change of the system's look bring them back.
        """
        font = QApplication.font()
        # PySide wants the name as a string, its type stubs want bytes.
        kinds: tuple[Any, ...] = ("QMenu", "QAbstractItemView")
        if any(QApplication.font(kind) != font for kind in kinds):
            QApplication.setFont(font)

    def _apply(self) -> None:
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = self._choice == "dark" or (
            self._choice == "system" and scheme == Qt.ColorScheme.Dark
        )
        self.tokens = DARK if dark else LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(_palette(self.tokens))
            font = QFont(FONT)
            font.setPixelSize(FONT_PIXELS)
            app.setFont(font)
            if self._dressed:
                self._put_sheet_on()
        self.changed.emit()

    def _put_sheet_on(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setStyleSheet(style_sheet(self.tokens))
            self._keep_font()


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of resources/style with the tokens filled in."""
    folder = resources_folder() / "style"
    sheet = (folder / "shopsync.qss").read_text(encoding="utf-8")
    values = {**asdict(tokens), "icons": (folder / ("dark" if tokens.dark else "light")).as_posix()}
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", str(values[name]))
    return sheet


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.background,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.panel,
        QPalette.ColorRole.AlternateBase: tokens.background,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Button: tokens.panel,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.panel,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent_strong,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Midlight: tokens.line,
        QPalette.ColorRole.Light: tokens.panel,
        QPalette.ColorRole.Dark: tokens.line,
        QPalette.ColorRole.Shadow: tokens.line,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    disabled = QColor(tokens.muted)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


@cache
def _load_fonts() -> None:
    # Not asked first whether there is one: that reads the whole database of fonts, then twice.
    for file in sorted((resources_folder() / "fonts").iterdir()):
        if file.suffix == ".otf":
            QFontDatabase.addApplicationFont(str(file))
