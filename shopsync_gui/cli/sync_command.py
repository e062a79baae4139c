"""The command `sync`: one shop, or all of them, some side by side."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import connection_of, hear_from_team, no_shop
from shopsync_gui.cli.exits import OF_STATE, Exit, exit_of_problem, worst
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.metrics import MetricsFile
from shopsync_gui.cli.receipts import error_json, sync_json
from shopsync_gui.cli.side_by_side import SideBySide
from shopsync_gui.core.errors import (
    Cancelled,
    CommandNotUnderstood,
    ConsentMissing,
    ScheduleOfColleague,
    StoreError,
    SyncedMeanwhile,
)
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.run_labels import RUN_STATES
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import N_, _, format_int, ngettext, sentences, translate
from shopsync_gui.sync.schedule.due import awaited_consent, due_of, fair_order
from shopsync_gui.sync.schedule.missing_consent import missing_consent_text
from shopsync_gui.sync.schedule.sandbox_shops import sandbox_gone_text, sandbox_is_gone

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.job_runner import JobRunner
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.job_worker import Outcome


def sync(arguments: Namespace, console: Console) -> Exit:
    """Bring the account in line with the shop.

    Metrics that cannot be written are told before anything is run, and keep nothing from it. Raises
    ConsentMissing without --yes.
    """
    if arguments.shop is None and not arguments.all:
        detail = _("Name a shop, or give --all for every shop.")
        raise CommandNotUnderstood(detail=detail, program="shopsync sync")
    if arguments.shop is not None and arguments.all:
        detail = _("Give either a shop or --all, not both.")
        raise CommandNotUnderstood(detail=detail, program="shopsync sync")
    if (arguments.due or arguments.jobs) and not arguments.all:
        raise CommandNotUnderstood(detail=_("--due and --jobs need --all"), program="shopsync sync")
    if not arguments.yes:
        raise ConsentMissing
    metrics = MetricsFile(arguments.metrics, console)
    try:
        with job_runner(console) as runner:
            metrics.write(runner.store)
            if arguments.all:
                return _sync_all(runner, arguments, console, metrics)
            connection = connection_of(runner.store, arguments.shop)
            receipt, _plan = runner.run(_job(connection, arguments), wait=arguments.wait)
            code = runner.end(receipt, connection, sync_json(receipt))
            metrics.note_end(receipt.problem)
            metrics.write(runner.store)
            runner.tell_by_mail(receipt)
            return code
    except StoreError:
        metrics.write_unusable()
        raise


def _job(connection: Connection, arguments: Namespace) -> Job:
    return Job(
        kind=JobKind.SYNC,
        connection_id=connection.id,
        consent=True,
        approve_brake=arguments.approve_brake,
    )


def _sync_all(
    runner: JobRunner, arguments: Namespace, console: Console, metrics: MetricsFile
) -> Exit:
    """Sync every shop, those that are due only where asked; none keeps another from its turn.

    A shop whose sandbox does not run is left out. Raises NoShopConnected: a timer that looks into
    another folder must not end well.
    """
    hear_from_team(runner.store)
    connections = []
    for connection in runner.store.connections.all():
        if sandbox_is_gone(connection):
            console.note(f"{connection.name}: {sandbox_gone_text()}")
        else:
            connections.append(connection)
    if not connections:
        raise no_shop(runner.store)
    jobs = [job for c in connections if (job := _job_of(runner, c, arguments)) is not None]
    if arguments.approve_brake:
        jobs = [_approving_seen(runner, job) for job in jobs]
    several = SideBySide(
        runner.store,
        runner.secrets,
        console,
        limit=arguments.jobs or runner.store.settings.load().sync.jobs,
        wait=arguments.wait,
    )
    ends: list[Exit] = []
    left_out: list[Connection] = []

    def tell(connection: Connection, outcome: Outcome) -> None:
        console.note("", f"{connection.name}:")
        problem = outcome.problem
        if problem is not None and (
            problem.is_a(SyncedMeanwhile) or (arguments.due and problem.is_a(ScheduleOfColleague))
        ):
            console.note(problem.message)  # that is as it should be
            console.result({"skipped": problem.code}, shop=connection.name)
            left_out.append(connection)
        elif outcome.report is None:
            problem = problem or Cancelled().problem
            console.problem(problem)
            ends.append(exit_of_problem(problem))
            console.result({"error": error_json(problem)}, shop=connection.name)
        else:
            ends.append(runner.say_end(outcome.report, connection))
            console.result(sync_json(outcome.report), shop=connection.name)
        metrics.note_end(problem if outcome.report is None else outcome.report.problem)
        metrics.write(runner.store)

    ran = run_cancellable(several.run(fair_order(runner.store, jobs), tell))
    if arguments.due:
        for connection in connections:
            if (missing := awaited_consent(runner.store, connection)) is not None:
                console.note(f"{connection.name}: {missing_consent_text(missing)}")
    if not jobs:
        console.note(_("No shop is due."))
        console.result({"items": []})
        return Exit.DONE
    console.note(_sum(ends, total=len(connections), due=len(jobs) - len(left_out)))
    return worst(ends if ran else (*ends, Exit.CANCELLED))


def _approving_seen(runner: JobRunner, job: Job) -> Job:
    """The job of one of several shops: it approves only what the brake stopped before, which could be looked at."""
    stopped = frozenset({RunState.STOPPED})
    seen = runner.store.runs.resumable(job.connection_id, JobKind.SYNC, stopped)
    return job if seen is not None else replace(job, approve_brake=False)


def _sum(ends: Sequence[Exit], *, total: int, due: int) -> str:
    """Say how many shops were synced, and what became of the others."""
    synced = ngettext("{done} of {total} shop synced.", "{done} of {total} shops synced.", total)
    counts: Counter[Exit] = Counter(Exit.FAILED if end is Exit.USAGE else end for end in ends)
    parts = [
        f"{translate(label)}: {format_int(count)}"
        for label, count in (
            *((RUN_STATES[state], counts[OF_STATE[state]]) for state in _OTHER_ENDS),
            (N_("Another program is at work"), counts[Exit.BUSY]),
            (N_("Not begun"), due - len(ends)),
            (N_("Not due"), total - due),
        )
        if count
    ]
    return sentences(
        synced.format(done=format_int(counts[Exit.DONE]), total=format_int(total)),
        ", ".join(parts),
    )


#: The ends of a sync that is not simply done.
_OTHER_ENDS = (
    RunState.PARTIAL,
    RunState.STOPPED,
    RunState.PAUSED,
    RunState.CANCELLED,
    RunState.FAILED,
)


def _job_of(runner: JobRunner, connection: Connection, arguments: Namespace) -> Job | None:
    """The shop's job; None where only those are wanted that are due, and it is not."""
    if not arguments.due:
        return _job(connection, arguments)
    now = datetime.now(UTC)
    due = due_of(runner.store, connection, now)
    return None if due is None or due.at > now else due.job
