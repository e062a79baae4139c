"""The command `sync`: one shop, or all of them one after the other."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.exits import Exit, exit_of, worst
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.metrics import write_metrics
from shopsync_gui.cli.receipts import Json, error_json, sync_json
from shopsync_gui.core.errors import (
    AlreadyRunning,
    CommandNotUnderstood,
    ConsentMissing,
    ShopSyncError,
)
from shopsync_gui.core.runs import Job, JobKind, RunState
from shopsync_gui.core.text import _, format_int
from shopsync_gui.sync.due import due_of

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.job_runner import JobRunner
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.store.connections import Connection

#: Seconds between two tries of a command that waits for its turn.
_TRY_EVERY = 0.5


def sync(arguments: Namespace, console: Console) -> Exit:
    """Bring the account in line with the shop. Raises ConsentMissing without --yes."""
    if (arguments.shop is None) is not arguments.all:
        raise CommandNotUnderstood(detail=_("SHOP or --all"), program="shopsync sync")
    if arguments.due and not arguments.all:
        raise CommandNotUnderstood(detail=_("--due needs --all"), program="shopsync sync")
    if not arguments.yes:
        raise ConsentMissing
    with job_runner(console) as runner:
        if arguments.all:
            return _sync_all(runner, arguments, console)
        connection = connection_of(runner.store, arguments.shop)
        receipt = _run(runner, _job(connection, arguments), arguments.wait)
        _keep_metrics(runner, arguments)
        code = runner.end(receipt, connection, sync_json(receipt))
        runner.tell_by_mail(receipt)
        return code


def _job(connection: Connection, arguments: Namespace) -> Job:
    return Job(
        kind=JobKind.SYNC,
        connection_id=connection.id,
        consent=True,
        approve_brake=arguments.approve_brake,
    )


def _run(runner: JobRunner, job: Job, wait: int) -> RunReport:
    """Run a job; while another program works, try again for `wait` seconds. Raises AlreadyRunning."""
    until = time.monotonic() + wait
    while True:
        try:
            return runner.run(job)[0]
        except AlreadyRunning:
            if time.monotonic() >= until:
                raise
            time.sleep(min(_TRY_EVERY, max(0.0, until - time.monotonic())))


def _sync_all(runner: JobRunner, arguments: Namespace, console: Console) -> Exit:
    """Sync every shop, those that are due only where asked; none keeps another from its turn."""
    codes = []
    connections = runner.store.connections.all()
    for connection in connections:
        job = _job(connection, arguments)
        if arguments.due:
            due = due_of(runner.store, connection, datetime.now(UTC))
            if due is None or due.at > datetime.now(UTC):
                continue
            job = due.job
        code, shown, cancelled = _sync_one(runner, connection, job, arguments.wait)
        console.result({"shop": connection.name} | shown)
        codes.append(code)
        if cancelled:
            break
    _keep_metrics(runner, arguments)
    console.note(
        _("{done} of {total} shops synced.").format(
            done=format_int(sum(code is Exit.DONE for code in codes)),
            total=format_int(len(connections)),
        )
    )
    return worst(codes)


def _sync_one(
    runner: JobRunner, connection: Connection, job: Job, wait: int
) -> tuple[Exit, Json, bool]:
    """Sync one shop of several; its exit code, what to show of it, whether the user cancelled."""
    runner.console.note("", f"{connection.name}:")
    try:
        receipt = _run(runner, job, wait)
    except ShopSyncError as error:
        runner.console.problem(error.problem)
        return exit_of(error), {"error": error_json(error.problem)}, False
    code = runner.say_end(receipt, connection)
    runner.tell_by_mail(receipt)
    return code, sync_json(receipt), receipt.state is RunState.CANCELLED


def _keep_metrics(runner: JobRunner, arguments: Namespace) -> None:
    if arguments.metrics is not None:
        write_metrics(runner.store, Path(arguments.metrics).expanduser().absolute())
