"""What has too little room: texts that are cut, and widgets that lie on each other."""

from __future__ import annotations

import itertools

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
