"""The keys Home and End in the list of products: Qt's go to the ends of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from shopsync_gui.ui.products.grid.grid import ProductGrid


def go_to_end(grid: ProductGrid, event: QKeyEvent) -> None:
    """Go to the first or the last product; with Shift, choose all on the way."""
    selection, flags = grid.selectionModel(), QItemSelectionModel.SelectionFlag
    current, products = grid.currentIndex(), grid.products
    row = len(products.ids) - 1 if event.key() == Qt.Key.Key_End else 0
    index = products.index(row, max(0, current.column()))
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and current.isValid():
        begin = _begin_of_choice(grid, current.row())
        first, last = (products.index(edge, 0) for edge in sorted((begin, row)))
        selection.select(QItemSelection(first, last), flags.ClearAndSelect | flags.Rows)
        selection.setCurrentIndex(index, flags.NoUpdate)
    else:
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
    grid.scrollTo(index)


def _begin_of_choice(grid: ProductGrid, current: int) -> int:
    """The other end of the chosen rows at whose end the current one is."""
    for first, last in grid.selected_rows():
        if current in (first, last):
            return first + last - current
    return current
