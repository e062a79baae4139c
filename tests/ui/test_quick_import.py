"""PySide is imported without compiling what it carries as source, and is whole all the same."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
#: Prints the source files of PySide's own that were compiled, then what a wrong call is told.
PROGRAM = """
import sys
compiled = []
def hear(event, args):
    if event == "compile" and str(args[1]).startswith("shibokensupport/"):
        compiled.append(args[1])
sys.addaudithook(hear)
import shopsync_gui.ui
from PySide6.QtCore import QPoint
print(len(compiled))
try:
    QPoint("here")
except TypeError as error:
    print("QPoint.__init__(xpos: int, ypos: int, /)" in str(error) or str(error))
"""


def run(cache: Path, **environment: str) -> list[str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**kept, "PYTHONPYCACHEPREFIX": str(cache), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def kept_file(cache: Path) -> Path:
    (found,) = cache.rglob("pyside_support.*.pyc")
    return found


def test_the_second_start_compiles_nothing_of_pysides(tmp_path: Path) -> None:
    first = run(tmp_path)
    assert int(first[0]) > 5
    second = run(tmp_path)
    assert second == ["0", *first[1:]]
    assert first[1:] == ["True"]
    assert [file.name for file in kept_file(tmp_path).parent.glob("pyside_support*")] == [
        kept_file(tmp_path).name
    ]


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\xe9\x01\x00\x00\x00", marshal.dumps((b"old", {}))]
)
def test_a_damaged_cache_is_made_anew(tmp_path: Path, content: bytes) -> None:
    first = run(tmp_path)
    kept_file(tmp_path).write_bytes(content)
    assert run(tmp_path) == first
    assert run(tmp_path)[0] == "0"


def test_byte_code_of_other_source_does_not_count(tmp_path: Path) -> None:
    first = run(tmp_path)
    file = kept_file(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"Copyright", b"Copyleft!"))
    # All but the one that is left out, whatever its source.
    assert run(tmp_path) == [str(int(first[0]) - 1), *first[1:]]


def test_nothing_is_written_where_that_is_not_wanted(tmp_path: Path) -> None:
    assert int(run(tmp_path, PYTHONDONTWRITEBYTECODE="1")[0]) > 5
    assert not list(tmp_path.rglob("*"))
