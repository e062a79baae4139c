"""What a command loads, and what it does without."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.store.account.connections import ConnectionOptions
from tests.connected import connect_shop
from tests.patience import patient

#: What a command that only reads has no use for; each costs milliseconds of every call.
UNUSED = {
    "PySide6", "httpx", "uvicorn", "keyring", "asyncio", "peewee", "hashlib", "plistlib", "email",
    "platformdirs", "tempfile", "shutil", "zoneinfo", "socket", "atexit", "logging", "threading",
    "shopsync_gui.core.newsletter.letter", "shopsync_gui.remote", "shopsync_gui.sandbox",
    "shopsync_gui.system.logs", "shopsync_gui.system.secrets", "shopsync_gui.sync.engine",
    "shopsync_gui.core.runs.receipt", "shopsync_gui.core.errors.account", "shopsync_gui.core.errors.mail",
    "shopsync_gui.core.errors.services", "shopsync_gui.core.errors.store", "shopsync_gui.core.errors.team",
}  # fmt: skip
#: What a list of runs needs only where one of them has something to tell of it.
UNTOLD = {
    "json", "shlex", "unicodedata",
    "shopsync_gui.cli.account_options", "shopsync_gui.cli.argument_values", "shopsync_gui.cli.data_options",
    "shopsync_gui.store.database.copies", "shopsync_gui.core.strings.addresses", "shopsync_gui.core.catalogue", "shopsync_gui.core.products.mapping",
    "shopsync_gui.core.plan.plan", "shopsync_gui.core.products.reasons", "shopsync_gui.core.team.team",
    "shopsync_gui.cli.receipts",
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


@pytest.fixture(params=["chosen", "usual"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder with its database, which commands that only read do not make: one that was chosen, or the usual one."""
    if request.param == "usual":
        if sys.platform != "linux":
            pytest.skip("platformdirs knows the usual folder elsewhere")
        monkeypatch.delenv("SHOPSYNC_HOME")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with opened() as store:
        now = datetime.now(UTC)
        options = ConnectionOptions(schedule=Schedule(repeat=Repeat.DAILY))
        shop = connect_shop(store, sa_user="user", options=options, consented_at=now, now=now)
        run = store.runs.start(JobKind.SYNC, shop.id, now)
        store.runs.save(replace(run, state=RunState.DONE, finished_at=now, verified=True))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "line", ["products", "products --json", "status", "status --json", "runs", "runs --json"]
)
def test_looking_loads_only_what_it_tells_of(line: str) -> None:
    words, without = line.split(), UNUSED | UNTOLD if line == "runs" else UNUSED
    code = (
        f"import sys; from shopsync_gui.cli.entry import main; print(int(main({words})));"
        f"print(sorted({without} & set(sys.modules)))"
    )
    assert printed_by(code)[-2:] == ["0", "[]"]


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
