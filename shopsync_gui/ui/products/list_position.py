"""The user's position in the list: the chosen products and the top row, kept from one list to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject

from shopsync_gui.ui.products.rows.list_reader import Anchor, ranges_of, rows_of
from shopsync_gui.ui.products.rows.listing import Kind, Listing

if TYPE_CHECKING:
    from shopsync_gui.ui.products.grid.grid import ProductGrid


class ListPosition(QObject):
    """Begins a new list at its first row, and shows one that was read again where it was."""

    def __init__(self, grid: ProductGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = grid.products
        self._before = Anchor()
        self._restored: Anchor | None = None
        #: Products that were selected and are not among the rows read so far.
        self._missing: tuple[int, ...] = ()
        self._chosen_once = False
        self._model.changing.connect(self._list_changes)
        self._model.listed.connect(self._listed)

    def anchor(self) -> Anchor:
        """The products that are to keep their place when the list is read again."""
        if self._restored is not None:
            return self._restored
        top = max(0, self._grid.rowAt(0))
        return Anchor(
            selected=tuple(self._grid.kept_products()),
            many=self._grid.many_products(),
            top=self._model.product_id(top),
            top_row=top,
            rows=self._grid.viewport().height() // self._grid.row_height() + 2,
        )

    def selected(self) -> tuple[int, ...]:
        """The products that are to be selected in another list, if they are in it."""
        current = self._grid.current_product()
        return self._missing if current is None else (current,)

    def restore(self, anchor: Anchor) -> None:
        """Take the place of an earlier grid when the next list is there."""
        self._restored = anchor

    def forget(self) -> None:
        """Have no product any more that was chosen: ids mean others now."""
        self._restored = None
        self._missing = ()
        self._grid.select_rows([])

    def _list_changes(self) -> None:
        self._before = self.anchor()
        if self._restored is not None:
            self._chosen_once = True
            self._restored = None
            self._before = replace(self._before, top_row=-1)

    def _listed(self, listing: Listing) -> None:
        before, grid = self._before, self._grid
        if listing.kind is Kind.NEW:
            grid.scroll_to(0)
        elif listing.kind is Kind.AGAIN and before.top is not None:
            row = self._row_of(before.top, listing)
            if row is not None and row != before.top_row:
                grid.scroll_to(row, grid.verticalScrollBar().value() % grid.row_height())
        self._select_again(before, listing)
        if self._model.ids and grid.current_product() is None and not self._chosen_once:
            self._chosen_once = True
            grid.select_rows([0])

    def _select_again(self, before: Anchor, listing: Listing) -> None:
        """Select the products that were selected, wherever they are now."""
        kept = list(before.selected)
        if listing.kind is Kind.REST and not kept:
            kept = list(self._missing)
        known = listing.rows
        if listing.kind is Kind.AGAIN and not known.keys() >= set(kept):
            # Chosen while the list was on its way.
            known = known | rows_of(self._model.ids, (p for p in kept if p not in known))
        rows = [row for product in kept if (row := known.get(product)) is not None]
        if kept and not rows and listing.complete and self._model.product_id(0) is not None:
            row = self._row_of(kept[0], listing)
            rows = [] if row is None else [row]
        self._missing = () if rows or listing.complete else tuple(kept)
        if before.many and listing.kind is not Kind.NEW:
            chosen_since = listing.many != before.many  # while the list was on its way
            ranges = ranges_of(self._model.ids, before.many) if chosen_since else listing.ranges
            self._grid.select_ranges(rows[0] if rows else None, ranges)
        elif rows or kept:
            self._grid.select_rows(rows)

    def _row_of(self, product_id: int, listing: Listing) -> int | None:
        row = listing.rows.get(product_id)
        return self._model.row_of(product_id) if row is None else row
