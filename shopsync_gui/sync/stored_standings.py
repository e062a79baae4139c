"""The standings of shops, by their stored receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.jobs import JobKind
from shopsync_gui.sync.moved_shops import moved_error
from shopsync_gui.sync.standing import RECENT, ShopStanding, by_time, tells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection

#: A preview changes nothing; the end of every other run says how the two sides stand.
_CHANGING = tuple(kind for kind in JobKind if kind is not JobKind.PREVIEW)


def read_standing(store: Store, connection: Connection) -> ShopStanding:
    """The standing of a shop by its stored receipts; who is at work is not asked here."""
    recent = by_time(store.runs.newest(RECENT, connection.id))
    latest = _telling(recent, store.runs.latest(connection.id, _CHANGING))
    synced = latest
    if latest is not None and not latest.counts_as_sync:
        synced = store.runs.last_sync(connection.id)
    skipped, failed = store.findings.left_out(connection.id)
    return ShopStanding(
        latest=latest,
        recent=recent,
        synced_at=None if synced is None else synced.last_at,
        verified_at=connection.verified_at,
        in_shop=store.overview.count_in_shop(connection.id),
        skipped=skipped,
        failed=failed,
        moved=_moved(connection),
    )


def read_standings(store: Store, connections: Iterable[Connection]) -> dict[int, ShopStanding]:
    """The standings of many shops by their ids: a handful of queries, however many there are."""
    latest = store.runs.latest_of_all(_CHANGING)
    recent = store.runs.newest_of_all(RECENT)
    syncs = store.runs.newest_of_all(RECENT, JobKind.SYNC)
    left_out = store.findings.left_out_of_all()
    in_shop = store.overview.count_in_shops()

    def synced(shop: int) -> RunReport | None:
        last = latest.get(shop)
        if last is None or last.counts_as_sync:
            return last
        found = next((run for run in syncs[shop] if run.counts_as_sync), None)
        return found or (store.runs.last_sync(shop) if len(syncs[shop]) == RECENT else None)

    def standing(connection: Connection) -> ShopStanding:
        shop = connection.id
        last_sync = synced(shop)
        skipped, failed = left_out.get(shop, (0, 0))
        return ShopStanding(
            latest=_telling(by_time(recent[shop]), latest.get(shop)),
            recent=by_time(recent[shop]),
            synced_at=None if last_sync is None else last_sync.last_at,
            verified_at=connection.verified_at,
            in_shop=in_shop.get(shop, 0),
            skipped=skipped,
            failed=failed,
            moved=_moved(connection),
        )

    return {connection.id: standing(connection) for connection in connections}


def _moved(connection: Connection) -> Problem | None:
    error = moved_error(connection)
    return None if error is None else error.problem


def _telling(recent: Iterable[RunReport], latest: RunReport | None) -> RunReport | None:
    """The last run that says how the sides stand; a retry or an undo without a write leaves that as it was."""
    if latest is None:
        return None
    earlier = next(
        (run for run in recent if run.kind in _CHANGING and not run.says_nothing_new), None
    )
    return latest if tells(latest, earlier) else earlier
