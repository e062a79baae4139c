"""The compatibility check in the window: read, tried out, cancelled, reported, kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableView,
)

from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.ui.connections.compatibility_dialog import CompatibilityDialog
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.report_dialog import ReportDialog
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account, put_in_account
from tests.ui.past import connect


def open_check(driver: Driver) -> CompatibilityDialog:
    driver.menu("actionCompatibility")
    dialog = driver.wait_for(CompatibilityDialog, "compatibilityDialog")
    driver.bot.waitUntil(lambda: dialog.model.rowCount() > 0)
    return dialog


def found(dialog: CompatibilityDialog) -> dict[str, str]:
    rows = [dialog.model.row(number) for number in range(dialog.model.rowCount())]
    return {trait.name: trait.value for trait in rows}


def test_reading_says_what_the_account_does_and_writes_nothing(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=4, orders=0, manners=("price-hungarian",)).endpoints
    put_in_account(endpoints, "EGY-1", "Egy termék")
    driver.have_shop(endpoints)
    dialog = open_check(driver)
    assert found(dialog)["price.form"] == '"d,dd"'
    assert "name.kept" not in found(dialog)
    tones = [dialog.model.row(number).tone for number in range(dialog.model.rowCount())]
    assert tones == sorted(tones, key=(Tone.BAD, Tone.WARNING, Tone.GOOD).index)
    points = driver.find(QTableView, "compatibilityPoints", dialog)
    driver.bot.keyClick(points, Qt.Key.Key_Down)
    assert (
        dialog.model.row(points.currentIndex().row()).means
        in driver.find(QLabel, "compatibilityPoint", dialog).text()
    )
    assert len(products_in_account(endpoints)) == 1
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "compatibilityDialog"))


def test_it_is_tried_out_on_consent_and_shown_on_the_account_page(
    driver: Driver, open_sandbox: OpenSandbox, tmp_path: Path
) -> None:
    endpoints = open_sandbox(products=4, orders=0, manners=("name-cut-100",)).endpoints
    driver.have_shop(endpoints)
    dialog = open_check(driver)
    reads_only = driver.find(QLabel, "compatibilityAbout", dialog).text()
    driver.click("tryOutButton")
    start = driver.wait_for(QPushButton, "tryOutStartButton")
    assert not start.isEnabled()
    driver.bot.keyClick(driver.find(QDialog, "tryOutDialog"), Qt.Key.Key_Return)
    assert driver.shown(QDialog, "tryOutDialog")
    tick = driver.find(QCheckBox, "tryOutCheckBox")
    tick.setFocus()
    driver.bot.keyClick(tick, Qt.Key.Key_Space)
    driver.bot.mouseClick(start, Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: "category.delete" in found(dialog))
    assert found(dialog)["name.kept"] == "cut 100"
    assert products_in_account(endpoints) == ()
    assert driver.find(QLabel, "compatibilityAbout", dialog).text() != reads_only
    driver.click("saveReportButton")
    report = driver.wait_for(ReportDialog, "reportDialog")
    shown = driver.find(QPlainTextEdit, "reportText").toPlainText()
    assert "name.kept = cut 100" in shown
    report.save(tmp_path / "report.txt")
    driver.wait_for(QLabel, "reportSavedTitle")
    assert (tmp_path / "report.txt").read_text("utf-8") == shown
    report.reject()
    dialog.reject()
    driver.page("pageAccount")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "traitSource"))
    driver.click("accountTraitsButton")
    driver.bot.waitUntil(
        lambda: sum(w.isVisible() for w in driver.window.findChildren(QLabel, "traitSource")) > 35
    )
    driver.click("accountCheckButton")
    driver.wait_for(QDialog, "compatibilityDialog").reject()


def test_the_account_page_says_that_nothing_is_to_be_noticed_before_it_offers_the_rest(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=4, orders=0).endpoints)
    driver.click("consentCancelButton")
    driver.page("pageAccount")
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "accountTraitsButton"))
    assert driver.shown(QLabel, "accountAsUsual")
    assert not driver.shown(QLabel, "traitSource")
    driver.click("accountTraitsButton")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "traitSource"))
    assert not driver.shown(QLabel, "accountAsUsual")


def test_cancelled_it_says_so_and_cleans_up(driver: Driver, open_sandbox: OpenSandbox) -> None:
    # The test looks into the account while the program works with it.
    endpoints = open_sandbox(products=4, orders=0, latency_ms=150, sa_one_in_flight=False).endpoints
    driver.have_shop(endpoints)
    dialog = open_check(driver)
    driver.click("tryOutButton")
    driver.wait_for(QPushButton, "tryOutStartButton")
    driver.tick("tryOutCheckBox")
    driver.click("tryOutStartButton")
    driver.bot.waitUntil(lambda: bool(products_in_account(endpoints)))
    driver.click("compatibilityCloseButton")
    cancelled = translate("The check was cancelled.")
    driver.bot.waitUntil(
        lambda: cancelled in [t.text() for t in dialog.findChildren(QLabel, "noteTitle")],
    )
    driver.bot.waitUntil(lambda: not products_in_account(endpoints))
    dialog.reject()


def test_what_a_killed_check_left_is_removed_when_the_program_starts(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=4, orders=0, sa_one_in_flight=False).endpoints
    driver.have_shop(endpoints)
    path = driver.window.context.store.path
    left = put_in_account(endpoints, "SHOPSYNC-PROBA-1a2b3c4d/á b", "ShopSync próba 1a2b3c4d")
    other = put_in_account(endpoints, "SHOPSYNC-PROBA-99999999", "Valaki másé")
    with closing(open_store(path)) as store:
        shop = store.connections.all()[0]
        assert shop.created_at is not None
        item = store.check_items.add(
            shop.id,
            shop.account_key,
            kind=ItemKind.PRODUCT,
            token="1a2b3c4d",
            name="ShopSync próba",
            now=shop.created_at,
        )
        store.check_items.known_as(item, left)
    driver.window.context.leftovers.look()
    driver.bot.waitUntil(lambda: {p.sa_id for p in products_in_account(endpoints)} == {other})


@pytest.mark.parametrize("manner", ["products-text", "categories-error"])
def test_an_account_that_cannot_be_read_is_offered_the_report_before_it_is_saved(
    manner: str, driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=4, orders=0, manners=(manner,)).endpoints
    driver.fill_connection(endpoints)
    driver.click("connectButton")
    driver.wait_for(QPushButton, "dialogCheckButton")
    driver.click("dialogCheckButton")
    dialog = driver.wait_for(CompatibilityDialog, "compatibilityDialog")
    driver.bot.waitUntil(lambda: dialog.model.rowCount() > 0)
    assert Tone.BAD in {dialog.model.row(n).tone for n in range(dialog.model.rowCount())}
    assert not driver.shown(QPushButton, "tryOutButton")
    driver.click("saveReportButton")
    report = driver.wait_for(ReportDialog, "reportDialog")
    assert endpoints.shop_name not in report.text
    assert endpoints.sa_user not in report.text


def test_it_is_offered_until_it_is_dismissed(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=4, orders=0).endpoints)
    driver.click("consentCancelButton")
    assert driver.shown(QLabel, "checkOfferText")
    driver.click("checkOfferDismiss")
    assert not driver.shown(QLabel, "checkOfferText")
    driver.bot.waitUntil(lambda: driver.window.focusWidget() is driver.card.menu_button)


@pytest.mark.parametrize("language_code", ["hu", "en"])
def test_the_offer_stays_on_a_narrow_card(
    driver: Driver, store: Store, language: Callable[[str], None], language_code: str
) -> None:
    language(language_code)
    connect(store)
    store.close()
    driver.window.context.connections.reload()
    driver.page("pageConnections")
    text = driver.wait_for(QLabel, "checkOfferText")
    card = driver.wait_for(ConnectionCard, "connectionCard")
    card.setFixedWidth(360)
    assert card.minimumSizeHint().width() <= 360
    driver.bot.waitUntil(lambda: text.width() > 100)
    for name in ("checkOfferButton", "checkOfferDismiss"):
        link = driver.find(QPushButton, name)
        right = link.mapTo(card, link.rect().topRight()).x()
        assert right < card.contentsRect().right() - 20


def test_it_is_offered_no_more_after_it_has_succeeded(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=4, orders=0).endpoints)
    driver.click("consentCancelButton")
    driver.find(QPushButton, "checkOfferButton").setFocus()
    driver.click("checkOfferButton")
    driver.wait_for(CompatibilityDialog, "compatibilityDialog")
    driver.bot.waitUntil(lambda: not driver.shown(QLabel, "checkOfferText"))
    assert driver.window.focusWidget() is driver.card.menu_button


def test_it_is_offered_on_after_a_check_that_could_read_nothing(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=4, orders=0)
    driver.have_shop(sandbox.endpoints)
    driver.click("consentCancelButton")
    sandbox.stop()
    driver.click("checkOfferButton")
    dialog = driver.wait_for(CompatibilityDialog, "compatibilityDialog")
    driver.bot.waitUntil(lambda: driver.shown(QFrame, "problemBox"))
    dialog.reject()
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "compatibilityDialog"))
    connections = driver.window.context.connections
    with driver.bot.waitSignal(connections.changed):
        connections.reload()
    assert driver.shown(QLabel, "checkOfferText")
