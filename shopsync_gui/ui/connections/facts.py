"""What a card shows of a shop beside its name, read in one question for all cards."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.runs import JobKind, RunReport, RunState
from shopsync_gui.store.grid import CatalogueCounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan import PlanCounts
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection

#: All kinds of runs whose end says how the two sides stand; a preview only looks.
_STANDING = tuple(kind for kind in JobKind if kind is not JobKind.PREVIEW)
_ATTENTION = frozenset({RunState.PARTIAL, RunState.STOPPED, RunState.PAUSED, RunState.FAILED})
#: So many of the last runs can have the plan that the next sync is to carry out.
_LOOKED_AT = 10


class CardFacts(msgspec.Struct, frozen=True):
    """`latest` is the last run that was more than a look; `looked` a preview since then.

    `compared` is the last preview since then that compared the two sides as a whole.
    `synced_at` is the moment of the last sync that came to its end or wrote something.
    """

    counts: CatalogueCounts = CatalogueCounts()
    #: Products and categories in the account.
    account: tuple[int, int] = (0, 0)
    latest: RunReport | None = None
    looked: RunReport | None = None
    compared: RunReport | None = None
    synced_at: datetime | None = None

    @property
    def ahead(self) -> int:
        """Products that a preview since the last run would write."""
        planned = None if self.compared is None else self.compared.planned
        return 0 if planned is None else planned.writes

    @property
    def undone(self) -> bool:
        """Whether the last run took away what a sync had written."""
        latest = self.latest
        return latest is not None and latest.kind is JobKind.UNDO and _has_undone(latest)

    def with_end(self, report: RunReport) -> CardFacts:
        """After one more run."""
        if report.kind is JobKind.PREVIEW:
            compared = report if _is_whole_look(report) else self.compared
            return msgspec.structs.replace(self, looked=report, compared=compared)
        synced_at = self.synced_at
        if report.counts_as_sync:
            synced_at = report.last_at
        return msgspec.structs.replace(
            self, latest=report, looked=None, compared=None, synced_at=synced_at
        )


def read_facts(store: Store, connection_ids: Iterable[int]) -> dict[int, CardFacts]:
    """The facts of each shop."""
    return {connection_id: _facts(store, connection_id) for connection_id in connection_ids}


def _facts(store: Store, connection_id: int) -> CardFacts:
    latest = store.runs.latest(connection_id, _STANDING)
    looks = [
        report
        for report in store.runs.newest(_LOOKED_AT, connection_id)
        if report.kind is JobKind.PREVIEW and (latest is None or report.last_at >= latest.last_at)
    ]
    synced = latest
    if latest is not None and not latest.counts_as_sync:
        synced = store.runs.last_sync(connection_id)
    return CardFacts(
        counts=store.grid.summary(connection_id),
        account=store.target.counts(connection_id),
        latest=latest,
        looked=_newest(looks),
        compared=_newest(filter(_is_whole_look, looks)),
        synced_at=None if synced is None else synced.last_at,
    )


def _newest(reports: Iterable[RunReport]) -> RunReport | None:
    return max(reports, key=lambda report: (report.last_at, report.run_id), default=None)


def needs_attention(store: Store, connection_id: int) -> bool:
    """Whether the shop's last run, or one before it, left something for its user to do."""
    latest = store.runs.latest(connection_id, _STANDING)
    if latest is None:
        return False
    return latest.state in _ATTENTION or store.catalogue.has_failed(connection_id)


def is_proof_old(store: Store, connection: Connection) -> bool:
    """Whether a run since the last proof found, or left, the two sides unequal."""
    if connection.verified_at is None:
        return False
    reports = store.runs.newest(_LOOKED_AT, connection.id)
    for report in sorted(reports, key=lambda report: report.last_at, reverse=True):
        if report.state is RunState.RUNNING:
            continue
        if report.last_at <= connection.verified_at:
            return False
        if report.kind in (JobKind.SYNC, JobKind.VERIFY) and report.verified:
            return False
        if _is_apart(report):
            return True
    return False


def _is_apart(report: RunReport) -> bool:
    """Whether the run found, or left, something to be written."""
    planned = report.planned
    if report.kind is JobKind.UNDO:
        return _has_undone(report)
    if report.kind is JobKind.PREVIEW:
        found = planned is not None and planned.writes > 0
        return _is_whole_look(report) and (bool(report.brakes) or found)
    if report.brakes or report.verified is False:
        return True
    ended = report.state in (RunState.DONE, RunState.PARTIAL)
    written = report.created + report.updated
    return planned is not None and not ended and planned.writes > written


def _is_whole_look(report: RunReport) -> bool:
    """Whether it is a preview of an ordinary sync that was read to its end."""
    return report.state is RunState.DONE and report.orders_since is None and report.undo_of is None


def _has_undone(report: RunReport) -> bool:
    return report.updated + report.removed > 0


def plan_ahead(store: Store, connection_id: int) -> PlanCounts | None:
    """What the next sync has to do, by the last plan: a preview's, or what is left of a sync.

    None where no plan says anything about it any more.
    """
    reports = store.runs.newest(_LOOKED_AT, connection_id)
    for report in sorted(reports, key=lambda report: report.last_at, reverse=True):
        if report.kind is JobKind.PREVIEW:
            ordinary = report.orders_since is None and report.undo_of is None
            if ordinary and report.planned is not None:
                return report.planned
            continue
        if report.kind is JobKind.VERIFY:
            continue
        ended = report.state in (RunState.DONE, RunState.PARTIAL)
        if report.kind is JobKind.SYNC and report.left is not None and not ended:
            return report.left
        if ended or report.created + report.updated + report.removed:
            return None
    return None
