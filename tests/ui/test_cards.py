"""What a card says of its shop: by the last run that counts, with a preview beside it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton

from shopsync_gui.core import errors
from shopsync_gui.core.plan import PlanCounts
from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.journal import JournalOp, NewEntry
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.facts import plan_ahead, read_facts
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect, ran, shown

PLANNED = PlanCounts(create=10, update=20, unchanged=5, skip=2)
DONE, CANCELLED, PARTIAL = RunState.DONE, RunState.CANCELLED, RunState.PARTIAL
PAUSED, STOPPED, FAILED = RunState.PAUSED, RunState.STOPPED, RunState.FAILED


def test_a_preview_that_was_broken_off_hides_nothing(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.PARTIAL, failed=1)
    ran(store, shop, JobKind.PREVIEW, RunState.CANCELLED)
    assert shown(driver, store) == ["A szinkronizáció csak részben sikerült."]
    assert driver.state() == "partial"


def test_a_preview_stands_beside_what_the_last_sync_left(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.STOPPED, planned=PLANNED)
    ran(store, shop, JobKind.PREVIEW, RunState.DONE, planned=PLANNED)
    titles = shown(driver, store)
    assert len(titles) == 2
    assert "Előnézet" in titles[1] or "előnézet" in titles[1]
    assert driver.state() == "stopped"


def test_skipped_products_stay_one_click_away(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.connect_shop(open_sandbox(products=40).endpoints)
    driver.consent()
    driver.wait_end()
    with closing(open_store(driver.window.context.store.path, read_only=True)) as found:
        count = found.grid.summary().skipped
    assert count
    for kind in (JobKind.SYNC, JobKind.VERIFY):
        driver.bot.waitUntil(
            lambda: (
                driver.shown(QLabel, "noteTitle")
                and driver.text("noteTitle") == f"{count} termék kimaradt."
            ),
            timeout=5000,
        )
        if kind is JobKind.SYNC:
            driver.menu("actionVerify")
            driver.bot.waitUntil(lambda: driver.window.context.jobs.busy, timeout=5000)
            driver.wait_end()
    button = next(b for b in driver.card.findChildren(QPushButton) if b.text() == "Melyek ezek?")
    button.click()
    assert driver.window.current_page() == "pageProducts"
    assert driver.wait_for(QPushButton, "filterChip").isVisible()


@pytest.mark.parametrize(
    ("runs", "counts"),
    [
        ([(DONE, {}), (CANCELLED, {}), (PAUSED, {}), (STOPPED, {})], 0),
        ([(DONE, {}), (CANCELLED, {"created": 4}), (FAILED, {})], 1),
        ([(PAUSED, {"updated": 1}), (CANCELLED, {})], 0),
        ([(PARTIAL, {"failed": 2})], 0),
        ([(CANCELLED, {})], None),
        ([(DONE, {}), *[(STOPPED, {})] * 12], 0),
    ],
)
def test_a_sync_without_end_that_wrote_nothing_is_not_the_last_one(
    store: Store, runs: list[tuple[RunState, dict[str, object]]], counts: int | None
) -> None:
    with closing(store):
        shop = connect(store)
        for state, more in runs:
            ran(store, shop, JobKind.SYNC, state, **more)
        facts = read_facts(store, [shop.id])[shop.id]
        at = None if counts is None else NOW + timedelta(minutes=counts)
        assert facts.synced_at == at
        report = replace(store.runs.newest()[0], run_id=99, state=CANCELLED, created=0, updated=0)
        assert facts.with_end(report).synced_at == at


def test_the_key_means_the_shop_whose_card_has_the_focus(driver: Driver, store: Store) -> None:
    ids = [connect(store, name).id for name in ("egy", "ketto")]
    ran(store, store.connections.all()[0], JobKind.SYNC, RunState.PARTIAL, failed=1)
    shown(driver, store)
    cards = {c.connection.id: c for c in driver.window.findChildren(ConnectionCard)}
    for number in ids:
        menu = cards[number].menu
        menu.popup(QPoint(0, 0))
        action = menu.findChild(QAction, "actionProductSync")
        assert action is not None
        assert action.shortcut().toString() == "F5"
        menu.close()
        assert action.shortcut().isEmpty()
    cards[ids[1]].menu_button.setFocus()
    driver.bot.keyClick(driver.window, Qt.Key.Key_F5)
    driver.wait_for(QPushButton, "consentSyncButton")
    assert any("Bolt ketto" in w.text() for w in driver.window.findChildren(QLabel))


LEFT = PlanCounts(create=6, update=20, unchanged=9, skip=2)


def test_a_sync_that_was_taken_up_again_is_later_than_a_preview(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, CANCELLED, planned=PLANNED)
    ran(store, shop, JobKind.PREVIEW, DONE, planned=PLANNED)
    (_preview, sync) = store.runs.newest()
    ended = NOW + timedelta(hours=1)
    store.runs.save(replace(sync, state=PARTIAL, failed=1, finished_at=ended))
    assert plan_ahead(store, shop.id) is None
    assert shown(driver, store) == ["A szinkronizáció csak részben sikerült."]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], None),
        ([(JobKind.PREVIEW, DONE, {"planned": PLANNED})], PLANNED),
        (
            [
                (JobKind.PREVIEW, DONE, {"planned": PLANNED}),
                (JobKind.SYNC, CANCELLED, {"planned": PLANNED, "created": 4}),
            ],
            LEFT,
        ),
        (
            [
                (JobKind.PREVIEW, DONE, {"planned": PLANNED}),
                (JobKind.SYNC, CANCELLED, {}),
                (JobKind.PREVIEW, CANCELLED, {}),
                (JobKind.VERIFY, PARTIAL, {}),
            ],
            PLANNED,
        ),
        (
            [
                (JobKind.PREVIEW, DONE, {"planned": PLANNED}),
                (JobKind.SYNC, DONE, {"planned": PLANNED, "created": 10}),
            ],
            None,
        ),
        (
            [
                (JobKind.PREVIEW, DONE, {"planned": PLANNED}),
                (JobKind.RETRY, DONE, {"created": 1}),
            ],
            None,
        ),
    ],
)
def test_what_is_ahead_follows_from_the_last_plan(
    store: Store, runs: list[tuple[JobKind, RunState, dict[str, object]]], expected: object
) -> None:
    with closing(store):
        shop = connect(store)
        for kind, state, more in runs:
            ran(store, shop, kind, state, **more)
        assert plan_ahead(store, shop.id) == expected


def test_the_tree_says_how_many_shops_need_a_look(driver: Driver, store: Store) -> None:
    tree = driver.window.tree
    history = tree.entries["pageRuns"]
    assert history.data(0, Qt.ItemDataRole.AccessibleTextRole) == ""
    for name, state in (("egy", RunState.STOPPED), ("ketto", RunState.DONE), ("harom", PARTIAL)):
        ran(store, connect(store, name), JobKind.SYNC, state)
    shown(driver, store)
    words = "Szinkron előzmények: 2 webshop figyelmet kér"
    driver.bot.waitUntil(
        lambda: history.data(0, Qt.ItemDataRole.AccessibleTextRole) == words, timeout=5000
    )
    driver.window.context.settings.set("ui.language", "en")
    words = "Sync history: 2 webshops need a look"
    assert history.data(0, Qt.ItemDataRole.AccessibleTextRole) == words


def test_the_run_of_a_program_that_died_ends_at_the_next_start(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    run = store.runs.start(JobKind.SYNC, shop.id, NOW)
    entry = NewEntry(op=JournalOp.CREATE_PRODUCT, sku="A-1", name="Termék")
    with closing(store):
        store.journal.plan(run.run_id, shop.id, [entry])
        (written,) = store.journal.planned(run.run_id)
        store.journal.sent(written.id, NOW)
        store.journal.done(written.id, 7, NOW)
    driver.close()
    window = driver.open()
    with closing(open_store(window.context.store.path, read_only=True)) as found:
        driver.bot.waitUntil(lambda: not found.runs.running(), timeout=5000)
        (report,) = found.runs.newest()
    assert (report.state, report.created) == (RunState.PAUSED, 1)
    assert driver.state() == "paused"


def test_the_answer_of_a_test_stays_beside_what_the_card_says(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, PARTIAL, failed=1)
    shown(driver, store)
    driver.card._tested("Mindkét oldal válaszol", ["10 termék"], fine=True)
    driver.window.context.connections.reload()
    driver.bot.wait(100)
    titles = [w.text() for w in driver.card.findChildren(QLabel, "noteTitle") if w.isVisible()]
    assert titles == ["Mindkét oldal válaszol", "A szinkronizáció csak részben sikerült."]


def test_where_a_password_is_needed_editing_comes_first(driver: Driver, store: Store) -> None:
    shop = connect(store)
    problem = errors.SecretMissing(shop="bemutato").problem
    ran(store, shop, JobKind.SYNC, RunState.PAUSED, problem=problem)
    shown(driver, store)
    buttons = [one for one in driver.card.findChildren(QPushButton) if one.isVisible()]
    texts = [one.text() for one in sorted(buttons, key=lambda one: one.x())]
    assert texts.index("Szerkesztés…") < texts.index("Folytatás")
