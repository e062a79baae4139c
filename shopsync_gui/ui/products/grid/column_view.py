"""The columns of the list of products: their share of the width, and what the user made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QItemSelectionModel, QPoint, Qt, Signal

from shopsync_gui.core.text import format_money
from shopsync_gui.ui.kit.row_view import RowView
from shopsync_gui.ui.products.grid.cell_layout import PAD
from shopsync_gui.ui.products.rows.columns import (
    LEAST_WIDTHS,
    Column,
    column_widths,
    spare_columns,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.ui.kit.theme import Theme
    from shopsync_gui.ui.products.rows.model import ProductModel


#: So many rows are measured at once.
_MOST_MEASURED = 400
#: A number gets no more pixels than these.
_MOST_NUMBER = 200
#: Pixels in which every column has room.
_ROOM_FOR_ALL = 10_000


class ColumnView(RowView):
    """A table whose columns share its width, until the user sizes, moves or hides one."""

    #: The user changed widths or places of columns.
    rearranged = Signal()

    def __init__(self, theme: Theme, model: ProductModel) -> None:
        super().__init__(theme)
        self._fitting = False
        self.customised = False
        #: Columns of the user's that have no room just now.
        self._aside: set[Column] = set()
        #: Pixels by which the user made the columns wider than the list.
        self._beyond = 0
        #: Whether the rows have two lines of text.
        self.two_lines = False
        #: The pixels that the prices read so far need.
        self._needed: dict[Column, int] = {}
        self.setModel(model)
        self.products = model
        model.dataChanged.connect(self._prices_read)

    def set_up_header(self) -> None:
        """Let the header sort, move and size columns, and have a menu."""
        header = self.horizontalHeader()
        # With the grid's own it would ask every selected row at each repaint: seconds for a million.
        header.setSelectionModel(QItemSelectionModel(self.products, header))
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setFixedHeight(36)
        header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.sectionResized.connect(self._header_changed)
        header.sectionMoved.connect(self._header_changed)

    def columns_shown(self) -> None:
        """Other columns are shown, or in another order."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.customised:
            self._bring_back()
            self._step_aside()
        else:
            self.fit_columns()

    def fit_columns(self) -> None:
        """Give every column its share of the width."""
        self._fitting = True
        widths = self._widths(self.viewport().width())
        for column in Column:
            self.setColumnHidden(column, column not in widths)
            self.setColumnWidth(column, widths.get(column, LEAST_WIDTHS[column]))
        self._fitting = False
        self.columns_shown()

    def _widths(self, available: int) -> dict[Column, int]:
        """The widths of the columns that the list shows by itself in so many pixels."""
        query = self.products.query
        return column_widths(
            available,
            two_lines=self.two_lines,
            changes=self.shows_changes,
            reasons=query.skipped_or_failed,
            needed=self._needed,
        )

    def _prices_read(self, first: QModelIndex, last: QModelIndex) -> None:
        """Make room for prices that are longer than those before, such as of another currency."""
        top, bottom = first.row(), last.row()
        if bottom - top > _MOST_MEASURED:  # not all of them have been read
            top, bottom = max(0, self.rowAt(0)), self.rowAt(self.viewport().height() - 1)
        rows = [line.row for n in range(top, bottom + 1) if (line := self.products.row_texts(n))]
        found = {
            Column.NET: {format_money(row.net, row.currency) for row in rows},
            Column.GROSS: {format_money(row.gross, row.currency) for row in rows},
        }
        metrics, longer = self.fontMetrics(), False
        for column, texts in found.items():
            longest = max(texts, key=len, default="")
            pixels = min(_MOST_NUMBER, metrics.horizontalAdvance(longest) + 2 * PAD)
            if pixels > max(self._needed.get(column, 0), LEAST_WIDTHS[column]):
                self._needed[column] = pixels
                longer = True
        if longer and not self.customised:
            self.fit_columns()

    def _bring_back(self) -> None:
        """Show columns that had no room as soon as there is; the user has hidden others only."""
        if self._aside:
            found = self._aside & self._widths(self.viewport().width()).keys()
            self._aside -= found
            self._show(found, True)

    def _step_aside(self) -> None:
        """Hide columns where the list has become too narrow for the user's, as it would of its own."""
        query = self.products.query
        shown = {column: self.columnWidth(column) for column in self.shown_columns()}
        missing = sum(shown.values()) - self._beyond - self.viewport().width()
        found: set[Column] = set()
        for column in spare_columns(changes=self.shows_changes, reasons=query.skipped_or_failed):
            if missing > 0 and column in shown:
                found.add(column)
                missing -= shown[column]
        if found:
            self._aside |= found
            self._show(found, False)

    def _show(self, columns: set[Column], shown: bool) -> None:
        """Show or hide columns, which nobody has asked for."""
        self._fitting = True
        for column in columns:
            self.setColumnHidden(column, not shown)
        self._fitting = False
        self.columns_shown()

    @property
    def shows_changes(self) -> bool:
        """Whether the last column says what changed."""
        return self.products.query.changed_since is not None

    def show_changes(self, shown: bool) -> None:
        """Make room in the last column for what changed, or take it back."""
        if not self.customised:
            self.fit_columns()  # which also makes room for reasons, where they are listed
        elif shown and self.isColumnHidden(Column.UPDATED):
            self.setColumnHidden(Column.UPDATED, False)
        else:
            self._bring_back()
        self.horizontalHeader().viewport().update()

    def shown_columns(self) -> list[Column]:
        """The columns that are not hidden, in the user's order."""
        header = self.horizontalHeader()
        return sorted((c for c in Column if not self.isColumnHidden(c)), key=header.visualIndex)

    def columns_in(self, left: int, right: int) -> list[tuple[Column, int, int]]:
        """The columns in sight between two edges, each with its left edge and its width."""
        columns = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in self.shown_columns()
        ]
        return [column for column in columns if column[1] <= right and column[1] + column[2] > left]

    def written_columns(self) -> list[Column]:
        """The columns as they are copied and exported: what stands below a name is one of its own."""
        shown = self.shown_columns()
        if self.two_lines and Column.SKU not in shown and Column.NAME in shown:
            shown.insert(shown.index(Column.NAME) + 1, Column.SKU)
        return shown

    def columns_state(self) -> QByteArray:
        """Widths, order and visibility of the columns, to be kept; one without room is not hidden."""
        self._show(self._aside, True)
        state = self.horizontalHeader().saveState()
        self._show(self._aside, False)
        return state

    def restore_columns(self, state: QByteArray) -> None:
        """Take kept widths and places over; the sort order is not among them."""
        header = self.horizontalHeader()
        column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self._fitting = True
        self.customised = header.restoreState(state)
        self._beyond = 0
        header.setSortIndicator(column, order)
        self._fitting = False
        self.columns_shown()

    def _header_changed(self) -> None:
        if not self._fitting:
            self.columns_shown()
            self._customise()
            shown = sum(self.columnWidth(column) for column in self.shown_columns())
            self._beyond = max(0, shown - self.viewport().width())
            self.rearranged.emit()

    def _customise(self) -> None:
        """Leave the columns to the user, but for those that only had no room just now."""
        if not self.customised:
            usual = self._widths(_ROOM_FOR_ALL).keys()
            self._aside = {column for column in usual if self.isColumnHidden(column)}
        self.customised = True

    def _header_menu(self, position: QPoint) -> None:
        from shopsync_gui.ui.products.grid.column_menu import header_menu

        menu = header_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(position))

    def show_column(self, column: Column, shown: bool) -> None:
        """Show or hide a column, as the user wants."""
        self._customise()
        self._aside.discard(column)
        self.setColumnHidden(column, not shown)
        self.setColumnWidth(column, max(self.columnWidth(column), LEAST_WIDTHS[column]))
        self._header_changed()

    def reset_columns(self) -> None:
        """Return to the columns, places and widths of the beginning."""
        header = self.horizontalHeader()
        self._fitting = True
        for column in Column:
            header.moveSection(header.visualIndex(column), column)
        self.customised = False
        self._beyond = 0
        self._aside.clear()
        self.fit_columns()
        self.rearranged.emit()
