"""The filters of the list, kept from one start of the program to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.store.search.filters import Filters, recalled

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

_MEMORY, _DATA = "products/filters", "products/filtersData"


class KeptFilters:
    """The filters of the last time, with the mark of the data they were chosen among.

    In what was restored from a backup since then, ids of shops and categories mean other ones.
    """

    def __init__(self, context: AppContext) -> None:
        self._memory = context.memory
        self._connections = context.connections
        self._shops = self._connected()

    def recall(self) -> Filters:
        """The filters that were kept, as far as they mean the same now."""
        kept = recalled(self._memory.value(_MEMORY))
        chosen_among = self._memory.value(_DATA, 0, type=int)
        same = chosen_among == self._connections.mark
        return self.beside_disconnected(kept if same else kept.beside_ids())

    def keep(self, filters: Filters) -> None:
        """Remember filters that were chosen now."""
        self._memory.setValue(_MEMORY, filters.remembered())
        self._memory.setValue(_DATA, self._connections.mark)

    def beside_disconnected(self, filters: Filters) -> Filters:
        """Drop a filter by a shop that is not connected; by a run and a category where a shop has gone with its own.

        Without any shop there is nothing to narrow.
        """
        before, self._shops = self._shops, self._connected()
        if not self._shops:
            return Filters()
        if before - self._shops:
            filters = replace(filters, changed_in_run=None, category=None)
        if filters.connection_id not in self._shops:
            filters = replace(filters, connection_id=None)
        return filters

    def _connected(self) -> set[int]:
        return {shop.id for shop in self._connections}
