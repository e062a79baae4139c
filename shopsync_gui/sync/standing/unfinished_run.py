"""The sync or import that came to no end before the last run, and can still go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, JobKind
from shopsync_gui.core.runs.runs import RESUMABLE, RunReport, RunState

if TYPE_CHECKING:
    from shopsync_gui.sync.standing.standing import ShopStanding

#: A cancelled one was left on purpose.
_WAITING = RESUMABLE - {RunState.CANCELLED, RunState.RUNNING} | {RunState.STOPPED}


def unfinished_run(standing: ShopStanding) -> RunReport | None:
    """The sync or import of old orders behind the last run that waits: to go on, or for an approval.

    None where that is the last run itself. It waits until another one of its kind takes its place, an
    undo takes back some of it, or, a sync, until a verification finds both sides equal without it. What
    the brake stopped by other options than those of now has nothing to approve.
    """
    if standing.colleague is not None and standing.colleague.equal:
        return None
    proven, met = False, set[JobKind]()
    for run in standing.recent:
        if run.left_behind or run.has_undone:
            return None
        proven = proven or (run.kind is JobKind.VERIFY and bool(run.verified))
        if run.kind not in RESUMABLE_KINDS or run.kind in met:
            continue
        met.add(run.kind)
        waits = run.state in _WAITING and not (proven and run.kind is JobKind.SYNC)
        is_void = run.state is RunState.STOPPED and run.is_outdated
        if waits and not is_void and standing.latest is not None and run != standing.latest:
            return run
    return None
