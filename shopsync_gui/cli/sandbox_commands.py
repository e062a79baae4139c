"""The commands around the invented shop: sandbox and demo."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit, exit_of_run
from shopsync_gui.cli.job_runner import say_receipt
from shopsync_gui.core.errors import NameTaken
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import plan_line
from shopsync_gui.core.runs.run_labels import JOB_KINDS
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.text import _, format_int, ngettext, translate
from shopsync_gui.remote import AccountClient
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.sync.connect import check_connection, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import RunDependencies, make_parts
from shopsync_gui.sync.run.secret_addresses import need_secret
from shopsync_gui.system.logs import close_logs, set_up_logs
from shopsync_gui.system.paths import HOME_VARIABLE, data_folder
from shopsync_gui.system.secrets import SA_PASSWORD, Secrets

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

#: Writes per second to the invented account, which needs no sparing.
_ACCOUNT_PACE = 200.0


def sandbox(arguments: Namespace, console: Console) -> Exit:
    """Run the sandbox until it is stopped; its addresses and secrets are one line of JSON.

    With `--manner list` the manners are listed instead.
    """
    from shopsync_gui.sandbox.__main__ import main, manner_lines
    from shopsync_gui.sandbox.manners import LIST

    if LIST in arguments.manners:
        console.say(*manner_lines())
        return Exit.DONE
    options = ["--port", str(arguments.port), "--products", str(arguments.products)]
    options += ["--seed", str(arguments.seed), "--latency", str(arguments.latency)]
    options += [part for name in arguments.faults for part in ("--fault", name)]
    options += [part for name in arguments.manners for part in ("--manner", name)]
    options += ["--awkward"] if arguments.awkward else []
    return Exit(main(options))


def demo(arguments: Namespace, console: Console) -> Exit:
    """Connect an invented shop, preview, sync and verify it; the exit code is the sync's.

    It works in a data folder of its own that is deleted afterwards, unless SHOPSYNC_HOME names one.
    """
    with ExitStack() as stack:
        if os.environ.get(HOME_VARIABLE, "").strip():
            folder = data_folder()
        else:
            folder = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="shopsync-", ignore_cleanup_errors=True)
                )
            )
        set_up_logs(folder, "command")
        stack.callback(close_logs)  # Windows removes no folder with an open file in it
        console.note(_("Starting the invented shop…"))
        process = stack.enter_context(start_sandbox(SandboxConfig(products=arguments.products)))
        store = stack.enter_context(opened(folder))
        secrets = Secrets(folder, {})
        connection = _connect(store, secrets, process.endpoints, console)
        return _show(_parts(store, secrets, folder), connection, console)


def _connect(store: Store, secrets: Secrets, endpoints: Endpoints, console: Console) -> Connection:
    draft = msgspec.convert({**endpoints.connection(), "demo": True}, ConnectionDraft)
    earlier = store.connections.named(draft.shop)
    if earlier is not None and not earlier.demo:
        # The user's own, perhaps to a sandbox: the demo stands beside it.
        draft = msgspec.structs.replace(draft, shop=f"{draft.shop}-demo")
        earlier = store.connections.named(draft.shop)
    if earlier is not None:
        if not earlier.demo:
            raise NameTaken(shop=earlier.name)
        store.removals.remove(earlier.id)
    check = run_cancellable(check_connection(draft))
    connection = save_connection(store, secrets, draft, check, datetime.now(UTC), session_only=True)
    summary = ngettext(
        "{title} is connected: {n} product.", "{title} is connected: {n} products.", check.products
    )
    console.say(summary.format(title=check.title, n=format_int(check.products)))
    return connection


def _parts(store: Store, secrets: Secrets, folder: Path) -> RunDependencies:
    def open_account(connection: Connection) -> AccountClient:
        return AccountClient(
            url=connection.sa_url,
            user=connection.sa_user,
            password=need_secret(secrets, connection, SA_PASSWORD),
            start_rate=_ACCOUNT_PACE,
            max_rate=_ACCOUNT_PACE,
        )

    return replace(make_parts(store, secrets, folder), open_account=open_account)


def _show(parts: RunDependencies, connection: Connection, console: Console) -> Exit:
    """Preview, sync and verify; a step that does not end well is the last one."""
    preview = _step(parts, connection, console, JobKind.PREVIEW)
    planned = preview.planned
    if preview.state is not RunState.DONE or planned is None:
        say_receipt(console, preview, connection, parts.store)
        return exit_of_run(preview)
    console.say(f"{translate(JOB_KINDS[JobKind.PREVIEW])}: {plan_line(planned)}")
    receipt = _step(parts, connection, console, JobKind.SYNC)
    say_receipt(console, receipt, connection, parts.store)
    if receipt.state is not RunState.DONE:
        return exit_of_run(receipt)
    checked = _step(parts, connection, console, JobKind.VERIFY)
    console.say(_("Checked once more: {result}").format(result=verified_text(checked)))
    return exit_of_run(checked)


def _step(
    parts: RunDependencies, connection: Connection, console: Console, kind: JobKind
) -> RunReport:
    job = Job(kind=kind, connection_id=connection.id, consent=kind is JobKind.SYNC)
    return run_cancellable(run(job, parts, console.progress))
