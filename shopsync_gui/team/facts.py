"""The common knowledge of a team about a shop: taken in by each computer, told by the one that writes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.team import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store import Store
    from shopsync_gui.team.connection import TeamConnection
    from shopsync_gui.team.database import TeamDatabase

#: Rows that are read or written at once.
_BATCH = 5000


async def take_in(link: TeamConnection, store: Store, connection_id: int, shop_id: int) -> None:
    """Take over what the team has learned of a shop since the last time. Raises TeamError."""
    while True:
        after = store.team.seen(connection_id)
        facts, seq = await link.call(partial(_read, shop_id=shop_id, after=after))
        links = store.team.take_in(connection_id, facts, seq)
        if links:
            store.catalogue.adopt(connection_id, links)
        if len(facts) < _BATCH:
            return


async def share(
    link: TeamConnection, store: Store, connection_id: int, shop_id: int, member_id: int
) -> None:
    """Have what was learned here known to all; only the holder of the lease does. Raises TeamError."""
    changed = store.team.changed(connection_id)
    for start in range(0, len(changed), _BATCH):
        facts = changed[start : start + _BATCH]
        await link.call(partial(_write, shop_id=shop_id, member_id=member_id, facts=facts))
        store.team.shared(connection_id, facts)


def _read(db: TeamDatabase, shop_id: int, after: int) -> tuple[list[Fact], int]:
    """The next rows about a shop that were written after `after`, and how far they reach."""
    rows = db.rows(
        "SELECT kind, key, body, seq FROM fact WHERE shop_id = %s AND seq > %s ORDER BY seq LIMIT %s",
        (shop_id, after, _BATCH),
    )
    return [Fact(*row[:3]) for row in rows], rows[-1][3] if rows else after


def _write(db: TeamDatabase, shop_id: int, member_id: int, facts: Sequence[Fact]) -> None:
    """Write rows about a shop."""
    kinds, keys, bodies = zip(*facts, strict=True)
    db.rows(
        "SELECT keep_facts(%s, %s, %s::text[], %s::text[], %s::text[])",
        (shop_id, member_id, list(kinds), list(keys), list(bodies)),
    )
