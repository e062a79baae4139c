"""What a card says of its shop: by the last run that counts, with a preview beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from shopsync_gui.core import errors
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import quiet_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.strings.addresses import default_shop_url
from shopsync_gui.core.team.team import Membership, Role
from shopsync_gui.core.text import format_duration, format_when, ngettext, translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.standing.next_steps import missing_secrets_title
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.sync.standing.shop_remarks import shop_remarks
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.connection_test import ConnectionTester
from shopsync_gui.ui.connections.connections_page import ConnectionsPage
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.runs.runs_page import RunsPage
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect, ran, shown

PARTIAL = RunState.PARTIAL
VIEWER = Membership(
    address="postgresql://a@127.0.0.1:1/b", member_id=2, computer_key="k", name="Kati",
    role=Role.VIEWER, joined_at=NOW,
)  # fmt: skip


def test_the_page_of_accounts_offers_what_the_card_does(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    names = ("accountEditButton", "accountCheckButton")
    sandbox = open_sandbox()
    driver.have_shop(sandbox.endpoints)
    driver.click("consentCancelButton")
    driver.page("pageAccount")
    for name in names:
        assert driver.wait_for(QPushButton, name).isEnabled()
    driver.page("pageConnections")
    driver.menu("actionProductSync")
    with sandbox.held():
        driver.consent()
        driver.bot.waitUntil(lambda: driver.state() == "running")
        driver.page("pageAccount")
        for name in names:
            assert not driver.wait_for(QPushButton, name).isEnabled()
        driver.window.context.jobs.cancel(driver.window.context.connections[0].id)
    for name in names:
        driver.bot.waitUntil(partial(allowed, driver, name))


def allowed(driver: Driver, name: str) -> bool:
    return driver.find(QPushButton, name).isEnabled()


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


def test_the_tree_says_how_many_shops_need_a_look(driver: Driver, store: Store) -> None:
    tree = driver.window.frame.tree
    history = tree.entries["pageRuns"]
    assert history.data(0, Qt.ItemDataRole.AccessibleTextRole) == ""
    for name, state in (("egy", RunState.STOPPED), ("ketto", RunState.DONE), ("harom", PARTIAL)):
        ran(store, connect(store, name), JobKind.SYNC, state)
    shown(driver, store)

    def says_so() -> bool:
        words = ngettext("{n} webshop needs a look", "{n} webshops need a look", 2).format(n=2)
        return str(history.data(0, Qt.ItemDataRole.AccessibleTextRole)).endswith(words)

    driver.bot.waitUntil(says_so)


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
        driver.bot.waitUntil(lambda: not found.runs.running())
        (report,) = found.runs.newest()
    assert (report.state, report.created) == (RunState.PAUSED, 1)
    driver.bot.waitUntil(lambda: driver.state() == "paused")


def test_the_answer_of_a_test_stays_beside_what_the_card_says(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, PARTIAL, failed=1)
    said = shown(driver, store)
    driver.card.show_test_answer("The answer", ["10"], fine=True)
    with driver.bot.waitSignal(driver.window.context.connections.data_changed):
        driver.window.context.connections.reload()

    def titles() -> list[str]:
        notes = driver.card.findChildren(QLabel, "noteTitle")
        return [note.text() for note in notes if note.isVisible()]

    driver.bot.waitUntil(lambda: titles() == ["The answer", *said])


def test_a_run_without_passwords_can_go_on_where_the_window_has_them(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    problem = errors.SecretMissing(shop="bemutato").problem
    ran(store, shop, JobKind.SYNC, RunState.PAUSED, problem=problem)
    shown(driver, store)

    def goes_on_first() -> bool:
        buttons = [one for one in driver.card.findChildren(QPushButton) if one.isVisible()]
        texts = [one.text() for one in sorted(buttons, key=lambda one: one.x())]
        return texts.index(step_label(Step.CONTINUE)) < texts.index(step_label(Step.EDIT))

    driver.bot.waitUntil(goes_on_first)
    assert driver.find(QPushButton, "step_continue").property("primary")


def test_a_card_without_passwords_leads_to_them_first(
    driver: Driver, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD"):
        monkeypatch.delenv(variable)
    shop = connect(store)
    problem = errors.SecretMissing(shop="bemutato").problem
    ran(store, shop, JobKind.SYNC, RunState.PAUSED, problem=problem, mended=True)
    shown(driver, store)
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "step_edit"))
    assert driver.find(QPushButton, "step_edit").property("primary")
    assert not driver.shown(QPushButton, "step_continue")
    assert not driver.shown(QPushButton, "cardSyncButton")
    assert missing_secrets_title() in [
        label.text() for label in driver.card.findChildren(QLabel) if label.isVisible()
    ]
    for variable in ("SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD"):
        monkeypatch.setenv(variable, "typed")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "step_continue"))
    assert driver.find(QPushButton, "step_continue").property("primary")
    assert not driver.shown(QPushButton, "step_edit")


def test_a_card_names_the_host_that_is_asked(driver: Driver) -> None:
    """The shop's own name where it is asked at its own address, else what stands in the address."""
    with closing(open_store(driver.window.context.store.path)) as store:
        for name, url in (
            ("alma", default_shop_url("alma")),
            ("korte", "http://127.0.0.1:8091/shop/korte/api"),
        ):
            shop = connect(store, name)
            store.connections.update(shop.id, shop_url=url)
    driver.window.context.connections.reload()

    def said() -> list[str]:
        return [w.text() for w in driver.window.findChildren(QLabel, "connectionSubtitle")]

    driver.bot.waitUntil(lambda: len(said()) == 2)
    assert [text.partition(" ")[0] for text in said()] == ["alma.myshoprenter.hu", "127.0.0.1:8091"]


def test_nothing_of_the_former_shop_is_told_of_the_one_that_the_connection_leads_to(
    driver: Driver, open_sandbox: OpenSandbox, request: pytest.FixtureRequest
) -> None:
    driver.have_synced(open_sandbox(products=40).endpoints)
    context = driver.window.context
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "shopCount").text() == "40")
    request.getfixturevalue("passwords")  # those of the address that it is led to
    with closing(open_store(context.store.path)) as store:
        (shop,) = store.connections.all()
        took = store.runs.last_sync(shop.id)
        store.connections.update(shop.id, shop_url="http://127.0.0.1:9/shop/masik/api")
        store.runs.lead_elsewhere(shop.id, NOW)
    context.connections.reload()
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "shopCount").text() == "–")
    assert not driver.find(QPushButton, "shopCount").isEnabled()
    assert not driver.shown(QPushButton, "accountCount")
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    assert took is not None
    length = translate("The last sync took {time}.").format(time=format_duration(took.seconds))
    settled = list[None]()
    context.store.reader.ask(context.store, lambda _store: None, settled.append)
    driver.bot.waitUntil(lambda: bool(settled))
    assert length not in driver.text("consentText")
    unknown = translate(
        "A sync takes minutes, of a large shop longer: that depends on the number of products and"
        " on how quickly the account answers."
    )
    assert unknown in driver.text("consentText")


def test_a_shop_that_a_colleague_moved_offers_no_job_until_the_user_has_agreed(
    driver: Driver,
) -> None:
    store = open_store(driver.window.context.store.path)
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, pulled=5, verified=True)
    shown_before = store.connections.update(shop.id, moved={"client_id": "another"})
    assert shown_before.moved
    shown(driver, store)
    assert not driver.shown(QPushButton, "cardSyncButton")
    assert driver.shown(QPushButton, f"step_{Step.EDIT.name.lower()}")
    enabled = {action.objectName() for action in driver.card.menu.actions() if action.isEnabled()}
    assert "actionEdit" in enabled
    assert not enabled & {"actionProductSync", "actionPreview", "actionVerify"}
    assert not driver.window.context.other_programs.may_begin(shop.id)


def test_a_test_answers_only_the_newest_question(driver: Driver, open_sandbox: OpenSandbox) -> None:
    begun: list[Callable[[], None]] = []
    context = msgspec.structs.replace(driver.window.context, background=Background(begun.append))
    endpoints = open_sandbox(products=5).endpoints
    tester = ConnectionTester(context, driver.window)
    titles: list[str] = []
    tester.answered.connect(lambda title, _texts, _fine: titles.append(title))
    draft = msgspec.convert(endpoints.connection(), ConnectionDraft)
    draft = msgspec.structs.replace(
        draft, client_secret=endpoints.client_secret, sa_password=endpoints.sa_password
    )
    tester.test(msgspec.structs.replace(draft, client_secret="wrong"))
    tester.test(draft)
    for work in reversed(begun):
        work()
    assert titles == [translate("Both sides answer")]


def test_a_viewer_of_a_team_is_offered_nothing_that_writes(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, PARTIAL, failed=1, created=3)
    writing = {"actionProductSync", "actionImportOrders"}
    steps = {"retryRunButton", "undoRunButton"}
    await_offers(driver, store, writing | steps)
    path = driver.window.context.store.path
    found = open_store(path)
    found.team.join(VIEWER)
    await_offers(driver, found, set())
    found = open_store(path)
    found.connections.update(shop.id, demo=True)  # its account is nobody else's
    await_offers(driver, found, writing | steps)


def test_a_viewer_is_told_why_no_way_leads_to_a_consent(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, PARTIAL, failed=1, created=3)
    store.team.join(VIEWER)
    driver.page("pageConnections")
    shown(driver, store)
    (page,) = driver.window.findChildren(ConnectionsPage)

    def press_f5() -> None:
        driver.bot.keyClick(driver.window, Qt.Key.Key_F5)

    ways = (
        press_f5,
        partial(page.shop_actions.ask_consent, shop.id),
        partial(page.shop_actions.import_orders, shop.id),
    )
    for way in ways:
        way()
        driver.wait_for(QDialog, "viewerDialog")
        driver.click("viewerCancelButton")
        driver.bot.waitUntil(lambda: not driver.shown(QDialog, "viewerDialog"))
        assert not driver.shown(QDialog, "consentDialog")
        assert not driver.shown(QDialog, "ordersDialog")


def await_offers(driver: Driver, store: Store, wanted: set[str]) -> None:
    """See what writes in the card's menu and beside the run; what reads is always offered."""
    driver.page("pageConnections")
    shown(driver, store)
    enabled = {action.objectName() for action in driver.card.menu.actions() if action.isEnabled()}
    assert {"actionPreview", "actionVerify", "actionCompatibility"} <= enabled
    offered = enabled & {"actionProductSync", "actionImportOrders"}
    driver.page("pageRuns")
    (page,) = driver.window.findChildren(RunsPage)
    page.refresh()
    names = ("retryRunButton", "undoRunButton")
    driver.bot.waitUntil(
        lambda: (
            driver.shown(QLabel, "runTitle")
            and offered | {name for name in names if driver.shown(QPushButton, name)} == wanted
        )
    )


def test_a_card_says_nothing_of_a_shop_before_it_was_read(driver: Driver, store: Store) -> None:
    shop = connect(store)
    context, read = driver.window.context, Event()
    context.store.reader.ask(context.store, lambda _store: read.wait(10), lambda _done: None)
    context.connections.replace([shop])
    icon = driver.card.findChild(QLabel, "statusIcon")
    assert isinstance(icon, QLabel)
    assert icon.accessibleName() == ""
    read.set()
    driver.bot.waitUntil(lambda: icon.accessibleName() == translate("Not synced yet"))


def test_until_when_a_lost_write_may_arrive_is_told_on_the_card_and_in_the_history(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    until = datetime.now(UTC) + timedelta(minutes=2)
    ran(store, shop, JobKind.SYNC, RunState.CANCELLED, created=3, unsettled=1, quiet_until=until)
    (run,) = store.runs.newest(1)
    shown(driver, store)
    said = quiet_text(run, format_when)
    assert format_when(until + timedelta(seconds=59)) in said
    assert any(said == text.text() for text in driver.card.findChildren(QLabel))
    driver.page("pageRuns")
    driver.wait_for(QLabel, "runUnsettled")
    told = driver.window.findChildren(QLabel, "runUnsettled")
    assert said in [text.text() for text in told if text.isVisible()]


def test_a_run_whose_end_could_not_be_stored_is_told_with_the_way_to_go_on(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.RUNNING, created=3)
    standing = read_standing(store, shop)
    store.close()
    assert standing.is_left_running
    assert standing.needs_attention
    (told,) = shop_remarks(standing)
    assert (told.title, told.steps) == (translate(errors.Interrupted.title), (Step.CONTINUE,))
    full = errors.StoreFull(path="x").problem
    (told,) = shop_remarks(msgspec.structs.replace(standing, problem=full))
    assert (told.title, told.steps) == (full.title, (Step.CONTINUE,))
