"""Általános: a backup that opens, the log, and a diagnostics file that names nobody."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit

from shopsync_gui.store import open_store
from shopsync_gui.ui.settings_pages.data import DataCard
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def card(driver: Driver) -> DataCard:
    driver.page("pageGeneral")
    (found,) = driver.window.findChildren(DataCard)
    return found


def wait_result(driver: Driver, target: Path) -> None:
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "dataResult"), timeout=10_000)
    assert str(target) in driver.text("dataResult")


def test_a_backup_is_a_whole_database(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.connect_shop(open_sandbox(products=10).endpoints)
    driver.consent()
    driver.wait_end()
    target = tmp_path / "mentés.db"
    card(driver).back_up(target)
    wait_result(driver, target)
    store = open_store(target)
    assert store.integrity() == []
    assert store.grid.summary(store.connections.all()[0].id).total == 10
    store.close()


def test_a_backup_that_cannot_be_written_is_told(driver: Driver, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    card(driver).back_up(blocked / "x.db")

    def told() -> bool:
        labels = driver.window.findChildren(QLabel)
        return any(str(blocked) in one.text() for one in labels if one.isVisible())

    driver.bot.waitUntil(told, timeout=10_000)


def test_the_diagnostics_name_nobody(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    place = open_sandbox(products=10).endpoints
    driver.connect_shop(place)
    driver.consent()
    driver.wait_end()
    driver.window.context.settings.set("mail.sender", "kanari@example.com")
    driver.window.context.settings.set("mail.user", "kanari-nev")
    log = logging.getLogger("shopsync_gui.test")
    log.warning(
        "%s %s %s %s kanari@example.com kanari-nev https://kanari.example.com/x 192.0.2.7",
        place.shop_name, place.client_id, place.client_secret, place.sa_user,
    )  # fmt: skip
    target = tmp_path / "diag.zip"
    card(driver).write_diagnostics(target)
    wait_result(driver, target)
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"facts.txt", "log.txt"}
    assert "shopsync_gui.test" in texts["log.txt"]
    assert "run 1: sync done" in texts["facts.txt"]
    for word in (
        place.shop_name, place.client_id, place.client_secret, place.sa_user, place.sa_password,
        "kanari", "192.0.2.7",
    ):  # fmt: skip
        assert word not in "".join(texts.values()), word


def test_the_log_is_shown_and_searched(driver: Driver) -> None:
    logging.getLogger("shopsync_gui.test").warning("egy jellegzetes sor")
    card(driver)
    driver.click("logsButton")
    driver.wait_for(QDialog, "logsDialog")
    text = driver.find(QPlainTextEdit, "logsText")
    driver.bot.waitUntil(lambda: "jellegzetes" in text.toPlainText(), timeout=5000)
    driver.type("logsSearch", "nincs ilyen")
    assert "jellegzetes" not in text.toPlainText()
    driver.type("logsSearch", "JELLEGZETES")
    assert text.toPlainText().count("\n") == 0
