"""The grid's model: ids in the shown order, rows fetched by pages when they are painted."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from shopsync_gui.core.labels import PRODUCT_STATES
from shopsync_gui.core.text import _, format_date, format_money, translate
from shopsync_gui.store import GridQuery, GridRow, GridSort
from shopsync_gui.ui.store_thread import Request, StoreThread

PAGE = 128
_PAGES_KEPT = 48

NAME, SKU, CATEGORIES, NET, GROSS, STATE, UPDATED = range(7)
SORTS = {
    NAME: GridSort.NAME,
    SKU: GridSort.SKU,
    CATEGORIES: GridSort.CATEGORY,
    NET: GridSort.NET,
    GROSS: GridSort.GROSS,
    STATE: GridSort.STATE,
    UPDATED: GridSort.UPDATED,
}
RIGHT = frozenset({NET, GROSS})

Index = QModelIndex | QPersistentModelIndex


class ShownRow:
    """A row with its texts made once, ready to be painted."""

    __slots__ = ("row", "texts")

    def __init__(self, row: GridRow) -> None:
        self.row = row
        self.texts = (
            row.name,
            row.sku,
            ", ".join(name for name, _enabled in row.categories) or uncategorised(),
            format_money(row.net, row.currency),
            format_money(row.gross, row.currency),
            translate(PRODUCT_STATES[row.state]),
            format_date(row.updated_at),
        )


def uncategorised() -> str:
    """The label of a product without categories."""
    return _("Uncategorised")


def headers() -> tuple[str, ...]:
    """The titles of the columns."""
    return (
        _("Name"),
        _("SKU"),
        _("Categories"),
        _("Net price"),
        _("Gross price"),
        _("State"),
        _("Updated"),
    )


class ProductModel(QAbstractTableModel):
    """Never holds more of the catalogue than the ids and a few pages of rows."""

    #: Another set of ids is shown: how many products it has.
    shown = Signal(int)

    def __init__(self, reader: StoreThread) -> None:
        super().__init__()
        self._reader = reader
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[ShownRow | None]] = OrderedDict()
        self._asked: dict[int, Request] = {}
        self._search: Request | None = None
        self.query = GridQuery()
        self.loaded = False

    # --- what is shown --------------------------------------------------------------------------

    def look_for(self, query: GridQuery, then: Callable[[], None] | None = None) -> None:
        """Show the products of a query; an earlier question that is not answered yet is dropped."""
        if self._search is not None:
            self._search.drop()
        self._search = self._reader.ask(
            lambda store: _answer(store.grid.ids(query), store.grid.rows),
            lambda answer: self._show(query, answer, then),
        )

    def _show(
        self,
        query: GridQuery,
        answer: tuple[array[int], list[GridRow]],
        then: Callable[[], None] | None,
    ) -> None:
        ids, first = answer
        self._search = None
        for request in self._asked.values():
            request.drop()
        self._asked.clear()
        if ids == self._ids and query == self.query and self.loaded:
            self._pages.clear()
            self._keep(0, first)
            self._repaint(0, len(ids))
        else:
            self.beginResetModel()
            self._ids = ids
            self.query = query
            self._pages.clear()
            self._keep(0, first)
            self.endResetModel()
        self.loaded = True
        self.shown.emit(len(ids))
        if then is not None:
            then()

    def product_id(self, row: int) -> int | None:
        """The local id of the product in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, product_id: int) -> int | None:
        """Where a product is shown now."""
        try:
            return self._ids.index(product_id)
        except ValueError:
            return None

    def row_at(self, row: int) -> ShownRow | None:
        """The row if it has been fetched; otherwise it is fetched and painted later."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            self._fetch(number)
            return None
        place = row - number * PAGE
        return page[place] if place < len(page) else None

    def retranslate(self) -> None:
        """Make the texts of the fetched rows again."""
        self._pages.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self._repaint(0, len(self._ids))

    def _fetch(self, number: int) -> None:
        if number in self._asked:
            return
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        if len(ids) == 0:
            return
        self._asked[number] = self._reader.ask(
            lambda store: store.grid.rows(ids),
            lambda rows: self._fetched(number, rows),
            lambda error: self._not_fetched(number),
        )

    def _fetched(self, number: int, rows: list[GridRow]) -> None:
        self._asked.pop(number, None)
        self._keep(number, rows)
        self._repaint(number * PAGE, (number + 1) * PAGE)

    def _not_fetched(self, number: int) -> None:
        self._asked.pop(number, None)

    def _keep(self, number: int, rows: Sequence[GridRow]) -> None:
        by_id = {row.id: ShownRow(row) for row in rows}
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        self._pages[number] = [by_id.get(product_id) for product_id in ids]
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def _repaint(self, start: int, end: int) -> None:
        last = min(end, len(self._ids)) - 1
        if last >= start:
            self.dataChanged.emit(self.index(start, 0), self.index(last, self.columnCount() - 1))

    # --- Qt's questions -------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(SORTS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts for copying and screen readers; the delegate paints without asking here."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            return row.texts[index.column()] if row is not None else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return headers()[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section in RIGHT else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


def _answer(
    ids: array[int], rows: Callable[[Sequence[int]], list[GridRow]]
) -> tuple[array[int], list[GridRow]]:
    return ids, rows(ids[:PAGE])
