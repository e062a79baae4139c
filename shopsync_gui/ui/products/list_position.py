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
        #: The choice when another list was asked for.
        self._asked = Anchor()
        #: The choice made since then, while that list is not there as a whole, and what is shown of it.
        self._since: Anchor | None = None
        self._shown = Anchor()
        #: Whether only a part of the list is there, and all of that part is chosen.
        self._in_part = self._all = False
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
        """The products that are to be selected in another list, which is asked for now, if they are in it."""
        self._asked = self._choice()
        current = self._grid.current_product()
        return self._missing if current is None else (current,)

    def _choice(self) -> Anchor:
        """The current product and all chosen ones."""
        grid = self._grid
        return Anchor(selected=tuple(grid.kept_products()), many=grid.many_products())

    def restore(self, anchor: Anchor) -> None:
        """Take the place of an earlier grid when the next list is there."""
        self._restored = anchor

    def forget(self) -> None:
        """Have no product any more that was chosen: ids mean others now."""
        self._restored = self._since = None
        self._missing = ()
        self._grid.select_rows([])

    def _list_changes(self) -> None:
        self._before = self.anchor()
        count = self._grid.selected_count()
        self._in_part = not self._model.complete
        self._all = self._in_part and 1 < count == len(self._model.ids)
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
        # What is read again before its rest was there, brings that rest.
        again = listing.kind is Kind.AGAIN and not self._in_part
        if not again and self._chose_meanwhile(listing):
            assert self._since is not None
            self._choose(self._since)
            self._shown = self._choice()
        elif listing.kind is not Kind.NEW and self._all:
            row = None if not before.selected else self._row_of(before.selected[0], listing)
            grid.select_ranges(row, [(0, len(self._model.ids) - 1)])
        else:
            self._select_again(before, listing)
        if listing.complete:
            self._since = None
        if self._model.ids and grid.current_product() is None and not self._chosen_once:
            self._chosen_once = True
            grid.select_rows([0])

    def _chose_meanwhile(self, listing: Listing) -> bool:
        """Whether others were chosen while the list was on its way: they are chosen in it as well."""
        now = Anchor(selected=self._before.selected, many=self._before.many)
        if listing.kind is Kind.NEW:
            self._since = None if now == self._asked else now
        elif now != self._shown:
            self._since = None  # and others again since its first part is there
        return self._since is not None

    def _choose(self, choice: Anchor) -> None:
        """Choose the same products, as far as they are in the list."""
        ids, kept = self._model.ids, choice.selected
        known = rows_of(ids, kept)
        rows = [known[product] for product in kept if product in known]
        ranges = ranges_of(ids, choice.many) if choice.many else [(row, row) for row in rows]
        self._missing = ()
        self._grid.select_ranges(known.get(kept[0]) if kept else None, ranges)

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
