"""The sync that was broken off before the last run, and can still go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.runs import RESUMABLE, RunReport, RunState

if TYPE_CHECKING:
    from shopsync_gui.sync.standing import ShopStanding

#: A cancelled one was left on purpose.
_BROKEN_OFF = RESUMABLE - {RunState.CANCELLED, RunState.RUNNING}


def unfinished_run(standing: ShopStanding) -> RunReport | None:
    """The sync behind the last run that waits to go on; None where that is the last run itself.

    It waits until another sync takes its place, an undo takes back some of it, or a verification
    finds both sides equal without it.
    """
    for run in standing.recent:
        proven = run.kind is JobKind.VERIFY and run.verified
        if proven or run.left_behind or run.has_undone:
            return None
        if run.kind is JobKind.SYNC:
            waits = run.state in _BROKEN_OFF and run != standing.latest
            return run if waits and standing.latest is not None else None
    return None
