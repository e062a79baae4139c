"""No green where it is not true: what an undo, a preview and a brake make of the last proof."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shopsync_gui.core.plan import Brake, BrakeKind, PlanCounts
from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.store import Store, open_store
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect, ran, shown

DONE, STOPPED = RunState.DONE, RunState.STOPPED
SYNC, PREVIEW, VERIFY, UNDO = JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY, JobKind.UNDO
AHEAD = PlanCounts(create=6, update=46, unchanged=100)
BRAKE = Brake(kind=BrakeKind.OTHER_ACCOUNT, count=100, total=100)


def synced(store: Store) -> int:
    """A shop whose both sides were proven equal."""
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True, created=100)
    store.connections.update(shop.id, verified_at=NOW, verified_count=100)
    return shop.id


def test_after_an_undo_the_card_is_not_green(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True, created=113)
    ran(store, shop, UNDO, DONE, verified=True, undo_of=1, removed=113)
    (title,) = shown(driver, store)
    assert title.startswith("Egy futást visszavontak")
    assert driver.state() == "idle"
    assert not driver.shown(QLabel, "verifiedBadge")
    words = " ".join(w.text() for w in driver.card.findChildren(QLabel))
    assert "113 termék törlődött a fiókból" in words


def test_a_preview_that_found_differences_takes_the_green_away(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True)
    ran(store, shop, PREVIEW, DONE, planned=AHEAD)
    shown(driver, store)
    assert driver.text("verifiedBadge").startswith("52 termék eltér")
    assert driver.find(QLabel, "verifiedBadge").property("tone") == "warning"
    assert driver.state() == "idle"


def test_a_preview_of_old_orders_says_nothing_of_what_another_found(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True)
    ran(store, shop, PREVIEW, DONE, planned=AHEAD)
    orders = PlanCounts(create=3)
    ran(store, shop, PREVIEW, DONE, planned=orders, orders_since=date(2026, 1, 1))
    shown(driver, store)
    assert driver.text("verifiedBadge").startswith("52 termék eltér")
    assert driver.state() == "idle"


def test_a_preview_without_differences_leaves_it(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True)
    ran(store, shop, PREVIEW, DONE, planned=PlanCounts(unchanged=100))
    shown(driver, store)
    assert "egyezik" in driver.text("verifiedBadge")
    assert driver.state() == "done"


@pytest.mark.parametrize(
    ("kind", "state", "more", "old"),
    [
        (PREVIEW, DONE, {"planned": AHEAD}, True),
        (PREVIEW, DONE, {"planned": PlanCounts(unchanged=9)}, False),
        (PREVIEW, RunState.CANCELLED, {}, False),
        (SYNC, STOPPED, {"planned": AHEAD, "brakes": (BRAKE,)}, True),
        (SYNC, RunState.PAUSED, {"planned": AHEAD, "created": 2}, True),
        (SYNC, RunState.PAUSED, {}, False),
        (VERIFY, RunState.PARTIAL, {"verified": False}, True),
        (UNDO, DONE, {"removed": 3, "verified": True}, True),
        (JobKind.RETRY, DONE, {"created": 3, "verified": True}, False),
    ],
)
def test_the_line_does_not_say_equal_after_a_later_finding(
    driver: Driver,
    store: Store,
    kind: JobKind,
    state: RunState,
    more: dict[str, object],
    old: bool,
) -> None:
    synced(store)
    shop = store.connections.all()[0]
    ran(store, shop, kind, state, **more)
    store.close()
    driver.window.context.connections.reload()
    words = "azóta a két oldal már nem egyezik" if old else "100 termék egyezik"
    driver.bot.waitUntil(lambda: words in driver.text("statusText"), timeout=5000)
    driver.bot.wait(100)
    assert words in driver.text("statusText")


def test_a_later_proof_makes_it_true_again(driver: Driver, store: Store) -> None:
    synced(store)
    shop = store.connections.all()[0]
    ran(store, shop, PREVIEW, DONE, planned=AHEAD)
    ran(store, shop, SYNC, DONE, verified=True, created=6, updated=46)
    store.connections.update(shop.id, verified_at=NOW + timedelta(minutes=2), verified_count=106)
    shown_text(driver, store, "106 termék egyezik")
    assert "egyezik" in driver.text("verifiedBadge")


def shown_text(driver: Driver, store: Store, words: str) -> None:
    store.close()
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: words in driver.text("statusText"), timeout=5000)
    driver.wait_for(QLabel, "verifiedBadge")


def test_products_that_failed_are_said_until_they_are_in(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.connect_shop(open_sandbox(products=40, faults=("sa-bad-product",)).endpoints)
    driver.consent()
    driver.wait_end("partial")
    history = driver.window.tree.entries["pageRuns"]
    words = "Szinkron előzmények: 1 webshop figyelmet kér"
    role = Qt.ItemDataRole.AccessibleTextRole
    driver.bot.waitUntil(lambda: history.data(0, role) == words, timeout=5000)
    with closing(open_store(driver.window.context.store.path)) as found:
        run = found.runs.start(UNDO, found.connections.all()[0].id, datetime.now(UTC))
        found.runs.save(
            replace(run, state=DONE, finished_at=datetime.now(UTC), undo_of=1, removed=39)
        )
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: driver.state() == "idle", timeout=5000)
    driver.bot.wait(100)
    assert history.data(0, role) == words
    notes = [w.text() for w in driver.card.findChildren(QLabel, "noteTitle") if w.isVisible()]
    assert any(note.startswith("1 terméket nem sikerült") for note in notes)
