"""The table view of the products: paints its rows' backgrounds, copies as text."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QLineF,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.products.grid.column_view import ColumnView
from shopsync_gui.ui.products.grid.delegate import ProductDelegate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.products.rows.list_reader import RowRange
    from shopsync_gui.ui.products.rows.list_view import RowShape
    from shopsync_gui.ui.products.rows.listing import Listing
    from shopsync_gui.ui.products.rows.model import ProductModel

_MOST_KEPT = 500
#: The keys that open what is marked.
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProductGrid(ColumnView):
    """A table of any length; a selected row is a product."""

    #: Another product is the current one, or none (None).
    chosen = Signal(object)
    #: The user began to type: the search is meant.
    typed = Signal(str)
    #: The selected rows are on the clipboard (their number).
    copied = Signal(int)
    #: The user chose other products.
    picked = Signal()
    #: The user wants to see all about the current product.
    details_wanted = Signal()

    def __init__(self, context: AppContext, model: ProductModel) -> None:
        super().__init__(context.theme, model)
        self.context = context
        self.setObjectName("productGrid")
        self.setAccessibleName(_("Products"))
        # What is painted covers everything: while rows scroll, only those that come into sight are painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._delegate = ProductDelegate(
            model, context.pictures, self.font(), context.theme.tokens, self
        )
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setProperty("across", True)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_up_header()
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self._restoring = False
        # Qt would scroll to the row that it makes the current one when rows go.
        model.changing.connect(partial(self.setAutoScroll, False))
        model.listed.connect(self._listed)
        model.shops.changed.connect(self.show_look)
        self.doubleClicked.connect(self.details_wanted)
        self.show_look()

    # --- look -----------------------------------------------------------------------------------

    def show_look(self) -> None:
        """Paint in the colours of the look in use from now on."""
        super().show_look()
        tokens = self.theme.tokens
        self._delegate.set_look(self.font(), tokens)
        self._background = QColor(tokens.background)
        self._row_line = QPen(QColor(tokens.line))
        self._selected = QColor(tokens.accent_soft)

    def set_shape(self, shape: RowShape) -> None:
        """Use rows of another shape from now on."""
        height = shape.height
        top = self.rowAt(0)
        self.two_lines = shape.two_lines
        self._delegate.set_shape(shape)
        header = self.verticalHeader()
        # A least height above that of the rows would have Qt resize them one by one: minutes for a million.
        header.setMinimumSectionSize(min(height, header.defaultSectionSize()))
        header.setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)
        if not self.customised:
            self.fit_columns()
        if top > 0:
            self.scroll_to(top)
        self.viewport().update()

    def paint_cells(self, event: QPaintEvent) -> None:
        """The cells of the rows that have to be painted anew."""
        painter, area, region = QPainter(self.viewport()), event.rect(), event.region()
        self._delegate.begin_frame(painter, self.devicePixelRatioF())
        columns = self.columns_in(area.left(), area.right())
        for row in self.shown_rows():
            if region.intersects(self.area_of(row)):
                self._delegate.paint_row(painter, row, self.row_top(row), columns)
        painter.end()

    def paint_rows(self, painter: QPainter) -> None:
        """The backgrounds of the rows, and the lines between them."""
        painter.setBrush(self._background)
        painter.drawRect(self.viewport().rect())
        super().paint_rows(painter)
        height, width = self.row_height(), self.viewport().width()
        shown = self.shown_rows()
        painter.setBrush(self._selected)
        for first, last in self.selected_rows():
            top = max(shown.start, first)
            rows = min(shown.stop - 1, last) - top + 1
            if rows > 0:
                painter.drawRect(0, self.row_top(top), width, rows * height)
        painter.setPen(self._row_line)
        bottoms = [self.row_top(row + 1) - 0.5 for row in shown]
        painter.drawLines([QLineF(0, y, width, y) for y in bottoms])

    def shown_rows(self) -> range:
        """The rows in sight."""
        height, offset = self.row_height(), self.verticalScrollBar().value()
        last = min((offset + self.viewport().height()) // height, len(self.products.ids) - 1)
        return range(offset // height, last + 1)

    def area_of(self, row: int) -> QRect:
        """Return the area of a row in the viewport."""
        return QRect(0, self.row_top(row), self.viewport().width(), self.row_height())

    def columns_shown(self) -> None:
        """The first column begins below the search."""
        self._delegate.set_first(*self.shown_columns()[:1])

    # --- rows -----------------------------------------------------------------------------------

    def current_product(self) -> int | None:
        """The current row's product."""
        return self.products.product_id(self.currentIndex().row())

    def selected_rows(self) -> list[tuple[int, int]]:
        """The selected rows as ranges, first and last."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(index) for index in range(selection.count()))
        return sorted((part.top(), part.bottom()) for part in ranges)

    def selected_count(self) -> int:
        """Count the selected products."""
        return sum(last - first + 1 for first, last in self.selected_rows())

    def many_products(self) -> Ids:
        """The selected products where those are very many, else none. Not to be changed."""
        ids, ranges = self.products.ids, self.selected_rows()
        view = memoryview(ids)
        many = array("i" if view.itemsize == 4 else "q")
        if sum(last - first + 1 for first, last in ranges) > _MOST_KEPT:
            if ranges == [(0, len(ids) - 1)]:
                return ids
            for first, last in ranges:
                many.frombytes(view[first : last + 1].tobytes())
        return many

    def selected_products(self) -> Iterator[int]:
        """The selected products, in the order of the list."""
        for first, last in self.selected_rows():
            yield from self.products.ids[first : last + 1]

    def _selection_changed(self) -> None:
        if not self._restoring and not self.products.replacing:
            self.picked.emit()

    def kept_products(self) -> list[int]:
        """The current product and the other selected ones, unless those are very many."""
        current = self.current_product()
        kept = [] if current is None else [current]
        ranges = self.selected_rows()
        if sum(last - first + 1 for first, last in ranges) <= _MOST_KEPT:
            for first, last in ranges:
                kept += [p for p in self.products.ids[first : last + 1] if p != current]
        return kept

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows, the first as the current one, without scrolling; nobody chose them."""
        self.select_ranges(rows[0] if rows else None, [(row, row) for row in rows])

    def select_ranges(self, current: int | None, ranges: Sequence[RowRange]) -> None:
        """Select the rows of these ranges, likewise, beside the current one."""
        selection = self.selectionModel()
        chosen = QItemSelection()
        for first, last in ranges:
            chosen.append(
                QItemSelectionRange(self.products.index(first, 0), self.products.index(last, 0))
            )
        scrolls = self.hasAutoScroll()
        self._restoring = True
        try:
            selection.blockSignals(True)
            selection.clear()
            selection.blockSignals(False)
            self.viewport().update()
            self.setAutoScroll(False)
            if current is None:
                self.chosen.emit(None)
            else:
                selection.setCurrentIndex(
                    self.products.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate
                )
            selection.select(
                chosen,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
        finally:
            self.setAutoScroll(scrolls)
            self._restoring = False

    def scroll_to(self, row: int, pixels: int = 0) -> None:
        """Put a row at the top, `pixels` of it above the edge."""
        self.updateGeometries()
        height = self.verticalHeader().defaultSectionSize()
        self.verticalScrollBar().setValue(row * height + pixels)

    def _listed(self, _listing: Listing) -> None:
        self.setAutoScroll(True)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self.products.replacing:  # the rows that Qt means are those of the old list
            return
        self.chosen.emit(self.products.product_id(current.row()))

    def keyboardSearch(self, search: str) -> None:
        """Typing in the grid is a search; Qt would look at every row."""
        if search.strip():
            self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last product; copy copies, Enter tells all about the current one.

        Escape chooses the current one alone.
        """
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.products.ids:
            from shopsync_gui.ui.products.grid.ends import go_to_end

            go_to_end(self, event)
        elif event.key() in ENTER and self.current_product() is not None:
            self.details_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.selected_count() > 1:
            self.choose_current_only()
        else:
            super().keyPressEvent(event)

    def choose_current_only(self) -> None:
        """Choose the current product, and no other one any more."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self.currentIndex(), flags.ClearAndSelect | flags.Rows)

    def select_current(self) -> None:
        """Select the current row, or else the first one, where none is selected; nobody chose it."""
        if self.products.ids and not self.selectionModel().hasSelection():
            self.select_rows([max(0, self.currentIndex().row())])

    # --- menu and copying --------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid() or event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        self.open_menu(index, event.globalPos())

    def open_menu(self, index: QModelIndex, position: QPoint) -> None:
        """Open the menu of a product's row, where there is one."""
        line = self.products.row_texts(index.row()) if index.isValid() else None
        if line is not None:
            from shopsync_gui.ui.products.grid.row_menu import row_menu

            menu = row_menu(self, line, index.column())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(position)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, in the shown columns."""
        ids = list(self.selected_products())
        if ids:
            from shopsync_gui.ui.products.grid.row_menu import copy_rows

            copy_rows(self, ids, self.written_columns())
