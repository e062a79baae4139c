"""The end of a run that a dead program left as running, by what the journal and other runs tell."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store.database.codecs import moment_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.database.database import Database


def interrupted(
    database: Database,
    run: RunReport,
    others: Iterable[RunReport],
    now: datetime,
    problem: Problem,
) -> RunReport:
    """The receipt of a run that a `problem` ended when last it was at work; `others` are the shop's newest runs."""
    wrote = _last_write(database, run)
    again = run.kind in RESUMABLE_KINDS or run.kind is JobKind.UNDO
    return replace(
        run,
        state=RunState.PAUSED if again else RunState.FAILED,
        problem=problem,
        finished_at=min(now, _last_at_work(run, wrote, others)),
        advanced_at=wrote or run.advanced_at,
    )


def _last_write(database: Database, run: RunReport) -> datetime | None:
    """The moment of a run's last write, sent or carried out; None where there was none."""
    wrote = database.rows(
        "SELECT max(coalesce(sent_at, 0)), max(coalesce(ended_at, 0)) FROM journal WHERE run_id = ?",
        (run.run_id,),
    )
    return max((moment_out(at) for row in wrote for at in row if at), default=None)


def _last_at_work(run: RunReport, wrote: datetime | None, others: Iterable[RunReport]) -> datetime:
    """The last moment at which a run is known to have been at work, later than all that had ended."""
    moments = [run.started_at + timedelta(seconds=run.seconds)]
    if wrote is not None:
        moments.append(wrote)
    moments += [
        other.finished_at + timedelta(milliseconds=1)
        for other in others
        if other.finished_at is not None
    ]
    return max(moments)
