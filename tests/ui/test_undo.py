"""Undo and retry through the window."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QLabel, QPushButton, QTableView

from shopsync_gui.core.runs import JobKind
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account


def wait_enabled(driver: Driver, name: str) -> QPushButton:
    driver.bot.waitUntil(
        lambda: driver.shown(QPushButton, name) and driver.find(QPushButton, name).isEnabled(),
        timeout=20_000,
    )
    return driver.find(QPushButton, name)


def test_a_run_is_undone_from_the_history(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=50)
    driver.connect_shop(sandbox.endpoints)
    driver.consent()
    driver.wait_end()
    created = len(products_in_account(sandbox.endpoints))
    assert created > 30
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    tick = driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    assert str(created) in tick.text()
    undo = driver.find(QPushButton, "undoButton", dialog)
    assert not undo.isEnabled(), "without the tick there is nothing to undo"
    assert len(products_in_account(sandbox.endpoints)) == created
    driver.tick("undoRemoveCheckBox")
    assert len(driver.table("undoItems")) == created
    driver.click("undoButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy, timeout=30_000)
    assert products_in_account(sandbox.endpoints) == ()
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    assert driver.table("runList")[0][2] == "Visszavonás"
    assert driver.table("runList")[0][3] == "Kész"


def captions(dialog: QDialog) -> dict[str, str]:
    """The figures that the dialog shows, by their names."""
    boxes = [box for box in dialog.findChildren(QFrame) if box.property("note") == "plain"]
    texts = [[one.text() for one in box.findChildren(QLabel)] for box in boxes if box.isVisible()]
    return {pair[0]: pair[1] for pair in texts if len(pair) == 2}


def test_what_is_nothing_is_neither_listed_nor_offered(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=50)
    driver.connect_shop(sandbox.endpoints)
    driver.consent()
    driver.wait_end()
    created = str(len(products_in_account(sandbox.endpoints)))
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    assert captions(dialog) == {"Változatlan marad": created}
    driver.tick("undoRemoveCheckBox")
    driver.bot.waitUntil(lambda: captions(dialog) == {"Törlődik": created}, timeout=5000)
    driver.click("undoButton")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2, timeout=30_000)
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy, timeout=30_000)
    driver.find(QTableView, "runList").selectRow(1)
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    words = driver.wait_for(QLabel, "undoNothing").text()
    assert words.startswith("Nincs mit visszavonni")
    assert captions(dialog) == {}
    for kind, name in (
        (QCheckBox, "undoRemoveCheckBox"), (QPushButton, "undoButton"), (QTableView, "undoItems"),
    ):  # fmt: skip
        assert not driver.shown(kind, name), name
    assert driver.find(QPushButton, "undoCancelButton").text() == "Bezárás"


def test_closing_the_undo_dialog_writes_nothing(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=40, latency_ms=50)
    driver.connect_shop(sandbox.endpoints)
    driver.consent()
    driver.wait_end()
    before = products_in_account(sandbox.endpoints)
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    driver.wait_for(QDialog, "undoDialog")
    driver.click("undoCancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == before
    wait_enabled(driver, "undoRunButton")
    assert len(driver.table("runList")) == 1


def test_a_skipped_product_is_tried_again_from_its_details(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=60).endpoints)
    driver.consent()
    driver.wait_end()
    driver.page("pageProducts")
    driver.window.context.open_page("pageProducts", skipped_or_failed=True)
    retry = wait_enabled(driver, "retryProductButton")
    retry.click()
    driver.bot.waitUntil(lambda: driver.window.context.jobs.busy, timeout=5000)
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy, timeout=20_000)
    kinds: list[JobKind] = []
    context = driver.window.context
    context.reader.ask(
        context, lambda store: store.runs.list(1), lambda runs: kinds.append(runs[0].kind)
    )
    driver.bot.waitUntil(lambda: bool(kinds))
    assert kinds == [JobKind.RETRY]
    wait_enabled(driver, "retryProductButton")


def test_all_that_was_left_out_is_tried_again_from_the_history(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=60).endpoints)
    driver.consent()
    driver.wait_end()
    driver.page("pageRuns")
    wait_enabled(driver, "retryRunButton").click()
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2, timeout=20_000)
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy, timeout=20_000)
    driver.bot.waitUntil(lambda: driver.table("runList")[0][3] == "Kész", timeout=5000)
    assert driver.table("runList")[0][2] == "Újrapróbálás"
