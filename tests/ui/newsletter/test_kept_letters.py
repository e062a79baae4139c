"""Letters that are kept: their prices, opening and deleting them, an older one that is read."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from shopsync_gui.core.newsletter.letter_sizes import PHONE
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store
from shopsync_gui.ui.newsletter.product_list import ProductList
from tests.ui.clipped import clipped_texts
from tests.ui.driver import Driver
from tests.ui.newsletter.composer import (
    LINK,
    checks,
    clipboard,
    compose,
    copied,
    key,
    on_day,
    page_of,
    products,
)
from tests.ui.past import connect
from tests.ui.program import settle


def to_list(driver: Driver) -> QTableView:
    driver.click("letterListButton")
    return driver.wait_for(QTableView, "letterList")


def since(driver: Driver) -> str:
    return driver.table("letterList")[0][4]


def test_a_letter_knows_what_became_of_its_prices(driver: Driver, shop: Store) -> None:
    compose(driver, 1, 2, 3)
    copied(driver)
    to_list(driver)
    driver.bot.waitUntil(lambda: len(driver.table("letterList")) == 1)
    assert not any(c.isdigit() for c in since(driver))
    known = products()
    changed = [replace(known[0], gross=Decimal(900)), known[1], replace(known[2], stock=Decimal(0))]
    on_day(shop, 0, changed)
    page_of(driver).refresh()
    driver.bot.waitUntil(lambda: since(driver).startswith("1 "))
    assert [part[0] for part in since(driver).split(", ")] == ["1", "1"]
    QGuiApplication.clipboard().setText("")
    driver.click("letterRenewButton")
    driver.bot.waitUntil(lambda: bool(clipboard()[1]))
    html, text = clipboard()
    assert "product_id=3" not in html
    assert "900" in text
    to_list(driver)
    driver.bot.waitUntil(lambda: not any(c.isdigit() for c in since(driver)))


def test_a_product_that_comes_back_has_the_price_that_the_letter_said(
    driver: Driver, shop: Store
) -> None:
    shown = compose(driver, 1, 2)
    copied(driver)
    driver.bot.waitUntil(lambda: [len(letter.items) for letter in shop.letters.all()] == [2])
    cheaper = [replace(each, gross=Decimal(700)) for each in products()]
    on_day(shop, 0, cheaper)
    draft = page_of(driver).draft
    draft.refresh()
    driver.bot.waitUntil(lambda: {each.price for each in draft.products} == {Decimal(700)})
    shown.setFocus()
    shown.setCurrentRow(0)
    key(driver, shown, Qt.Key.Key_Delete)
    driver.bot.waitUntil(lambda: [len(letter.items) for letter in shop.letters.all()] == [1])
    driver.click("letterUndoButton")
    driver.bot.waitUntil(lambda: [len(letter.items) for letter in shop.letters.all()] == [2])
    (letter,) = shop.letters.all()
    assert {item.price for item in letter.items} == {Decimal(800), Decimal(2000)}


def test_a_new_letter_has_a_name_of_its_own_and_is_the_chosen_one(
    driver: Driver, shop: Store
) -> None:
    for products_of_it in ((1,), (2, 3)):
        compose(driver, *products_of_it)
        table = to_list(driver)
    driver.bot.waitUntil(lambda: len(driver.table("letterList")) == 2)
    names = [row[0] for row in driver.table("letterList")]
    assert names[0] == f"{names[1]} (2)"
    driver.bot.waitUntil(lambda: table.currentIndex().row() == 0)
    driver.click("letterOpenButton")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [2, 3])


def test_an_open_letter_keeps_the_prices_it_was_made_with(driver: Driver, shop: Store) -> None:
    compose(driver, 2)
    copied(driver)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()))
    known = products()
    on_day(shop, 0, [replace(known[1], gross=Decimal(1500))])
    page_of(driver).refresh()
    driver.bot.waitUntil(lambda: any(": 1 " in text for text in checks(driver)))
    driver.type("letterName", "Uj nev")
    name = driver.find(QLineEdit, "letterName")
    driver.bot.keyClicks(name, "!")
    driver.bot.waitUntil(lambda: shop.letters.all()[0].name.endswith("!"))
    assert shop.letters.all()[0].items[0].price == Decimal("2000.00")


def test_letters_are_opened_and_deleted_by_the_keyboard(driver: Driver, shop: Store) -> None:
    compose(driver, 2, 1)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()))
    letters = to_list(driver)
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "letterOpenButton").isEnabled())
    letters.setFocus()
    key(driver, letters, Qt.Key.Key_Return)
    shown = driver.wait_for(ProductList, "letterProducts")
    assert shown.ids() == [2, 1]
    letters = to_list(driver)
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "letterDeleteButton").isEnabled())
    letters.setFocus()
    key(driver, letters, Qt.Key.Key_Delete)
    driver.wait_for(QDialog, "deleteLetterDialog")
    driver.click("deleteLetterConfirmButton")
    driver.wait_for(QPushButton, "letterFirstButton")
    assert shop.letters.all() == []


def test_with_several_shops_a_new_letter_asks_for_one_below_its_button(
    driver: Driver, shop: Store
) -> None:
    connect(shop, "masik")
    driver.window.context.connections.reload()
    driver.page("pageNewsletter")
    new = driver.wait_for(QPushButton, "letterFirstButton")
    driver.bot.waitUntil(lambda: len(driver.window.context.connections) == 2)
    new.setFocus()
    key(driver, new, Qt.Key.Key_Space)
    menu = driver.wait_for(QMenu, "letterShopMenu")
    assert menu.pos() == new.mapToGlobal(new.rect().bottomLeft())
    menu.close()


def test_a_letter_that_was_only_just_begun_is_deleted(driver: Driver, shop: Store) -> None:
    compose(driver, 2, 1)
    delete = page_of(driver).findChild(QAction, "actionDeleteLetter")
    assert delete is not None
    delete.trigger()
    driver.wait_for(QDialog, "deleteLetterDialog")
    driver.click("deleteLetterConfirmButton")
    driver.wait_for(QPushButton, "letterFirstButton")
    settle(driver.window)
    assert shop.letters.all() == []


def test_the_first_letter_begins_on_the_empty_page(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstButton")
    assert not driver.shown(QPushButton, "copyHtmlButton")
    driver.click("letterFirstButton")
    assert driver.wait_for(ProductList, "letterProducts").count() == 0
    assert driver.shown(QPushButton, "copyHtmlButton")
    assert driver.window.focusWidget() is driver.find(QPushButton, "letterAddButton")
    assert not driver.shown(QWidget, "letterChecks")  # nothing to check, no heading of it either
    assert driver.shown(QLabel, "letterProductsEmpty")
    driver.window.resize(1000, 640)
    settle(driver.window)
    assert clipped_texts(driver.window) == []
    page_of(driver).show_list()
    first = driver.wait_for(QPushButton, "letterFirstButton")
    assert driver.window.focusWidget() is first


def test_an_older_letter_is_read_and_judged(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstPasteButton")
    driver.click("letterFirstPasteButton")
    dialog = driver.wait_for(QDialog, "pasteLetterDialog")
    QGuiApplication.clipboard().setText(
        f"<a href='{LINK.format(1)}'>Cipő</a> <s>1 000 Ft</s> 800 Ft"
        f"<a href='{LINK.format(2)}&amp;utm_source=x'>Másik</a> 1 990 Ft"
        f"<a href='{LINK.format(5)}'>Elfogyott</a> 5 000 Ft <a href='https://m.hu'>más</a> 1 Ft"
        f"<a href='https://t.hu/r?u={quote(LINK.format(3), safe='')}&x=1'>Követett</a> 3 000 Ft, 7 Ft"
        "<a href='mailto:bolt@b.hu'>levél</a>"
    )
    driver.click("pasteLetterButton")
    driver.bot.waitUntil(lambda: len(driver.table("pasteLetterTable")) == 4)
    verdicts = [row[-1] for row in driver.table("pasteLetterTable")]
    assert verdicts == [
        translate("still correct"),
        translate("no longer correct"),
        translate("sold out"),
        translate("several prices beside it"),
    ]
    searched = translate("Searched: {shops}").format(shops="Bolt")
    assert searched in driver.find(QLabel, "pasteLetterResult", dialog).text()
    assert driver.find(QPlainTextEdit, "pasteLetterSource", dialog).toPlainText()
    driver.click("pasteLetterMakeButton")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [1, 2, 5, 3])
    assert not driver.shown(QLabel, "letterProductsEmpty")


def test_an_older_letter_may_be_plain_text(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstPasteButton")
    driver.click("letterFirstPasteButton")
    driver.wait_for(QDialog, "pasteLetterDialog")
    data = QMimeData()
    data.setHtml("<pre>Cipő 800 Ft Másik 1 990 Ft</pre>")
    data.setText(
        f"Cipő\n800 Ft\n{LINK.format(1)}&utm_source=x\n\nMásik\n1 990 Ft + áfa\n{LINK.format(2)}\n"
    )
    QGuiApplication.clipboard().setMimeData(data)
    driver.click("pasteLetterButton")
    driver.bot.waitUntil(lambda: len(driver.table("pasteLetterTable")) == 2)
    verdicts = [row[-1] for row in driver.table("pasteLetterTable")]
    assert verdicts == [
        translate("still correct"),
        translate("only a price without VAT beside it"),
    ]


def test_before_a_sync_has_told_the_names_of_pages_that_is_said(
    driver: Driver, shop: Store
) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstPasteButton")
    driver.click("letterFirstPasteButton")
    dialog = driver.wait_for(QDialog, "pasteLetterDialog")
    QGuiApplication.clipboard().setText("<a href='https://bolt.hu/csodacipo'>A</a> 800 Ft")
    hint = translate("Search-friendly addresses are known from the next sync on: sync first.")

    def told() -> str:
        driver.click("pasteLetterButton")
        driver.bot.waitUntil(lambda: len(driver.table("pasteLetterTable")) == 1)
        return driver.find(QLabel, "pasteLetterResult", dialog).text()

    assert hint in told()
    on_day(shop, 0, [replace(products()[0], aliases=("csodacipo",))])
    driver.find(QPlainTextEdit, "pasteLetterSource", dialog).clear()
    driver.bot.waitUntil(lambda: not driver.table("pasteLetterTable"))
    assert hint not in told()
    assert driver.table("pasteLetterTable")[0][0] == "Cipő 1"


def test_a_product_that_only_the_words_of_a_link_tell_is_not_certain(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstPasteButton")
    driver.click("letterFirstPasteButton")
    driver.wait_for(QDialog, "pasteLetterDialog")
    name, sku = "https://bolt.hu/cipo-1", "https://bolt.hu/cipok/nc-02?utm_source=x"
    QGuiApplication.clipboard().setText(f"<a href='{name}'>A</a> 800 Ft <a href='{sku}'>B</a> 7 Ft")
    driver.click("pasteLetterButton")
    driver.bot.waitUntil(lambda: len(driver.table("pasteLetterTable")) == 2)
    by_name = translate("by its name only: {verdict}")
    by_sku = translate("by its SKU only: {verdict}")
    assert [row[-1] for row in driver.table("pasteLetterTable")] == [
        by_name.format(verdict=translate("still correct")),
        by_sku.format(verdict=translate("no longer correct")),
    ]


def test_another_language_keeps_the_open_letter(driver: Driver) -> None:
    compose(driver, 3, 2)
    driver.click("previewPhone")
    driver.window.context.settings.set("ui.language", "en")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [3, 2])
    assert page_of(driver).composer.preview.shown_width == PHONE


def disconnect(driver: Driver) -> None:
    driver.page("pageConnections")
    driver.menu("actionDisconnect")
    driver.wait_for(QDialog, "disconnectDialog")
    driver.click("disconnectConfirmButton")


def test_a_letter_of_a_disconnected_shop_waits_in_the_list(driver: Driver, shop: Store) -> None:
    compose(driver, 1, 2)
    driver.type("letterName", "Tavasz")
    driver.bot.waitUntil(lambda: [each.name for each in shop.letters.all()] == ["Tavasz"])
    disconnect(driver)
    driver.bot.waitUntil(
        lambda: [each.letter.name for each in shop.waiting_documents.letters()] != []
    )
    page_of(driver)
    driver.bot.waitUntil(lambda: bool(driver.table("letterList")))
    assert not driver.shown(QPushButton, "copyHtmlButton")  # no editor is left of it
    (row,) = driver.table("letterList")
    assert row[0] == "Tavasz"
    assert "Bolt" in row[4]
    assert not driver.find(QPushButton, "letterOpenButton").isEnabled()
    assert not driver.find(QPushButton, "letterRenewButton").isEnabled()
    driver.click("letterDeleteButton")
    driver.wait_for(QDialog, "deleteLetterDialog")
    driver.click("deleteLetterConfirmButton")
    driver.bot.waitUntil(lambda: shop.waiting_documents.letters() == [])
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "letterConnectButton"))


def test_a_letter_that_waits_names_its_shop_where_another_has_the_same_title(
    driver: Driver, shop: Store
) -> None:
    compose(driver, 1, 2)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()))
    (before,) = shop.connections.all()
    other = connect(shop, "masik")
    shop.connections.update(other.id, title=before.title, shop_url="https://masik.example.com/api")
    disconnect(driver)
    driver.bot.waitUntil(lambda: shop.waiting_documents.letters() != [])
    driver.bot.waitUntil(lambda: len(driver.window.context.connections) == 1)

    def told() -> str:
        page_of(driver).refresh()
        driver.bot.waitUntil(lambda: bool(driver.table("letterList")))
        return since(driver)

    driver.bot.waitUntil(lambda: before.name in told())
    missing = told()
    assert before.title not in missing
    again = connect(shop, "ujra")
    shop.connections.update(again.id, title=before.title, shop_url=before.shop_url)
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: "ujra" in told())  # the name that it has now
    shop.connections.update(other.id, title="Más bolt")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: before.title in told())  # enough to tell them apart
