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
RULES = 15

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
    ("system", "import httpx"),
    ("remote", "import uvicorn"),
    ("sync", "import keyring"),
    ("letters", "import shopsync_gui.store"),
    ("ui", "import jinja2"),
    ("sync", "import shopsync_gui.team"),
    ("ui", "import shopsync_gui.team"),
    ("store", "import psycopg"),
    ("cli", "import css_inline"),
    (".", "import shopsync_gui.core"),
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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "shopsync_gui",
        tmp_path / "shopsync_gui",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path


@pytest.mark.parametrize(("room", "wrong"), WRONG)
def test_a_wrong_import_is_caught(copy: Path, room: str, wrong: str) -> None:
    folder = copy / "shopsync_gui" / room
    (folder / "wrong.py").write_text(f'"""Wrong."""\n{wrong}\n', "utf-8")
    code, said = lint(copy)
    assert code == 1, said
    assert "wrong" in said
