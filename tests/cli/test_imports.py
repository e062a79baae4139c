"""What a command loads, and what it does without."""

from __future__ import annotations

import subprocess
import sys

from shopsync_gui.cli.data_folder import opened
from tests.patience import patient

#: What a command that only reads has no use for; each costs milliseconds of every call.
UNUSED = {
    "PySide6", "httpx", "uvicorn", "keyring", "asyncio", "peewee", "hashlib", "plistlib", "email",
    "shopsync_gui.core.newsletter.letter", "shopsync_gui.remote", "shopsync_gui.sandbox",
    "shopsync_gui.system.secrets", "shopsync_gui.sync.engine",
}  # fmt: skip
#: What a list of runs needs only where one of them has something to tell of it.
UNTOLD = {
    "atexit", "logging", "json", "shlex", "threading", "unicodedata", "shopsync_gui.system.logs",
    "shopsync_gui.cli.account_options", "shopsync_gui.cli.argument_values", "shopsync_gui.cli.data_options",
    "shopsync_gui.store.database.copies", "shopsync_gui.core.strings.addresses", "shopsync_gui.core.catalogue", "shopsync_gui.core.products.mapping",
    "shopsync_gui.core.plan.plan", "shopsync_gui.core.products.reasons", "shopsync_gui.core.team.team",
    "shopsync_gui.core.errors.account", "shopsync_gui.core.errors.mail",
    "shopsync_gui.core.errors.services", "shopsync_gui.core.errors.store",
    "shopsync_gui.core.errors.team",
}  # fmt: skip


def printed_by(code: str) -> list[str]:
    """The lines that Python code prints in a process of its own, which ends well."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=patient(30),
        check=True,
    )
    return done.stdout.splitlines()


def make_the_file() -> None:
    """The database of the data folder, which commands that only read do not make."""
    with opened():
        pass


def test_looking_loads_only_what_it_needs() -> None:
    make_the_file()
    code = (
        "import sys; from shopsync_gui.cli.entry import main; main(['products', '--json']);"
        f"print(sorted({UNUSED} & set(sys.modules)))"
    )
    assert printed_by(code) == ['{"count": 0, "items": []}', "[]"]


def test_the_list_of_runs_loads_only_what_it_tells_of() -> None:
    make_the_file()
    code = (
        "import sys; from shopsync_gui.cli.entry import main; main(['runs']);"
        f"print(sorted({UNUSED | UNTOLD} & set(sys.modules)))"
    )
    assert printed_by(code) == ["[]"]


def test_python_looks_for_no_garbage_while_a_command_is_imported() -> None:
    code = (
        "import gc, sys; import shopsync_gui.cli as door; before = set(sys.modules);"
        "sys.argv = ['shopsync', 'runs']; seen = []; gc.callbacks.append(lambda *_: seen.append("
        "'shopsync_gui.cli.read_commands' in sys.modules)); door.main();"
        "print('shopsync_gui.cli.entry' in before, False in seen)"
    )
    assert printed_by(code) == ["False False"]


def test_every_command_works_where_qt_is_not_installed() -> None:
    code = (
        "import importlib, pkgutil, sys; sys.modules['PySide6'] = None\n"
        "import shopsync_gui as top\n"
        "for room in ('cli', 'core', 'store', 'remote', 'system', 'letters', 'sync', 'sandbox'):\n"
        "    folder = importlib.import_module(f'shopsync_gui.{room}')\n"
        "    for found in pkgutil.walk_packages(folder.__path__, f'shopsync_gui.{room}.'):\n"
        "        if not found.name.endswith('__main__') and '.migrations.' not in found.name:\n"
        "            importlib.import_module(found.name)\n"
        "print('whole')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=patient(60)
    )
    assert (done.stdout.strip(), done.returncode) == ("whole", 0), done.stderr
