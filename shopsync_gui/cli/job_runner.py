"""Running a job from the command line: its parts, its progress, and how its end is told."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit, exit_of_run
from shopsync_gui.cli.next_steps import say_next_steps, standing_of
from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.cli.receipts import Json, plan_json
from shopsync_gui.cli.refused_secret import refused_source
from shopsync_gui.cli.taken_shops import TRY_EVERY, TakenShops
from shopsync_gui.core.errors import AlreadyRunning, ConsentMissing
from shopsync_gui.core.runs.account_words import reading_notes
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.text import _
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.outputs.mail import deliver
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.sync.run.run_estimate import RunEstimate
from shopsync_gui.system.logs import set_up_logs
from shopsync_gui.system.paths import data_folder
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.cli.console import Console
    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection


class JobRunner:
    """The running of jobs on the user's data, and the words on the console on how they ended."""

    def __init__(self, store: Store, secrets: Secrets, console: Console) -> None:
        self.store = store
        self.console = console
        self.secrets = secrets

    def run(self, job: Job, *, wait: int = 0) -> tuple[RunReport, Plan | None]:
        """Run a job to its end; its receipt, and its plan if it came to one.

        While another program works with the shop it is tried again for `wait` seconds. Raises
        CancelledError where it is cancelled before it begins, and what keeps a run from starting.
        """
        plans: list[Plan] = []
        parts = make_parts(
            self.store,
            self.secrets,
            self.store.path.parent,
            lease=lease_maker(self.store, self.secrets),
            show_plan=plans.append,
        )
        estimate = RunEstimate(job.kind)

        def report(progress: Progress) -> None:
            estimate.update(progress)
            self.console.progress(progress, estimate.remaining)

        async def work() -> RunReport:
            taken, told = TakenShops(wait), False
            while True:
                try:
                    return await run(job, parts, report)
                except AlreadyRunning:
                    if not taken.is_tried_again(job.connection_id):
                        raise
                    if not told:
                        self.console.note(_("Another program is at work; its end is waited for."))
                        told = True
                await asyncio.sleep(TRY_EVERY)

        return run_cancellable(work()), plans[0] if plans else None

    def end(self, receipt: RunReport, connection: Connection, shown: Json) -> Exit:
        """Tell the end of a run: its receipt and the next steps; as JSON `shown`, with the shop's name."""
        code = self.say_end(receipt, connection)
        self.console.result(shown, shop=connection.name)
        return code

    def say_end(self, receipt: RunReport, connection: Connection) -> Exit:
        """Tell the end of a run for a reader only: its receipt and the next steps."""
        say_receipt(self.console, receipt, connection, self.store)
        self.console.note(*refused_source(receipt.problem, connection.name, self.secrets))
        now = (
            self.store.connections.get(connection.id) or connection
        )  # a colleague may have changed it
        say_next_steps(self.console, standing_of(self.store, now), now, receipt)
        return exit_of_run(receipt)

    def show_plan(
        self,
        receipt: RunReport,
        connection: Connection,
        plan: Plan,
        counts: Iterable[tuple[str, int]],
    ) -> None:
        """Show a plan: captions with counts, and its products; as JSON with the receipt."""
        if not self.console.as_json:
            notes = [text for _code, text in reading_notes(receipt)]
            self.console.say(*plan_lines(plan, counts, notes))
        self.console.result(plan_json(receipt, plan), shop=connection.name)

    def refuse(
        self,
        receipt: RunReport,
        connection: Connection,
        plan: Plan,
        counts: Iterable[tuple[str, int]],
    ) -> Exit:
        """Show a plan, and that nothing was written for want of consent, where there is anything to write."""
        self.show_plan(receipt, connection, plan, counts)
        if not plan.counts.writes:
            return Exit.DONE
        self.console.problem(ConsentMissing().problem)
        return Exit.USAGE

    def tell_by_mail(self, receipt: RunReport) -> None:
        """Send the message about a run; one that cannot leave waits, and never fails the command."""
        try:
            deliver(self.store, self.secrets, self.store.path.parent)
        except KeyboardInterrupt:
            self.console.note(_("The message about the run was not waited for; the rest is done."))
            return
        for mail in self.store.mail.newest(1):
            if mail.run_id == receipt.run_id and mail.problem is not None:
                self.console.note(f"{mail.problem.title}. {mail.problem.message}")


@contextmanager
def job_runner(console: Console) -> Iterator[JobRunner]:
    """A runner on the user's data folder, with the log in it; closes the store."""
    folder = data_folder()
    set_up_logs(folder, "command")
    with opened(folder) as store:
        yield JobRunner(store, Secrets(folder), console)


def say_receipt(console: Console, receipt: RunReport, connection: Connection, store: Store) -> None:
    """Print a receipt to standard output, beside JSON to standard error; a problem always there.

    Its title names the shop as no other in `store` is named.
    """
    title = connection.title_among(store.connections.all())
    console.say(*receipt_text(receipt, title, with_problem=False).splitlines())
    if receipt.problem is not None:
        console.problem(receipt.problem)
