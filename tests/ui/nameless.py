"""What the focus reaches and a screen reader has no word for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


def nameless(root: QWidget) -> list[str]:
    """What Tab stops at, and screen readers have no word for."""
    found = []
    for widget in root.findChildren(QWidget):
        reached = widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not reached or widget.accessibleName() or text or widget.focusProxy():
            continue
        above = [widget.objectName()]
        parent = widget.parentWidget()
        while parent is not None:
            above.append(parent.objectName())
            parent = parent.parentWidget()
        found.append(f"{type(widget).__name__} {[name for name in above if name][:3]}")
    return found
