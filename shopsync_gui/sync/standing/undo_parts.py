"""The parts of an undo that was broken off and continued, told as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind

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
