"""The newsletter page: by the mouse and by the keyboard, from products to the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.letter_sizes import PAGE, PHONE
from shopsync_gui.store import Store, open_store
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.newsletter.newsletter_page import NewsletterPage
from shopsync_gui.ui.newsletter.product_list import ProductList
from tests.store.test_catalogue import product
from tests.ui.driver import Driver, fast_writes
from tests.ui.program import SCREEN

NOW = datetime.now(UTC)
LINK = "https://bolt.hu/index.php?route=product/product&product_id={}"


def on_day(store: Store, days_ago: float, products: list[ShopProduct]) -> None:
    """The shop is read so many days ago, and has these products."""
    at = NOW - timedelta(days=days_ago)
    shop = store.connections.all()[0].id
    run = store.runs.start(JobKind.SYNC, shop, at).run_id
    store.pull.land_page(run, shop, 0, 200, products, at)
    store.runs.pull_complete(run, at, at)


def products() -> list[ShopProduct]:
    return [
        product(n, name=f"Cipő {n}", gross=Decimal(1000 * n), page=LINK.format(n), stock=Decimal(5))
        for n in range(1, 6)
    ]


@pytest.fixture
def shop(shopsync_home: Path) -> Iterator[Store]:
    """A shop with five products; the first is 20 % cheaper since yesterday, the fifth sold out."""
    fast_writes(shopsync_home)
    store = open_store(database_file(shopsync_home))
    store.connections.add(
        name="bolt",
        title="Bolt",
        shop_url="https://bolt.api2.myshoprenter.hu/api",
        token_url="https://oauth.app.shoprenter.net/bolt/app/token",
        sa_url="https://api.salesautopilot.com",
        client_id="id",
        sa_user="demo",
        now=NOW,
    )
    known = products()
    for days in (60, *range(56, 2, -7), 2):
        on_day(store, days, known)
    cheaper = replace(known[0], gross=Decimal(800))
    on_day(store, 1, [cheaper, *known[1:4], replace(known[4], stock=Decimal(0))])
    yield store
    store.close()


@pytest.fixture
def driver(qtbot: QtBot, shop: Store) -> Iterator[Driver]:
    driver = Driver(qtbot, SCREEN)
    driver.open()
    yield driver
    driver.close()


def page_of(driver: Driver) -> NewsletterPage:
    page = driver.window.open_page("pageNewsletter")
    assert isinstance(page, NewsletterPage)
    return page


def compose(driver: Driver, *ids: int) -> ProductList:
    """Open the composer with these products, as other pages do."""
    driver.window.context.requests.letter_wanted.emit(ids)
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == list(ids))
    return shown


def checks(driver: Driver) -> list[str]:
    box = driver.find(QWidget, "letterChecks")
    return [w.text() for w in box.findChildren(QLabel, "letterCheck") if w.isVisible()]


def clipboard() -> tuple[str, str]:
    data = QGuiApplication.clipboard().mimeData()
    return data.html(), data.text()


def copied(driver: Driver) -> tuple[str, str]:
    """Copy by the button; what is on the clipboard then."""
    QGuiApplication.clipboard().setText("")
    driver.click("copyHtmlButton")
    driver.bot.waitUntil(lambda: bool(clipboard()[1]))
    driver.wait_for(QWidget, "letterDoneBox")
    return clipboard()


def key(driver: Driver, widget: QWidget, *keys: Qt.Key, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    for pressed in keys:
        driver.bot.keyClick(widget, pressed, modifier)


# --- products -------------------------------------------------------------------------------------


def test_products_from_another_page_open_a_new_letter(driver: Driver) -> None:
    shown = compose(driver, 3, 1)
    assert driver.window.current_page() == "pageNewsletter"
    assert driver.text("letterCount").split()[0] == "2"
    assert [shown.product(row).name for row in range(2)] == ["Cipő 3", "Cipő 1"]
    html, text = copied(driver)
    assert html.index(LINK.format(3).replace("&", "&amp;")) < html.index("product_id=1")
    assert "<s" in html
    assert LINK.format(1).replace("&", "&amp;") in text
    assert text.startswith("<!DOCTYPE html>")  # for a field for HTML


def test_a_product_that_is_sold_out_is_left_out_and_told(driver: Driver) -> None:
    shown = compose(driver, 1, 5)
    assert shown.item(1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Cipő 5")
    driver.bot.waitUntil(lambda: len(checks(driver)) >= 4)
    html, _text = copied(driver)
    assert "product_id=1" in html
    assert "product_id=5" not in html


def test_a_letter_without_any_product_is_refused(driver: Driver) -> None:
    compose(driver, 5)
    QGuiApplication.clipboard().setText("before")
    driver.click("copyHtmlButton")
    driver.wait_for(QWidget, "problemBox")
    assert clipboard()[1] == "before"


def test_products_are_moved_and_taken_out_by_the_keyboard(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3, 4)
    shown.setFocus()
    shown.setCurrentRow(0)
    key(driver, shown, Qt.Key.Key_Down, alt=True)
    key(driver, shown, Qt.Key.Key_Down, alt=True)
    assert shown.ids() == [2, 3, 1, 4]
    key(driver, shown, Qt.Key.Key_Up, alt=True)
    assert shown.ids() == [2, 1, 3, 4]
    key(driver, shown, Qt.Key.Key_Delete)
    assert shown.ids() == [2, 3, 4]
    shown.setCurrentRow(0)
    key(driver, shown, Qt.Key.Key_Up, alt=True)
    assert shown.ids() == [2, 3, 4]
    html, _text = copied(driver)
    assert "product_id=1&" not in html


def test_products_are_dragged_by_the_mouse(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3)
    area = shown.viewport()

    def middle(row: int) -> QPoint:
        return shown.visualItemRect(shown.item(row)).center()

    first, last = middle(0), middle(2)
    driver.bot.mousePress(area, Qt.MouseButton.LeftButton, pos=first)
    for step in range(1, 6):
        driver.bot.mouseMove(area, first + (last - first) * (step / 5))
    driver.bot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=last)
    assert shown.ids() == [2, 3, 1]
    assert [p.id for p in page_of(driver).draft.products] == [2, 3, 1]


def test_products_are_found_and_added(driver: Driver) -> None:
    shown = compose(driver, 1)
    driver.click("letterAddButton")
    dialog = driver.wait_for(QDialog, "addProductsDialog")
    driver.type("addProductsSearch", "nc-03")
    found = driver.find(QListWidget, "addProductsList", dialog)
    driver.bot.waitUntil(lambda: found.count() == 1)
    found.setFocus()
    found.item(0).setSelected(True)
    driver.click("addProductsButton")
    driver.bot.waitUntil(lambda: shown.ids() == [1, 3])


# --- looks ----------------------------------------------------------------------------------------


def test_looks_are_in_the_preview_and_in_the_letter(driver: Driver) -> None:
    compose(driver, 1, 2)
    driver.click("layout_3")
    driver.type("letterHeading", "Akcio")
    for field, text in (("letterButtonText", "Nezd"), ("letterCampaign", "osz 1")):
        widget = driver.find(QLineEdit, field)
        widget.setFocus()
        driver.bot.keyClicks(widget, text)
    heading = driver.find(QLineEdit, "letterHeading")
    heading.setFocus()
    driver.bot.keyClicks(heading, "!")
    sheet = driver.find(QWidget, "letterPreview")
    assert "Akcio!" in sheet.accessibleDescription()
    assert "utm_campaign=osz%201" in sheet.accessibleDescription()
    html, _text = copied(driver)
    for part in ("Akcio!", "Nezd", "utm_campaign=osz%201", "max-width:189px"):
        assert part in html


def test_the_preview_is_that_of_a_phone_too(driver: Driver) -> None:
    compose(driver, 1, 2)
    preview = page_of(driver).composer.preview
    sheet = driver.find(QWidget, "letterPreview")
    wide, tall = preview.shown_width, sheet.minimumHeight()
    driver.click("previewPhone")
    assert (wide, preview.shown_width) == (PAGE, PHONE)
    assert sheet.minimumHeight() != tall
    picture = sheet.grab().toImage()
    colors = {picture.pixelColor(x, 40).name() for x in range(0, picture.width(), 4)}
    assert len(colors) > 1


def test_presets_are_kept_for_the_shop(driver: Driver, shop: Store) -> None:
    compose(driver, 1)
    driver.click("layout_1")
    menu = driver.find(QPushButton, "letterPresetsButton").menu()
    menu.aboutToShow.emit()
    save = menu.findChild(QAction, "actionSavePreset")
    assert save is not None
    save.trigger()
    driver.wait_for(QDialog, "presetDialog")
    driver.type("presetName", "Alap")
    driver.click("presetSaveButton")
    driver.bot.waitUntil(lambda: "Alap" in shop.letters.presets(1))
    driver.click("layout_2")

    def preset() -> QAction | None:
        menu.aboutToShow.emit()
        return next((action for action in menu.actions() if action.text() == "Alap"), None)

    driver.bot.waitUntil(lambda: preset() is not None)
    chosen = preset()
    assert chosen is not None
    chosen.trigger()
    assert driver.find(QPushButton, "layout_1").isChecked()
    assert page_of(driver).draft.style == shop.letters.presets(1)["Alap"]


# --- out ------------------------------------------------------------------------------------------


def test_copying_keeps_the_letter_and_counts_as_the_last_newsletter(
    driver: Driver, shop: Store
) -> None:
    compose(driver, 1, 2)
    copied(driver)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()) and bool(shop.letters.all()[0].copied_at))
    (letter,) = shop.letters.all()
    assert [item.price for item in letter.items] == [Decimal("800.00"), Decimal("2000.00")]
    assert letter.items[0].earlier == Decimal("1000.00")
    driver.bot.waitUntil(lambda: shop.connections.all()[0].newsletter_at is not None)


def test_what_is_copied_suits_an_editor_and_a_field_for_html(driver: Driver) -> None:
    compose(driver, 1)
    html, text = copied(driver)
    assert "product_id=1" in html
    assert text.startswith("<!DOCTYPE html>")
    assert "product_id=1" in text


def test_the_plain_text_is_copied_for_the_text_version(driver: Driver) -> None:
    compose(driver, 1)
    menu = driver.find(QToolButton, "letterMoreButton").menu()
    plain = menu.findChild(QAction, "actionCopyText")
    assert plain is not None
    QGuiApplication.clipboard().setText("")
    plain.trigger()
    driver.bot.waitUntil(lambda: "product_id=1" in clipboard()[1])
    assert "<" not in clipboard()[1]
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_that_it_was_copied_is_said_in_sight_and_moves_nothing(driver: Driver) -> None:
    compose(driver, 1, 2)
    area = driver.find(QWidget, "letterPanel").findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    shown = driver.find(QWidget, "letterProducts")
    before = shown.mapTo(driver.window, QPoint())
    copied(driver)
    said = driver.find(QWidget, "letterDoneBox")
    driver.bot.waitUntil(lambda: said.height() > 20)
    panel = driver.find(QWidget, "letterPanel")
    position = said.mapTo(panel, QPoint())
    assert 0 <= position.y() <= panel.height() - said.height()
    assert shown.mapTo(driver.window, QPoint()) == before


class _Opened(QObject):
    """Takes the addresses that the browser would be given."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[QUrl] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.addresses.append(address)


def test_the_browser_gets_a_file(driver: Driver) -> None:
    compose(driver, 1)
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "open")  # type: ignore[arg-type]
    try:
        driver.click("letterBrowserButton")
        driver.bot.waitUntil(lambda: bool(opened.addresses))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    html = Path(opened.addresses[0].toLocalFile()).read_text("utf-8")
    assert "Cipő 1" in html


@pytest.mark.parametrize("name", ["levél.html", "levél.txt"])
def test_the_letter_is_saved_as_a_file(driver: Driver, tmp_path: Path, name: str) -> None:
    compose(driver, 1)
    page_of(driver).composer.outlets.save_to(tmp_path / name)
    driver.wait_for(QWidget, "letterDoneBox")
    written = (tmp_path / name).read_text("utf-8")
    assert "Cipő 1" in written
    assert ("<html" in written) is name.endswith("html")


def test_a_file_that_cannot_be_written_is_told(driver: Driver, tmp_path: Path) -> None:
    compose(driver, 1)
    page_of(driver).composer.outlets.save_to(tmp_path / "no" / "a.html")
    driver.wait_for(QWidget, "problemBox")


# --- letters that are kept --------------------------------------------------------------------------


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
    driver.bot.waitUntil(lambda: since(driver).startswith("1 ") and "," not in since(driver))


def test_an_open_letter_keeps_the_prices_it_was_made_with(driver: Driver, shop: Store) -> None:
    compose(driver, 2)
    copied(driver)
    driver.bot.waitUntil(lambda: bool(shop.letters.all()))
    known = products()
    on_day(shop, 0, [replace(known[1], gross=Decimal(1500))])
    page_of(driver).refresh()
    driver.bot.waitUntil(lambda: any(text.startswith("1 ") for text in checks(driver)))
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


def test_the_first_letter_begins_on_the_empty_page(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstButton")
    assert not driver.shown(QPushButton, "copyHtmlButton")
    driver.click("letterFirstButton")
    assert driver.wait_for(ProductList, "letterProducts").count() == 0
    assert driver.shown(QPushButton, "copyHtmlButton")


def test_an_older_letter_is_read_and_judged(driver: Driver) -> None:
    driver.page("pageNewsletter")
    driver.wait_for(QPushButton, "letterFirstPasteButton")
    driver.click("letterFirstPasteButton")
    dialog = driver.wait_for(QDialog, "pasteLetterDialog")
    QGuiApplication.clipboard().setText(
        f"<a href='{LINK.format(1)}'>Cipő</a> <s>1 000 Ft</s> 800 Ft"
        f"<a href='{LINK.format(2)}&amp;utm_source=x'>Másik</a> 1 990 Ft"
        f"<a href='{LINK.format(5)}'>Elfogyott</a> 5 000 Ft <a href='https://m.hu'>más</a> 1 Ft"
    )
    driver.click("pasteLetterButton")
    driver.bot.waitUntil(lambda: len(driver.table("pasteLetterTable")) == 3)
    model = driver.find(QTableView, "pasteLetterTable").model()
    assert [model.row(n).verdict[0].value for n in range(3)] == ["good", "warning", "bad"]  # type: ignore[attr-defined]
    assert driver.find(QPlainTextEdit, "pasteLetterSource", dialog).toPlainText()
    driver.click("pasteLetterMakeButton")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [1, 2, 5])


def test_another_language_keeps_the_open_letter(driver: Driver) -> None:
    compose(driver, 3, 2)
    driver.click("previewPhone")
    driver.window.context.settings.set("ui.language", "en")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [3, 2])
    assert page_of(driver).composer.preview.shown_width == PHONE


def test_the_menu_of_a_product_moves_it(driver: Driver) -> None:
    shown = compose(driver, 1, 2)
    shown.setCurrentRow(0)
    at = shown.visualItemRect(shown.item(0)).center()
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, shown.mapToGlobal(at))
    QApplication.sendEvent(shown.viewport(), event)
    menu = driver.wait_for(QMenu, "letterProductMenu")
    menu.actions()[1].trigger()
    menu.close()
    assert shown.ids() == [2, 1]
    assert driver.find(QWidget, "letterLayout").findChildren(QComboBox) == []


def test_the_overview_s_price_falls_become_a_letter(driver: Driver) -> None:
    driver.page("pageOverview")
    driver.wait_for(QPushButton, "makeLetterButton")
    driver.click("makeLetterButton")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [1])


def test_products_chosen_in_the_list_become_a_letter(driver: Driver) -> None:
    driver.page("pageProducts")
    grid = driver.wait_for(QTableView, "productGrid")
    driver.bot.waitUntil(lambda: grid.model().rowCount() == 5)
    grid.setFocus()
    grid.selectRow(1)
    driver.bot.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    driver.wait_for(QPushButton, "selectionLetterButton")
    driver.click("selectionLetterButton")
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [2, 3])
