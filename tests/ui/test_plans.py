"""Plans through the window: the preview that can be carried out, and the import of old orders."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
)

from shopsync_gui.core.plan.category_changes import CategoryRename
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.shop_choices import PriceChoice
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.ui.jobs.dialogs.renames_table import RenamesTable
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, beginning, products_in_account, put_in_account
from tests.ui.past import sent_without_answer


def planned(driver: Driver, name: str) -> QDialog:
    """The dialog, when its plan is there."""
    dialog = driver.wait_for(QDialog, name)
    driver.wait_for(QLabel, "planCount")
    return dialog


def count(driver: Driver) -> int:
    return int(driver.text("planCount").split()[0])


def carry_out(driver: Driver) -> None:
    start = driver.find(QPushButton, "planStartButton")
    assert not start.isEnabled()
    driver.tick("planCheckBox")
    assert start.isEnabled()
    with driver.begins():
        driver.click("planStartButton")
    driver.wait_end()


def test_the_preview_is_searched_and_carried_out_as_it_stands(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=30).endpoints
    driver.have_shop(endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    assert products_in_account(endpoints) == ()
    rows = driver.table("planItems")
    assert count(driver) == len(rows) == 30
    driver.click("plan_create")
    new = count(driver)
    assert all(row[2].startswith(f"{translate('New')} · ") for row in driver.table("planItems"))
    sku, name = driver.table("planItems")[3][:2]
    word = fold(name.split()[0])
    driver.type("planSearch", word)
    driver.bot.waitUntil(lambda: 0 < count(driver) < new)
    assert [sku, name] in [row[:2] for row in driver.table("planItems")]
    assert all(word in fold(row[1]) for row in driver.table("planItems"))
    assert not driver.shown(QLabel, "planNothing")
    driver.type("planSearch", "x" + word + "qqq")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "planNothing"))
    driver.find(QLineEdit, "planSearch").clear()
    driver.bot.waitUntil(lambda: count(driver) == new)
    assert not driver.shown(QLabel, "planNothing")
    carry_out(driver)
    assert len(products_in_account(endpoints)) == new


def test_a_first_sync_from_its_preview_asks_and_tells_what_the_consent_does(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=30).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    assert driver.wait_for(QPushButton, "hostedYes").isVisible()
    began = translate("Expected duration: about {time}.").partition("{")[0]
    assert began in driver.wait_for(QLabel, "planFacts").text()
    carry_out(driver)  # without an answer
    driver.menu("actionProductSync")
    driver.wait_for(QPushButton, "hostedYes")
    assert not driver.shown(QFrame, "consentHostedWarningBox")  # nobody has said so


def test_a_preview_after_an_undo_says_that_the_earlier_data_go(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    driver.have_synced(open_sandbox(products=30).endpoints)
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        (shop,) = store.connections.all()
        undo = store.runs.start(JobKind.UNDO, shop.id, datetime.now(UTC))
        ended = {"finished_at": datetime.now(UTC), "undo_of": undo.run_id - 1, "removed": 3}
        store.runs.save(replace(undo, state=RunState.DONE, **ended))
        store.connections.update(shop.id, options=ConnectionOptions(price=PriceChoice.LIST))
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    said = translate(
        "You undid a sync. This one writes the shop's values over what was given back."
    )
    assert said in driver.wait_for(QLabel, "planFacts").text()


def test_enter_in_the_search_starts_nothing(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=10).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    dialog = planned(driver, "previewDialog")
    search = driver.find(QLineEdit, "planSearch")
    driver.bot.waitUntil(lambda: dialog.focusWidget() is search)
    driver.bot.keyClick(search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not driver.window.context.jobs.busy
    driver.bot.keyClick(search, Qt.Key.Key_Escape)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "previewDialog"))


def test_a_plan_that_has_moved_is_not_carried_out(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=20).endpoints
    driver.have_shop(endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    (sku, name, _what) = next(
        row for row in driver.table("planItems") if row[2].startswith(translate("New"))
    )
    put_in_account(endpoints, sku, name)
    driver.tick("planCheckBox")
    with driver.begins():
        driver.click("planStartButton")
    driver.wait_end("failed")
    title = driver.wait_for(QLabel, "noteTitle")
    assert title.text() == translate("The plan has changed meanwhile")
    assert len(products_in_account(endpoints)) == 1
    (look,) = [
        b for b in driver.card.findChildren(QPushButton) if b.text() == translate("Preview…")
    ]
    look.click()
    planned(driver, "previewDialog")
    carry_out(driver)


def test_nothing_to_write_offers_no_consent(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_synced(open_sandbox(products=10).endpoints)
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    listed = driver.table("planItems")
    skips = translate("Skipped: {reason}").partition("{")[0]
    assert listed
    assert all(row[2].startswith(skips) for row in listed)
    assert f"{len(listed)} " in driver.text("planRemark")
    assert not driver.shown(QCheckBox, "planCheckBox")
    assert not driver.shown(QPushButton, "planStartButton")
    driver.click("planCancelButton")


def test_what_stays_as_it_is_is_listed_too(driver: Driver, open_sandbox: OpenSandbox) -> None:
    endpoints = open_sandbox(products=250).endpoints
    driver.have_synced(endpoints)
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    label = translate("All but the unchanged")
    assert driver.find(QPushButton, "plan_all").text().startswith(f"{label} ")
    skipped = {row[0] for row in driver.table("planItems")}
    driver.click("plan_unchanged")
    unchanged = len(products_in_account(endpoints))
    driver.bot.waitUntil(lambda: count(driver) == unchanged)
    table = driver.find(QTableView, "planItems")
    while table.model().rowCount() < unchanged:
        before = table.model().rowCount()
        table.scrollToBottom()
        driver.bot.waitUntil(lambda: table.model().rowCount() > before)  # noqa: B023
    rows = driver.table("planItems")
    assert len({row[0] for row in rows}) == unchanged
    assert not skipped & {row[0] for row in rows} - {"–"}
    assert {row[2] for row in rows} == {translate("Stays as it is")}
    driver.type("planSearch", rows[7][0])
    driver.bot.waitUntil(lambda: count(driver) < unchanged)
    assert rows[7] in driver.table("planItems")


def test_a_closed_preview_stops_reading(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox()
    driver.have_shop(sandbox.endpoints)
    driver.click("consentCancelButton")
    with sandbox.held():
        driver.menu("actionPreview")
        driver.wait_for(QDialog, "previewDialog")
        driver.bot.waitUntil(lambda: driver.window.context.jobs.busy)
        driver.click("planCancelButton")
        driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_old_orders_are_read_shown_and_imported(driver: Driver, open_sandbox: OpenSandbox) -> None:
    endpoints = open_sandbox(products=30, orders=120).endpoints
    driver.have_synced(endpoints)
    before = len(products_in_account(endpoints))
    driver.menu("actionImportOrders")
    driver.wait_for(QDialog, "ordersDialog")
    text = driver.text("ordersText")
    assert text == translate(
        "The shop's old orders are read, and the products in them come into the product master. "
        "Those that the shop still has stay as they are; deleted ones come in with the name, SKU "
        "and price of their last order, as uncategorised. Of the orders nothing but the products "
        "is brought over: no buyer's name, address or e-mail is read or kept."
    )
    driver.type("ordersSince", "2023. 01. 01.")
    driver.bot.keyClick(driver.find(QLineEdit, "ordersSince"), Qt.Key.Key_Return)
    assert not driver.find(QPushButton, "ordersReadButton").isEnabled()
    planned(driver, "ordersDialog")
    assert len(products_in_account(endpoints)) == before
    assert beginning(
        "Orders read: {orders}. Products in them: {products}. Known from the shop itself, and"
        " left as they are: {in_shop}."
    ) in driver.text("planRemark")
    driver.click("plan_create")
    new = count(driver)
    assert new > 5
    driver.click("plan_skip")
    assert [row[2] for row in driver.table("planItems")] == [
        translate("Skipped: {reason}").format(
            reason=translate("Its SKU belongs to another product of the shop today")
        )
    ]
    carry_out(driver)
    assert len(products_in_account(endpoints)) == before + new
    driver.page("pageProducts")
    driver.type("productSearch", "régi")
    driver.bot.waitUntil(lambda: driver.text("productCount").startswith(f"{new + 1} "))
    driver.bot.waitUntil(lambda: "…" not in driver.table("productGrid")[0])
    assert all(translate("Uncategorised") in row for row in driver.table("productGrid"))


def test_the_list_has_the_room_and_advice_is_a_line(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=1200).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    dialog = planned(driver, "previewDialog")
    assert driver.find(QPushButton, "plan_all").text() == f"{translate('All')} 1\xa0200"
    dialog.resize(dialog.width(), 720)
    table = driver.find(QTableView, "planItems")
    driver.bot.waitUntil(lambda: table.viewport().height() >= 7 * 36)
    assert driver.find(QLabel, "pauseNoteText").height() < 24
    assert not driver.shown(QLabel, "pauseNoteWhole")
    driver.click("pauseNoteButton")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "pauseNoteWhole"))
    assert driver.find(QPushButton, "pauseNoteButton").text() == translate("Hide details")


def test_each_renamed_category_is_named(driver: Driver) -> None:
    shown = RenamesTable(driver.window.context.theme)
    driver.bot.addWidget(shown)
    shown.set_renames([CategoryRename(str(n), n, f"régi {n}", f"új {n}") for n in range(12)])
    shown.show()
    rows = shown.findChild(QTableView, "planRenames")
    assert rows is not None
    model = rows.model()
    texts = [[model.index(y, x).data() for x in range(2)] for y in range(model.rowCount())]
    assert texts == [[f"régi {n}", f"új {n}"] for n in range(12)]
    shown.set_renames([])
    assert not shown.isVisible()


def test_orders_that_are_being_read_are_not_read_once_more(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=10, orders=20, latency_ms=50).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionImportOrders")
    dialog = driver.wait_for(QDialog, "ordersDialog")
    read = driver.find(QPushButton, "ordersReadButton")
    read.setFocus()
    driver.click("ordersReadButton")
    assert not read.isEnabled()
    assert dialog.focusWidget() is dialog
    driver.click("ordersReadButton")
    planned(driver, "ordersDialog")
    assert read.isEnabled()
    assert not driver.shown(QFrame, "problemBox")
    driver.click("ordersReadButton")
    driver.bot.waitUntil(read.isEnabled)
    planned(driver, "ordersDialog")


def test_a_preview_names_the_writes_of_which_nothing_is_known_yet(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    driver.have_shop(open_sandbox(products=10).endpoints)
    driver.click("consentCancelButton")
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        write = NewEntry(op=JournalOp.CREATE_PRODUCT, sku="KEK-01", name="Kék kancsó")
        sent_without_answer(store, write)
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    box = driver.find(QFrame, "planUnclearBox")
    assert box.isVisible()
    assert any("KEK-01" in text.text() for text in box.findChildren(QLabel))


def test_a_preview_tells_of_a_category_that_was_renamed_in_the_account(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    at = open_sandbox(products=10).endpoints
    driver.have_synced(at)
    with httpx.Client(auth=(at.sa_user, at.sa_password), base_url=at.sa_url) as account:
        category = account.get("/listprodcategories").json()[0]["prodcat_id"]
        renamed = {"prodcat_name": "Kézzel írt név"}
        account.post(f"/modprodcategory/{category}", json=renamed).raise_for_status()
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    box = driver.find(QFrame, "planCategoriesBox")
    assert box.isVisible()
    assert any("Kézzel írt név" in text.text() for text in box.findChildren(QLabel))


def test_no_consent_is_given_to_a_plan_of_what_has_changed_meanwhile(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=20, latency_ms=40).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    assert not driver.shown(QFrame, "planObstacleBox")
    context = driver.window.context
    (shop,) = context.connections
    driver.tick("planCheckBox")
    context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=shop.id))
    driver.wait_for(QFrame, "planObstacleBox")
    assert not driver.find(QPushButton, "planStartButton").isEnabled()
    driver.bot.waitUntil(lambda: not driver.shown(QFrame, "planObstacleBox"))
    driver.tick("planCheckBox")
    assert driver.find(QPushButton, "planStartButton").isEnabled()
    with closing(open_store(context.store.path)) as store:
        store.connections.update(shop.id, options=ConnectionOptions(price=PriceChoice.LIST))
    context.connections.reload()
    driver.wait_for(QFrame, "planObstacleBox")
    assert not driver.find(QPushButton, "planStartButton").isEnabled()
    driver.click("planAgainButton")
    planned(driver, "previewDialog")
    assert not driver.shown(QFrame, "planObstacleBox")
    driver.tick("planCheckBox")
    assert driver.find(QPushButton, "planStartButton").isEnabled()
    driver.click("planCancelButton")


def test_a_sku_that_stands_twice_in_the_account_is_named_in_the_preview(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=20).endpoints
    driver.have_synced(endpoints)
    product = products_in_account(endpoints)[0]
    put_in_account(endpoints, product.sku, product.name)
    driver.menu("actionPreview")
    planned(driver, "previewDialog")
    box = driver.find(QFrame, "planDoubledBox")
    assert any(product.sku in text.text() for text in box.findChildren(QLabel))
