"""Small widgets in the program's look; every text they show is plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.plain_text import breakable, tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

L = TypeVar("L", bound=QBoxLayout)

#: The styles of a text; "" is that of ordinary text.
Role = Literal["", "title", "heading", "strong", "figure", "muted", "small"] | Tone
#: The styles of a push button; one of "danger" opens the dialog with the destructive one.
ButtonKind = Literal["", "primary", "destructive", "danger", "link", "chip"]

GAP = 8
MARGIN = 24

#: Wider than the glyph in it: the style itself leaves too few pixels before the text.
_ICON = QSize(20, 16)


def bring_to_front(window: QWidget) -> None:
    """Show a window above the others, also one that was minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


class _WrappedLabel(QLabel):
    """A text in lines; a word that fits into no line is broken, unless it is there to be copied."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setWordWrap(True)

    def setText(self, text: str) -> None:
        self._whole = text
        plain = self.textFormat() is Qt.TextFormat.PlainText
        copied = bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)
        super().setText(breakable(text) if plain and not copied else text)

    def text(self) -> str:
        return self._whole

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        super().setTextInteractionFlags(flags)
        self.setText(self._whole)


class ElidedLabel(QLabel):
    """A text in one line that is shortened, or cut, where the label ends; its tooltip shows all of it."""

    def __init__(
        self, role: Role = "", name: str = "", *, middle: bool = False, start: bool = False
    ) -> None:
        """Cut in the `middle`, or at the `start`, where the end is what tells one from the other."""
        super().__init__()
        self._more = self._short = ""
        modes = Qt.TextElideMode
        at_end = modes.ElideMiddle if middle else modes.ElideRight
        self._mode = modes.ElideLeft if start else at_end
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setObjectName(name)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), 48), least.height())

    def setText(self, text: str, more: str = "", short: str = "") -> None:
        """Set the text; its tooltip says `more` even where nothing is cut, and `short` is said where it has no room."""
        self._more = more
        self._short = short
        super().setText(text)
        self._set_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_hint()

    def shown_text(self) -> str:
        """The text as far as it is seen."""
        width, metrics = self.contentsRect().width(), self.fontMetrics()
        whole = metrics.horizontalAdvance(self.text()) <= width
        text = self.text() if whole or not self._short else self._short
        return metrics.elidedText(text, self._mode, width)

    def _set_hint(self) -> None:
        whole = self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()
        self.setToolTip(tooltip(self._more or ("" if whole else self.text())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(self.contentsRect(), self.alignment(), self.shown_text())
        painter.end()


def label(text: str = "", role: Role = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label that shows its text as it is."""
    widget = _WrappedLabel() if wrap else QLabel()
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setText(text)
    if role:
        widget.setProperty("role", role)
    if name:
        widget.setObjectName(name)
    return widget


class _Button(QPushButton):
    """A button that Enter presses when it has the focus; Qt would press the dialog's default one."""

    #: A click, without Qt's word on whether the button is checked.
    acted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    text: str = "",
    clicked: Callable[[], object] | None = None,
    *,
    kind: ButtonKind = "",
    name: str = "",
) -> QPushButton:
    """A push button; a click calls `clicked`."""
    widget = _Button(text)
    widget.setIconSize(_ICON)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    widget.setAutoDefault(False)
    if kind:
        widget.setProperty(kind, True)
    if name:
        widget.setObjectName(name)
    if clicked is not None:
        widget.clicked.connect(widget.acted)
        widget.acted.connect(clicked)
    return widget


def icon_button(accessible_name: str, name: str = "") -> QToolButton:
    """A square button that shows only an icon and has a name for screen readers."""
    widget = QToolButton()
    set_up_icon_button(widget, name)
    widget.setAccessibleName(accessible_name)
    widget.setToolTip(accessible_name)
    return widget


def set_up_icon_button(widget: QToolButton, name: str) -> None:
    """Give a button that shows only an icon its shape."""
    widget.setObjectName(name)
    widget.setIconSize(QSize(18, 18))
    widget.setFixedSize(32, 32)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)


def switch(name: str = "") -> QCheckBox:
    """A tick box that looks like a switch: what it says takes effect at once."""
    widget = QCheckBox()
    widget.setObjectName(name)
    widget.setProperty("switch", True)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    return widget


def card() -> QFrame:
    """A panel with a line around it."""
    frame = QFrame()
    frame.setProperty("card", True)
    return frame


def line() -> QFrame:
    """A thin horizontal line."""
    frame = QFrame()
    frame.setProperty("line", True)
    return frame


def column(
    parent: QWidget | None = None, *, margins: int | tuple[int, int, int, int] = 0, gap: int = GAP
) -> QVBoxLayout:
    """A vertical layout on the grid."""
    return _layout(QVBoxLayout(parent) if parent else QVBoxLayout(), margins, gap)


def row(
    parent: QWidget | None = None, *, margins: int | tuple[int, int, int, int] = 0, gap: int = GAP
) -> QHBoxLayout:
    """A horizontal layout on the grid."""
    return _layout(QHBoxLayout(parent) if parent else QHBoxLayout(), margins, gap)


def _layout(layout: L, margins: int | tuple[int, int, int, int], gap: int) -> L:
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setContentsMargins(*sides)
    layout.setSpacing(gap)
    return layout


def spacer() -> QWidget:
    """An empty widget as wide as a row has pixels left."""
    widget = QWidget()
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return widget


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def set_style(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and have the style applied again."""
    before = widget.property(name)
    widget.setProperty(name, value)
    styled = widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
    if before == value or not styled:
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()
