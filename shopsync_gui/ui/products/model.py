"""The grid's table: it holds ids in the shown order, and only the rows that were looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec
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

from shopsync_gui.core.text import _
from shopsync_gui.store.query import GridQuery
from shopsync_gui.store.search_terms import words_of
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.products.columns import RIGHT_ALIGNED, SORTS, Column, column_title
from shopsync_gui.ui.products.row_loader import PAGE, Found, Page, Place, find, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.ui.jobs.store_thread import Request, StoreThread
    from shopsync_gui.ui.products.row_texts import RowTexts

#: Ids that a new search asks for first; the rest follows.
FIRST = PAGE
_KEPT_PAGES = 16
_MOST_WAITING = 4
#: A list that takes longer to read than these seconds is read once the typing pauses.
_SLOW = 0.1
_PAUSE_MS = 150
#: What follows a list lets its first rows be painted before.
_SOON_MS = 20

_Index = QModelIndex | QPersistentModelIndex


class Kind(Enum):
    """How a list follows the one before it."""

    NEW = "new"
    REST = "rest"
    AGAIN = "again"


class Listing(msgspec.Struct, frozen=True):
    """A list that has just been shown; `rows` are those of kept products that are in it."""

    kind: Kind
    rows: dict[int, int]
    complete: bool


class ProductModel(QAbstractTableModel):
    """Rows come in pages when they are first painted; until then a row is None.

    Lists and rows are read on threads of their own. An answer to an older question is never shown.
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
        self._lister = lister
        self._reader = reader
        self.query = GridQuery()
        self.words: list[str] = []
        self.ids: array[int] = array("q")
        self.complete = False
        self.answered = False
        #: Seconds that the last reading of the whole list took.
        self.cost = 0.0
        self._number = 0
        self._question: Request | None = None
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._waiting: OrderedDict[int, Request] = OrderedDict()
        self._touched = -1
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._ask_rest)
        self._kept: tuple[int, ...] = ()
        #: Neighbours of the page that is looked at are fetched once it has been painted.
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._fetch_ahead)

    # --- questions ------------------------------------------------------------------------------

    def search(self, query: GridQuery, kept: Sequence[int] = ()) -> None:
        """Show another list, from its beginning; the rows of `kept` products are told."""
        self.query = query
        self.words = words_of(query.text)
        self._kept = tuple(kept)
        self._ask(Kind.NEW, FIRST, Place(kept=self._kept))

    def reload(self, place: Place) -> None:
        """Read the same list again; the rows of what `place` names are told."""
        self._ask(Kind.AGAIN, None, place)

    def _ask_rest(self) -> None:
        self._ask(Kind.REST, None, Place(kept=self._kept))

    @property
    def busy(self) -> bool:
        """Whether a list is being read, or its rest is about to be."""
        return self._question is not None or self._rest.isActive()

    def sort(
        self,
        column: int,
        order: Qt.SortOrder = Qt.SortOrder.AscendingOrder,
        kept: Sequence[int] = (),
    ) -> None:
        """Show the list in the order of a column."""
        self.search(
            replace(
                self.query,
                sort=SORTS[Column(column)],
                descending=order == Qt.SortOrder.DescendingOrder,
            ),
            kept,
        )

    def forget_texts(self) -> None:
        """Let every row be formatted again, as after a change of language."""
        self._drop_pages()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._all_changed()

    def _ask(self, kind: Kind, limit: int | None, place: Place) -> None:
        self._number += 1
        number, query = self._number, self.query
        self._rest.stop()
        if self._question is not None:
            self._question.drop()
        self._question = self._lister.ask(
            self,
            lambda store: find(store, query, limit, place),
            lambda found: self._found(number, kind, found),
            lambda error: self._not_found(number, error),
        )

    def _found(self, number: int, kind: Kind, found: Found) -> None:
        if number != self._number:
            return
        self._question = None
        self.answered = True
        self.changing.emit()
        self._show(found, keep_pages=kind is Kind.REST and self._continues(found.ids))
        if kind is not Kind.NEW:
            self.cost = found.seconds
        elif not found.complete:
            self._rest.start(_PAUSE_MS if self.cost > _SLOW else _SOON_MS)
        self.listed.emit(Listing(kind, found.rows, found.complete))

    def _not_found(self, number: int, error: ShopSyncError) -> None:
        if number == self._number:
            self._question = None
            self.failed.emit(error)

    def _continues(self, ids: array[int]) -> bool:
        return not self.complete and bool(self.ids) and ids[: len(self.ids)] == self.ids

    def _show(self, found: Found, *, keep_pages: bool) -> None:
        """Take over a list by adding or removing rows at the end, so that the view stays calm."""
        old, new = len(self.ids), len(found.ids)
        if not keep_pages:
            self._drop_pages()
        if new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
        elif new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
        self.ids = found.ids
        self.complete = found.complete
        self._pages.update(found.pages)
        if new > old:
            self.endInsertRows()
        elif new < old:
            self.endRemoveRows()
        if not keep_pages:
            self._all_changed()

    def _all_changed(self) -> None:
        if self.ids:
            last = self.createIndex(len(self.ids) - 1, len(Column) - 1)
            self.dataChanged.emit(self.createIndex(0, 0), last)

    # --- rows -----------------------------------------------------------------------------------

    def line(self, row: int) -> RowTexts | None:
        """The row's texts; None while they are being read (they are asked for)."""
        number = row // PAGE
        page = self._pages.get(number)
        if number != self._touched:
            self._touch(number)
        return None if page is None else page[row % PAGE]

    def row_of(self, product_id: int) -> int | None:
        """The row of a product; looks through all ids."""
        try:
            return self.ids.index(product_id)
        except ValueError:
            return None

    def product_id(self, row: int) -> int | None:
        """The product in a row."""
        return self.ids[row] if 0 <= row < len(self.ids) else None

    def _touch(self, number: int) -> None:
        """Note that a page is looked at: it stays, its neighbours are fetched ahead."""
        self._touched = number
        if number in self._pages:
            self._pages.move_to_end(number)
        self._want(number)
        self._ahead.start()

    def _fetch_ahead(self) -> None:
        if self._touched >= 0:
            self._want(self._touched + 1)
            self._want(self._touched - 1)

    def _want(self, number: int) -> None:
        there = number in self._pages or number in self._waiting
        if there or not 0 <= number * PAGE < len(self.ids):
            return
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popitem(last=False)[1].drop()
        ids = self.ids[number * PAGE : (number + 1) * PAGE]
        since = self.query.changed_since
        self._waiting[number] = self._reader.ask(
            self,
            lambda store: read_page(store, ids, since),
            lambda page: self._page_read(number, page),
            lambda error: self._page_failed(number, error),
        )

    def _page_read(self, number: int, page: Page) -> None:
        self._waiting.pop(number, None)
        self._pages[number] = page
        while len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, len(self.ids)) - 1
        self.dataChanged.emit(
            self.createIndex(number * PAGE, 0), self.createIndex(last, len(Column) - 1)
        )

    def _page_failed(self, number: int, error: ShopSyncError) -> None:
        self._waiting.pop(number, None)
        self._touched = -1
        self.failed.emit(error)

    def _drop_pages(self) -> None:
        for request in self._waiting.values():
            request.drop()
        self._waiting.clear()
        self._pages.clear()
        self._touched = -1

    # --- what Qt asks ----------------------------------------------------------------------------

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.ids)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.line(index.row())
        if line is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(line.hint(column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column_title(Column(column))}: {line.hint(column)}"
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
        if role == Qt.ItemDataRole.DisplayRole:
            changes = column is Column.UPDATED and self.query.changed_since is not None
            return _("Change") if changes else column_title(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if column in RIGHT_ALIGNED:
                side = Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
