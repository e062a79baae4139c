"""Exporting what the products page shows."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)

from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.outputs.export import Export
from shopsync_gui.sync.outputs.export_files import separators
from shopsync_gui.ui.kit.widgets import column
from shopsync_gui.ui.products.export_bar import ExportBar
from shopsync_gui.ui.products.products_page import ProductsPage
from tests.ui.clipped import clipped_texts
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def test_what_is_shown_is_written(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_synced(open_sandbox(products=30).endpoints)
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("30 "))
    driver.type("productSearch", "cip")
    driver.bot.waitUntil(lambda: not driver.text("productCount").startswith("30 "))
    shown = int(driver.text("productCount").split()[0])
    assert shown > 0
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "exportButton").isEnabled())
    driver.window.activateWindow()
    driver.bot.waitUntil(driver.window.isActiveWindow)
    driver.bot.keyClick(driver.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.wait_for(QFileDialog, "exportDialog")
    path = tmp_path / "termekek.csv"
    dialog.selectFile(str(path))
    dialog.accept()
    text = driver.wait_for(QLabel, "exportText")
    driver.bot.waitUntil(lambda: str(path) in driver.wait_for(QLabel, "exportText").text())
    assert text is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=separators()[0]))
    assert len(rows) == shown
    assert set(rows[0]) >= {
        translate("Name"),
        translate("SKU"),
        translate("Categories"),
        translate("Net price"),
        translate("State"),
    }
    assert driver.shown(QPushButton, "exportOpenButton")
    assert driver.shown(QPushButton, "exportFolderButton")
    driver.click("exportCloseButton")
    assert not driver.shown(QLabel, "exportText")


def test_several_chosen_products_are_written_alone(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_synced(open_sandbox(products=30).endpoints)
    page = driver.window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    driver.bot.waitUntil(lambda: len(page.model.ids) == 30 and page.model.complete)
    page.grid.select_rows([2, 3, 7])
    driver.click("exportButton")
    dialog = driver.wait_for(QFileDialog, "exportDialog")
    assert "3" in dialog.windowTitle()
    path = tmp_path / "valogatas.csv"
    dialog.selectFile(str(path))
    dialog.accept()
    driver.bot.waitUntil(path.exists)
    driver.wait_for(QPushButton, "exportOpenButton")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=separators()[0]))
    ids = [page.model.ids[row] for row in (2, 3, 7)]
    with closing(open_store(page.context.store.path, read_only=True)) as store:
        names = [row.name for row in store.grid.rows(ids)]
    assert [row[translate("Name")] for row in rows] == names


def test_the_note_on_a_written_file_goes_away(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    bar = ExportBar(driver.window.context, stay=0.01)
    bar.setParent(driver.window)
    bar.setGeometry(
        300, 400, 200, 40
    )  # neither in a corner nor in the middle: not below the pointer
    with driver.bot.waitSignal(bar.put_away):
        bar.start(Export(tmp_path / "ki.csv", GridQuery()))
    assert bar.isHidden()


@pytest.mark.parametrize("language_code", ["hu", "en"])
@pytest.mark.parametrize("width", [500, 667, 1000])
def test_the_note_on_a_written_file_has_room_in_a_narrow_list(
    driver: Driver, language: Callable[[str], None], language_code: str, width: int, tmp_path: Path
) -> None:
    language(language_code)
    place = QWidget()
    driver.bot.addWidget(place)
    bar = ExportBar(driver.window.context)
    column(place).addWidget(bar)
    place.resize(width, 200)
    place.show()
    bar.start(Export(tmp_path / "termekek.csv", GridQuery()))
    driver.bot.waitUntil(lambda: not bar.busy)
    driver.bot.waitUntil(lambda: bool(place.findChild(QPushButton, "exportFolderButton")))
    assert place.width() == width
    driver.bot.waitUntil(lambda: clipped_texts(place) == [])


def test_a_workbook_is_offered_first_and_a_csv_says_for_whom_it_is(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Export] = []
    bar = ExportBar(driver.window.context)
    monkeypatch.setattr(bar, "start", started.append)
    for number, (ending, for_spreadsheets) in enumerate(
        ((".xlsx", True), (".csv", True), (".csv", False))
    ):
        bar.ask(GridQuery(), driver.window)
        dialog = driver.wait_for(QFileDialog, "exportDialog")
        offered = dialog.nameFilters()
        assert dialog.selectedNameFilter() == offered[0]
        dialog.selectNameFilter(offered[number])
        dialog.selectFile(str(tmp_path / f"file{number}{ending}"))
        dialog.accept()
        assert started[-1].path.suffix == ending
        assert started[-1].for_spreadsheets is for_spreadsheets
        driver.bot.waitUntil(lambda: not driver.shown(QFileDialog, "exportDialog"))
    assert "xlsx" in offered[0]


def test_a_file_is_called_as_the_opened_view_and_ends_as_the_form_that_is_chosen(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Export] = []
    views = driver.window.context.views
    views.save(SavedView(name="Őszi akció: 1/2"))
    driver.bot.waitUntil(lambda: views.opened is not None and views.get(views.opened) is not None)
    bar = ExportBar(driver.window.context)
    monkeypatch.setattr(bar, "start", started.append)
    bar.ask(GridQuery(), driver.window)
    dialog = driver.wait_for(QFileDialog, "exportDialog")
    assert [Path(file).name for file in dialog.selectedFiles()] == ["Őszi akció 1 2.xlsx"]
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDirectory(str(tmp_path))
    (forms,) = [box for box in dialog.findChildren(QComboBox) if box.count() == 3]
    forms.setCurrentIndex(2)
    forms.activated.emit(2)
    dialog.accept()
    assert started[-1].path == tmp_path / "Őszi akció 1 2.csv"
    assert started[-1].name == "Őszi akció: 1/2"


def test_an_existing_file_is_asked_about(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    started: list[Export] = []

    def say_no() -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            asked.append(question.text())
            question.button(QMessageBox.StandardButton.No).click()

    (tmp_path / "ki.xlsx").write_text("kept")
    bar = ExportBar(driver.window.context)
    monkeypatch.setattr(bar, "start", started.append)
    bar.ask(GridQuery(), driver.window)
    dialog = driver.wait_for(QFileDialog, "exportDialog")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("ki")
    looking = QTimer(dialog, interval=10)
    looking.timeout.connect(say_no)
    looking.start()
    dialog.accept()
    looking.stop()
    assert len(asked) == 1
    assert "ki.xlsx" in asked[0]
    assert started == []
    dialog.reject()


def test_why_a_file_was_not_written_is_said_until_the_page_is_left(
    driver: Driver, tmp_path: Path
) -> None:
    page = driver.window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    bar = page.list_actions.bar
    driver.page("pageRuns")
    bar.start(Export(tmp_path / "missing" / "ki.csv", GridQuery()))
    driver.bot.waitUntil(lambda: not bar.busy)
    driver.page("pageProducts")
    driver.wait_for(
        QWidget, "problemBox"
    )  # it is told, though it failed while another page was open
    driver.page("pageRuns")
    driver.page("pageProducts")
    assert not driver.shown(QWidget, "problemBox")
