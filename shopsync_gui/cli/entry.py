"""The program `shopsync`: chooses the language, runs one command, ends with its exit code."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from shopsync_gui.cli.console import Console, keep_logs_from_terminal, with_standard_streams
from shopsync_gui.cli.exits import Exit, exit_of
from shopsync_gui.cli.parser import build_parser
from shopsync_gui.core import errors
from shopsync_gui.core.errors import Problem, Remedy, ShopSyncError
from shopsync_gui.core.text import _, translate
from shopsync_gui.system.folder_risk import RISKS, folder_risk
from shopsync_gui.system.language import choose_language, library_texts, use_language
from shopsync_gui.system.paths import data_folder, data_location, database_file

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    Command: TypeAlias = Callable[[Namespace, Console], Exit]

#: The module and the function of each command.
COMMANDS = {
    "sandbox": ("sandbox_commands", "sandbox"),
    "demo": ("sandbox_commands", "demo"),
    "connect": ("connect_command", "connect"),
    "plan": ("plan_command", "plan"),
    "sync": ("sync_command", "sync"),
    "status": ("status_command", "status"),
    "verify": ("verify_command", "verify"),
    "check": ("check_command", "check"),
    "orders": ("orders_command", "orders"),
    "undo": ("undo_command", "undo"),
    "retry": ("retry_command", "retry"),
    "schedule": ("schedule_command", "schedule"),
    "backup": ("backup_command", "backup"),
    "restore": ("restore_command", "restore"),
    "team": ("team_command", "team"),
    "newsletter": ("newsletter_command", "newsletter"),
    "products": ("read_commands", "products"),
    "export": ("read_commands", "export"),
    "runs": ("read_commands", "runs"),
    "diagnostics": ("read_commands", "diagnostics"),
    "settings": ("settings_command", "settings"),
}
#: Commands during which nothing is logged: they import nothing that does.
_SILENT = frozenset({"runs", "status", "products"})


def _cancellations() -> tuple[type[BaseException], ...]:
    """The errors of a cancel; a command that only reads has no tasks, and need not import them."""
    asyncio = sys.modules.get("asyncio")
    return (KeyboardInterrupt,) if asyncio is None else (KeyboardInterrupt, asyncio.CancelledError)


def main(argv: Sequence[str] | None = None, *, begin: Callable[[], None] = lambda: None) -> int:
    """Run one command and return its exit code (see `Exit`).

    `begin` is called first; it may raise KeyboardInterrupt: the command is cancelled then.
    """
    with_standard_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    console = Console(as_json="--json" in arguments)
    try:
        begin()
        language = choose_language(_language_setting())
        use_language(language)
        with library_texts(language):
            first = arguments[0] if arguments else None
            options = build_parser(first if first in COMMANDS else None).parse_args(arguments)
        if options.command not in ("sandbox", "demo"):
            _warn_of_folder(console)
        code = _run(options, console)
        if console.lost is not None:
            raise errors.OutputLost(detail=console.lost.strerror or type(console.lost).__name__)
        return code
    except ShopSyncError as error:
        code = _fail(console, error.problem, exit_of(error))
        if error.remedy is Remedy.RESTORE_BACKUP:
            from shopsync_gui.cli.restore_command import hint_at_backup

            hint_at_backup(console, error.problem)
        if error.problem.is_a(errors.AlreadyRunning):
            from shopsync_gui.cli.data_folder import note_busy_shops

            note_busy_shops(console)
        return code
    except _cancellations():
        return _fail(console, errors.Cancelled().problem, Exit.CANCELLED)
    except BrokenPipeError:
        # Whoever read the output has gone; keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else Exit.DONE
    except Exception as error:
        _note_fault(error)
        problem = errors.UnexpectedProblem(detail=type(error).__name__).problem
        return _fail(console, problem, Exit.FAILED)
    finally:
        _close_logs()


def _note_fault(error: Exception) -> None:
    """Put the exception into the log, never onto the terminal."""
    import logging

    from shopsync_gui.system.logs import set_up_logs

    try:
        set_up_logs(data_folder(), "command")
    except ShopSyncError:
        return
    logging.getLogger(__name__).error("the command met an unexpected fault", exc_info=error)


def _close_logs() -> None:
    """Close the log file, if this command has one."""
    logs = sys.modules.get("shopsync_gui.system.logs")
    if logs is not None:
        logs.close_logs()


def _fail(console: Console, problem: Problem, code: Exit) -> Exit:
    from shopsync_gui.cli.receipts import error_json

    console.problem(problem)
    console.result({"error": error_json(problem)})
    return code


def _language_setting() -> str | None:
    """The language chosen in the window, where there is a readable database."""
    path = database_file(data_location())
    if not os.path.exists(path):  # false where the folder may not be entered
        return None
    from shopsync_gui.store.settings import peeked_setting

    return peeked_setting(path, "ui.language")  # checked where it is used


def _warn_of_folder(console: Console) -> None:
    """Say where the data folder, or a file with a secret, is in danger."""
    risk = folder_risk(data_location())
    if risk is not None:
        console.note(translate(RISKS[risk]))
    if any(name.startswith("SHOPSYNC_") and name.endswith("_FILE") for name in os.environ):
        from shopsync_gui.system.given_secrets import open_files
        from shopsync_gui.system.secrets import VARIABLES

        for path in open_files(os.environ, VARIABLES.values()):
            text = _("Other users of this computer can read this file with a secret: {path}")
            console.note(text.format(path=path))


def _run(arguments: Namespace, console: Console) -> Exit:
    """Run one command."""
    if arguments.command not in _SILENT:
        keep_logs_from_terminal()
        errors.import_all()  # one may be met when nothing can be read any more
    command = _command_of(arguments.command)
    if not gc.isenabled():
        # What the imports made stays to the end: it need not be looked through again and again.
        gc.freeze()
        gc.enable()
    return command(arguments, console)


def _command_of(name: str) -> Command:
    """A command by its name; its module, and all that it needs, is imported only now."""
    module, function = COMMANDS[name]
    command: Command = getattr(import_module(f"shopsync_gui.cli.{module}"), function)
    return command
