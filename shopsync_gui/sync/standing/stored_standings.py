"""The standings of shops, by their stored receipts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import by_time
from shopsync_gui.store.products.product_findings import NONE_LEFT_OUT
from shopsync_gui.store.runs.overwritings import in_force
from shopsync_gui.sync.schedule.missing_consent import schedule_awaits_consent
from shopsync_gui.sync.standing.jobs_over_some import OVER_SOME
from shopsync_gui.sync.standing.moved_shops import moved_problem
from shopsync_gui.sync.standing.standing import RECENT, ShopStanding
from shopsync_gui.sync.standing.telling_runs import tells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.verdict import Verdict
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.runs.overwritings import Overwriting

#: A preview changes nothing; the end of every other run says how the two sides stand.
_CHANGING = tuple(kind for kind in JobKind if kind is not JobKind.PREVIEW)
#: Those that are about the shop as a whole.
_WHOLE = tuple(kind for kind in _CHANGING if kind not in OVER_SOME)
#: So many runs are looked through where none of the newest says how the two sides stand.
_FURTHER = 200


def read_standing(store: Store, connection: Connection) -> ShopStanding:
    """The standing of a shop by its stored receipts; who is at work is not asked here."""
    recent = by_time(store.runs.newest(RECENT, connection.id))
    latest = _telling(store, recent, store.runs.latest(connection.id, _CHANGING))
    synced = latest
    if latest is not None and not latest.counts_as_sync:
        synced = store.runs.last_sync(connection.id)
    left_out = store.findings.left_out(connection.id)
    is_known = connection.id in store.connections.known_shops()
    may_write = store.connections.may_write(connection)
    colleague = _of_colleague(store.team_verdicts.all().get(connection.id), latest, recent)
    return replace(
        _of_connection(
            connection, colleague, may_write=may_write, in_team=store.connections.in_team()
        ),
        latest=latest,
        recent=_with_whole(store, recent, latest),
        synced_at=_later(_moment_of(synced), colleague.synced_at if colleague else None),
        in_shop=store.counts.in_shop(connection.id) if is_known else 0,
        skipped=left_out.skipped,
        failed=left_out.failed,
        refused=left_out.refused,
        overwritten=_overwritten(store.overwritings.all(), connection, latest, recent),
    )


def read_standings(store: Store, connections: Iterable[Connection]) -> dict[int, ShopStanding]:
    """The standings of many shops by their ids: a handful of queries, however many there are."""
    latest = store.runs.latest_of_all(_CHANGING)
    recent = store.runs.newest_of_all(RECENT)
    left_out = store.findings.left_out_of_all()
    in_shop = store.counts.in_shops()
    known = store.connections.known_shops()
    looks_only = store.connections.looks_only()
    overwritten = store.overwritings.all()
    in_team = store.connections.in_team()
    verdicts = store.team_verdicts.all()

    @cache
    def syncs() -> Mapping[int, Sequence[RunReport]]:
        return store.runs.newest_of_all(RECENT, JobKind.SYNC)

    def synced(shop: int, last: RunReport | None) -> RunReport | None:
        if last is None or last.counts_as_sync:
            return last
        found = next((run for run in syncs()[shop] if run.counts_as_sync), None)
        return found or (store.runs.last_sync(shop) if len(syncs()[shop]) == RECENT else None)

    def standing(connection: Connection) -> ShopStanding:
        shop = connection.id
        runs = by_time(recent[shop])
        last = _telling(store, runs, latest.get(shop))
        last_sync = synced(shop, last)
        of_shop = left_out.get(shop, NONE_LEFT_OUT)
        may_write = connection.may_be_written(looks_only=looks_only)
        colleague = _of_colleague(verdicts.get(shop), last, recent[shop])
        return replace(
            _of_connection(connection, colleague, may_write=may_write, in_team=in_team),
            latest=last,
            recent=_with_whole(store, runs, last),
            synced_at=_later(_moment_of(last_sync), colleague.synced_at if colleague else None),
            in_shop=in_shop.get(shop, 0) if shop in known else 0,
            skipped=of_shop.skipped,
            failed=of_shop.failed,
            refused=of_shop.refused,
            overwritten=_overwritten(overwritten, connection, last, recent[shop]),
        )

    return {connection.id: standing(connection) for connection in connections}


def _of_connection(
    connection: Connection, colleague: Verdict | None, *, may_write: bool, in_team: bool
) -> ShopStanding:
    """The part of a standing that the connection and a colleague tell without its runs."""
    verified_at, verified_count = connection.verified_at, connection.verified_count
    if colleague is not None and _later(colleague.proven_at, verified_at) != verified_at:
        verified_at, verified_count = colleague.proven_at, colleague.proven_count
    return ShopStanding(
        verified_at=verified_at,
        verified_count=verified_count,
        colleague=colleague,
        moved=moved_problem(connection),
        wrote_elsewhere=connection.wrote_elsewhere,
        looks_only=not may_write,
        in_team=in_team,
        awaits_consent=schedule_awaits_consent(connection, may_write=may_write),
    )


def _overwritten(
    found: Mapping[int, Sequence[Overwriting]],
    connection: Connection,
    latest: RunReport | None,
    recent: Sequence[RunReport],
) -> Overwriting | None:
    """The last overwriting of its products by another shop since both sides were compared."""
    runs = recent if latest is None else (latest, *recent)
    moments = [run.last_at for run in runs if run.has_compared]
    if connection.verified_at is not None:
        moments.append(connection.verified_at)
    return in_force(found.get(connection.id, ()), max(moments, default=None))


def _of_colleague(
    heard: tuple[Verdict, datetime] | None,
    latest: RunReport | None,
    recent: Sequence[RunReport],
) -> Verdict | None:
    """The word of a colleague's run, unless a run here has compared or written anything since it was heard."""
    if heard is None:
        return None
    verdict, at = heard
    runs = recent if latest is None else (latest, *recent)
    later = (run for run in runs if run.last_at > at)
    return None if any(run.has_compared or run.has_written for run in later) else verdict


def _later(here: datetime | None, there: datetime | None) -> datetime | None:
    """The later one of what this computer and a colleague's did."""
    return max((at for at in (here, there) if at is not None), default=None)


def _moment_of(sync: RunReport | None) -> datetime | None:
    """Return when a sync was; one between another shop and account than today's does not count."""
    return None if sync is None or sync.led_elsewhere else sync.synced_at


def _telling(
    store: Store, recent: Sequence[RunReport], latest: RunReport | None
) -> RunReport | None:
    """The last run that says how the sides stand; one that left all as it was says nothing of that."""
    if latest is None:
        return None
    earlier = _first_telling(recent)
    if earlier is None and len(recent) == RECENT:
        earlier = _first_telling(by_time(store.runs.newest(_FURTHER, latest.connection_id)))
    return latest if tells(latest, earlier) else earlier


def _with_whole(
    store: Store, recent: tuple[RunReport, ...], latest: RunReport | None
) -> tuple[RunReport, ...]:
    """The newest runs, with the last one about the whole shop behind any number of others."""
    if latest is None or latest.kind not in OVER_SOME or any(r.kind in _WHOLE for r in recent):
        return recent
    whole = store.runs.latest(latest.connection_id, _WHOLE)
    return recent if whole is None else (*recent, whole)


def _first_telling(runs: Iterable[RunReport]) -> RunReport | None:
    return next((run for run in runs if run.kind in _CHANGING and not run.says_nothing_new), None)
