"""Dialogs for files, where the user keeps documents; files and pages shown by the system's programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from shopsync_gui.core.strings.addresses import picture_address
from shopsync_gui.core.text import _
from shopsync_gui.system.launch import command_that_selects

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

#: Characters of a file's name before its ending.
_LONGEST = 80


def documents() -> Path:
    """The user's folder of documents; their home where there is none."""
    location = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(location))
    return folder if folder.is_dir() else Path.home()


def file_name(words: str, otherwise: str) -> str:
    """The name of what is written as that of a file, without what some system's files cannot be called."""
    allowed = " ".join(re.sub(r"[^\w .-]+", " ", words).split()).strip(" .")
    return allowed[:_LONGEST].rstrip(" .") or otherwise


def save_dialog(
    parent: QWidget, title: str, name: str, then: Callable[[Path], object]
) -> QFileDialog:
    """Ask where a file is to be written that is called `name` unless the user wants otherwise."""
    dialog = QFileDialog(parent, title, str(documents() / name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    return _opened_for(dialog, then)


def backup_dialog(parent: QWidget, home: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a backup; the program's own ones are in its data folder."""
    backups = home / "backups"
    folder = backups if backups.is_dir() else documents()
    dialog = QFileDialog(parent, _("Restore from a backup"), str(folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([_("Backups (*.db)"), _("All files (*)")])
    return _opened_for(dialog, then)


def open_file(path: Path) -> None:
    """Open a file or folder with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_page(address: str) -> None:
    """Open a page of the web, by an https address, in the user's browser."""
    if checked := picture_address(address):
        QDesktopServices.openUrl(QUrl(checked, QUrl.ParsingMode.StrictMode))


def show_in_folder(path: Path) -> None:
    """Show a file in the system's file manager, selected where that can be asked for."""
    if command := command_that_selects(path):
        QProcess.startDetached(command[0], command[1:])
    else:
        open_file(path.parent)


def _opened_for(dialog: QFileDialog, then: Callable[[Path], object]) -> QFileDialog:
    # What Qt's own catalogue lacks; the system's dialogs have words of their own.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("&Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("File &type:"))

    def tell(file: str) -> None:
        then(Path(file))

    dialog.fileSelected.connect(tell)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
