"""The first page's content, read at once: what changed, the largest falls of prices, how the shops stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.products.changes import ChangeKind, Period, Since
from shopsync_gui.store.lists.changes import Counts
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: So many products that became cheaper are shown.
MOST_FALLS = 6


class KeptNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of changes since a moment; true as long as the changes' basis is the same.

    `counts` are the numbers by kind, "" for any of them; `falls` the ids of the largest falls.
    """

    basis: str
    since: Since
    counts: dict[str, int]
    falls: tuple[int, ...]


class OverviewContent(msgspec.Struct, frozen=True, kw_only=True):
    """The changes since `since`: numbers of products by kind, and those whose price fell most.

    `standings` are the shops' by their local ids; their activity is not known here. `kept` is what
    the next reading may take over.
    """

    since: Since
    counts: Counts
    falls: tuple[GridRow, ...] = ()
    standings: dict[int, ShopStanding] = {}
    kept: str = ""


def read_overview(
    store: Store,
    connections: Sequence[Connection],
    period: Period,
    now: datetime,
    shop: int | None = None,
    kept: str = "",
) -> OverviewContent:
    """Read it, of one shop (its local id) or of all.

    It takes longer the more changed in the period, whatever the size of the catalogue, unless what an
    earlier reading `kept` still holds.
    """
    with store.database.snapshot():
        since = store.changes.since(period, now)
        if shop is not None:
            since = since.only(shop)
        numbers = _still_true(store, since, kept) or _numbers(store, since)
        return OverviewContent(
            since=since,
            counts={_KINDS[name]: number for name, number in numbers.counts.items()},
            falls=tuple(store.grid.rows(numbers.falls, since)),
            standings=read_standings(store, connections),
            kept=msgspec.json.encode(numbers).decode(),
        )


_KINDS: dict[str, ChangeKind | None] = {"": None, **{kind.value: kind for kind in ChangeKind}}


def _still_true(store: Store, since: Since, kept: str) -> KeptNumbers | None:
    """Return what was kept, if it is what would be found now."""
    try:
        numbers = msgspec.json.decode(kept, type=KeptNumbers)
    except (ValueError, RecursionError):
        return None
    if numbers.counts.keys() != _KINDS.keys() or numbers.basis != store.changes.basis():
        return None
    return numbers if store.changes.are_the_same(numbers.since, since) else None


def _numbers(store: Store, since: Since) -> KeptNumbers:
    counts = store.changes.counts(GridQuery(changed_since=since))
    return KeptNumbers(
        basis=store.changes.basis(),
        since=since,
        counts={name: counts[kind] for name, kind in _KINDS.items()},
        falls=tuple(store.changes.falls(since, MOST_FALLS)),
    )
