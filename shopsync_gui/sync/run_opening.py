"""The opening of a run: a new receipt, or that of an interrupted run that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, Job, JobKind
from shopsync_gui.core.runs.runs import RESUMABLE, RunReport, RunState

if TYPE_CHECKING:
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.dependencies import RunDependencies


def opened_receipt(job: Job, parts: RunDependencies, connection: Connection) -> RunReport:
    """Go on with an interrupted run of this shop, or open a new one."""
    earlier = _interrupted(job, parts, connection)
    receipt = _new(job, parts, connection) if earlier is None else _again(earlier, job, parts)
    receipt = replace(receipt, account_key=connection.account_key)
    parts.store.runs.save(receipt)
    return receipt


def _interrupted(job: Job, parts: RunDependencies, connection: Connection) -> RunReport | None:
    """The run that the job can go on with: of the same kind, for the same account."""
    if job.kind not in RESUMABLE_KINDS:
        return None
    states = RESUMABLE | {RunState.STOPPED} if job.approve_brake else RESUMABLE
    earlier = parts.store.runs.resumable(connection.id, job.kind, states)
    if earlier is None or earlier.orders_since != job.orders_since:
        return None
    return earlier if earlier.account_key in ("", connection.account_key) else None


def _again(earlier: RunReport, job: Job, parts: RunDependencies) -> RunReport:
    again = replace(
        earlier,
        state=RunState.RUNNING,
        problem=None,
        mended=False,
        options_changed=False,
        brakes=(),
        finished_at=None,
        advanced_at=earlier.synced_at if earlier.counts_as_sync else None,
        continued=earlier.continued + 1,
    )
    if job.goes_on:
        return again
    return replace(
        again,
        agreed_plan=_agreed_plan(job),
        agreed_after=parts.store.past_writes.newest(),
        covered_plan=None,
    )


def _new(job: Job, parts: RunDependencies, connection: Connection) -> RunReport:
    return replace(
        parts.store.runs.start(job.kind, connection.id, parts.now()),
        undo_of=job.undo_run_id,
        remove_created=job.kind is JobKind.UNDO and job.remove_created,
        orders_since=job.orders_since,
        agreed_plan=_agreed_plan(job),
    )


def _agreed_plan(job: Job) -> str | None:
    """The fingerprint of the plan to which the consent is tied; that of none where it has nothing to go on with."""
    if job.goes_on:
        return ""
    return None if job.approve_brake else job.plan_fingerprint
