"""The card of the data: backup, restore and the end of all data, the log, a diagnostics file that names nobody."""

from __future__ import annotations

import logging
import threading
import zipfile
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
)

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.system.secrets import CLIENT_SECRET
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.rows.columns import Column
from shopsync_gui.ui.settings.data_card import DataCard
from tests.patience import patient
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def card(driver: Driver) -> DataCard:
    driver.page("pageGeneral")
    (found,) = driver.window.findChildren(DataCard)
    return found


def wait_result(driver: Driver, target: Path) -> None:
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "dataResult"))
    assert str(target) in driver.text("dataResult")


def test_a_backup_is_a_whole_database(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_synced(open_sandbox(products=10).endpoints)
    target = tmp_path / "mentés.db"
    card(driver).back_up(target)
    wait_result(driver, target)
    store = open_store(target)
    assert store.integrity() == []
    assert store.grid.summary(store.connections.all()[0].id).total == 10
    store.close()


def test_the_log_of_a_sync_takes_no_room_once_it_is_over(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=10).endpoints)
    driver.consent()
    driver.wait_end()
    path = driver.window.context.store.path
    log = path.with_name(path.name + "-wal")
    driver.bot.waitUntil(lambda: log.stat().st_size == 0, timeout=int(patient(20) * 1000))


def test_a_data_folder_that_onedrive_synchronises_is_warned_of(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "OneDrive" / "ShopSync"))
    driver: Driver = request.getfixturevalue("driver")
    assert card(driver).findChild(QFrame, "dataRiskBox") is not None


def test_a_backup_that_cannot_be_written_is_told(driver: Driver, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    card(driver).back_up(blocked / "x.db")

    def told() -> bool:
        labels = driver.window.findChildren(QLabel)
        return any(str(blocked) in label.text() for label in labels if label.isVisible())

    driver.bot.waitUntil(told)
    driver.page("pageRuns")
    driver.page("pageGeneral")
    assert not driver.shown(QFrame, "problemBox")  # it has been seen


def test_the_diagnostics_hide_what_was_typed_just_now(driver: Driver, tmp_path: Path) -> None:
    driver.window.context.settings.set("mail.user", "kanari-nev")
    logging.getLogger("shopsync_gui.test").warning("sent by kanari-nev")
    target = tmp_path / "diag.zip"
    card(driver).write_diagnostics(target)
    wait_result(driver, target)
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "setting mail.user: (given)" in texts["facts.txt"]
    assert "shopsync_gui.test" in texts["log.txt"]
    assert "kanari" not in "".join(texts.values())


def test_the_log_is_shown_and_searched(driver: Driver) -> None:
    logging.getLogger("shopsync_gui.test").warning("egy jellegzetes sor")
    card(driver)
    driver.click("logsButton")
    driver.wait_for(QDialog, "logsDialog")
    text = driver.find(QPlainTextEdit, "logsText")
    driver.bot.waitUntil(lambda: "jellegzetes" in text.toPlainText())
    driver.type("logsSearch", "nincs ilyen")
    assert "jellegzetes" not in text.toPlainText()
    driver.type("logsSearch", "JELLEGZETES")
    assert text.toPlainText().count("\n") == 0


def test_a_restored_backup_is_shown_at_once(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_synced(open_sandbox(products=10).endpoints)
    target = tmp_path / "mentés.db"
    card(driver).back_up(target)
    wait_result(driver, target)
    context = driver.window.context
    context.settings.set("ui.theme", "dark")
    driver.page("pageConnections")
    driver.menu("actionDisconnect")
    driver.wait_for(QDialog, "disconnectDialog")
    driver.click("disconnectConfirmButton")
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "emptyAddButton"))
    card(driver).restore(target)
    driver.wait_for(QDialog, "restoreDialog")
    assert not driver.find(QPushButton, "restoreStartButton").isEnabled()
    driver.tick("restoreCheckBox")
    driver.click("restoreStartButton")
    driver.bot.waitUntil(lambda: len(context.connections) == 1)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "dataResult"))
    (kept,) = (context.home / "backups").glob("*.db")
    assert str(kept) in driver.text("dataResult")
    driver.bot.waitUntil(lambda: context.settings.get("ui.theme") == "system")
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith("10"))
    driver.page("pageConnections")
    assert driver.card.isVisible()


def test_a_file_that_is_no_backup_is_told(driver: Driver, tmp_path: Path) -> None:
    source = tmp_path / "valami.db"
    source.write_text("nem adatbázis")
    driver.window.resize(900, 560)
    card(driver).restore(source)
    box = driver.wait_for(QFrame, "problemBox")
    assert not driver.shown(QDialog, "restoreDialog")
    # All of it is in sight, on a page that is higher than the window.
    driver.bot.waitUntil(lambda: box.visibleRegion().boundingRect() == box.rect())


def test_nothing_is_replaced_while_a_sync_runs(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    sandbox = open_sandbox(products=5)
    driver.have_shop(sandbox.endpoints)
    with sandbox.held():
        with driver.begins():
            driver.consent()
        card(driver)
        driver.click("eraseButton")
        driver.wait_for(QDialog, "eraseDialog")
        driver.tick("eraseCheckBox")
        driver.click("eraseStartButton")
        driver.wait_for(QFrame, "problemBox")
    assert len(driver.window.context.connections) == 1
    driver.page("pageConnections")
    driver.wait_end()


def test_all_data_can_be_deleted(driver: Driver, open_sandbox: OpenSandbox) -> None:
    endpoints = open_sandbox(products=10).endpoints
    driver.have_synced(endpoints)
    context = driver.window.context
    card(driver)
    driver.click("eraseButton")
    driver.wait_for(QDialog, "eraseDialog")
    driver.click("eraseStartButton")
    assert driver.shown(QDialog, "eraseDialog")
    driver.tick("eraseCheckBox")
    driver.click("eraseStartButton")
    driver.bot.waitUntil(lambda: not context.connections)
    driver.page("pageConnections")
    assert driver.shown(QPushButton, "emptyAddButton")
    assert (
        context.secrets.get(
            endpoints.shop_name, CLIENT_SECRET, address_of(endpoints, CLIENT_SECRET)
        )
        is None
    )
    driver.close()
    for file in context.home.rglob("*"):
        if file.is_file():
            assert endpoints.shop_name.encode() not in file.read_bytes(), file
    driver.open()


def test_nothing_of_what_was_deleted_is_remembered(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=10).endpoints
    driver.have_shop(endpoints)
    driver.click("hostedNo")
    driver.consent()
    driver.wait_end()
    context = driver.window.context
    driver.page("pageProducts")
    before = driver.find(ProductsPage, "pageProducts")
    before.set_filters(Filters(on_sale=True))
    before.search.setText("a")
    before.details_switch.choose(True)
    before.grid.show_column(Column.DISCOUNT, True)
    kept = context.home / "window.ini"
    context.memory.sync()
    assert endpoints.shop_name in kept.read_text("utf-8")
    card(driver)
    driver.click("eraseButton")
    driver.wait_for(QDialog, "eraseDialog")
    driver.tick("eraseCheckBox")
    driver.click("eraseStartButton")
    driver.bot.waitUntil(lambda: not context.connections)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "dataResult"))
    driver.page("pageProducts")

    def begun_anew() -> bool:  # the window is made anew once more where another setting has changed
        pages = [page for page in driver.window.findChildren(ProductsPage) if page is not before]
        return (
            len(pages) == 1
            and pages[0].isVisible()
            and pages[0].filters == Filters()
            and pages[0].search.text() == ""
            and not pages[0].grid.customised
            and not pages[0].details.isVisible()
        )

    driver.bot.waitUntil(begun_anew)
    driver.close()
    left = QSettings(str(kept), QSettings.Format.IniFormat).allKeys()
    assert sorted(left) == ["geometry", "page"]
    assert endpoints.shop_name not in kept.read_text("utf-8")
    driver.open()


def test_a_disconnected_shop_leaves_no_answer(driver: Driver, open_sandbox: OpenSandbox) -> None:
    endpoints = open_sandbox(products=1).endpoints
    driver.have_shop(endpoints)
    driver.click("hostedNo")
    driver.click("consentCancelButton")
    memory = driver.window.context.memory
    answer = f"hosted/{endpoints.shop_name}"
    assert memory.contains(answer)
    driver.menu("actionDisconnect")
    driver.wait_for(QDialog, "disconnectDialog")
    driver.click("disconnectConfirmButton")
    driver.bot.waitUntil(lambda: not driver.window.context.connections)
    assert not memory.contains(answer)


def _wait(_store: Store, gate: threading.Event) -> None:
    gate.wait(patient(20))


def test_a_backup_gives_the_focus_back_to_its_button(driver: Driver, tmp_path: Path) -> None:
    data = card(driver)
    driver.window.activateWindow()
    backup = driver.find(QPushButton, "backupButton")
    backup.setFocus()
    target = tmp_path / "mentés.db"
    data.back_up(target)
    assert driver.window.focusWidget() is data
    wait_result(driver, target)
    assert driver.window.focusWidget() is backup
    assert driver.text("dataResult").endswith(str(target))


def test_restoring_names_a_job_of_this_window(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    driver.have_shop(open_sandbox(products=40, latency_ms=200).endpoints)
    target = tmp_path / "mentés.db"
    driver.click("consentCancelButton")
    data = card(driver)
    data.back_up(target)
    wait_result(driver, target)
    context = driver.window.context
    shop = context.connections[0].id
    context.jobs.add(Job(kind=JobKind.PREVIEW, connection_id=shop))
    data.restore(target)
    driver.wait_for(QDialog, "restoreDialog")
    driver.tick("restoreCheckBox")
    driver.click("restoreStartButton")
    problem = errors.RunningHere().problem
    assert data.work.problem == problem
    assert problem.message != errors.AlreadyRunning().problem.message
    context.jobs.cancel(shop)
    driver.bot.waitUntil(lambda: not context.jobs.busy)


def test_deleting_and_restoring_show_that_they_work(driver: Driver, tmp_path: Path) -> None:
    context = driver.window.context
    target = tmp_path / "mentés.db"
    data = card(driver)
    data.back_up(target)
    wait_result(driver, target)
    names = ("backupButton", "restoreButton", "diagnosticsButton", "eraseButton")
    for name, words in (
        ("restore", "Restoring the backup…"),
        ("erase", "Deleting all data…"),
    ):
        gate = threading.Event()
        context.store.writer.ask(context.store, partial(_wait, gate=gate))
        if name == "erase":
            driver.click("eraseButton")
        else:
            data.restore(target)
        driver.wait_for(QDialog, f"{name}Dialog")
        driver.tick(f"{name}CheckBox")
        driver.click(f"{name}StartButton")
        assert driver.text("dataBusy") == translate(words)
        assert any(bar.isVisible() for bar in data.findChildren(QProgressBar))
        assert not any(driver.find(QPushButton, button).isEnabled() for button in names)
        assert not driver.shown(QLabel, "dataResult")
        gate.set()
        driver.bot.waitUntil(lambda: driver.shown(QLabel, "dataResult"))
        assert not driver.shown(QLabel, "dataBusy")
        assert all(driver.find(QPushButton, button).isEnabled() for button in names)
