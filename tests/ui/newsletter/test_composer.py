"""The newsletter page: by the mouse and by the keyboard, from products to the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from shopsync_gui.core.newsletter.letter import MOST_BUTTON_CHARACTERS
from shopsync_gui.core.newsletter.letter_sizes import PAGE, PHONE
from shopsync_gui.core.text import LANGUAGE_NAMES, ngettext, translate
from shopsync_gui.store import Store
from shopsync_gui.ui.newsletter.product_list import ProductList
from tests.store.shop_products import product
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
)

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


def test_the_framed_product_of_a_new_letter_is_the_one_that_keys_are_for(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3)
    driver.bot.waitUntil(shown.hasFocus)
    key(driver, shown, Qt.Key.Key_Delete)
    assert shown.ids() == [2, 3]
    key(driver, shown, Qt.Key.Key_Delete)
    assert shown.ids() == [3]


def test_the_preview_scrolls_to_the_product_that_is_chosen(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3, 4)
    driver.window.resize(1280, 560)
    page_of(driver).composer.preview.show_width(PHONE)
    driver.bot.waitUntil(shown.hasFocus)
    area = driver.find(QScrollArea, "letterPreviewArea")
    area_bar = area.verticalScrollBar()
    driver.bot.waitUntil(lambda: area_bar.maximum() > 0)
    assert area_bar.value() == 0
    key(driver, shown, Qt.Key.Key_End)
    driver.bot.waitUntil(lambda: area_bar.value() > 0)
    lowest = area_bar.value()
    key(driver, shown, Qt.Key.Key_Home)
    driver.bot.waitUntil(lambda: area_bar.value() < lowest)
    for _step in range(3):  # what is moved stays in sight
        key(driver, shown, Qt.Key.Key_Down, alt=True)
    driver.bot.waitUntil(lambda: area_bar.value() == lowest)


def test_a_letter_is_in_the_language_of_the_product_names_until_another_is_chosen(
    driver: Driver,
) -> None:
    compose(driver, 1, 2)
    language = driver.find(QComboBox, "letterLanguage")
    assert LANGUAGE_NAMES["hu"] in language.currentText()
    assert '<html lang="hu">' in copied(driver)[0]
    language.setCurrentIndex(language.findData("en"))
    language.activated.emit(language.currentIndex())
    html, _text = copied(driver)
    assert '<html lang="en">' in html
    assert ">View<" in html


def said(driver: Driver) -> list[str]:
    """The words in the box that says why the letter did not get out."""
    return [one.text() for one in driver.wait_for(QWidget, "problemBox").findChildren(QLabel)]


def test_why_a_letter_did_not_get_out_is_said_until_it_is_another_one_or_left(
    driver: Driver,
) -> None:
    shown = compose(driver, 5)
    driver.click("copyHtmlButton")
    assert translate("None of these products can be in a newsletter.") in said(driver)
    shown.setCurrentRow(0)
    key(driver, shown, Qt.Key.Key_Delete)
    driver.bot.waitUntil(lambda: not driver.shown(QWidget, "problemBox"))
    driver.click("copyHtmlButton")
    assert translate("There is no product in the newsletter yet.") in said(driver)
    driver.page("pageRuns")
    driver.page("pageNewsletter")
    assert not driver.shown(QWidget, "problemBox")


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


def test_what_is_read_meanwhile_is_shown_after_the_drop(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3)
    area, draft = shown.viewport(), page_of(driver).draft
    first = shown.visualItemRect(shown.item(0)).center()
    last = shown.visualItemRect(shown.item(2)).center()
    driver.bot.mousePress(area, Qt.MouseButton.LeftButton, pos=first)
    for step in range(1, 6):
        driver.bot.mouseMove(area, first + (last - first) * (step / 5))
    held = shown.item(2)
    with driver.bot.waitSignal(draft.changed):
        draft.refresh()
    assert shown.ids() == [2, 3, 1]
    assert shown.item(2) is held
    driver.bot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=last)
    assert shown.ids() == [2, 3, 1]
    assert shown.item(2) is not held
    assert [p.id for p in draft.products] == [2, 3, 1]


def test_of_very_many_products_it_is_said_that_the_first_are_shown(
    driver: Driver, shop: Store
) -> None:
    on_day(shop, 0, [product(n, name=f"Zokni {n}") for n in range(100, 203)])
    compose(driver, 1)
    driver.click("letterAddButton")
    dialog = driver.wait_for(QDialog, "addProductsDialog")
    found = driver.find(QListWidget, "addProductsList", dialog)
    driver.type("addProductsSearch", "zokni")
    words = ngettext(
        "The first {most} of {n} product; search for more of the name.",
        "The first {most} of {n} products; search for more of the name.",
        103,
    )
    told = words.format(most=100, n=103)
    driver.bot.waitUntil(lambda: driver.text("addProductsMore") == told)
    assert found.count() == 100
    driver.type("addProductsSearch", "zokni 10")
    driver.bot.waitUntil(lambda: found.count() < 100)
    assert not driver.shown(QLabel, "addProductsMore")


def test_products_are_found_and_added(driver: Driver) -> None:
    shown = compose(driver, 1)
    driver.click("letterAddButton")
    dialog = driver.wait_for(QDialog, "addProductsDialog")
    driver.type("addProductsSearch", "nc-03")
    found = driver.find(QListWidget, "addProductsList", dialog)
    driver.bot.waitUntil(lambda: found.count() == 1)
    left = translate("In stock: {n}").format(n=5)
    assert left in found.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    found.setFocus()
    found.item(0).setSelected(True)
    assert driver.text("addProductsCount").startswith("1 ")
    driver.click("addProductsButton")
    driver.bot.waitUntil(lambda: shown.ids() == [1, 3])


def test_what_is_added_while_the_products_are_read_stays(driver: Driver, shop: Store) -> None:
    shown = compose(driver, 1)
    draft = page_of(driver).draft
    added = shop.letters.products([3])
    read: list[None] = []
    draft.refresh(lambda: read.append(None))
    draft.add(added)
    driver.bot.waitUntil(lambda: bool(read))
    assert [product.id for product in draft.products] == [1, 3]
    assert shown.ids() == [1, 3]


def test_what_is_chosen_stays_so_while_others_are_looked_for(driver: Driver) -> None:
    shown = compose(driver, 1)
    driver.click("letterAddButton")
    dialog = driver.wait_for(QDialog, "addProductsDialog")
    found = driver.find(QListWidget, "addProductsList", dialog)
    search = driver.find(QLineEdit, "addProductsSearch", dialog)
    for sku, rows in (("nc-03", 1), ("nc-04", 2), ("nc-02", 3)):
        search.clear()
        driver.type("addProductsSearch", sku)
        driver.bot.waitUntil(lambda: found.count() == rows)  # noqa: B023
        key(driver, search, Qt.Key.Key_Down)
        assert dialog.focusWidget() is found
        key(driver, found, Qt.Key.Key_Space)
        assert driver.text("addProductsCount").startswith(f"{rows} ")
    found.item(1).setSelected(False)
    key(driver, found, Qt.Key.Key_Return)
    driver.bot.waitUntil(lambda: not dialog.isVisible())
    assert shown.ids() == [1, 3, 2]


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


# --- taking back ----------------------------------------------------------------------------------


def test_a_product_that_was_taken_out_is_put_back(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3)
    key(driver, shown, Qt.Key.Key_Down)
    key(driver, shown, Qt.Key.Key_Delete)
    driver.bot.waitUntil(lambda: shown.ids() == [1, 3])
    driver.wait_for(QPushButton, "letterUndoButton").click()
    driver.bot.waitUntil(lambda: shown.ids() == [1, 2, 3])
    assert driver.window.focusWidget() is shown
    driver.bot.waitUntil(lambda: not driver.shown(QPushButton, "letterUndoButton"))


def test_each_change_of_the_products_is_taken_back_by_the_keyboard(driver: Driver) -> None:
    shown = compose(driver, 1, 2, 3)
    shown.setCurrentRow(0)
    key(driver, shown, Qt.Key.Key_Down, alt=True)
    driver.bot.waitUntil(lambda: shown.ids() == [2, 1, 3])
    shown.clearSelection()
    shown.setCurrentRow(2)
    key(driver, shown, Qt.Key.Key_Delete)
    driver.bot.waitUntil(lambda: shown.ids() == [2, 1])
    for before in ([2, 1, 3], [1, 2, 3], [1, 2, 3]):
        driver.bot.keyClick(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        driver.bot.waitUntil(lambda: shown.ids() == before)  # noqa: B023


def test_the_size_stays_in_sight_while_the_same_letter_is_copied(driver: Driver) -> None:
    compose(driver, 1, 2)
    said = translate("{size} kB: no mail program cuts it").partition("}")[2]

    def is_said() -> bool:
        return any(line.endswith(said) for line in checks(driver))

    driver.bot.waitUntil(is_said)
    seen: list[bool] = []

    def look() -> None:
        seen.append(is_said())

    changed = page_of(driver).draft.changed
    changed.connect(look)
    copied(driver)
    changed.disconnect(look)
    assert seen
    assert all(seen)


def test_another_look_waits_for_an_open_dialog(driver: Driver) -> None:
    compose(driver, 1)
    before = page_of(driver)
    driver.click("letterAddButton")
    dialog = driver.wait_for(QDialog, "addProductsDialog")
    driver.type("addProductsSearch", "nc-03")
    found = driver.find(QListWidget, "addProductsList", dialog)
    driver.bot.waitUntil(lambda: found.count() == 1)
    found.item(0).setSelected(True)
    for look in ("dark", "light", "dark"):
        driver.window.context.settings.set("ui.theme", look)
    assert dialog.isVisible()
    assert driver.find(QLineEdit, "addProductsSearch").text() == "nc-03"
    driver.click("addProductsButton")
    driver.bot.waitUntil(lambda: page_of(driver) is not before)
    shown = driver.wait_for(ProductList, "letterProducts")
    driver.bot.waitUntil(lambda: shown.ids() == [1, 3])


def test_a_button_text_that_is_too_long_says_that_it_was_cut(driver: Driver) -> None:
    compose(driver, 1)
    field = driver.find(QLineEdit, "letterButtonText")
    QGuiApplication.clipboard().setText("Megveszem most azonnal " * 3)
    field.setFocus()
    driver.bot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(field.text()) == MOST_BUTTON_CHARACTERS
    assert str(MOST_BUTTON_CHARACTERS) in driver.text("letterButtonMost")
    driver.bot.keyClick(field, Qt.Key.Key_Backspace)
    assert not driver.shown(QLabel, "letterButtonMost")
