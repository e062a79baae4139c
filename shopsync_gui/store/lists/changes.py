"""The changes of the shops since a moment: how many of which kind, and the largest falls of prices."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.products.changes import EVER, ChangeKind, Period, Since
from shopsync_gui.store.database.codecs import json_list, moment_out, time_in
from shopsync_gui.store.runs.runs import Runs
from shopsync_gui.store.search.change_sql import ANY, COMPARED, FALLS, counts_sql, parameters
from shopsync_gui.store.search.conditions import conditions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.lists.grid import Grid
    from shopsync_gui.store.search.query import GridQuery

Counts = dict[ChangeKind | None, int]

_DAYS = {Period.WEEK: 7, Period.MONTH: 30}


class Changes:
    """The changes of products, and the moments from which they count, shop by shop."""

    def __init__(self, database: Database, grid: Grid) -> None:
        self._db = database
        self._grid = grid

    def counts(self, query: GridQuery) -> Counts:
        """Count the query's products by how they changed since its `changed_since`; None: at all.

        The query's own `change` does not matter.
        """
        if query.changed_since is None:
            return {}
        rest = replace(query, changed_since=None, change=None, limit=None)
        narrowed = any(conditions(rest)) or bool(rest.text.strip())
        found: list[object] = parameters(query.changed_since)
        if narrowed:
            ids = self._grid.members(replace(query, change=None))
            found.append(json_list(ids))
        numbers = dict(self._db.rows(counts_sql(among=narrowed), found))
        counts: Counts = {kind: numbers.get(kind.value, 0) for kind in ChangeKind}
        counts[None] = numbers[ANY]
        counts[ChangeKind.OTHER] = numbers[ANY] - numbers[ChangeKind.NEW] - numbers[COMPARED]
        return counts

    def falls(self, since: Since, limit: int) -> list[int]:
        """The ids of products that can be had and lost most of their gross price, in percent."""
        rows = self._db.rows(FALLS, (*parameters(since), limit))
        return [product_id for (product_id,) in rows]

    def basis(self) -> str:
        """Return a mark of what the changes rest on: while it is the same, so is what changed since a moment."""
        return str(self._db.value(_BASIS))

    def are_the_same(self, since: Since, other: Since) -> bool:
        """Whether nothing changed between the moments of both, in any shop."""
        for (shop,) in self._db.rows("SELECT id FROM connection WHERE NOT removed"):
            moments = sorted((time_in(since.of(shop)) or 0, time_in(other.of(shop)) or 0))
            if moments[0] != moments[1] and self._db.value(_BETWEEN, (*moments, shop)):
                return False
        return True

    def since(self, period: Period, now: datetime) -> Since:
        """The moment, shop by shop, that a period begins at."""
        if period in _DAYS:
            return Since(now - timedelta(days=_DAYS[period]))
        shops = self._db.column("SELECT id FROM connection WHERE NOT removed ORDER BY id")
        of_shop = self._last_sync if period is Period.LAST_SYNC else self._last_newsletter
        return Since(EVER, tuple((shop, of_shop(shop)) for shop in shops))

    def note_newsletter(self, connection_ids: Iterable[int], now: datetime) -> None:
        """Remember that a newsletter about these shops went out."""
        self._db.many(
            "UPDATE connection SET newsletter_at = ? WHERE id = ?",
            [(time_in(now), connection_id) for connection_id in connection_ids],
        )

    def _last_newsletter(self, connection_id: int) -> datetime:
        at = self._db.value("SELECT newsletter_at FROM connection WHERE id = ?", (connection_id,))
        return EVER if at is None else moment_out(at)

    def _last_sync(self, connection_id: int) -> datetime:
        """The moment from which on the changes count that the last sync with any brought.

        A preview, or a sync that was broken off, may have noticed them before the sync: it is the
        end of the sync before that counts. Changes noticed since the last sync belong to the next.
        """
        noticed = max(
            self._db.value(query, (connection_id,)) or 0 for query in (_LAST_CHANGE, _LAST_NEW)
        )
        ended = Runs(self._db).sync_before(connection_id, moment_out(noticed))
        return EVER if ended is None else ended.last_at


#: Every write to the products moves the stamp; old changes and runs are removed from the first on.
_BASIS = """SELECT concat_ws(' ', (SELECT n FROM catalogue_stamp),
    (SELECT min(id) FROM change), (SELECT max(id) FROM change), (SELECT min(id) FROM run),
    (SELECT group_concat(concat_ws(':', id, coalesce(first_read_at, ''), removed)) FROM connection))"""
_BETWEEN = """SELECT EXISTS (SELECT 1 FROM change WHERE at >= ?1 AND at < ?2)
    OR EXISTS (SELECT 1 FROM product
        WHERE connection_id = ?3 AND first_seen_at >= ?1 AND first_seen_at < ?2)"""
_LAST_CHANGE = (
    "SELECT change.at FROM change CROSS JOIN product p ON p.id = change.product_id"
    " WHERE p.connection_id = ? AND p.state != 'from_order' ORDER BY change.at DESC LIMIT 1"
)
_LAST_NEW = (
    "SELECT first_seen_at FROM product WHERE connection_id = ? AND state != 'from_order'"
    " ORDER BY first_seen_at DESC LIMIT 1"
)
