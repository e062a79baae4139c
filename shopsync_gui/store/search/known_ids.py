"""The ids of the conditions that searches asked for last, kept while no product changes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from shopsync_gui.store.search.found_ids import decoded, united, without

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.search.conditions import Condition
    from shopsync_gui.store.search.tuning import Tuning


class KnownIds:
    """Reads the ids of conditions and of words by their indexes; of those that many products meet, none.

    Searches on several connections share them, of which one is at work at a time.
    """

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        #: The state of the catalogue that was looked at last, and its highest id.
        self.stamp = -1
        self.highest = 0
        #: Of a condition that more products meet, none is kept.
        self._most = 0
        self._kept: OrderedDict[Condition, array[int] | None] = OrderedDict()
        #: The conditions, whatever their values, that many products once met.
        self._many: set[str] = set()

    def renew(self, database: Database) -> None:
        """Forget what is kept if a product changed since."""
        stamp = int(database.value("SELECT n FROM catalogue_stamp"))
        if stamp == self.stamp:
            return
        highest = int(database.value("SELECT max(id) FROM product") or 0)
        self._kept.clear()
        self.stamp, self.highest = stamp, highest
        self._most = max(self._tuning.known_ids, highest // self._tuning.known_part)

    def of(self, database: Database, condition: Condition) -> array[int] | None:
        """The ids of a condition by its index, some perhaps twice; None where none knows them, or there are many."""
        if not condition.ids:
            return None
        if condition not in self._kept:
            self._kept[condition] = self._read(database, condition)
            if len(self._kept) > self._tuning.kept_conditions:
                self._kept.popitem(last=False)
        self._kept.move_to_end(condition)
        return self._kept[condition]

    def met(self, database: Database, condition: Condition) -> tuple[Collection[int] | None, bool]:
        """The ids of products that may meet a condition, and whether all of them do; None if they are many."""
        if condition.any_of:
            some = [self.met(database, each) for each in condition.any_of]
            met = [ids for ids, _exact in some if ids is not None]
            if len(met) < len(some):
                return None, False
            return united(met, self.highest), all(exact for _ids, exact in some)
        ids = self.of(database, condition)
        if ids is None or condition.never is None:
            return ids, ids is not None and condition.exact
        others = self.of(database, condition.never)
        if others is None:
            return ids, False
        return without(ids, others, self.highest), condition.exact

    def _read(self, database: Database, condition: Condition) -> array[int] | None:
        """The ids of a condition, unless they are many. Where they were so before, they are counted first."""
        params = (*condition.ids_params, self._most + 1)
        if condition.ids in self._many:
            counted = f"SELECT count(*) FROM ({condition.ids} LIMIT ?)"
            if database.value(counted, params) > self._most:
                return None
        ids = self.listed(database, f"{condition.ids} LIMIT ?", params)
        if len(ids) <= self._most:
            return ids
        self._many.add(condition.ids)
        return None

    def listed(self, database: Database, select: str, params: tuple[object, ...]) -> array[int]:
        """The ids of a SELECT, handed over as one text: row by row takes three times as long."""
        text = database.value(f"SELECT json_group_array(id) FROM ({select})", params)
        return decoded(text, self.highest)
