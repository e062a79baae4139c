"""Another window or command at work with the same data: the card says so and takes over its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from shopsync_gui.core.account.account_traits import Finding
from shopsync_gui.core.errors import Interrupted, Problem
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.run_labels import others_work_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.text import format_int, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.compatibility.compatibility import keep_findings
from shopsync_gui.sync.run.job_locks import lock_job
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.system.lock import folder_lock
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.jobs.services.other_programs import OtherPrograms
from shopsync_gui.ui.products.products_page import ProductsPage
from tests.connected import connect_shop
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.program import settle


class Other:
    """Somebody else who works with the data of the window."""

    def __init__(self, driver: Driver) -> None:
        self._home = driver.window.context.home
        self._path = driver.window.context.store.path
        self._lock = ExitStack()
        self._run: RunReport | None = None

    def connect(self, name: str = "bemutato", user: str = "demo") -> Connection:
        with closing(open_store(self._path)) as store:
            return connect_shop(
                store, name, title=f"Bolt {name}", sa_user=user, now=datetime.now(UTC)
            )

    def change(self, connection_id: int, **fields: object) -> None:
        with closing(open_store(self._path)) as store:
            store.connections.update(connection_id, **fields)

    def remove(self, connection_id: int) -> None:
        with closing(open_store(self._path)) as store:
            store.removals.remove(connection_id)

    def begin(self, connection_id: int, kind: JobKind = JobKind.SYNC) -> None:
        with closing(open_store(self._path)) as store:
            shop = store.connections.get(connection_id)
            assert shop is not None
            self._lock.enter_context(lock_job(store, self._home, shop))
            self._run = store.runs.start(kind, connection_id, datetime.now(UTC))

    def need(self, requests: int) -> None:
        assert self._run is not None
        with closing(open_store(self._path)) as store:
            store.runs.note_needed(self._run.run_id, 5.0, 1, requests)

    def end(self, state: RunState = RunState.DONE) -> None:
        assert self._run is not None
        ended = replace(self._run, state=state, verified=True, finished_at=datetime.now(UTC))
        with closing(open_store(self._path)) as store:
            store.runs.save(ended)
        self._lock.close()

    def die(self) -> None:
        self._lock.close()


@pytest.fixture
def other(driver: Driver, passwords: None) -> Iterator[Other]:
    other = Other(driver)
    yield other
    other.die()


def titles(driver: Driver) -> list[str]:
    return [w.text() for w in driver.card.findChildren(QLabel, "noteTitle") if w.isVisible()]


def is_said(driver: Driver, standing: ShopStanding) -> bool:
    """Whether the card says what such a standing is worth."""
    return titles(driver) == [remark.title for remark in remarks_on(standing)]


def seen(driver: Driver, condition: Callable[[], bool]) -> None:
    """Wait until the window has seen what others do; it looks at once, not only every few seconds."""

    def look() -> bool:
        driver.window.context.other_programs.look()
        return condition()

    driver.bot.waitUntil(look)


def says(driver: Driver, standing: ShopStanding) -> None:
    """Wait until the window has seen what the card then says."""
    seen(driver, lambda: is_said(driver, standing))


def is_watched(driver: Driver, other: Other, connection_id: int) -> None:
    """Wait until the window watches: what is there at its first look is no news."""
    other.begin(connection_id, JobKind.VERIFY)
    seen(driver, lambda: driver.window.context.other_programs.busy)
    other.end()
    seen(driver, lambda: not driver.window.context.other_programs.busy)


def others(kind: JobKind | None = None) -> ShopStanding:
    """How a shop stands while another program is at work with it, or (None) with another one."""
    return ShopStanding(activity=Activity(others=True, others_kind=kind))


def after(state: RunState, problem: Problem | None = None) -> ShopStanding:
    """How a shop stands after its first sync."""
    blank = RunReport(
        run_id=1, kind=JobKind.SYNC, state=state, connection_id=1, started_at=datetime.now(UTC)
    )
    return ShopStanding().after(replace(blank, problem=problem, verified=True))


def can_sync(driver: Driver) -> bool:
    action = driver.card.findChild(QAction, "actionProductSync")
    assert action is not None
    return action.isEnabled()


@pytest.mark.usefixtures("shopsync_home")
def test_what_ended_before_the_first_look_is_taken_over(qtbot: QtBot) -> None:
    driver = Driver(qtbot)
    driver.open()
    other = Other(driver)
    try:
        shop = other.connect()
        other.begin(shop.id)
        other.end()  # the window looks for the first time a moment later
        driver.page("pageConnections")
        driver.bot.waitUntil(lambda: driver.state() == "done")
    finally:
        driver.close()


@pytest.mark.usefixtures("shopsync_home", "passwords")
def test_a_run_is_not_called_interrupted_before_the_locks_were_looked_at(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = Driver(qtbot)
    driver.open()
    other = Other(driver)
    shop = other.connect()
    other.begin(shop.id)
    driver.close()
    with monkeypatch.context() as patched:
        patched.setattr(OtherPrograms, "look", lambda _self: None)
        driver.open()
        driver.page("pageConnections")
        driver.bot.waitUntil(lambda: driver.state() not in ("", "idle"))
        assert driver.state() == "running"
        driver.bot.waitUntil(lambda: is_said(driver, others(JobKind.SYNC)))
    try:
        other.die()
        seen(driver, lambda: driver.state() == "paused")
    finally:
        driver.close()


def test_a_sync_elsewhere_is_said_and_its_outcome_taken_over(driver: Driver, other: Other) -> None:
    shop = other.connect()
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: can_sync(driver))
    other.begin(shop.id)
    # It looks by itself.
    driver.bot.waitUntil(lambda: is_said(driver, others(JobKind.SYNC)))
    assert driver.state() == "running"
    assert not can_sync(driver)
    assert not driver.shown(QPushButton, "cancelButton")
    driver.bot.waitUntil(lambda: driver.text("statusText") == others_work_text(JobKind.SYNC))
    other.end()
    driver.bot.waitUntil(lambda: driver.state() == "done" and can_sync(driver))
    assert titles(driver) == []
    assert driver.find(QLabel, "verifiedBadge").property("tone") == Tone.GOOD


def test_the_window_looks_as_soon_as_it_becomes_active(driver: Driver, other: Other) -> None:
    shop = other.connect()
    context = driver.window.context
    context.connections.reload()
    driver.bot.waitUntil(lambda: can_sync(driver))
    is_watched(driver, other, shop.id)
    driver.window.hide()  # a window that nobody sees does not look
    settle(driver.window)
    other.begin(shop.id, JobKind.VERIFY)
    settle(driver.window)
    assert not context.other_programs.busy
    QApplication.sendEvent(driver.window, QEvent(QEvent.Type.WindowActivate))
    driver.bot.waitUntil(lambda: context.other_programs.busy)
    driver.window.show()
    says(driver, others(JobKind.VERIFY))


def test_shops_that_are_connected_renamed_and_removed_elsewhere_are_shown(
    driver: Driver, other: Other
) -> None:
    def shown() -> list[str]:
        return [shop.title for shop in driver.window.context.connections]

    settle(driver.window)
    first = other.connect("egy")
    seen(driver, lambda: shown() == [first.title])
    driver.bot.waitUntil(lambda: can_sync(driver))
    second = other.connect("ketto")
    seen(driver, lambda: shown() == [first.title, second.title])
    other.change(second.id, title="Másik")
    seen(driver, lambda: shown() == [first.title, "Másik"])
    other.remove(first.id)
    seen(driver, lambda: shown() == ["Másik"])
    assert driver.card.connection.id == second.id


def test_no_shop_offers_what_would_fail(driver: Driver, other: Other) -> None:
    first, second = other.connect("egy"), other.connect("ketto")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: can_sync(driver))
    other.begin(second.id)
    says(driver, replace(others(), shared_with=second.title))
    assert driver.card.connection.id == first.id
    assert driver.state() == "idle"
    assert not can_sync(driver)


def test_a_shop_of_another_account_is_free_meanwhile(driver: Driver, other: Other) -> None:
    first, second = other.connect("egy"), other.connect("ketto", "another")
    context = driver.window.context
    context.connections.reload()
    driver.bot.waitUntil(lambda: len(context.connections) == 2)
    other.begin(second.id)
    seen(driver, lambda: not context.other_programs.is_free(second.id))
    assert context.other_programs.is_free(first.id)
    assert can_sync(driver)
    other.end()
    seen(driver, lambda: context.other_programs.is_free(second.id))


def test_a_job_that_was_refused_leaves_no_red_box(
    driver: Driver, other: Other, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    shop = driver.window.context.connections[0]
    with folder_lock(driver.window.context.home):
        driver.consent()
        says(driver, others())
        assert driver.state() != "failed"
    seen(driver, lambda: can_sync(driver))
    assert driver.state() == "idle"
    says(driver, ShopStanding())
    assert driver.window.context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=shop.id))
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_a_program_that_dies_at_work_leaves_a_run_to_continue(driver: Driver, other: Other) -> None:
    shop = other.connect()
    driver.window.context.connections.reload()
    other.begin(shop.id)
    says(driver, others(JobKind.SYNC))
    other.die()
    seen(driver, lambda: driver.state() == "paused")
    says(driver, after(RunState.PAUSED, Interrupted().problem))
    assert can_sync(driver)


def test_a_sync_that_ended_between_two_looks_is_taken_over(driver: Driver, other: Other) -> None:
    shop = other.connect()
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: can_sync(driver))
    is_watched(driver, other, shop.id)
    other.begin(shop.id)
    other.end(RunState.PARTIAL)
    says(driver, after(RunState.PARTIAL))


def test_the_history_shows_the_run_and_offers_nothing_meanwhile(
    driver: Driver, other: Other
) -> None:
    shop = other.connect()
    with closing(open_store(driver.window.context.store.path)) as store:
        run = store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
        store.runs.save(replace(run, state=RunState.DONE, created=4, finished_at=datetime.now(UTC)))
    driver.window.context.connections.reload()
    driver.page("pageRuns")
    undo = driver.wait_for(QPushButton, "undoRunButton")
    driver.bot.waitUntil(undo.isEnabled)
    is_watched(driver, other, shop.id)
    other.begin(shop.id)
    seen(driver, lambda: len(driver.table("runList")) == 3)
    assert driver.table("runList")[0][3] == translate("Running")
    driver.bot.waitUntil(lambda: not driver.find(QPushButton, "undoRunButton").isEnabled())
    other.end()
    seen(driver, lambda: driver.table("runList")[0][3] == translate("Done"))
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "undoRunButton").isEnabled())


def test_the_history_follows_a_run_of_another_program(driver: Driver, other: Other) -> None:
    """The list stays where it was scrolled to."""
    shop = other.connect()
    with closing(open_store(driver.window.context.store.path)) as store:
        for _run in range(40):
            run = store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
            store.runs.save(replace(run, state=RunState.DONE, finished_at=datetime.now(UTC)))
    driver.window.context.connections.reload()
    is_watched(driver, other, shop.id)
    other.begin(shop.id)
    seen(driver, lambda: driver.window.context.other_programs.busy)
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 42)
    bar = driver.find(QTableView, "runList").verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    other.need(requests=1234)

    def figures() -> list[str]:
        return [w.text() for w in driver.window.findChildren(QLabel) if w.isVisible()]

    seen(driver, lambda: format_int(1234) in figures())
    assert bar.value() == bar.maximum()


def test_nothing_is_tried_again_while_another_program_is_at_work(
    driver: Driver, other: Other, open_sandbox: OpenSandbox
) -> None:
    driver.have_synced(open_sandbox(products=20).endpoints)
    context = driver.window.context
    names = ("retryProductButton", "retryRunButton")

    def can_retry() -> list[bool]:
        found = (driver.window.findChild(QPushButton, name) for name in names)
        return [button is not None and button.isEnabled() for button in found]

    context.requests.open_for(ListPurpose(skipped_or_failed=True))
    products = driver.find(ProductsPage, "pageProducts")
    products.details_switch.choose(True)
    driver.bot.waitUntil(lambda: products.model.complete and bool(products.model.ids))
    products.grid.select_rows([0])
    context.requests.open_page("pageRuns")
    driver.bot.waitUntil(lambda: can_retry() == [True, True])
    other.begin(context.connections[0].id)
    seen(driver, lambda: can_retry() == [False, False])
    other.end()
    seen(driver, lambda: can_retry() == [True, True])


def test_a_check_is_offered_no_more_once_another_program_has_tried_the_account_out(
    driver: Driver, other: Other
) -> None:
    shop = other.connect()
    driver.window.context.connections.reload()
    driver.page("pageConnections")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "checkOfferText"))
    is_watched(driver, other, shop.id)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "checkOfferText"))
    with closing(open_store(driver.window.context.store.path)) as store:
        found = [Finding("category.delete", "gone", probed=True)]
        keep_findings(store, shop, found, datetime.now(UTC))
    seen(driver, lambda: not driver.shown(QLabel, "checkOfferText"))
