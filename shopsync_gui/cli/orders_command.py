"""The command `orders`: products that only old orders know are brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import connection_of
from shopsync_gui.cli.job_runner import job_runner
from shopsync_gui.cli.receipts import orders_json
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import order_counts

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.cli.exits import Exit


def orders(arguments: Namespace, console: Console) -> Exit:
    """Bring in what only old orders know; without --yes only show what that would write."""
    with job_runner(console) as runner:
        connection = connection_of(runner.store, arguments.shop)
        job = Job(
            kind=JobKind.ORDERS if arguments.yes else JobKind.PREVIEW,
            connection_id=connection.id,
            consent=arguments.yes,
            approve_brake=arguments.approve_brake,
            orders_since=arguments.since,
        )
        receipt, plan = runner.run(job)
        if arguments.yes or plan is None:
            code = runner.end(receipt, connection, orders_json(receipt))
            runner.tell_by_mail(receipt)
            return code
        return runner.refuse(receipt, connection, plan, order_counts(receipt, plan.counts))
