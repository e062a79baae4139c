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
    """The place in the list: the first row of a new one, the same row of one that was read again.

    The choice is kept as products: a list of which only a part is there may lack them.
    """

    def __init__(self, grid: ProductGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = grid.products
        #: The products that are to be chosen in every list that comes.
        self._choice = Anchor()
        #: Whether that is all of a list of which only a part is there.
        self._is_all = False
        #: What the grid showed of it last: the user has chosen since whatever is otherwise.
        self._shown = Anchor()
        #: The products that keep their place while a list is exchanged, and those of an earlier grid.
        self._before = Anchor()
        self._restored: Anchor | None = None
        self._has_begun = False
        self._model.changing.connect(self._list_changes)
        self._model.listed.connect(self._listed)

    def anchor(self) -> Anchor:
        """The products that are to keep their place when the list is read again."""
        if self._restored is not None:
            return self._restored
        self._note_choice()
        top = max(0, self._grid.rowAt(0))
        return replace(
            self._choice,
            top=self._model.product_id(top),
            top_row=top,
            rows=self._grid.viewport().height() // self._grid.row_height() + 2,
        )

    def selected(self) -> tuple[int, ...]:
        """The products that are to be selected in another list, which is asked for now, if they are in it."""
        self._note_choice()
        current = self._grid.current_product()
        if current is not None:
            self._choice = Anchor(selected=(current,))
        self._is_all = False
        return self._choice.selected

    def restore(self, anchor: Anchor) -> None:
        """Take the place of an earlier grid when the next list is there."""
        self._restored = anchor

    def forget(self) -> None:
        """Have no product any more that was chosen: ids mean others now."""
        self._restored = None
        self._grid.select_rows([])
        self._shown = self._in_grid()
        self._choice, self._is_all = self._shown, False

    def _in_grid(self) -> Anchor:
        """The current product and all chosen ones, as the grid shows them."""
        grid = self._grid
        return Anchor(selected=tuple(grid.kept_products()), many=grid.many_products())

    def _note_choice(self) -> None:
        """Take over what the user has chosen since the last list was shown."""
        now, ids = self._in_grid(), self._model.ids
        if now != self._shown:
            self._choice = self._shown = now
            self._is_all = not self._model.complete and 1 < self._grid.selected_count() == len(ids)

    def _list_changes(self) -> None:
        self._before = self.anchor()
        if self._restored is not None:
            self._choice, self._is_all = self._restored, False
            self._before = replace(self._restored, top_row=-1)
            self._restored = None
            self._has_begun = True

    def _listed(self, listing: Listing) -> None:
        before, grid = self._before, self._grid
        if listing.kind is Kind.NEW:
            grid.scroll_to(0)
            self._is_all = False
        elif listing.kind is Kind.AGAIN and before.top is not None:
            row = self._row_of(before.top, listing)
            if row is not None and row != before.top_row:
                grid.scroll_to(row, grid.verticalScrollBar().value() % grid.row_height())
        self._choose(listing)
        if self._model.ids and grid.current_product() is None and not self._has_begun:
            self._has_begun = True
            grid.select_rows([0])
        self._shown = self._in_grid()
        if listing.complete:  # what is not in it is chosen no more
            self._choice, self._is_all = self._shown, False

    def _choose(self, listing: Listing) -> None:
        """Choose the same products, wherever they are in the list by now, as far as they are in it."""
        kept, many = self._choice.selected, self._choice.many
        if self._is_all:
            current = self._row_of(kept[0], listing) if kept else None
            self._grid.select_ranges(current, [(0, len(self._model.ids) - 1)])
            return
        known = listing.rows
        if not listing.looked_for.issuperset(kept):  # chosen while the list was on its way
            known = known | rows_of(self._model.ids, (p for p in kept if p not in known))
        rows = [known[product] for product in kept if product in known]
        current = known.get(kept[0]) if kept else None
        if current is None and rows and listing.complete:
            current = rows[0]
        if many:
            ranges = listing.ranges if listing.many == many else ranges_of(self._model.ids, many)
            self._grid.select_ranges(current, ranges)
        elif kept:
            self._grid.select_ranges(current, [(row, row) for row in rows])

    def _row_of(self, product_id: int, listing: Listing) -> int | None:
        row = listing.rows.get(product_id)
        return self._model.row_of(product_id) if row is None else row
