"""The table of shops, from a few of them on: searched, sorted, and several acted on at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.connections.shop_rows import SHOP_COLUMNS, ShopRow, fitting
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.rows_model import RowsModel
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.tables import empty_text, table
from shopsync_gui.ui.kit.widgets import MARGIN, button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QPushButton

    from shopsync_gui.ui.jobs.context import AppContext

#: Where the window remembers the order of the shops.
_ORDER = "shops/order"
_BY_TITLE = 0
#: Pixels between the parts above the table, and those in which a search is still read.
_GAP, _LEAST_SEARCH = 12, 190


class ShopsModel(RowsModel):
    """The shops that fit the search, in their order; a change repaints the rows that it is about."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__([column.shown for column in SHOP_COLUMNS], context.theme, parent)
        self._all: dict[int, ShopRow] = {}
        self._search = ""
        self._column, self._descending = _BY_TITLE, False

    def show_shops(self, rows: Iterable[ShopRow]) -> None:
        """Take over all shops as they stand now."""
        self._all = {each.id: each for each in rows}
        self._arrange()

    def show_shop(self, shop: ShopRow) -> None:
        """Take over one shop as it stands now; its place stays until the next order."""
        if shop.id in self._all:
            self._all[shop.id] = shop
            for number, known in enumerate(self._rows):
                if known.id == shop.id and known != shop:
                    self._replace(number, shop)

    def search(self, text: str) -> None:
        """Show the shops that fit."""
        self._search = text
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; Qt calls it when a title is clicked."""
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self._arrange()

    @property
    def total(self) -> int:
        """The number of shops, those that do not fit included."""
        return len(self._all)

    def number_of(self, shop: int) -> int | None:
        """The row in which a shop stands."""
        return next((n for n, each in enumerate(self._rows) if each.id == shop), None)

    def _arrange(self) -> None:
        by_title = sorted(
            fitting(self._all.values(), self._search), key=SHOP_COLUMNS[_BY_TITLE].key
        )
        rows = sorted(by_title, key=SHOP_COLUMNS[self._column].key, reverse=self._descending)
        if [each.id for each in rows] != [each.id for each in self._rows]:
            self.set_rows(rows)
            return
        for number, (known, new) in enumerate(zip(self._rows, rows, strict=True)):
            if known != new:
                self._replace(number, new)

    def _replace(self, number: int, shop: ShopRow) -> None:
        rows = self._rows
        assert isinstance(rows, list)
        rows[number] = shop
        last = self.index(number, len(SHOP_COLUMNS) - 1)
        self.dataChanged.emit(self.index(number, 0), last)


class ShopTable(QWidget):
    """Search, table, and a bar with what can be done with the chosen shops."""

    #: The shop in the current row; None where there is none.
    current_changed = Signal(object)
    #: What the user wants done with these shops (their ids).
    sync_wanted = Signal(object)
    verify_wanted = Signal(object)
    cancel_wanted = Signal(object)
    labels_wanted = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._arranging = False
        self.model = ShopsModel(context, self)
        self.search = SearchField(context.theme, "shopSearch")
        self.search.setPlaceholderText(_("Search by webshop, label or state"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._searched)
        self.search.left_downwards.connect(self._go_to_table)
        self._count = label(role="muted", name="shopTableCount")
        self.view = table(
            self.model, [each.shown for each in SHOP_COLUMNS], "shopTable", stretch=0, across=True
        )
        self.view.setAccessibleName(_("Webshops"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._nothing = empty_text(self.view, "shopTableEmpty")
        self._nothing.setText(_("No webshop matches"))
        self._sync, self._verify, self._cancel, self._label = self._buttons()
        self._build()
        self._begin_order()
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.view.selectionModel().currentRowChanged.connect(self._current_changed)
        self.model.modelAboutToBeReset.connect(self._keep_choice)
        self.model.modelReset.connect(self._choose_again)
        self.model.dataChanged.connect(self._show_chosen)
        self._kept: tuple[list[int], int | None] = ([], None)
        self._show_chosen()

    # --- what it shows ----------------------------------------------------------------------------

    def show_shops(self, rows: Sequence[ShopRow]) -> None:
        """Show all shops as they stand now."""
        self.model.show_shops(rows)
        self._show_count()
        if self.current is None and self.model.rowCount():
            self.choose(self.model.row(0).id)

    @property
    def chosen(self) -> list[ShopRow]:
        """The shops in the chosen rows, from the top."""
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        return [self.model.row(number) for number in sorted(rows)]

    @property
    def current(self) -> int | None:
        """The shop in the current row."""
        index = self.view.currentIndex()
        return self.model.row(index.row()).id if index.isValid() else None

    def choose(self, shop: int) -> None:
        """Make a shop the current one, and the only one that is chosen."""
        if (number := self.model.number_of(shop)) is None and self.search.text():
            self.search.clear()
            number = self.model.number_of(shop)
        if number is not None:
            self.view.selectRow(number)

    # --- building ---------------------------------------------------------------------------------

    def _buttons(self) -> tuple[QPushButton, QPushButton, QPushButton, QPushButton]:
        return (
            button(_("Sync"), self._want_sync, name="syncChosenButton"),
            button(_("Verify"), self._want_verify, name="verifyChosenButton"),
            button(_("Cancel"), self._want_cancel, name="cancelChosenButton"),
            button(_("Labels…"), self._want_labels, name="labelChosenButton"),
        )

    def _build(self) -> None:
        whole = column(self, gap=0)
        self._top = row(margins=(MARGIN, 16, MARGIN, 8), gap=_GAP)
        find, self._bar = row(gap=_GAP), row(gap=_GAP)
        self.search.setMaximumWidth(360)
        find.addWidget(self.search, 100)
        find.addWidget(self._count)
        find.addStretch(1)
        for each in (self._sync, self._verify, self._cancel, self._label):
            self._bar.addWidget(each)
        add_layout(self._top, find, 1)
        add_layout(self._top, self._bar)
        add_layout(whole, self._top)
        whole.addWidget(self.view, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_top()

    def _share_top(self) -> None:
        """Leave out the number of shops, then put the buttons below, where the search has too little room."""
        left = self.width() - 2 * MARGIN - self._bar.sizeHint().width() - _GAP
        self._count.setVisible(left - _GAP - self._count.sizeHint().width() >= _LEAST_SEARCH)
        directions = self._top.Direction
        in_one = left >= _LEAST_SEARCH
        self._top.setDirection(directions.LeftToRight if in_one else directions.TopToBottom)

    def _begin_order(self) -> None:
        """Sort as the user did last; by what is to be done at first."""
        kept = str(self._context.memory.value(_ORDER, ""))
        column, _dot, order = kept.partition(" ")
        number = int(column) if column.isdigit() else _BY_TITLE
        number = number if number < len(SHOP_COLUMNS) else _BY_TITLE
        sort = Qt.SortOrder.DescendingOrder if order == "down" else Qt.SortOrder.AscendingOrder
        header = self.view.horizontalHeader()
        header.setSortIndicator(number, sort)
        self.view.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(self._keep_order)

    def _keep_order(self, column: int, order: Qt.SortOrder) -> None:
        word = "down" if order is Qt.SortOrder.DescendingOrder else "up"
        self._context.memory.setValue(_ORDER, f"{column} {word}")

    # --- the choice -------------------------------------------------------------------------------

    def _keep_choice(self) -> None:
        self._kept = ([each.id for each in self.chosen], self.current)
        self._arranging = True

    def _choose_again(self) -> None:
        """Another order, or another search: who was chosen stays chosen."""
        shops, current = self._kept
        selection = self.view.selectionModel()
        rows = QItemSelectionModel.SelectionFlag.Rows
        for shop in shops:
            if (number := self.model.number_of(shop)) is not None:
                selection.select(
                    self.model.index(number, 0), QItemSelectionModel.SelectionFlag.Select | rows
                )
        number = None if current is None else self.model.number_of(current)
        if number is not None:
            selection.setCurrentIndex(
                self.model.index(number, 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self._arranging = False
        if current is not None and number is None:
            self.current_changed.emit(None)
        self._show_count()
        self._show_chosen()

    def _current_changed(self, _index: QModelIndex, _before: QModelIndex) -> None:
        if not self._arranging:
            self.current_changed.emit(self.current)

    def _searched(self, text: str) -> None:
        self.model.search(text)
        self._show_count()

    def _go_to_table(self) -> None:
        self.view.setFocus()
        if self.current is None and self.model.rowCount():
            self.view.selectRow(0)

    def _want_sync(self) -> None:
        self.sync_wanted.emit(self._chosen_ids())

    def _want_verify(self) -> None:
        self.verify_wanted.emit(self._chosen_ids())

    def _want_cancel(self) -> None:
        self.cancel_wanted.emit(self._chosen_ids())

    def _want_labels(self) -> None:
        self.labels_wanted.emit(self._chosen_ids())

    def _chosen_ids(self) -> list[int]:
        return [each.id for each in self.chosen]

    def _show_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        text = ngettext("{n} webshop", "{n} webshops", total).format(n=format_int(total))
        if shown != total:
            text = _("{shown} of {total}").format(shown=format_int(shown), total=text)
        self._count.setText(text)
        self._nothing.setVisible(not shown and total > 0)

    def _show_chosen(self, *_what: object) -> None:
        chosen = self.chosen
        ready = sum(each.may_begin for each in chosen)
        syncable = sum(each.may_sync for each in chosen)
        busy = sum(not each.is_idle for each in chosen)
        several = len(chosen) > 1
        for widget, name, count in (
            (self._sync, _("Sync"), syncable),
            (self._verify, _("Verify"), ready),
            (self._cancel, _("Cancel"), busy),
            (self._label, _("Labels…"), len(chosen)),
        ):
            widget.setEnabled(count > 0)
            widget.setText(f"{name} ({format_int(count)})" if several and count else name)
        self._cancel.setVisible(busy > 0)
        self._share_top()
