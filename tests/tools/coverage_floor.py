"""A plugin of pytest that measures how much of each room the tests reach, and holds a floor.

`python dev.py test --cov` loads it before the program is imported: SlipCover puts probes into the
byte code of what is imported from then on, in each process of the run. A probe costs next to
nothing, where a trace function doubles the time of a test and disturbs threads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover, merge_coverage

ROOT = Path(__file__).resolve().parents[2]
#: Percent of the lines of a room.
LINES = {"core": 95, "store": 95, "sync": 95, "remote": 95}
#: Where a wrong branch would write something wrong into an account: all of them.
BRANCHES = (
    "core/plan/plan.py",
    "core/planning/planner.py",
    "core/planning/undo.py",
    "store/runs/journal.py",
)
_SOURCES = [str(ROOT / "shopsync_gui" / room) for room in LINES]
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

File = dict[str, Any]

_EXCLUDED = ["raise NotImplementedError", "@overload", r": \.\.\.$"]

_probes = Slipcover(
    branch=True,
    d_miss_threshold=-1,  # no byte code is exchanged while tests run
    exclude_also=_EXCLUDED,
)
ImportManager(_probes, FileMatcher(_SOURCES)).__enter__()
_of_workers: list[dict[str, Any]] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of the run has reached."""
    if reached := getattr(node, "workeroutput", {}).get("reached"):
        _of_workers.append(json.loads(reached))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what this process has reached; the first one lets the run fail below the floor."""
    if _IS_WORKER:
        session.config.workeroutput["reached"] = json.dumps(_probes.get_coverage())  # type: ignore[attr-defined]
        return
    reached = _probes.get_coverage()
    for other in _of_workers:
        merge_coverage(reached, other)
    merge_coverage(reached, _of_nobody([*reached["files"]]))
    files = {
        path.replace("\\", "/").partition("shopsync_gui/")[2]: f
        for path, f in reached["files"].items()
    }
    table, low = compared(files)
    session.config.stash[_TABLE] = [*table, *low]
    if low and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _of_nobody(imported: list[str]) -> dict[str, Any]:
    """What nobody imports counts too; to read in all files once more took seconds."""
    others = Slipcover(branch=True, source=_SOURCES, omit=imported, exclude_also=_EXCLUDED)
    reached: dict[str, Any] = others.get_coverage()
    return reached


_TABLE = pytest.StashKey[list[str]]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table, and what is below the floor."""
    terminalreporter.section("reached")
    for line in config.stash[_TABLE]:
        terminalreporter.line(line)


def compared(files: dict[str, File]) -> tuple[list[str], list[str]]:
    """The lines of the table, and those of what is below the floor."""
    table = [f"{'':24}{'lines':>10}{'branches':>10}"]
    low = []
    for room in sorted({path.partition("/")[0] for path in files}):
        in_room = [file for path, file in files.items() if path.startswith(f"{room}/")]
        lines = percent(in_room, "lines")
        table.append(f"{room:24}{lines:9.1f}%{percent(in_room, 'branches'):9.1f}%")
        if lines < LINES[room]:
            low.append(
                f"below the floor: {room}: {lines:.1f} % of its lines, {LINES[room]} % are wanted"
            )
    for name in BRANCHES:
        lines, branches = percent([files[name]], "lines"), percent([files[name]], "branches")
        table.append(f"{name:24}{lines:9.1f}%{branches:9.1f}%")
        if missing := files[name]["missing_branches"]:
            low.append(f"below the floor: {name}: these branches were not taken: {missing}")
    return table, low


def percent(files: Iterable[File], of: str) -> float:
    """The part of their lines or branches that was run; 100 of none."""
    files = list(files)
    run = sum(len(file[f"executed_{of}"]) for file in files)
    missed = sum(len(file[f"missing_{of}"]) for file in files)
    return 100 * run / (run + missed) if run + missed else 100.0
