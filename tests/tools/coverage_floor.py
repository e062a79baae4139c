"""Prints how much of each room the tests reach, and fails below the floor.

`python dev.py test --cov` runs it on the data that pytest-cov left behind.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]
#: Percent of the lines of a room.
LINES = {"core": 95, "store": 95, "sync": 95, "remote": 95}
#: Where a wrong branch would write something wrong into an account: all of them.
BRANCHES = ("core/plan.py", "core/planner.py", "core/undo.py", "store/journal.py")

File = dict[str, Any]


def measured() -> dict[str, File]:
    """What coverage knows of each file, by its path below the package."""
    coverage = Coverage(config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        report = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(report))
        files: dict[str, File] = json.loads(report.read_text("utf-8"))["files"]
    return {path.replace("\\", "/").partition("shopsync_gui/")[2]: f for path, f in files.items()}


def percent(files: Iterable[File], run: str, all_of: str) -> float:
    """The part of them that was run; 100 of none."""
    found = [file["summary"] for file in files]
    total = sum(summary[all_of] for summary in found)
    return 100 * sum(summary[run] for summary in found) / total if total else 100.0


def line(name: str, files: list[File]) -> tuple[float, float]:
    """Print a line of the table: lines and branches in percent."""
    lines = percent(files, "covered_lines", "num_statements")
    branches = percent(files, "covered_branches", "num_branches")
    print(f"{name:24}{lines:9.1f}%{branches:9.1f}%")
    return lines, branches


def main() -> int:
    """Print the table; 1 where a room or a file is below its floor."""
    files = measured()
    low: list[str] = []
    print(f"{'':24}{'lines':>10}{'branches':>10}")
    for room in sorted({path.partition("/")[0] for path in files if "/" in path}):
        lines, _branches = line(
            room, [f for path, f in files.items() if path.startswith(f"{room}/")]
        )
        if lines < LINES.get(room, 0):
            low.append(f"{room}: {lines:.1f} % of its lines, {LINES[room]} % are wanted")
    for name in BRANCHES:
        _lines, branches = line(name, [files[name]])
        if branches < 100:
            low.append(f"{name}: these branches were not taken: {files[name]['missing_branches']}")
    for text in low:
        print(f"below the floor: {text}", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main())
