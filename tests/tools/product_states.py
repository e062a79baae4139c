"""The states of the products page: how each is reached."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QPushButton,
    QWidget,
)

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.sync.outputs.export import Export
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.program import (
    settle,
    wait_until,
)


def products(
    search: str = "", *, row: int | None = None, view: str = "viewPictures"
) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageProducts")
        if chosen := page.findChild(QAbstractButton, view):
            chosen.click()
        assert isinstance(page, ProductsPage)
        page.list_actions.bar.hide()
        page.set_filters(Filters())
        page.search.setText(search)
        settle(window)
        if row is not None:
            page.grid.selectRow(row)
        return window

    return show


def clicked(name: str, then: str = "") -> Callable[[MainWindow], QWidget]:
    """The products page after a click on a button; `then` is the dialog that it opens."""

    def show(window: MainWindow) -> QWidget:
        products()(window)
        button = next(b for b in window.findChildren(QPushButton, name) if b.isVisible())
        button.click()
        settle(window)
        if not then:
            return window
        return next(d for d in window.findChildren(QDialog, then) if d.isVisible())

    return show


def changed_products(window: MainWindow) -> QWidget:
    clicked("productChanges")(window)
    settle(window)
    window.findChildren(QPushButton, "change_cheaper")[0].click()
    settle(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    page.grid.selectRow(0)
    return window


def nothing_left(window: MainWindow) -> QWidget:
    """Leave the view of changes; narrow the list until nothing fits."""
    clicked("productChanges")(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    nothing = Filters(states=frozenset({ProductState.GONE}), uncategorised=True, on_sale=True)
    page.set_filters(nothing)
    return window


def filter_dialog(action: str, dialog: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        products()(window)
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        page.set_filters(Filters())
        menu = page.bar.filter_menu.menu
        menu.aboutToShow.emit()
        next(a for a in menu.actions() if a.objectName() == action).trigger()
        settle(window)
        return next(d for d in window.findChildren(QDialog, dialog) if d.isVisible())

    return show


def filter_menu(window: MainWindow) -> QWidget:
    products()(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    page.bar.filter_menu.menu.popup(window.mapToGlobal(window.rect().center()))
    return page.bar.filter_menu.menu


def exported(window: MainWindow) -> QWidget:
    products()(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    bar = page.list_actions.bar
    bar.start(Export(window.context.home / "termekek.xlsx", page.model.query))
    wait_until(lambda: not bar.busy)
    return window
