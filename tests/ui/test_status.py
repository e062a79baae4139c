"""The line at the bottom says what runs, and tells of what fails without anybody waiting for it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from functools import partial

import apsw
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QPushButton, QTableView

from shopsync_gui.core.errors import StoreBusy
from shopsync_gui.core.runs.jobs import Job, JobKind, Phase
from shopsync_gui.core.runs.run_labels import PHASES, work_label
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.ui.kit.widgets import ElidedLabel
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.program import program, wait_until, working


def wait_text(driver: Driver, beginning: str) -> None:
    driver.bot.waitUntil(lambda: driver.text("statusText").startswith(beginning))


def test_the_line_names_what_runs(driver: Driver, open_sandbox: OpenSandbox) -> None:
    verified = translate("{shop}: verified {when}; {n} product was equal to the account's")
    verified = verified.partition("}")[2].partition("{")[0]
    sandbox = open_sandbox(products=30)
    driver.have_shop(sandbox.endpoints)
    with sandbox.held():
        driver.consent()
        wait_text(driver, translate("The sync is running in the background; you can keep working."))
    driver.wait_end()
    with sandbox.held():
        driver.menu("actionVerify")
        wait_text(
            driver, translate("The comparison is running in the background; you can keep working.")
        )
    driver.wait_end()
    driver.bot.waitUntil(lambda: verified in driver.text("statusText"))
    with sandbox.held():
        driver.menu("actionPreview")
        wait_text(
            driver, translate("The preview is being made in the background; you can keep working.")
        )
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    driver.click("planCancelButton")
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 3)
    driver.find(QTableView, "runList").selectRow(2)
    driver.wait_for(QPushButton, "undoRunButton")
    with sandbox.held():
        driver.find(QPushButton, "undoRunButton").click()
        wait_text(
            driver, translate("The undo is being prepared in the background; you can keep working.")
        )
    driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    driver.tick("undoRemoveCheckBox")
    with sandbox.held():
        driver.click("undoButton")
        wait_text(driver, translate("The undo is running in the background; you can keep working."))
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_what_a_job_does_is_said_in_the_language_in_use(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=200).endpoints) as window:
        (line,) = window.findChildren(ElidedLabel, "statusProgress")
        with working(window):
            for language in ("hu", "en", "hu"):
                window.context.settings.set("ui.language", language)
                assert translate(PHASES[Phase.PUSH]) in line.text()
        wait_until(lambda: line.text() == "", 5)


def test_no_two_kinds_of_work_are_called_the_same() -> None:
    jobs = [Job(kind=kind, connection_id=1) for kind in JobKind]
    jobs.append(Job(kind=JobKind.PREVIEW, connection_id=1, undo_run_id=1))
    jobs.append(Job(kind=JobKind.PREVIEW, connection_id=1, orders_since=date(2026, 1, 1)))
    assert len({work_label(job) for job in jobs}) == len(jobs)


def test_leaving_during_a_verification_asks_about_it(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=5)
    driver.have_shop(sandbox.endpoints)
    driver.click("consentCancelButton")
    asked: list[str] = []

    def answer() -> None:
        dialog = driver.find(QDialog, "closeDialog")
        asked.append(dialog.windowTitle())
        dialog.reject()

    with sandbox.held():
        with driver.begins():
            driver.menu("actionVerify")
        QTimer.singleShot(0, driver.window, answer)
        driver.window.close()
    assert asked == [translate("Running now: {what}").format(what=translate("Verification"))]
    assert driver.window.isVisible()
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def wait_for_locks_shortly(store: Store) -> None:
    store.database.execute_sql("PRAGMA busy_timeout = 100")


def test_a_write_that_fails_unasked_is_told(driver: Driver) -> None:
    context = driver.window.context
    context.store.writer.ask(driver.window, wait_for_locks_shortly)
    with closing(apsw.Connection(str(context.store.path))) as other:
        other.execute("BEGIN IMMEDIATE")
        driver.page("pageGeneral")
        driver.tick("setting:ui.compact")
        wait_text(driver, translate("The local database is in use"))
        line = driver.find(ElidedLabel, "statusText")
        assert line.property("stale") is True
        assert driver.text("statusText").endswith(
            translate("Close the other program and try again. Nothing has been lost.")
        ), "it says what to do next"
        assert str(context.store.path) in line.toolTip()
        context.settings.set("ui.language", "en")
        wait_text(driver, "The local database is in use. Close the other program and try again.")
        driver.page("pageProducts")
        assert driver.text("statusText").startswith("The local database is in use")
        other.execute("ROLLBACK")
    # What was chosen holds meanwhile; choosing it once more writes it.
    assert context.settings.get("ui.compact") is True
    context.settings.set("ui.compact", True)
    context.close()
    with closing(open_store(context.store.path, read_only=True)) as store:
        assert store.settings.get("ui.compact") == "yes"


def test_how_far_a_job_is_stands_whole_at_once(driver: Driver, open_sandbox: OpenSandbox) -> None:
    """A percentage of more digits than the last one is not cut to its first."""
    driver.window.resize(1280, 800)
    line = driver.find(ElidedLabel, "statusProgress")
    said: list[str] = []
    cut: list[str] = []

    def look() -> None:
        said.append(line.text())
        cut.extend([line.text()] if line.toolTip() else [])

    driver.window.context.jobs.progressed.connect(look)
    driver.have_shop(open_sandbox(products=30).endpoints)
    driver.consent()
    driver.wait_end()
    assert len(set(said)) > 2
    assert cut == []


def test_a_service_that_does_not_answer_is_named_on_the_card_and_in_the_line(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=30)
    driver.have_shop(sandbox.endpoints)
    settings = driver.window.context.settings

    def ends_with(said: str) -> bool:
        return driver.text("progressText").endswith(said)

    with sandbox.held():
        driver.consent()
        driver.bot.waitUntil(lambda: "Shoprenter" in driver.text("progressText"))
        for language in ("hu", "en"):
            settings.set("ui.language", language)
            silence = translate("{service} has not answered for {time}").partition("{time}")[2]
            driver.bot.waitUntil(partial(ends_with, silence))
            assert driver.text("statusProgress").endswith(driver.text("progressText"))
            assert any(sign.isdigit() for sign in driver.text("progressText"))
            assert driver.text("remainingText") == ""
    driver.click("cancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_a_line_that_fits_is_amber_where_it_warns(driver: Driver) -> None:
    driver.window.context.store.writer.failed.emit(StoreBusy(path="x"))
    line = driver.find(QLabel, "statusText")
    color = driver.window.context.theme.tokens.warning
    driver.bot.waitUntil(lambda: line.palette().windowText().color().name() == color)
