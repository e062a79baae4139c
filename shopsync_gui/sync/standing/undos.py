"""The undos of a shop: the parts of one told as one, and the one whose values the account still has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sync.standing.jobs_over_some import OVER_SOME

if TYPE_CHECKING:
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.sync.standing.standing import ShopStanding


def with_earlier_parts(standing: ShopStanding, undo: RunReport) -> RunReport:
    """The receipt of an undo, with what earlier parts of it gave back and removed."""
    parts = [undo]
    for run in standing.recent:
        if run.kind in (JobKind.SYNC, JobKind.VERIFY):
            break
        is_part = run.kind is JobKind.UNDO and run.undo_of == undo.undo_of
        if is_part and run.run_id < undo.run_id and not run.left_behind:
            parts.append(run)
    return replace(
        undo,
        updated=sum(part.updated for part in parts),
        removed=sum(part.removed for part in parts),
        renamed_categories=sum(part.renamed_categories for part in parts),
    )


def undo_in_force(standing: ShopStanding) -> RunReport | None:
    """The undo whose values the account still has, with all of its parts.

    No sync has ended or written anything since, no comparison has found both sides equal, and the
    connection has not been led elsewhere.
    """
    comparison = standing.comparison
    if comparison is not None and comparison.planned is not None and not comparison.planned.writes:
        return None
    for run in standing.recent:
        if run.left_behind:
            return None
        if run.has_undone:
            return with_earlier_parts(standing, run)
        if run.kind in OVER_SOME:
            continue
        judged = run.kind is not JobKind.PREVIEW and run.has_compared
        planned = run.planned if run.kind is JobKind.SYNC else None
        if run.has_written or judged or (planned is not None and not planned.writes):
            return None
    return standing.latest if standing.is_undone else None
