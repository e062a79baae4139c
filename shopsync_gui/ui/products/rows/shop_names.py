"""The names that tell the shops of products apart where a list shows those of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from shopsync_gui.ui.products.rows.row_texts import one_line

if TYPE_CHECKING:
    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.store.search.query import GridQuery
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList


class ShopName(msgspec.Struct, frozen=True):
    """A shop's name as a row has room for it, and its whole title."""

    short: str
    title: str


class ShopNames(QObject):
    """The names of all shops, by connection; none where there is one shop alone."""

    #: Shops have other names than before, or are named for the first time.
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._names: dict[int, ShopName] = {}

    def take(self, connections: ConnectionList) -> None:
        """Name the shops as the window knows them now."""
        names: dict[int, ShopName] = {}
        if len(connections) > 1:
            for shop in connections:
                short = one_line(connections.title_of(shop, short=True))
                names[shop.id] = ShopName(short, connections.title_of(shop))
        if names != self._names:
            self._names = names
            self.changed.emit()

    def of(self, row: GridRow, query: GridQuery) -> ShopName | None:
        """The name of a product's shop; None where the list shows the products of one shop alone."""
        return None if query.connection_id is not None else self._names.get(row.connection_id)
