"""The command `undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import plan_json, undo_json
from shopsync_gui.core.errors import RunNotFound
from shopsync_gui.core.run_labels import nothing_to_undo
from shopsync_gui.core.runs import Job, JobKind
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console


def undo(arguments: Namespace, console: Console) -> Exit:
    """Give back what a run replaced; without --yes only show what that would write."""
    with job_runner(console) as runner:
        undone = runner.store.runs.get(arguments.run)
        connection = None if undone is None else runner.store.connections.get(undone.connection_id)
        if connection is None:
            raise RunNotFound(run=arguments.run)
        job = Job(
            kind=JobKind.UNDO if arguments.yes else JobKind.PREVIEW,
            connection_id=connection.id,
            consent=arguments.yes,
            undo_run_id=arguments.run,
            remove_created=arguments.remove_created,
        )
        receipt, plan = runner.run(job)
        if arguments.yes or plan is None:
            return runner.end(receipt, connection, undo_json(receipt))
        if not plan.counts.writes:
            console.say(nothing_to_undo())
            console.result(plan_json(receipt, plan))
            return Exit.DONE
        counts = (
            (_("Will be given back"), plan.counts.update),
            (_("Created by the run"), plan.counts.remove),
            (_("Will stay as it is"), plan.counts.keep),
        )
        return runner.refuse(receipt, plan, counts)
