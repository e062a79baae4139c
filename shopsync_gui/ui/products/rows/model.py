"""The grid's table model: ids in the shown order, and texts of the rows that are looked at."""

from __future__ import annotations

from array import array
from operator import indexOf
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.store.search.search_terms import marked_words
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.products.rows.columns import RIGHT_ALIGNED, SORTS, Column, column_title
from shopsync_gui.ui.products.rows.list_reader import (
    PAGE,
    Anchor,
    ListResult,
    read_list,
)
from shopsync_gui.ui.products.rows.listing import Kind, Listing
from shopsync_gui.ui.products.rows.row_pages import RowPages
from shopsync_gui.ui.products.rows.shop_names import ShopNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.ui.jobs.services.store_thread import Request, StoreThread
    from shopsync_gui.ui.products.rows.row_texts import RowTexts
    from shopsync_gui.ui.products.rows.shop_names import ShopName

#: Ids that a new search asks for first; the rest follows.
FIRST = PAGE
#: A list that takes longer to read than these seconds is read once the typing pauses.
_SLOW = 0.1
_PAUSE_MS = 150
#: What follows a list lets its first rows be painted before.
_SOON_MS = 20

_Index = QModelIndex | QPersistentModelIndex


class ProductModel(QAbstractTableModel):
    """Rows come in pages when they are first painted; until then a row is None.

    Lists and rows are read on threads of their own. An answer to an older request is never shown.
    """

    #: Another list is about to be shown, and is shown (a Listing).
    changing = Signal()
    listed = Signal(object)
    #: Reading failed with a ShopSyncError.
    failed = Signal(object)

    def __init__(
        self, lister: StoreThread, reader: StoreThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        #: Reads the list; the rows are read by the other.
        self.lister = lister
        self.query = GridQuery()
        self.words: list[str] = []
        self.shops = ShopNames(self)
        self.ids: Ids = array("q")
        self.complete = False
        self.answered = False
        #: Seconds that the last reading of the whole list took.
        self.cost = 0.0
        self._number = 0
        self._request: Request | None = None
        self._kind = Kind.NEW
        self._selected: tuple[int, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._read_rest)
        self._pages = RowPages(reader, self)
        self._pages.read.connect(self._rows_read)
        self._pages.failed.connect(self.failed)

    # --- reading --------------------------------------------------------------------------------

    def search(self, query: GridQuery, selected: Sequence[int] = ()) -> None:
        """Show another list, from its beginning; the rows of `selected` products are told."""
        self.query = query
        self.words = marked_words(query.text)
        self._selected = tuple(selected)
        self._read(Kind.NEW, FIRST, Anchor(selected=self._selected))

    def reload(self, anchor: Anchor) -> None:
        """Read the same list again; the rows of the anchor's products are told.

        Another list that is still on its way is asked for again, and shown from its beginning.
        """
        if self._request is not None and self._kind is Kind.NEW:
            self._read(Kind.NEW, FIRST, Anchor(selected=self._selected))
        else:
            self._read(Kind.AGAIN, None, anchor)

    def _read_rest(self) -> None:
        self._read(Kind.REST, None, Anchor(selected=self._selected))

    def seconds(self) -> float:
        """Return how long the last reading of the whole list took."""
        return self.cost

    @property
    def busy(self) -> bool:
        """Whether a list is being read, or its rest is about to be."""
        return self._request is not None or self._rest.isActive()

    def sort(
        self,
        column: int,
        order: Qt.SortOrder = Qt.SortOrder.AscendingOrder,
        selected: Sequence[int] = (),
    ) -> None:
        """Show the list in the order of a column."""
        self.search(
            replace(
                self.query,
                sort=SORTS[Column(column)],
                descending=order == Qt.SortOrder.DescendingOrder,
            ),
            selected,
        )

    def show_again(
        self, query: GridQuery, column: int, order: Qt.SortOrder, anchor: Anchor
    ) -> None:
        """Show the list of a model before, at the same place."""
        self.query = replace(
            query, sort=SORTS[Column(column)], descending=order == Qt.SortOrder.DescendingOrder
        )
        self.words = marked_words(query.text)
        self._read(Kind.AGAIN, None, anchor)

    @property
    def replacing(self) -> bool:
        """Whether rows are being added or removed just now."""
        return self._pages.changing

    def _read(self, kind: Kind, limit: int | None, anchor: Anchor) -> None:
        self._number += 1
        self._kind = kind
        number, query = self._number, self.query
        self._rest.stop()
        if self._request is not None:
            self._request.drop()
        self._request = self.lister.ask(
            self,
            lambda store: read_list(store, query, limit, anchor),
            lambda result: self._list_read(number, kind, result, anchor),
            lambda error: self._list_failed(number, error),
        )

    def _list_read(self, number: int, kind: Kind, result: ListResult, anchor: Anchor) -> None:
        if number != self._number:
            return
        self._request = None
        self.answered = True
        self.changing.emit()
        self._show(result, kind)
        if kind is not Kind.NEW:
            self.cost = result.seconds
        elif not result.complete:
            self._rest.start(_PAUSE_MS if self.cost > _SLOW else _SOON_MS)
        self.listed.emit(
            Listing(
                kind,
                frozenset(anchor.selected),
                result.rows,
                result.complete,
                anchor.many,
                result.ranges,
            )
        )

    def _list_failed(self, number: int, error: ShopSyncError) -> None:
        if number == self._number:
            self._request = None
            self.failed.emit(error)

    def _continues(self, ids: Ids) -> bool:
        return not self.complete and bool(self.ids) and ids[: len(self.ids)] == self.ids

    def _show(self, result: ListResult, kind: Kind) -> None:
        """Take over a list by adding or removing rows at the end, so that the view stays calm.

        Before rows go, Qt looks for another current row and asks for its texts: those of the old list.
        """
        extends = kind is Kind.REST and self._continues(result.ids)
        old, new = len(self.ids), len(result.ids)
        self._pages.changing = True
        if new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
        elif new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
        self.ids = result.ids
        self.complete = result.complete
        if extends:
            self._pages.extend(result.ids)
        else:
            again = kind is Kind.AGAIN
            self._pages.replace(result.ids, self.query.changed_since, result.pages, again=again)
        self._pages.changing = False
        if new > old:
            self.endInsertRows()
        elif new < old:
            self.endRemoveRows()
        if not extends:
            self._rows_read(0, new - 1)

    def _rows_read(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(
                self.createIndex(first, 0), self.createIndex(last, len(Column) - 1)
            )

    # --- rows -----------------------------------------------------------------------------------

    def row_texts(self, row: int) -> RowTexts | None:
        """The row's texts; None while they are being read (they are asked for)."""
        return self._pages.row(row)

    def shop_of(self, row: RowTexts) -> ShopName | None:
        """The name of the row's shop; None where it goes without saying."""
        return self.shops.of(row.row, self.query)

    def _hint(self, row: RowTexts, column: int) -> str:
        shop = self.shop_of(row) if column == Column.NAME else None
        return row.hint(column) if shop is None else f"{row.hint(column)} · {shop.title}"

    def row_of(self, product_id: int) -> int | None:
        """The row of a product; looks through all ids."""
        try:
            return indexOf(self.ids, product_id)
        except ValueError:
            return None

    def product_id(self, row: int) -> int | None:
        """The product in a row."""
        return self.ids[row] if 0 <= row < len(self.ids) else None

    # --- what Qt asks ----------------------------------------------------------------------------

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_texts(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._hint(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = column_title(Column(column), changes=self.query.changed_since is not None)
            return f"{title}: {self._hint(row, column)}"
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = Column(section)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column_title(column, changes=self.query.changed_since is not None)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if column in RIGHT_ALIGNED:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
