"""The window shows how a shop stands: icon, badge, remarks, status line and tree."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.verdict import Verdict
from shopsync_gui.core.text import format_when
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.state_words import equality_text, proof_text
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect, ran, shown

DONE = RunState.DONE
SYNC, PREVIEW, UNDO = JobKind.SYNC, JobKind.PREVIEW, JobKind.UNDO
AHEAD = PlanCounts(create=6, update=46, unchanged=100)


def test_after_an_undo_the_card_is_not_green(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True, created=113)
    ran(store, shop, UNDO, DONE, verified=True, undo_of=1, removed=113)
    remarks = list(remarks_on(read_standing(store, shop)))
    assert shown(driver, store) == [remark.title for remark in remarks]
    assert driver.state() == "idle"
    assert not driver.shown(QLabel, "verifiedBadge")


def test_a_preview_that_found_differences_takes_the_green_away(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True)
    ran(store, shop, PREVIEW, DONE, planned=AHEAD)
    badge = equality_text(read_standing(store, shop))
    shown(driver, store)
    assert badge == (driver.text("verifiedBadge"), Tone.WARNING)
    assert driver.find(QLabel, "verifiedBadge").property("tone") == Tone.WARNING
    assert driver.state() == "idle"


@pytest.mark.parametrize("old", [False, True])
def test_the_line_says_what_became_of_the_last_proof(
    driver: Driver, store: Store, old: bool
) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True, created=100)
    shop = store.connections.update(shop.id, verified_at=NOW, verified_count=100)
    if old:
        ran(store, shop, PREVIEW, DONE, planned=AHEAD)
    proof = read_standing(store, shop).proof
    assert proof is not None
    assert (proof.products, proof.is_old) == (100, old)
    said = proof_text(proof, shop.title, shop.options.schedule, datetime.now(UTC))
    store.close()
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: driver.text("statusText") == said[0])
    stale = driver.find(QLabel, "statusText").property("stale")
    assert stale is (said[1] is Tone.WARNING)


def test_products_that_failed_are_said_until_they_are_in(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=40, faults=("sa-bad-product",)).endpoints)
    driver.consent()
    driver.wait_end("partial")
    history = driver.window.frame.tree.entries["pageRuns"]
    role = Qt.ItemDataRole.AccessibleTextRole
    driver.bot.waitUntil(lambda: bool(history.data(0, role)))
    with closing(open_store(driver.window.context.store.path)) as found:
        shop = found.connections.all()[0]
        run = found.runs.start(UNDO, shop.id, datetime.now(UTC))
        found.runs.save(
            replace(run, state=DONE, finished_at=datetime.now(UTC), undo_of=1, removed=39)
        )
        standing = read_standing(found, shop)
    assert standing.failed == 1
    driver.window.context.connections.reload()
    titles = [remark.title for remark in remarks_on(standing)]

    def said() -> list[str]:
        notes = driver.card.findChildren(QLabel, "noteTitle")
        return [note.text() for note in notes if note.isVisible()]

    driver.bot.waitUntil(lambda: said() == titles)
    assert driver.state() == "idle"
    assert history.data(0, role)


def test_a_colleagues_later_proof_is_what_the_window_says(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, SYNC, DONE, verified=True, created=100)
    store.connections.update(shop.id, verified_at=NOW, verified_count=100)
    later = NOW + timedelta(days=2)
    verdict = Verdict(
        who="Anna on iroda", told="1", equal=True, at=later, proven_at=later, proven_count=103
    )
    store.team_verdicts.note(shop.id, verdict, later)
    store.close()
    driver.window.context.connections.reload()
    when = format_when(later)

    def on_shops_card() -> list[str]:
        return [each.text() for each in driver.card.findChildren(QLabel, "verifiedWhen")]

    driver.bot.waitUntil(lambda: on_shops_card() == [when])
    driver.bot.waitUntil(lambda: when in driver.text("statusText"))
    assert "103" in driver.text("statusText")
    driver.page("pageAccount")

    def on_account_card() -> list[str]:
        return [each.text() for each in driver.find(QFrame, "accountCard").findChildren(QLabel)]

    driver.bot.waitUntil(lambda: when in on_account_card())
