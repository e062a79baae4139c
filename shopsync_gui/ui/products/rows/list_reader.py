"""Reading of a list of products for the grid: ids in their order, and formatted rows, page by page.

Called on threads of the store, never on the window's.
"""

from __future__ import annotations

import itertools
import time
from array import array
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.store.database.id_ranges import Ids
from shopsync_gui.ui.products.rows.row_texts import RowTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shopsync_gui.core.products.changes import Since
    from shopsync_gui.store import Store
    from shopsync_gui.store.search.query import GridQuery

#: Rows that are read at a time.
PAGE = 64
Page = list[RowTexts | None]
#: The first and the last of rows that stand together.
RowRange = tuple[int, int]


class Anchor(msgspec.Struct, frozen=True):
    """The products that keep their place when a list is read again: selected ones, and the top row's.

    Where very many are selected, `selected` is the current one alone and `many` are all of them.
    `rows` is how many rows are in sight.
    """

    selected: tuple[int, ...] = ()
    many: Ids = msgspec.field(default_factory=lambda: array("q"))
    top: int | None = None
    top_row: int = 0
    rows: int = PAGE


class ListResult(msgspec.Struct, frozen=True):
    """A list that was read: ids, whether they are all, the pages in sight, rows of the anchor's products.

    `ranges` are those of the anchor's very many products.
    """

    ids: Ids
    complete: bool
    pages: dict[int, Page]
    rows: dict[int, int] = msgspec.field(default_factory=dict)
    ranges: list[RowRange] = msgspec.field(default_factory=list)
    seconds: float = 0.0


def read_list(store: Store, query: GridQuery, limit: int | None, anchor: Anchor) -> ListResult:
    """The list of a query, at most `limit` ids of it, with the rows that will be seen first."""
    started = time.perf_counter()
    ids = store.grid.ids(replace(query, limit=limit))
    rows = rows_of(ids, (*anchor.selected, *(() if anchor.top is None else (anchor.top,))))
    first = anchor.top_row if anchor.top is None else rows.get(anchor.top, anchor.top_row)
    pages: dict[int, Page] = {}
    if limit is not None or anchor.top is not None:
        last = min(first + anchor.rows, len(ids)) - 1
        for number in range(min(first, max(0, last)) // PAGE, max(0, last) // PAGE + 1):
            part = ids[number * PAGE : (number + 1) * PAGE]
            pages[number] = read_page(store, part, query.changed_since)
    complete = limit is None or len(ids) < limit
    ranges = ranges_of(ids, anchor.many)
    return ListResult(ids, complete, pages, rows, ranges, time.perf_counter() - started)


def rows_of(ids: Ids, wanted: Iterable[int]) -> dict[int, int]:
    """The rows of the products that are in a list."""
    missing = set(wanted)
    rows: dict[int, int] = {}
    if not missing:
        return rows
    for row, product_id in enumerate(ids):
        if product_id in missing:
            rows[product_id] = row
            missing.discard(product_id)
            if not missing:
                break
    return rows


def ranges_of(ids: Ids, chosen: Ids) -> list[RowRange]:
    """The rows of very many products, as far as they are in a list."""
    ranges: list[RowRange] = []
    if not chosen:
        return ranges
    if ids == chosen:
        return [(0, len(ids) - 1)]
    # A set of a million takes sixty megabytes.
    highest = max(itertools.chain(ids, chosen))
    wanted, first = bytearray(highest + 1), -1
    for product_id in chosen:
        wanted[product_id] = 1
    for row, product_id in enumerate(ids):
        if wanted[product_id]:
            first = row if first < 0 else first
        elif first >= 0:
            ranges.append((first, row - 1))
            first = -1
    return ranges if first < 0 else [*ranges, (first, len(ids) - 1)]


def read_page(store: Store, ids: Sequence[int], since: Since | None) -> Page:
    """The rows of these products, formatted; None for one that is gone meanwhile."""
    rows = {row.id: RowTexts(row) for row in store.grid.rows(ids, since)}
    return [rows.get(product_id) for product_id in ids]
