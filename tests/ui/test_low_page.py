"""A low page of products: what stands above the list scrolls, and rows of the list are seen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLineEdit

from shopsync_gui.ui.products.list_stack import ListStack
from tests.tools import window_states
from tests.ui.clipped import overlapping
from tests.ui.conftest import OpenSandbox
from tests.ui.program import program, settle, sync_shop

#: 1280 × 800 pixels at 200 %, less a title bar.
SMALL = QSize(640, 340)
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
