"""The dialogs that stand open over a window."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from shopsync_gui.ui.kit.dialog import Dialog


def open_modal(window: QWidget) -> QDialog | None:
    """A dialog that bars the window as long as it is open; None for none."""
    dialogs = window.findChildren(QDialog)
    return next((each for each in dialogs if each.isVisible() and each.isModal()), None)


def close_outdated(window: QWidget) -> None:
    """Close the dialogs that tell of data in whose place there are others now."""
    for dialog in window.findChildren(Dialog):
        if dialog.tells_of_data and dialog.isVisible():
            dialog.reject()
