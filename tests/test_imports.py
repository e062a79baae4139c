"""The rooms of the program keep to their doors: pyproject.toml's import rules, really checked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = 21

#: A wrong import for each rule: where it stands, and the import.
WRONG = [
    ("core", "import shopsync_gui.store"),
    ("store", "import shopsync_gui.remote"),
    ("sync", "import PySide6.QtCore"),
    ("cli", "import shopsync_gui.ui"),
    ("cli", "import shopsync_gui.app"),
    ("cli", "import PySide6.QtWidgets"),
    ("core", "import peewee"),
    ("sandbox", "import shopsync_gui.core"),
    ("ui", "import shopsync_gui.remote"),
    ("ui", "import apsw"),
    ("ui", "import shopsync_gui.ui.kit"),
    ("ui/kit", "import shopsync_gui.ui.jobs"),
    ("ui/kit", "import shopsync_gui.store"),
    ("ui/jobs", "import shopsync_gui.ui.connections"),
    ("ui/runs", "import shopsync_gui.ui.products"),
    ("ui/settings", "import shopsync_gui.ui.shell"),
    ("ui/jobs", "import shopsync_gui.ui.jobs.dialogs"),
    ("ui/jobs/services", "import shopsync_gui.ui.jobs.context"),
    ("ui/products", "import shopsync_gui.ui.products.grid"),
    ("ui/products/rows", "import shopsync_gui.ui.products.grid"),
    ("ui/products/details", "import shopsync_gui.ui.products.bar"),
    ("sync", "import shopsync_gui.sync.push"),
    ("sync/run", "import shopsync_gui.sync.account"),
    ("sync/shop", "import shopsync_gui.sync.account"),
    ("sync/push", "import shopsync_gui.sync.plan"),
    ("sync/plan", "import shopsync_gui.sync.engine"),
    ("store", "import shopsync_gui.store.lists"),
    ("store/database", "import shopsync_gui.store.settings"),
    ("store/search", "import shopsync_gui.store.products"),
    ("store/account", "import shopsync_gui.store.runs"),
    ("store/documents", "import shopsync_gui.store.team"),
    ("core", "import shopsync_gui.core.plan"),
    ("core/structures", "import shopsync_gui.core.strings"),
    ("core/plan", "import shopsync_gui.core.planning"),
    ("core/account", "import shopsync_gui.core.runs"),
    ("core/newsletter", "import shopsync_gui.core.team"),
    ("remote", "import shopsync_gui.remote.transport"),
    ("remote/shop", "import shopsync_gui.remote.account"),
    ("remote/account", "import shopsync_gui.remote.shop"),
    ("remote/transport", "import shopsync_gui.remote.shop"),
    ("system", "import httpx"),
    ("remote", "import uvicorn"),
    ("sync", "import keyring"),
    ("letters", "import shopsync_gui.store"),
    ("ui", "import jinja2"),
    ("sync", "import shopsync_gui.team"),
    ("ui", "import shopsync_gui.team"),
    ("store", "import psycopg"),
    ("cli", "import css_inline"),
    ("system", "import nacl"),
    (".", "import shopsync_gui.core"),
]
#: Those whose fault is not what they import: they stand beside the rooms, in none of them.
BESIDE = [
    ("ui", "shopsync_gui.ui.kit"),
    ("ui/jobs", "shopsync_gui.ui.jobs.dialogs"),
    ("ui/products", "shopsync_gui.ui.products.grid"),
    ("sync", "shopsync_gui.sync.push"),
    ("store", "shopsync_gui.store.lists"),
    ("core", "shopsync_gui.core.plan"),
    ("remote", "shopsync_gui.remote.transport"),
    (".", "shopsync_gui.core"),
]


def lint(folder: Path) -> tuple[int, str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program is not None
    done = subprocess.run(
        [program, "--config", str(folder / "pyproject.toml"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_rooms_keep_to_their_doors() -> None:
    code, said = lint(ROOT)
    assert code == 0, said
    files, imports = map(int, re.findall(r"(\d+) files?, (\d+) dependencies", said)[0])
    modules = list((ROOT / "shopsync_gui").rglob("*.py"))
    assert files >= len(modules) >= 60
    assert imports >= 200
    assert f"{RULES} kept, 0 broken" in said


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a copy of the program in which all of the wrong imports stand."""
    copy = tmp_path_factory.mktemp("wrong")
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(
        ROOT / "shopsync_gui",
        copy / "shopsync_gui",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for number, (room, wrong) in enumerate(WRONG):
        file = copy / "shopsync_gui" / room / f"wrong_{number}.py"
        file.write_text(f'"""Wrong."""\n{wrong}\n', "utf-8")
    code, said = lint(copy)
    assert code == 1, said
    return said


@pytest.mark.parametrize(("room", "wrong"), WRONG)
def test_a_wrong_import_is_caught(said: str, room: str, wrong: str) -> None:
    imported = wrong.removeprefix("import ")
    # Of another package its name is told, and of a module beside the rooms that it is none.
    told = imported if imported.startswith("shopsync_gui") else imported.partition(".")[0]
    number = WRONG.index((room, wrong))
    arrow = "" if (room, imported) in BESIDE else f" -> {re.escape(told)} "
    assert re.search(rf"- +shopsync_gui\S*\.wrong_{number}\b{arrow}", said), said


def test_every_rule_has_a_wrong_import(said: str) -> None:
    assert f"0 kept, {RULES} broken" in said
