"""Two shops at work at once: progress on each card, one cancelled while the other goes on, secrets apart."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton

from shopsync_gui.core.errors import SecretShared
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import Store
from shopsync_gui.sync.job_worker import Outcome
from shopsync_gui.system.given_secrets import own_variable
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, VARIABLES
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account
from tests.ui.past import connect, shown

pytestmark = pytest.mark.slow


def card_of(driver: Driver, name: str) -> ConnectionCard:
    """The card of a shop, once it stands in the window."""

    def cards() -> list[ConnectionCard]:
        return [
            card
            for card in driver.window.findChildren(ConnectionCard, "connectionCard")
            if card.connection.name == name and card.isVisible()
        ]

    driver.bot.waitUntil(lambda: len(cards()) == 1)
    return cards()[0]


def start(driver: Driver, name: str) -> None:
    """Start a shop's sync from its card."""
    page = driver.window.frame.pages.page("pageConnections")
    page.shop_actions.ask_consent(card_of(driver, name).connection.id)  # type: ignore[attr-defined]
    driver.wait_for(QDialog, "consentDialog")
    driver.consent()


def state_of(driver: Driver, name: str) -> str:
    return str(driver.find(QLabel, "statusIcon", card_of(driver, name)).property("state"))


def test_two_shops_sync_side_by_side_and_one_is_cancelled(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    shops = [
        open_sandbox(shop_name=name, products=20, sa_user=user)
        for name, user in (("lassu", "egyik"), ("gyors", "masik"))
    ]
    slow, quick = (shop.endpoints for shop in shops)
    for endpoints in (slow, quick):
        driver.have_shop(endpoints)
        driver.click("consentCancelButton")
    jobs, ends = driver.window.context.jobs, dict[int, Outcome]()
    jobs.ended.connect(lambda shop, _job, outcome: ends.update({shop: outcome}))

    def both_show_progress() -> bool:
        """What is cancelled before it has begun has no receipt."""
        cards = [card_of(driver, name) for name in ("lassu", "gyors")]
        bars = [bar for card in cards for bar in card.findChildren(QProgressBar, "progressBar")]
        begun = all(jobs.progress(card.connection.id) is not None for card in cards)
        return begun and len(bars) == 2 and all(bar.isVisible() for bar in bars)

    with shops[0].held(), shops[1].held():
        for name in ("lassu", "gyors"):
            start(driver, name)
        driver.bot.waitUntil(both_show_progress)
        assert [state_of(driver, name) for name in ("lassu", "gyors")] == ["running", "running"]
        driver.find(QPushButton, "cancelButton", card_of(driver, "lassu")).click()
    driver.bot.waitUntil(lambda: not jobs.busy)
    cancelled, done = (ends[card_of(driver, name).connection.id] for name in ("lassu", "gyors"))
    assert cancelled.report is not None
    assert cancelled.report.state is RunState.CANCELLED
    assert done.report is not None
    assert (done.report.state, done.report.verified) == (RunState.DONE, True)
    assert len(products_in_account(quick)) == done.report.created
    driver.bot.waitUntil(lambda: state_of(driver, "gyors") == "done")
    # What was cancelled goes on by itself where it was.
    with driver.begins():
        start(driver, "lassu")
    driver.bot.waitUntil(lambda: not jobs.busy and state_of(driver, "lassu") == "done")
    skus = [product.sku for product in products_in_account(slow)]
    assert len(skus) == len(set(skus))


def test_a_sync_begun_from_a_preview_has_the_focus_on_its_card(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    shops = [
        open_sandbox(shop_name=name, products=5, sa_user=user)
        for name, user in (("elso", "egyik"), ("masodik", "masik"))
    ]
    for shop in shops:
        driver.have_shop(shop.endpoints)
        driver.click("consentCancelButton")
    for name in ("elso", "masodik"):
        card = card_of(driver, name)
        page = driver.window.frame.pages.page("pageConnections")
        page.shop_actions.preview(card.connection.id)  # type: ignore[attr-defined]
        driver.wait_for(QDialog, "previewDialog")
        driver.wait_for(QLabel, "planCount")
        driver.tick("planCheckBox")
        with driver.begins():
            driver.click("planStartButton")
        focused = driver.window.focusWidget()
        assert focused is not None
        assert card.isAncestorOf(focused), name
        driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_one_secret_for_shops_that_sign_in_differently_is_refused(
    driver: Driver, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLES[CLIENT_SECRET], "titok")
    monkeypatch.setenv(VARIABLES[SA_PASSWORD], "jelszo")
    first = connect(store, "egy")
    second = connect(store, "ketto")
    store.connections.update(second.id, client_id="masik", sa_user="masik")
    shown(driver, store)
    jobs, ends = driver.window.context.jobs, dict[int, Outcome]()
    jobs.ended.connect(lambda shop, _job, outcome: ends.update({shop: outcome}))
    start(driver, "egy")
    driver.bot.waitUntil(lambda: first.id in ends)
    report = ends[first.id].report
    assert report is not None
    assert report.state is RunState.PAUSED
    problem = report.problem
    assert problem is not None
    assert problem.is_a(SecretShared)
    # It says which variable the shop's own secret would be in, and not what the secret is.
    assert own_variable(VARIABLES[CLIENT_SECRET], "egy") in problem.message + problem.action

    def said() -> str:
        labels = card_of(driver, "egy").findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())

    driver.bot.waitUntil(lambda: problem.title in said())
    assert "titok" not in said()
