"""The first page's content, read at once: what changed, the largest falls of prices, how the shops stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.changes import Period, Since
from shopsync_gui.store.changes import Counts
from shopsync_gui.store.grid import GridRow
from shopsync_gui.store.query import GridQuery
from shopsync_gui.sync.standing import ShopStanding, read_standings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection

#: So many products that became cheaper are shown.
MOST_FALLS = 6


class OverviewContent(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since `since`: numbers of products by kind, and those whose price fell most.

    `standings` are the shops' by their local ids; their activity is not known here.
    """

    since: Since
    counts: Counts
    falls: tuple[GridRow, ...] = ()
    standings: dict[int, ShopStanding] = {}


def read_overview(
    store: Store,
    connections: Sequence[Connection],
    period: Period,
    now: datetime,
    shop: int | None = None,
) -> OverviewContent:
    """Read it, of one shop (its local id) or of all; takes longer the more changed in the period, whatever the size of the catalogue."""
    since = store.changes.since(period, now)
    if shop is not None:
        since = since.only(shop)
    return OverviewContent(
        since=since,
        counts=store.changes.counts(GridQuery(changed_since=since)),
        falls=tuple(store.grid.rows(store.changes.falls(since, MOST_FALLS), since)),
        standings=read_standings(store, connections),
    )
