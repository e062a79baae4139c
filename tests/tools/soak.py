"""The window for many minutes, with syncs one after the other, of a shop that lives and misbehaves.

Every minute prints what the program takes: memory, threads, open files, the database and its log, the
program's own log, and how late the event loop was; "busy" is the processor's time of all threads
between two of its beats, than which it is never later where nothing else is at work, "own" that of
the window's thread. What is larger in the last quarter than in the third, when all caches are full,
ends it with 1, as does a run that fails, a fault of the program, or a write-ahead log above 64 MB.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtWidgets import QTableView

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.ui.kit import garbage_collector as garbage
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.bench.heartbeat import Heartbeat
from tests.ui.program import program, wait

FAULTS = ("shop-lives", "shop-cut", "shop-reset", "token-expires-fast", "sa-bad-product")
MANNERS = ("list-in-data", "list-with-count")
_KINDS = (JobKind.SYNC, JobKind.SYNC, JobKind.VERIFY, JobKind.SYNC, JobKind.PREVIEW)
_PAGES = (
    "pageOverview",
    "pageProducts",
    "pageRuns",
    "pageConnections",
    "pageNewsletter",
    "pageGeneral",
)
_WORDS = ("polo", "fek", "a", "12", "nincs ilyen", "")
_LOG_LIMIT = 64.0
#: A column of the table, and by how much its median may grow from the third quarter to the last.
_FLAT = {"memory MB": 5.0, "threads": 2.0, "files": 4.0}


class Soak:
    """Works the window, and measures it once a minute."""

    def __init__(self, window: MainWindow, every: float) -> None:
        self.window = window
        self.rows: list[dict[str, float]] = []
        self.states: Counter[str] = Counter()
        self.faults: list[str] = []
        self._every = every
        self._actions = self._endless_actions()
        self._kinds = cycle(_KINDS)
        self._beat = Heartbeat(window)
        window.context.jobs.ended.connect(self._ended)

    def run(self, minutes: int) -> None:
        """Work for so many minutes, and let the last job come to its end."""
        context = self.window.context
        print("| minute | runs |", " | ".join(self._measured()), "|", flush=True)
        begun = next_job = time.monotonic()
        for minute in range(1, minutes + 1):
            while time.monotonic() < begun + minute * 60:
                if not context.jobs.busy and time.monotonic() >= next_job:
                    next_job = time.monotonic() + self._every
                    self._start()
                next(self._actions)
                wait(400)
            self._note(minute)
        while context.jobs.busy:
            wait(200)

    def grown(self) -> list[str]:
        """What went on growing in the second half, or went over its limit."""
        half, quarter = len(self.rows) // 2, max(1, len(self.rows) // 4)
        third, last = self.rows[half : half + quarter], self.rows[-quarter:]
        told = []
        for name, most in _FLAT.items():
            before, after = (median(row[name] for row in rows) for rows in (third, last))
            if after > before + most:
                told.append(f"{name} grew from {before:g} to {after:g}")
        highest = max(row["WAL MB"] for row in self.rows)
        return told + [f"the log reached {highest:g} MB"] * (highest > _LOG_LIMIT)

    def _start(self) -> None:
        shop = self.window.context.connections[0].id
        kind = next(self._kinds)
        self.window.context.jobs.add(Job(kind=kind, connection_id=shop, consent=True))

    def _ended(self, _shop: int, _job: Job, outcome: Any) -> None:
        report: RunReport | None = outcome.report
        self.states[report.state.value if report else "no report"] += 1
        if report is None or report.state is RunState.FAILED:
            self.faults.append(str(outcome.problem if report is None else report.problem))

    def _endless_actions(self) -> Iterator[None]:
        """What a user does meanwhile: opens pages, searches, scrolls."""
        words = cycle(_WORDS)
        for name in cycle(_PAGES):
            page = self.window.open_page(name)
            yield
            if isinstance(page, ProductsPage):
                page.search.setText(next(words))
                yield
                for table in page.findChildren(QTableView):
                    bar = table.verticalScrollBar()
                    for part in range(4):
                        bar.setValue(bar.maximum() * part // 3)
                        yield

    def _note(self, minute: int) -> None:
        row = self._measured()
        self.rows.append(row)
        runs = " ".join(f"{name} {count}" for name, count in sorted(self.states.items()))
        print(
            f"| {minute} | {runs} |",
            " | ".join(f"{value:g}" for value in row.values()),
            "|",
            flush=True,
        )

    def _measured(self) -> dict[str, float]:
        beat = self._beat.result()
        self._beat.forget()
        database = self.window.context.store.path
        return {
            "memory MB": _memory(),
            "threads": _entries("/proc/self/task"),
            "files": _entries("/proc/self/fd"),
            "database MB": _size(database),
            "WAL MB": _size(database.with_name(database.name + "-wal")),
            "log MB": sum(_size(path) for path in database.parent.glob("logs/*")),
            "late p99 ms": beat["p99_ms"],
            "late most ms": beat["max_ms"],
            "busy most ms": beat["busiest_ms"],
            "own p99 ms": beat["own_p99_ms"],
            "own most ms": beat["own_max_ms"],
        }


def _entries(folder: str) -> float:
    return float(sum(1 for _ in Path(folder).iterdir()))


def _size(path: Path) -> float:
    return round(path.stat().st_size / 1e6, 2) if path.exists() else 0.0


def _memory() -> float:
    """The resident memory of this process in megabytes."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) / 1024, 1)


def main(arguments: list[str]) -> int:
    """Soak; 1 if anything grew or failed."""
    parser = argparse.ArgumentParser(prog="python dev.py soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--products", type=int, default=600)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two jobs")
    options = parser.parse_args(arguments)
    if not Path("/proc/self/fd").is_dir():
        print("Only Linux tells what this measures.")
        return 2
    config = SandboxConfig(products=options.products, orders=0, faults=FAULTS, manners=MANNERS)
    with (
        start_sandbox(config, lifetime=options.minutes * 60 + 1800.0) as sandbox,
        program(sandbox.endpoints) as window,
    ):
        window.context.settings.set("push.quiet_seconds", "5")
        window.show()
        wait(1000)
        garbage.keep_all()  # as the program does
        soak = Soak(window, options.every)
        soak.run(options.minutes)
    told = [*soak.grown(), *soak.faults]
    print("\n".join(told) or f"Flat: {sum(soak.states.values())} runs.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
