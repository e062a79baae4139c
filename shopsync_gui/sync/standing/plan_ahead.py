"""The work that lies ahead of a shop's next sync, as far as a plan tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import JobKind

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan_summary import PlanCounts
    from shopsync_gui.sync.standing.standing import ShopStanding


def plan_ahead(standing: ShopStanding) -> PlanCounts | None:
    """The next sync's work, by the last plan: a preview's or verification's, or what is left of a sync.

    None where no plan says anything about it any more.
    """
    for run in standing.recent:
        if run.is_outdated:
            return None
        if run.kind is JobKind.PREVIEW:
            if run.previews_sync and run.planned is not None:
                return run.planned
        elif run.kind is JobKind.VERIFY:
            if run.planned is not None and run.state.ended:
                return run.planned
        else:
            if run.kind is JobKind.SYNC and run.left is not None and not run.state.ended:
                return run.left
            if run.state.ended or run.has_written:
                return None
    return None
