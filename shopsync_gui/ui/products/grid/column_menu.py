"""Order and choice of the grid's columns as menus: the header's own, and within a row's for the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.products.rows.columns import Column, column_title

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from shopsync_gui.ui.products.grid.column_view import ColumnView


def header_menu(grid: ColumnView) -> Menu:
    """The menu of the header: order, and below it the columns."""
    menu = Menu(grid, "productHeaderMenu")
    _add_order(menu, grid)
    menu.addSeparator()
    _add_columns(menu, grid)
    return menu


def add_column_menus(menu: Menu, grid: ColumnView) -> None:
    """Order and columns as menus within another one."""
    _add_order(menu, grid)
    columns = menu.addMenu(_("Columns"))
    columns.setObjectName("productColumnsMenu")
    _add_columns(columns, grid)


def _add_order(menu: QMenu, grid: ColumnView) -> None:
    order = menu.addMenu(_("Sort by"))
    order.setObjectName("productOrderMenu")
    header = grid.horizontalHeader()
    chosen, way = header.sortIndicatorSection(), header.sortIndicatorOrder()
    by = QActionGroup(order)
    for column in Column:
        action = order.addAction(
            _order_title(grid, column), partial(header.setSortIndicator, int(column), way)
        )
        action.setObjectName(f"sort_{column.name.lower()}")
        action.setCheckable(True)
        action.setChecked(column == chosen)
        by.addAction(action)
    order.addSeparator()
    ways = QActionGroup(order)
    for text, name, direction in (
        (_("Ascending"), "sort_ascending", Qt.SortOrder.AscendingOrder),
        (_("Descending"), "sort_descending", Qt.SortOrder.DescendingOrder),
    ):
        action = order.addAction(text, partial(header.setSortIndicator, chosen, direction))
        action.setObjectName(name)
        action.setCheckable(True)
        action.setChecked(direction is way)
        ways.addAction(action)


def _order_title(grid: ColumnView, column: Column) -> str:
    """The title of an order: where the last column says what changed, that is by when it did."""
    by_time = grid.shows_changes and column is Column.UPDATED
    return _("Time of change") if by_time else column_title(column)


def _add_columns(menu: QMenu, grid: ColumnView) -> None:
    for column in list(Column)[1:]:
        action = menu.addAction(column_title(column, changes=grid.shows_changes))
        action.setObjectName(f"column_{column.name.lower()}")
        action.setCheckable(True)
        action.setChecked(not grid.isColumnHidden(column))
        action.toggled.connect(partial(grid.show_column, column))
    menu.addSeparator()
    menu.addAction(_("Original columns"), grid.reset_columns)
