"""The rows of a list that were looked at, in pages, each read in the background when it is first needed."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.ui.products.rows.list_reader import PAGE, Page, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.products.changes import Since
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.ui.jobs.services.store_thread import Request, StoreThread
    from shopsync_gui.ui.products.rows.row_texts import RowTexts

_KEPT_PAGES = 32
_MOST_WAITING = 4
#: Rows that are given up at a time.
_GIVEN_UP = 8


class RowPages(QObject):
    """The pages of rows that were seen last, and the neighbours of the one that is looked at.

    An answer counts only for the very ids it was asked for. While the list is `changing`, which Qt
    uses to ask for rows of the old one, nothing is read. What was laid out of a page takes 30 ms to be
    given up at once: former rows go a few at a time.
    """

    #: These rows have been read (first, last).
    read = Signal(int, int)
    #: Reading failed with a ShopSyncError.
    failed = Signal(object)

    def __init__(self, reader: StoreThread, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._ids: Ids = array("q")
        self._since: Since | None = None
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._waiting: OrderedDict[int, Request] = OrderedDict()
        self._touched = -1
        self._former: Page = []
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(self._forget_some)
        self.changing = False
        #: Neighbours of the page that is looked at are fetched once it has been painted.
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._fetch_ahead)

    def row(self, row: int) -> RowTexts | None:
        """The row's texts; None while they are being read (they are asked for)."""
        number = row // PAGE
        page = self._pages.get(number)
        if number != self._touched and not self.changing:
            self._touch(number)
        return None if page is None else page[row % PAGE]

    def replace(
        self, ids: Ids, since: Since | None, pages: dict[int, Page], *, again: bool
    ) -> None:
        """Take over another list; `since` is the moment from which its changes are told.

        Of a list that was read `again`, rows that are the same keep what was laid out of them.
        """
        for request in self._waiting.values():
            request.drop()
        self._waiting.clear()
        former = [line for page in self._pages.values() for line in page if line is not None]
        known = {line.row.id: line for line in former} if again else {}
        self._pages = OrderedDict(
            (number, [_kept(line, known) for line in page]) for number, page in pages.items()
        )
        self._give_up(former)
        self._ids, self._since = ids, since
        self._touched = -1

    def extend(self, ids: Ids) -> None:
        """Take over a list that begins like the one before; what was read of it stays."""
        last = len(self._ids) // PAGE
        if (request := self._waiting.pop(last, None)) is not None:
            request.drop()
        self._pages.pop(last, None)
        self._ids = ids
        self._touched = -1

    def _give_up(self, rows: Iterable[RowTexts | None]) -> None:
        self._former += rows
        if self._former:
            self._forget.start()

    def _forget_some(self) -> None:
        del self._former[-_GIVEN_UP:]
        if self._former:
            self._forget.start()

    def _touch(self, number: int) -> None:
        """Note that a page is looked at: it stays, its neighbours are fetched ahead."""
        self._touched = number
        if number in self._pages:
            self._pages.move_to_end(number)
        self._request(number)
        self._ahead.start()

    def _fetch_ahead(self) -> None:
        if self._touched >= 0:
            self._request(self._touched + 1)
            self._request(self._touched - 1)

    def _request(self, number: int) -> None:
        there = number in self._pages or number in self._waiting
        if there or not 0 <= number * PAGE < len(self._ids):
            return
        while len(self._waiting) >= _MOST_WAITING:
            self._waiting.popitem(last=False)[1].drop()
        ids, since = self._ids[number * PAGE : (number + 1) * PAGE], self._since
        self._waiting[number] = self._reader.ask(
            self,
            lambda store: read_page(store, ids, since),
            lambda page: self._page_read(number, page, ids),
            lambda error: self._page_failed(number, error),
        )

    def _page_read(self, number: int, page: Page, ids: Ids) -> None:
        first = number * PAGE
        if self._ids[first : first + PAGE] != ids:
            return
        self._waiting.pop(number, None)
        self._pages[number] = page
        while len(self._pages) > _KEPT_PAGES:
            self._give_up(self._pages.popitem(last=False)[1])
        self.read.emit(first, first + len(ids) - 1)

    def _page_failed(self, number: int, error: ShopSyncError) -> None:
        self._waiting.pop(number, None)
        self._touched = -1
        self.failed.emit(error)


def _kept(line: RowTexts | None, known: Mapping[int, RowTexts]) -> RowTexts | None:
    """The row as it was known, if nothing in it is another now, else with those of its cells that are not."""
    before = None if line is None else known.get(line.row.id)
    if line is None or before is None:
        return line
    if before.row == line.row:
        return before
    line.keep_cells(before)
    return line
