"""A low page of products: what stands above the list scrolls, and rows of the list are seen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLineEdit

from shopsync_gui.sync.outputs.export import Export
from shopsync_gui.ui.products.bar.bar_area import BarArea
from shopsync_gui.ui.products.list_stack import ListStack
from shopsync_gui.ui.products.products_page import ProductsPage
from tests.tools import window_states
from tests.tools.product_states import changed_products
from tests.ui.clipped import clipped_texts, overlapping
from tests.ui.conftest import OpenSandbox
from tests.ui.program import program, settle, sync_shop, wait_until

#: 1280 × 800 pixels at 200 %, less a title bar.
SMALL = QSize(640, 340)
#: 1000 × 640 pixels: high enough, until bars stand below the list.
USUAL = QSize(1000, 640)
#: Pixels of the list's header and of two rows.
TWO_ROWS = 34 + 2 * 52
CROWDED = ("products-changes", "products-search", "products-filtered")


def test_the_bars_leave_room_for_the_list(qapp: QApplication, open_sandbox: OpenSandbox) -> None:
    states = tuple(shot for shot in window_states.FILLED if shot.name in CROWDED)
    with program(open_sandbox(products=60).endpoints, screen=SMALL) as window:
        sync_shop(window)
        page = window.open_page("pageProducts")
        (stack,) = page.findChildren(ListStack)
        for name, _shown in window_states.visit(window, states):
            assert overlapping(page) == [], name
            assert stack.height() >= 100, name
        (search,) = page.findChildren(QLineEdit, "productSearch")
        search.setFocus()
        for size in (QSize(1280, 800), SMALL):
            window.resize(size)
            settle(window)
            assert window.focusWidget() is search, "the bar was put elsewhere"
            assert overlapping(page) == []


def test_bars_below_the_list_leave_rows_of_it(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=60).endpoints) as window:
        sync_shop(window, 2)
        window.resize(USUAL)
        changed_products(window)
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        page.bar.details_button.setChecked(True)
        page.grid.selectAll()
        page.selection.show()
        bar = page.list_actions.bar
        bar.start(Export(window.context.home / "termekek.xlsx", page.model.query))
        wait_until(lambda: not bar.busy)
        settle(window)
        assert not bar.isHidden()
        assert page.stack.height() >= TWO_ROWS
        assert overlapping(page) == []
        bar.hide()
        page.selection.hide()
        window.resize(QSize(1280, 800))
        settle(window)
        assert page.findChildren(BarArea) == []


def test_details_beside_a_narrow_list_cut_nothing_above_and_below_it(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=60).endpoints) as window:
        sync_shop(window, 2)
        window.resize(QSize(860, 560))
        changed_products(window)
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        page.bar.details_button.click()
        bar = page.list_actions.bar
        bar.start(Export(window.context.home / "termekek.xlsx", page.model.query))
        wait_until(lambda: not bar.busy)
        settle(window)
        assert page.details.isVisible()
        (search,) = page.findChildren(QLineEdit, "productSearch")
        right = search.mapTo(page, search.rect().topRight()).x()
        assert right < page.details.geometry().left() - page.bar.details_button.width()
        cut = [text for text in clipped_texts(page) if not text.startswith("productGrid:")]
        assert cut == []
