"""The numbers on a shop's card: what they count, and the lists that they lead to."""

from __future__ import annotations

from contextlib import closing
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import open_store
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver


def test_skipped_products_stay_one_click_away(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_synced(open_sandbox(products=40).endpoints)
    with closing(open_store(driver.window.context.store.path, read_only=True)) as found:
        standing = read_standing(found, found.connections.all()[0])
    (skipped,) = remarks_on(standing)
    assert skipped.steps == (Step.SKIPPED,)
    for kind in (JobKind.SYNC, JobKind.VERIFY):
        driver.bot.waitUntil(
            lambda: driver.shown(QLabel, "noteTitle") and driver.text("noteTitle") == skipped.title
        )
        if kind is JobKind.SYNC:
            with driver.begins():
                driver.menu("actionVerify")
            driver.wait_end()
    label = step_label(Step.SKIPPED)
    next(b for b in driver.card.findChildren(QPushButton) if b.text() == label).click()
    assert driver.window.current_page() == "pageProducts"
    assert driver.wait_for(QPushButton, "filterChip").isVisible()


def test_each_number_of_the_card_leads_to_a_list_of_so_many(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=90, latency_ms=40).endpoints)
    driver.consent()
    with closing(open_store(driver.window.context.store.path, read_only=True)) as found:
        driver.bot.waitUntil(lambda: any(run.created > 9 for run in found.runs.newest(1)))
    driver.click("cancelButton")
    driver.wait_end("idle")
    names = ("shopCount", "accountCount", "skippedCount", "waitingCount")
    driver.wait_for(QPushButton, "waitingCount")
    with closing(open_store(driver.window.context.store.path, read_only=True)) as found:
        in_account = found.grid.summary().in_account
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "accountCount").text() == str(in_account))
    counts = {name: int(driver.find(QPushButton, name).text()) for name in names}
    assert counts["shopCount"] == 90 == sum(counts.values()) - 90
    assert 0 < counts["accountCount"] < 80
    for name, count in counts.items():
        assert driver.find(QPushButton, name).toolTip()
        driver.click(name)
        driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
        driver.bot.waitUntil(partial(lists, driver, count))
        driver.page("pageConnections")


def test_the_numbers_of_a_card_follow_a_sync(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=90, latency_ms=60).endpoints)
    driver.consent()
    driver.wait_for(QPushButton, "accountCount")
    for least in (1, 20):
        driver.bot.waitUntil(partial(reaches, driver, least))
        assert driver.state() == "running"
    driver.click("cancelButton")
    driver.wait_end("idle")


def lists(driver: Driver, count: int) -> bool:
    return driver.text("productCount").startswith(f"{count} ")


def reaches(driver: Driver, least: int) -> bool:
    return int(driver.find(QPushButton, "accountCount").text()) >= least
