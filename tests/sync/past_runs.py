"""Receipts of runs that ended so, and how a shop stands after them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind, PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sync.standing.standing import ShopStanding

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DONE, PARTIAL, STOPPED = RunState.DONE, RunState.PARTIAL, RunState.STOPPED
PAUSED, CANCELLED, FAILED = RunState.PAUSED, RunState.CANCELLED, RunState.FAILED
SYNC, PREVIEW, VERIFY, UNDO = JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY, JobKind.UNDO
RETRY, ORDERS = JobKind.RETRY, JobKind.ORDERS
AHEAD = PlanCounts(create=6, update=46, unchanged=100)
PLANNED = PlanCounts(create=10, update=20, unchanged=5, skip=2)
LEFT = PlanCounts(create=6, update=20, unchanged=9, skip=2)
BRAKE = Brake(kind=BrakeKind.OTHER_ACCOUNT, count=100, total=100)
Run = tuple[JobKind, RunState, dict[str, object]]


def report(number: int, kind: JobKind, state: RunState, **more: object) -> RunReport:
    """A run that ended so many minutes after the first."""
    at = NOW + timedelta(minutes=number - 1)
    blank = RunReport(
        run_id=number, kind=kind, state=state, connection_id=1, started_at=at, finished_at=at
    )
    return replace(blank, **more)


def after(*runs: Run, known: ShopStanding | None = None) -> ShopStanding:
    """The standing after these runs, a minute apart."""
    standing = known or ShopStanding()
    first = len(standing.recent) + 1
    for number, (kind, state, more) in enumerate(runs, first):
        standing = standing.after(report(number, kind, state, **more))
    return standing


def proven() -> ShopStanding:
    """A shop whose both sides were proven equal by its first run."""
    return replace(after((SYNC, DONE, {"verified": True, "created": 100})), verified_at=NOW)
