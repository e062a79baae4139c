"""The engine and its store on a catalogue of any size, in one process, without network and decoding.

The shop tells what a filled database holds, the account streams a list of the same products through
the program's own client. Each act runs in a process of its own, whose peak of memory is told at its
end, with the longest time that the event loop had no turn: a cancel waits no longer than that.
As a program: runs one act and prints a JSON object.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from shopsync_gui.core.runs.jobs import Job, JobKind, Phase, Progress
from shopsync_gui.remote import AccountClient
from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import RunDependencies
from shopsync_gui.system.paths import database_file
from tests.bench.common import Options, Result, catalogue_file, folder, peak_mb, say
from tests.bench.created import CreatedAccount
from tests.bench.filled import FIRST_PRODUCT, Filled, FilledAccount, FilledShop
from tests.catalogues import begin

ACTS = ("all_new", "first", "unchanged", "verify", "changed", "undo")
#: The acts on an account that is empty at first.
EMPTY = ("first", "verify", "unchanged", "undo", "broken_off", "resumed")
#: The share of the writes after which "broken_off" is cancelled.
_BROKEN_OFF = 0.9
_KINDS = {
    "all_new": JobKind.PREVIEW,
    "verify": JobKind.VERIFY,
    "undo": JobKind.UNDO,
}
#: Products whose price somebody changed in the account before the act "changed".
_CHANGED = 2000


def engine(options: Options) -> Result:
    """Every act of a sync at both sizes: seconds by phase, peak of memory, longest gap of the loop."""
    return {
        f"{products}": acts_on(catalogue_file(products), folder() / f"engine-{products}", goal)
        for products, goal in ((options.products, 250), (options.large, 600))
    }


def creating(options: Options) -> Result:
    """The acts of a sync that fills an empty account, which takes minutes at 100,000 products."""
    home = folder() / f"creating-{options.products}"
    return acts_on(catalogue_file(options.products), home, 250, EMPTY)


def acts_on(catalogue: Path, home: Path, goal: int, acts: tuple[str, ...] = ACTS) -> Result:
    """The acts one after the other, on a data folder that begins empty."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    with closing(open_store(database_file(home))) as store:
        begin(store, VariedCatalogue(1))
    if acts is EMPTY:
        _account_file(home).touch()
    found = {}
    for act in acts:
        say(f"  {act}")
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.engine", str(catalogue), str(home), act],
            stdout=subprocess.PIPE, check=True, timeout=7200, env=os.environ,
        )  # fmt: skip
        found[act] = json.loads(done.stdout)
        say(f"    {json.dumps(found[act])}")
    return {
        "acts": found,
        "peak_mb": max(act["peak_mb"] for act in found.values()),
        "goal": f"peak {goal} MB, planning 10 s at a million, gaps 1,000 ms, log 64 MB",
    }


class Watch:
    """Seconds of the processor by phase, the longest gap of the event loop in each, the largest log."""

    def __init__(self, log_file: Path, filled: Filled, cancel_at: float = 1.0) -> None:
        self._log_file = log_file
        self._filled = filled
        self._phase = Phase.PREPARE
        self._since = (time.process_time(), 0.0)
        self.seconds: dict[Phase, float] = {}
        self.gaps: dict[Phase, float] = {}
        self.largest = 0
        self.peaks: dict[Phase, int] = {}
        self._cancel_at = cancel_at
        self.work: asyncio.Future[Any] | None = None

    def heard(self, progress: Progress) -> None:
        """Take in a report of progress."""
        if progress.phase is not self._phase:
            self.end()
            self._phase = progress.phase
        share = (progress.share or 0.0) if progress.phase is Phase.PUSH else 0.0
        if share > self._cancel_at and self.work is not None:
            self.work.cancel()
        with suppress(OSError):
            self.largest = max(self.largest, self._log_file.stat().st_size)

    def end(self) -> None:
        """The present phase ends."""
        now, served = time.process_time(), self._filled.seconds
        begun, served_then = self._since
        took = now - begun - (served - served_then)
        self.seconds[self._phase] = self.seconds.get(self._phase, 0.0) + took
        self._since = (now, served)
        self.peaks[self._phase] = peak_mb()

    async def beat(self) -> None:
        """Measure how long the event loop had no turn, in time of the processor."""
        last = time.process_time()
        while True:
            await asyncio.sleep(0.005)
            now = time.process_time()
            self.gaps[self._phase] = max(self.gaps.get(self._phase, 0.0), now - last)
            last = now


def carry_out(catalogue: Path, home: Path, name: str) -> Result:
    """Run one act."""
    file = database_file(home)
    edits = home / "prices.json"
    filled = Filled(catalogue)
    prices = {int(key): value for key, value in json.loads(_text(edits)).items()}
    if name == "changed":
        step = max(1, filled.count // _CHANGED)
        prices |= dict.fromkeys(range(FIRST_PRODUCT + 1, FIRST_PRODUCT + filled.count, step), "7")
    with closing(open_store(file)) as store:
        store.settings.set("push.max_rate", "1000")
        store.settings.set("push.start_rate", "1000")
        (connection,) = store.connections.all()
        created = _account_file(home)
        account: FilledAccount | CreatedAccount = FilledAccount(
            filled, prices, empty=name == "all_new"
        )
        if created.exists():
            account = CreatedAccount(filled, created)
        watch = Watch(
            file.with_name(file.name + "-wal"), filled, _BROKEN_OFF if name == "broken_off" else 1.0
        )
        before = _size(store)
        started = time.process_time()
        report = asyncio.run(_run(_job(store, connection, name), filled, account, store, watch))
        watch.end()
        seconds = time.process_time() - started - filled.seconds
        grown = _size(store) - before
    edits.write_text(json.dumps(prices), "utf-8")
    return {
        "state": report.state,
        "verified": report.verified,
        "planned_creates": report.planned.create if report.planned else 0,
        "writes": account.writes,
        "problem": None if report.problem is None else report.problem.kind.__name__,
        "cpu_s": round(seconds, 1),
        "phases_s": {phase: round(took, 2) for phase, took in watch.seconds.items() if took > 0.05},
        "gap_ms": {phase: round(1000 * gap) for phase, gap in watch.gaps.items() if gap > 0.05},
        "peaks_mb": watch.peaks,
        "peak_mb": peak_mb(),
        "log_mb": round(watch.largest / 1e6),
        "grown_kb": round(grown / 1000),
    }


def _account_file(home: Path) -> Path:
    """Where an account is kept that was empty at first."""
    return home / "account.db"


def _job(store: Store, connection: Connection, name: str) -> Job:
    kind = _KINDS.get(name, JobKind.SYNC)
    job = Job(kind=kind, connection_id=connection.id, consent=True, approve_brake=True)
    if name == "undo":
        written = next(run for run in store.runs.newest() if run.has_written)
        return msgspec.structs.replace(job, undo_run_id=written.run_id, remove_created=True)
    return job


async def _run(
    job: Job, filled: Filled, account: FilledAccount | CreatedAccount, store: Store, watch: Watch
) -> Any:
    @contextmanager
    def lock(_connection: Connection) -> Iterator[None]:
        yield

    parts = RunDependencies(
        store=store,
        open_shop=lambda _connection: FilledShop(filled),
        open_account=lambda _connection: AccountClient(
            url="https://account.example",
            user="u",
            password="p",
            transport=account,
            start_rate=1000,
            max_rate=1000,
        ),
        lock=lock,
    )
    beat = asyncio.create_task(watch.beat())
    try:
        watch.work = asyncio.ensure_future(run(job, parts, watch.heard))
        return await watch.work
    finally:
        beat.cancel()


def _size(store: Store) -> int:
    free = int(store.database.value("PRAGMA freelist_count"))
    return (int(store.database.value("PRAGMA page_count")) - free) * 4096


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else "{}"


if __name__ == "__main__":
    print(json.dumps(carry_out(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
