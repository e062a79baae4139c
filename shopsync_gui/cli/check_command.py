"""The command check: what an account does where its contract leaves it open, read or tried out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shopsync_gui.cli.cancellable import run_cancellable
from shopsync_gui.cli.data_folder import connection_of, opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.cli.receipts import error_json
from shopsync_gui.core.account.check_words import left_items_text, left_text, probe_text
from shopsync_gui.core.errors import ConsentMissing
from shopsync_gui.core.text import _, one_line, translate
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.sync.compatibility.compatibility_check import (
    STEPS,
    check_account_ways,
    remove_test_items,
    told_findings,
)
from shopsync_gui.sync.compatibility.compatibility_report import report_text, save_report
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.files import try_whole_file
from shopsync_gui.system.logs import set_up_logs
from shopsync_gui.system.paths import data_folder
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.compatibility.compatibility_check import CheckResult
    from shopsync_gui.sync.run.dependencies import RunDependencies


def check(arguments: Namespace, console: Console) -> Exit:
    """Read how the account behaves, and with --write and --yes try it out with test items.

    The report holds forms and kinds alone; it is shown before it is saved. 1 where the account cannot
    be read, 3 where test items are left or not everything was found out. Raises ConsentMissing, and
    FileNotWritten before anything is read.
    """
    if arguments.write and not arguments.yes:
        console.note(probe_text())
        raise ConsentMissing
    replaced = False
    if arguments.report:
        replaced = arguments.report.is_file()
        try_whole_file(arguments.report)
    folder = data_folder()
    set_up_logs(folder, "command")
    with opened(folder) as store:
        connection = connection_of(store, arguments.shop)
        secrets = Secrets(folder)
        parts = make_parts(store, secrets, folder, lease=lease_maker(store, secrets))
        result = _checked(connection, parts, console, write=arguments.write)
    report = report_text(result, datetime.now(UTC))
    if arguments.report:
        console.say(*report.splitlines())
        save_report(report, arguments.report)
        console.note(_("The report was saved: {file}").format(file=arguments.report))
        console.note_replaced(replaced=replaced)
    else:
        _say(console, result)
    if arguments.write:
        for item in result.left:
            console.note(left_text(item.sa_id, item.name, is_product=item.kind is ItemKind.PRODUCT))
    elif result.left:
        console.note(left_items_text([item.name for item in result.left]))
        console.note(
            _("Remove them: {command}").format(
                command=f"shopsync check {connection.name} --write --yes"
            )
        )
    if result.problem is not None:
        console.problem(result.problem)
    console.result(
        _json(connection, result) | {"report": arguments.report and str(arguments.report)}
    )
    return _exit(result)


def _checked(
    connection: Connection, parts: RunDependencies, console: Console, *, write: bool
) -> CheckResult:
    """Run the check; where it is cancelled, its test items are removed all the same."""
    try:
        return run_cancellable(
            check_account_ways(
                connection, parts, write=write, tell=lambda n: console.note(translate(STEPS[n]))
            )
        )
    except (KeyboardInterrupt, asyncio.CancelledError):
        if write and parts.store.check_items.left(connection.id, connection.account_key):
            console.note(
                _("Removing the test items. What is left then is removed by the next such check.")
            )
            run_cancellable(remove_test_items(connection, parts, patient=False))
        raise


def _say(console: Console, result: CheckResult) -> None:
    for trait in result.traits:
        console.say(one_line(f"{trait.point}: {trait.does}", trait.means))


def _json(connection: Connection, result: CheckResult) -> dict[str, Any]:
    """The one object of `--json`."""
    shown: dict[str, Any] = {
        "shop": connection.name,
        "write": result.wrote,
        "readable": result.readable,
        "traits": [
            {
                "name": trait.name,
                "value": trait.value,
                "source": "probe" if trait.probed else "seen",
                "does": trait.does,
                "means": trait.means,
            }
            for trait in told_findings(result.findings)
        ],
        "changed": list(result.changed),
        "left": [
            {"kind": str(item.kind), "sa_id": item.sa_id, "name": item.name} for item in result.left
        ],
        "requests": len(result.shapes),
        "seconds": round(result.seconds, 1),
    }
    if result.problem is not None:
        shown["error"] = error_json(result.problem)
    return shown


def _exit(result: CheckResult) -> Exit:
    if not result.readable:
        pauses = result.problem is not None and result.problem.kind.pauses
        return Exit.PAUSED if pauses else Exit.FAILED
    whole = not result.left and result.problem is None
    return Exit.DONE if whole else Exit.PARTIAL
