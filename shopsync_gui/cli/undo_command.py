"""The command `undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.parser import PROGRAM
from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.cli.receipts import plan_json, undo_json
from shopsync_gui.core.errors import ConsentMissing, RunNotFound
from shopsync_gui.core.run_labels import nothing_to_undo
from shopsync_gui.core.runs import Job, JobKind, RunState
from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.job_runner import JobRunner
    from shopsync_gui.core.plan import Plan
    from shopsync_gui.store.connections import Connection


def undo(arguments: Namespace, console: Console) -> Exit:
    """Give back what a run replaced; without --yes only show what that would write."""
    with job_runner(console) as runner:
        undone = runner.store.runs.get(arguments.run)
        connection = None if undone is None else runner.store.connections.get(undone.connection_id)
        if connection is None:
            raise RunNotFound(run=arguments.run)
        preview = Job(kind=JobKind.PREVIEW, connection_id=connection.id, undo_run_id=arguments.run)
        receipt, plan = runner.run(preview)
        if plan is None or receipt.state is not RunState.DONE:
            return runner.end(receipt, connection, undo_json(receipt))
        writes = plan.counts.writes - (0 if arguments.remove_created else plan.counts.remove)
        if writes and arguments.yes:
            return _undo(runner, connection, arguments)
        if not writes and (arguments.yes or not plan.counts.remove):
            console.say(nothing_to_undo())
            _say_how_to_remove(console, plan, arguments)
            console.result(undo_json(receipt) if arguments.yes else plan_json(receipt, plan))
            return Exit.DONE
        if not console.as_json:
            console.say(*plan_lines(plan, _counts(plan), removes=arguments.remove_created))
        console.result(plan_json(receipt, plan))
        _say_how_to_remove(console, plan, arguments)
        if writes:
            console.problem(ConsentMissing().problem)
        return Exit.USAGE


def _undo(runner: JobRunner, connection: Connection, arguments: Namespace) -> Exit:
    job = Job(
        kind=JobKind.UNDO,
        connection_id=connection.id,
        consent=True,
        undo_run_id=arguments.run,
        remove_created=arguments.remove_created,
    )
    receipt, _plan = runner.run(job)
    return runner.end(receipt, connection, undo_json(receipt))


def _counts(plan: Plan) -> tuple[tuple[str, int], ...]:
    return (
        (_("Will be given back"), plan.counts.update),
        (_("Created by the run"), plan.counts.remove),
        (_("Will stay as it is"), plan.counts.keep),
    )


def _say_how_to_remove(console: Console, plan: Plan, arguments: Namespace) -> None:
    """Say that what the run created stays, and the command that removes it."""
    count = plan.counts.remove
    if arguments.remove_created or not count:
        return
    text = ngettext(
        "{n} product that the run created stays. To remove it: {command}",
        "{n} products that the run created stay. To remove them: {command}",
        count,
    )
    command = f"{PROGRAM} undo {arguments.run} --remove-created --yes"
    console.note(text.format(n=format_int(count), command=command))
