"""The command `undo`: what a run replaced in the account is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.exits import Exit, exit_of_run
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.parser import PROGRAM
from shopsync_gui.cli.plan_lines import category_lines
from shopsync_gui.cli.receipts import plan_json, undo_json
from shopsync_gui.core.errors import ConsentMissing, RunNotFound
from shopsync_gui.core.planning.undo import created_left
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import unclear_text, undo_counts
from shopsync_gui.core.runs.run_labels import (
    kind_label,
    nothing_to_give_back,
    nothing_to_undo,
    state_label,
)
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import format_int, ngettext

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store.account.connections import Connection


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
        if plan is None or receipt.state is not RunState.DONE:
            if not arguments.yes:
                return _say_no_preview(console, receipt, connection)
            return runner.end(receipt, connection, undo_json(receipt))
        left = created_left(plan)
        if not plan.counts.writes and plan.counts.keep <= left:
            _say_nothing_to_give_back(console, plan, left)
            _say_how_to_remove(console, left, arguments)
            shown = undo_json(receipt) if arguments.yes else plan_json(receipt, plan)
            console.result(shown, shop=connection.name)
            return Exit.USAGE if left and not arguments.yes else Exit.DONE
        if arguments.yes:
            return runner.end(receipt, connection, undo_json(receipt))
        runner.show_plan(receipt, connection, plan, undo_counts(plan.counts))
        _say_how_to_remove(console, left, arguments)
        if plan.counts.writes:
            console.problem(ConsentMissing().problem)
        return Exit.USAGE if plan.counts.writes or left else Exit.DONE


def _say_nothing_to_give_back(console: Console, plan: Plan, left: int) -> None:
    """Say that an undo has nothing to write, and what is to be told all the same."""
    console.say(nothing_to_give_back(left) if left else nothing_to_undo())
    console.say(*category_lines(plan))
    if unclear := unclear_text(plan):
        console.note(unclear)


def _say_no_preview(console: Console, receipt: RunReport, connection: Connection) -> Exit:
    """Say why there is no preview; the history does not keep it, so it has no receipt."""
    if receipt.problem is not None:
        console.problem(receipt.problem)
    else:
        console.note(f"{kind_label(receipt)}: {state_label(receipt)}")
    console.result(undo_json(receipt), shop=connection.name)
    return exit_of_run(receipt)


def _say_how_to_remove(console: Console, left: int, arguments: Namespace) -> None:
    """Say that what the run created stays, and the command that removes it."""
    if not left:
        return
    text = ngettext(
        "{n} product that the run created stays. To remove it: {command}",
        "{n} products that the run created stay. To remove them: {command}",
        left,
    )
    command = f"{PROGRAM} undo {arguments.run} --remove-created --yes"
    console.note(text.format(n=format_int(left), command=command))
