"""The commands that run a job: plan, sync, verify, orders, undo and retry."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import connection_of, opened
from shopsync_gui.cli.exits import OF_STATE, Exit
from shopsync_gui.cli.next_steps import say_next_steps
from shopsync_gui.cli.receipts import (
    Json,
    orders_json,
    plan_json,
    sync_json,
    undo_json,
    verify_json,
)
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import ConsentMissing, NothingToRetry, RunNotFound
from shopsync_gui.core.plan import Action, Plan, PlanItem
from shopsync_gui.core.plan_words import account_counts, item_text, plan_counts
from shopsync_gui.core.receipt import receipt_text
from shopsync_gui.core.run_labels import brake_label, nothing_to_undo
from shopsync_gui.core.runs import Job, JobKind, RunReport
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.store.query import GridQuery
from shopsync_gui.sync.dependencies import make_parts
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.mail import deliver
from shopsync_gui.system.logs import set_up_logs
from shopsync_gui.system.paths import data_folder
from shopsync_gui.system.secrets import Secrets

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection

_SHOWN_ITEMS = 50
#: What stands before a product in a plan.
_MARKS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.GONE: "-",
    Action.REMOVE: "-",
    Action.SKIP: "x",
    Action.KEEP: "x",
}


def sync(arguments: Namespace, console: Console) -> Exit:
    """Bring the account in line with the shop. Raises ConsentMissing without --yes."""
    if not arguments.yes:
        raise ConsentMissing
    with _desk() as (store, secrets):
        connection = connection_of(store, arguments.shop)
        receipt, _plan = _work(
            store,
            secrets,
            console,
            Job(
                kind=JobKind.SYNC,
                connection_id=connection.id,
                consent=True,
                approve_brake=arguments.approve_brake,
            ),
        )
        return _ended(store, secrets, console, receipt, connection, sync_json(receipt))


def plan(arguments: Namespace, console: Console) -> Exit:
    """Show what a sync would do; nothing is written."""
    with _desk() as (store, secrets):
        connection = connection_of(store, arguments.shop)
        job = Job(kind=JobKind.PREVIEW, connection_id=connection.id)
        receipt, found = _work(store, secrets, console, job)
        if found is None:
            say_receipt(console, receipt, connection)
        elif not console.as_json:
            counts = (*plan_counts(found.counts), *account_counts(found.counts))
            console.say(*_plan_lines(found, counts))
        console.result(plan_json(receipt, found))
        return OF_STATE[receipt.state]


def verify(arguments: Namespace, console: Console) -> Exit:
    """Compare the account with the shop, field by field; 3 if they differ."""
    with _desk() as (store, secrets):
        connection = connection_of(store, arguments.shop)
        job = Job(kind=JobKind.VERIFY, connection_id=connection.id)
        receipt, _plan = _work(store, secrets, console, job)
        say_receipt(console, receipt, connection)
        say_next_steps(console, store, connection, receipt)
        console.result(verify_json(receipt))
        return OF_STATE[receipt.state]


def orders(arguments: Namespace, console: Console) -> Exit:
    """Bring in what only old orders know; without --yes only show what that would write."""
    with _desk() as (store, secrets):
        connection = connection_of(store, arguments.shop)
        job = Job(
            kind=JobKind.ORDERS if arguments.yes else JobKind.PREVIEW,
            connection_id=connection.id,
            consent=arguments.yes,
            approve_brake=arguments.approve_brake,
            orders_since=arguments.since,
        )
        receipt, found = _work(store, secrets, console, job)
        if arguments.yes or found is None:
            return _ended(store, secrets, console, receipt, connection, orders_json(receipt))
        counts = (
            (_("Orders read"), receipt.orders),
            (_("Products in them"), receipt.pulled),
            (_("Of these in the shop, left alone"), receipt.in_shop),
            *plan_counts(found.counts),
        )
        return _consent_missing(console, receipt, found, counts)


def undo(arguments: Namespace, console: Console) -> Exit:
    """Give back what a run replaced; without --yes only show what that would write."""
    with _desk() as (store, secrets):
        run_report = store.runs.get(arguments.run)
        if run_report is None:
            raise RunNotFound(run=arguments.run)
        connection = store.connections.get(run_report.connection_id)
        if connection is None:
            raise RunNotFound(run=arguments.run)
        job = Job(
            kind=JobKind.UNDO if arguments.yes else JobKind.PREVIEW,
            connection_id=connection.id,
            consent=arguments.yes,
            undo_run_id=arguments.run,
            remove_created=arguments.remove_created,
        )
        receipt, found = _work(store, secrets, console, job)
        if arguments.yes or found is None:
            say_receipt(console, receipt, connection)
            say_next_steps(console, store, connection, receipt)
            console.result(undo_json(receipt))
            return OF_STATE[receipt.state]
        if not found.counts.writes:
            console.say(nothing_to_undo())
            console.result(plan_json(receipt, found))
            return Exit.DONE
        counts = (
            (_("Will be given back"), found.counts.update),
            (_("Created by the run"), found.counts.remove),
            (_("Will stay as it is"), found.counts.keep),
        )
        return _consent_missing(console, receipt, found, counts)


def retry(arguments: Namespace, console: Console) -> Exit:
    """Try failed and skipped products again. Raises ConsentMissing without --yes."""
    if not arguments.yes:
        raise ConsentMissing
    with _desk() as (store, secrets):
        connection = connection_of(store, arguments.shop)
        chosen = _troubled(store, connection, arguments.sku)
        job = Job(kind=JobKind.RETRY, connection_id=connection.id, consent=True, product_ids=chosen)
        receipt, _plan = _work(store, secrets, console, job)
        say_receipt(console, receipt, connection)
        say_next_steps(console, store, connection, receipt)
        console.result(sync_json(receipt))
        return OF_STATE[receipt.state]


def _troubled(store: Store, connection: Connection, skus: list[str]) -> tuple[int, ...]:
    """The failed and skipped products with these SKUs. Raises NothingToRetry where one is none."""
    query = GridQuery(connection_id=connection.id, skipped_or_failed=True)
    rows = store.grid.rows(store.grid.ids(query))
    wanted = {sku_key(sku): sku for sku in skus}
    found = {row.id: sku_key(row.sku) for row in rows if not skus or sku_key(row.sku) in wanted}
    missing = [sku for key, sku in wanted.items() if key not in found.values()]
    if missing or not found:
        raise NothingToRetry(sku=", ".join(missing) or "–")
    return tuple(found)


def _tell_by_mail(store: Store, secrets: Secrets, console: Console, receipt: RunReport) -> None:
    """Send the message about the run; one that cannot leave waits, and never fails the command."""
    try:
        deliver(store, secrets, store.path.parent)
    except KeyboardInterrupt:
        console.note(_("The message about the run was not waited for; the rest is done."))
        return
    for mail in store.mail.newest(1):
        if mail.run_id == receipt.run_id and mail.problem is not None:
            console.note(f"{mail.problem.title}. {mail.problem.message}")


@contextmanager
def _desk() -> Iterator[tuple[Store, Secrets]]:
    folder = data_folder()
    set_up_logs(folder, "command")
    with opened(folder) as store:
        yield store, Secrets(folder)


def _work(
    store: Store,
    secrets: Secrets,
    console: Console,
    job: Job,
) -> tuple[RunReport, Plan | None]:
    plans: list[Plan] = []
    parts = make_parts(store, secrets, store.path.parent, show_plan=plans.append)
    receipt = run_cancellable(run(job, parts, console.progress))
    return receipt, plans[0] if plans else None


def say_receipt(console: Console, receipt: RunReport, connection: Connection) -> None:
    """The receipt on standard output, or beside JSON on standard error; a problem always there."""
    console.say(*receipt_text(replace(receipt, problem=None), connection.title).splitlines())
    if receipt.problem is not None:
        console.problem(receipt.problem)


def _ended(
    store: Store,
    secrets: Secrets,
    console: Console,
    receipt: RunReport,
    connection: Connection,
    shown: Json,
) -> Exit:
    """Tell the end of a run that may have written, here and by e-mail."""
    say_receipt(console, receipt, connection)
    say_next_steps(console, store, connection, receipt)
    console.result(shown)
    _tell_by_mail(store, secrets, console, receipt)
    return OF_STATE[receipt.state]


def _consent_missing(
    console: Console, receipt: RunReport, found: Plan, counts: Iterable[tuple[str, int]]
) -> Exit:
    """Show what would be written, and that it was not."""
    if not console.as_json:
        console.say(*_plan_lines(found, counts))
    console.result(plan_json(receipt, found))
    console.problem(ConsentMissing().problem)
    return Exit.USAGE


def _plan_lines(found: Plan, counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield from (f"{label}: {format_int(count)}" for label, count in counts)
    yield from (f"! {brake_label(brake)}" for brake in found.brakes)
    if found.items:
        yield ""
    yield from (_item_line(item) for item in found.items[:_SHOWN_ITEMS])
    rest = len(found.items) - _SHOWN_ITEMS
    if rest > 0:
        yield ngettext("and {n} more", "and {n} more", rest).format(n=format_int(rest))


def _item_line(item: PlanItem) -> str:
    return f"{_MARKS[item.action]} {item.sku}  {item.name}: {item_text(item)}"
