"""Small widgets in the program's look; every text they show is plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QDate, QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QCheckBox,
    QDateEdit,
    QDialog,
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

from shopsync_gui.core.text import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.errors import Problem

L = TypeVar("L", bound=QBoxLayout)

GAP = 8
MARGIN = 24

#: Wider than the glyph in it: the style itself leaves too little room before the text.
_ICON = QSize(20, 16)


def label(text: str = "", role: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label that shows its text as it is; `role` picks its style."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setWordWrap(wrap)
    if role:
        widget.setProperty("role", role)
    if name:
        widget.setObjectName(name)
    return widget


def button(
    text: str = "", clicked: Callable[[], object] | None = None, *, kind: str = "", name: str = ""
) -> QPushButton:
    """A push button; `kind` is "primary", "destructive", "danger", "link" or "chip"."""
    widget = QPushButton(text)
    widget.setIconSize(_ICON)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    widget.setAutoDefault(False)
    if kind:
        widget.setProperty(kind, True)
    if name:
        widget.setObjectName(name)
    if clicked is not None:
        widget.clicked.connect(lambda _checked: clicked())
    return widget


def icon_button(accessible_name: str, name: str = "") -> QToolButton:
    """A square button that shows only an icon and has a name for screen readers."""
    widget = QToolButton()
    widget.setObjectName(name)
    widget.setAccessibleName(accessible_name)
    widget.setToolTip(accessible_name)
    widget.setIconSize(QSize(18, 18))
    widget.setFixedSize(32, 32)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    return widget


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


def note(tone: str) -> QFrame:
    """A box for a remark; `tone` is "warning", "bad" or "plain"."""
    frame = QFrame()
    frame.setProperty("note", tone)
    return frame


def fit_height(dialog: QDialog) -> None:
    """Make a dialog as high as its wrapped texts need; Qt alone guesses their height too low."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    width = max(dialog.width(), dialog.minimumWidth())
    hint = layout.totalSizeHint().height()
    height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else hint
    dialog.setMinimumHeight(0)
    dialog.resize(width, height)
    dialog.setMinimumHeight(min(height, dialog.screen().availableGeometry().height() - 48))


def problem_box(problem: Problem, tone: str = "bad") -> QFrame:
    """What went wrong and what to do next; `tone` as in `note`."""
    box = note(tone)
    box.setObjectName("problemBox")
    words = column(box, margins=(12, 10, 12, 10), gap=4)
    words.addWidget(label(problem.title, "strong", wrap=True, name="problemTitle"))
    for text in (problem.message, problem.action):
        if text:
            words.addWidget(label(text, wrap=True))
    return box


def indent(field: QAbstractSpinBox) -> None:
    """Keep a number away from its frame, where the style's padding has no say."""
    field.lineEdit().setTextMargins(8, 0, 0, 0)


def day_field(day: QDate, name: str) -> QDateEdit:
    """A day up to today, written as the program writes dates everywhere."""
    field = QDateEdit(day)
    field.setObjectName(name)
    field.setLocale(QLocale(language()))
    field.setDisplayFormat("d MMM yyyy" if language() == "en" else "yyyy. MM. dd.")
    field.setCalendarPopup(True)
    field.setMaximumDate(QDate.currentDate())
    return field


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
    """Takes whatever room is left in a row."""
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


def set_tone(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have it looked at again."""
    before = widget.property(name)
    widget.setProperty(name, value)
    looked_at = widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
    if before == value or not looked_at:
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()
