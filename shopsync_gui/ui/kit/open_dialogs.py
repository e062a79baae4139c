"""The dialogs that stand open over a window."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget


def open_modal(window: QWidget) -> QDialog | None:
    """A dialog that bars the window as long as it is open; None for none."""
    dialogs = window.findChildren(QDialog)
    return next((each for each in dialogs if each.isVisible() and each.isModal()), None)
