"""Exporting what the products page shows."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from shopsync_gui.core.text import translate
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def test_what_is_shown_is_written(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.connect_shop(open_sandbox(products=60).endpoints)
    driver.consent()
    driver.wait_end()
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("60 "))
    driver.type("productSearch", "cip")
    driver.bot.waitUntil(lambda: not driver.text("productCount").startswith("60 "))
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
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == shown
    assert set(rows[0]) >= {
        translate("Name"),
        translate("SKU"),
        translate("Categories"),
        translate("Net price"),
        translate("State"),
    }
    driver.click("exportCloseButton")
    assert not driver.shown(QLabel, "exportText")
