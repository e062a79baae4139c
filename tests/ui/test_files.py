"""Where the program asks for files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from shopsync_gui.core.text import translate
from shopsync_gui.ui.kit.file_dialogs import backup_dialog, documents, save_dialog
from tests.ui.driver import Driver


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's documents."""
    documents = tmp_path / "Dokumentumok"
    documents.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _which: str(documents))
    return documents


def test_files_are_written_among_the_documents(driver: Driver, folder: Path) -> None:
    chosen: list[Path] = []
    dialog = save_dialog(driver.window, "x", "products.xlsx", chosen.append)
    assert Path(dialog.directory().absolutePath()) == folder
    assert [Path(name).name for name in dialog.selectedFiles()] == ["products.xlsx"]
    assert dialog.defaultSuffix() == "xlsx"
    dialog.fileSelected.emit(str(folder / "a.xlsx"))
    assert chosen == [folder / "a.xlsx"]


def test_backups_are_sought_where_the_program_keeps_them(driver: Driver, folder: Path) -> None:
    home = driver.window.context.home
    assert Path(backup_dialog(driver.window, home, print).directory().absolutePath()) == folder
    (home / "backups").mkdir()
    dialog = backup_dialog(driver.window, home, print)
    assert Path(dialog.directory().absolutePath()) == home / "backups"


def test_the_words_that_qt_lacks_are_hungarian(driver: Driver, folder: Path) -> None:
    dialog = backup_dialog(driver.window, driver.window.context.home, print)
    words = QFileDialog.DialogLabel
    assert dialog.labelText(words.LookIn) == translate("&Folder:") != "&Folder:"
    assert dialog.labelText(words.FileType) == translate("File &type:") != "File &type:"


def test_without_documents_there_is_the_home(folder: Path) -> None:
    folder.rmdir()
    assert documents() == Path.home()


def test_the_program_asks_there(driver: Driver, folder: Path) -> None:
    driver.page("pageGeneral")
    driver.click("backupButton")
    (dialog,) = [d for d in driver.window.findChildren(QFileDialog) if d.isVisible()]
    assert Path(dialog.directory().absolutePath()) == folder
    dialog.reject()
