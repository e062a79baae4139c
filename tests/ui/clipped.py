"""What has too little room: texts that are cut, and widgets that lie on each other."""

from __future__ import annotations

import itertools
from html import unescape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from shopsync_gui.ui.kit.widgets import ElidedLabel

#: Pixels of a cut text that still say something.
_LEAST_ELIDED = 40


def clipped_texts(root: QWidget) -> list[str]:
    """Visible texts that have less room than they need."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.text():
            if _label_is_clipped(widget):
                found.append(f"{widget.objectName() or 'QLabel'}: {widget.text()}")
        elif isinstance(widget, QAbstractButton | QComboBox):
            text = widget.text() if isinstance(widget, QAbstractButton) else widget.currentText()
            if text and widget.width() < widget.minimumSizeHint().width():
                found.append(f"{widget.objectName() or type(widget).__name__}: {text}")
        elif isinstance(widget, QScrollArea):
            inside = widget.widget()
            hidden = widget.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if hidden and inside is not None and inside.width() > widget.viewport().width():
                found.append(f"{widget.objectName() or 'QScrollArea'}: wider than its place")
        elif isinstance(widget, QTableView) and widget.horizontalScrollBar().maximum() > 0:
            found.append(f"{widget.objectName()}: must be scrolled sideways")
    return found


def _label_is_clipped(label: QLabel) -> bool:
    available = label.contentsRect()
    if isinstance(label, ElidedLabel):  # made for less room than its text needs
        return (
            available.width() < _LEAST_ELIDED or available.height() < label.fontMetrics().height()
        )
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    needed = QFontMetrics(label.font()).size(0, label.text())
    return needed.width() > available.width() + 1 or needed.height() > available.height() + 1


def overlapping(root: QWidget) -> list[str]:
    """Widgets that lie on their neighbours."""
    found = []
    for parent in (root, *root.findChildren(QWidget)):
        if isinstance(parent, QAbstractScrollArea | QComboBox | QAbstractSpinBox | QLineEdit):
            continue
        neighbours = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
        ]
        for first, second in itertools.combinations(neighbours, 2):
            if first.geometry().intersects(second.geometry()):
                found.append(f"{_name(first)} on {_name(second)}")
    return found


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def untold_texts(root: QWidget) -> list[str]:
    """Visible texts that are cut or shortened, and told whole by no tooltip."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        hint = unescape(widget.toolTip())
        if isinstance(widget, ElidedLabel):
            whole = widget.text()
            if widget.shown_text() != whole and whole not in hint and not hint:
                found.append(f"{_name(widget)}: {whole}")
        elif isinstance(widget, QLabel | QAbstractButton):
            text = widget.text()
            shown = QLabel.text(widget) if isinstance(widget, QLabel) else text
            if "…" in shown.rstrip("…") or (shown.endswith("…") and shown != text):
                found += [] if hint else [f"{_name(widget)}: {text}"]
        elif isinstance(widget, QComboBox):
            text = widget.currentText()
            if widget.fontMetrics().horizontalAdvance(text) > _room(widget):
                found += [] if text in hint else [f"{_name(widget)}: {text}"]
        elif isinstance(widget, QLineEdit):
            words = widget.placeholderText() if not widget.text() else ""
            if widget.fontMetrics().horizontalAdvance(words) > widget.width() - 12:
                found += [] if words in hint else [f"{_name(widget)}: {words}"]
        elif isinstance(widget, QTableView):
            found += _untold_cells(widget)
    return found


def _room(choice: QComboBox) -> int:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    parts = QStyle.SubControl
    edit = choice.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, parts.SC_ComboBoxEditField, choice
    )
    return edit.width()


def _untold_cells(view: QTableView) -> list[str]:
    found, model, metrics = [], view.model(), view.fontMetrics()
    roles = Qt.ItemDataRole
    for column in range(model.columnCount()):
        width = view.columnWidth(column)
        if view.isColumnHidden(column):
            continue
        title = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        hint = model.headerData(column, Qt.Orientation.Horizontal, roles.ToolTipRole) or ""
        needed = metrics.horizontalAdvance(title)
        if not view.horizontalHeader().isHidden() and needed > width and title not in hint:
            found.append(f"{_name(view)}: {title}")
        for row in range(min(model.rowCount(), 20)):
            text = str(model.index(row, column).data() or "")
            hint = unescape(str(model.index(row, column).data(roles.ToolTipRole) or ""))
            if metrics.horizontalAdvance(text) > width and not _says(hint, text):
                found.append(f"{_name(view)}: {text}")
    return found


def _says(hint: str, text: str) -> bool:
    """Whether a hint has all that a text has, however it is divided into lines."""
    return all(word in hint for word in text.split())
