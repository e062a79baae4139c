"""Random schedules of a team: computers that begin together, die, lose the database, have odd clocks."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from shopsync_gui.core.errors import AlreadyRunning, ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.core.team.team import TeamStatus
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
from tests.parallel import memory_folder
from tests.sync.world import Killed
from tests.team.computers import Team, TeamComputer, at_write
from tests.team.server import PostgresServer

_WRITE_FAULTS = (
    lambda r: f.drop(apply=True),
    lambda r: f.drop(),
    lambda r: f.late(r.uniform(1, 90)),
    lambda r: f.status(500, apply=r.random() < 0.5),
    lambda r: f.status(429),
    lambda r: f.empty(apply=r.random() < 0.5),
    lambda r: f.hang(apply=r.random() < 0.5),
)


def _is_due(number: int, request: Request) -> bool:
    return request.number >= number and f.is_write(request)


class Schedule:
    """One schedule, a pure function of its seed; `trace` tells what happened."""

    def __init__(self, seed: int, folder: Path, server: PostgresServer, database: str) -> None:
        self.seed = seed
        self.random = r = random.Random(seed)
        self.server = server
        self.database = database
        self.trace: list[str] = []
        self.team = Team(
            folder,
            server,
            database,
            r.choice([2, 2, 3]),
            seed,
            products=r.choice([6, 14, 30]),
            latency_ms=r.choice([5, 40, 100, 300]),
            rate_limit=30,
        )
        for computer in self.team.each:
            computer.clock = r.choice([0.0, 0.0, -7200.0, 7200.0, 86_400.0 * 3])

    def play(self) -> int:
        """Play it; how many products stand twice at its end."""
        for _ in range(self.random.randint(1, 4)):
            self._session()
        self._calm()
        doubled = self.team.doubled_products()
        assert self.team.doubled_categories() == set(), self._say("categories stand twice")
        self.team.close()
        if doubled:
            print(self._say(f"{doubled} stand twice"))
        return len(doubled)

    def _session(self) -> None:
        r, sandbox = self.random, self.team.shared.sandbox
        sandbox.faults.clear()
        first = len(sandbox.log) + 1
        for _ in range(r.randint(0, 2)):
            fault, number = r.choice(_WRITE_FAULTS)(r), first + r.randrange(60)
            sandbox.faults.at(partial(_is_due, number), fault, r.choice([1, 1, 2, 5]))
            self._note(f"fault {fault} from {number}")
        if r.random() < 0.25:
            at_write(self.team, r.randint(1, 20), self._lose_database)
        if r.random() < 0.15:
            at_write(self.team, r.randint(1, 20), self._end_lease)
        if r.random() < 0.6:
            victim = r.choice(self.team.each)
            victim.kill_at, victim.kill_after = first + r.randrange(80), r.random() < 0.5
            self._note(f"{self.team.each.index(victim)} dies at {victim.kill_at}")
        for _ in range(r.randint(0, 2)):
            self._edit()
        delays = [r.choice([0.0, r.uniform(0, 3), r.uniform(0, 60)]) for _ in self.team.each]
        jobs = [self._job(computer) for computer in self.team.each]
        ends = self.team.together(delays, jobs)
        for computer, end in zip(self.team.each, ends, strict=True):
            self._tell(computer, end)
            computer.kill_at = None
        if r.random() < 0.15:
            self._come_back(r.choice(self.team.each[1:]))
        self.team.shared.time += r.choice([0.0, 1.0, 40.0, 200.0, 4000.0])

    def _job(self, computer: TeamComputer) -> dict[str, Any]:
        """A sync as a rule; at times a preview, or the undo of a sync."""
        r = self.random
        kind = r.choice([JobKind.SYNC] * 6 + [JobKind.PREVIEW, JobKind.UNDO, JobKind.UNDO])
        synced = [
            run.run_id
            for run in computer.store.runs.newest()
            if run.kind is JobKind.SYNC and run.has_written
        ]
        if kind is JobKind.UNDO and synced:
            undone = {"undo_run_id": r.choice(synced), "remove_created": r.random() < 0.6}
            self._note(f"{self.team.each.index(computer)} is to undo {undone}")
            return {"kind": kind, **undone}
        return {"kind": JobKind.SYNC if kind is JobKind.UNDO else kind}

    def _come_back(self, computer: TeamComputer) -> None:
        """Have a computer leave the team and join it again; it works alone in between, at times."""
        self._note(f"{self.team.each.index(computer)} leaves and joins")
        computer.office.leave()
        if self.random.random() < 0.5:
            computer.time = self.team.shared.time + 200
            computer.job(JobKind.PREVIEW)
        computer.office.join(self.server.address(self.database))

    def _tell(self, computer: TeamComputer, end: RunReport | BaseException) -> None:
        number = self.team.each.index(computer)
        if isinstance(end, Killed):
            self._note(f"{number} was killed")
            computer.restart()
        elif isinstance(end, RunReport):
            problem = end.problem.code if end.problem else ""
            self._note(f"{number} {end.state} +{end.created} ~{end.updated} {problem}")
        elif isinstance(end, ShopSyncError):
            self._note(f"{number} {type(end).__name__}")
        else:
            raise end

    def _lose_database(self) -> None:
        self._note("the database ends every connection")
        self.server.cut_off(self.database)

    def _end_lease(self) -> None:
        office = self.team.each[0].office
        for shop in office.status().shops:
            self._note("the owner ends the lease")
            office.end_lease(shop.id)

    def _edit(self) -> None:
        r, shop = self.random, self.team.shared.sandbox.shop
        keys = list(shop.keys())
        what = r.choice(["insert", "name", "price", "sku"])
        key = r.choice(keys)
        if what == "insert":
            number = r.randrange(10_000)
            shop.insert(r.randint(0, len(keys)), sku=f"UJ-{number}", name=f"Új termék {number}")
        elif what == "name":
            shop.update(key, name=f"Átnevezve {r.randrange(1000)}")
        elif what == "price":
            shop.update(key, net=Decimal(r.randrange(100, 100_000)))
        else:
            shop.update(key, sku=f"X-{r.randrange(10_000)}")
        self._note(f"edit {what}")

    def _calm(self) -> None:
        """Everything works again: each computer's syncs end well, one after the other."""
        shared = self.team.shared
        shared.sandbox.faults.clear()
        shared.time += 200
        shared.sandbox.account.settle(everything=True)
        for computer in (*self.team.each, self.team.each[0]):
            computer.time = shared.time
            for _ in range(3):
                try:
                    report = computer.job(approve_brake=True)
                except AlreadyRunning as error:
                    raise AssertionError(self._say(f"the account is not free: {error}")) from error
                if report.state.ended:
                    break
            shared.time = computer.time
            self._note(f"calm {report.state} +{report.created} ~{report.updated}")
            assert report.state.ended, self._say(f"no end in sight: {report}")
        status = self.team.each[0].office.status()
        assert status.open_intents == 0, self._say("intents stay open")
        assert all(shop.writer is None for shop in status.shops), self._say("a lease stays")
        self._compare_runs(status)

    def _compare_runs(self, status: TeamStatus) -> None:
        """Each product was created by one run of all, and the team counts in runs what their computers count."""
        created: Counter[int] = Counter()
        for computer in self.team.each:
            member = computer.store.team.membership()
            assert member is not None
            runs, create = computer.store.runs.newest(), JournalOp.CREATE_PRODUCT
            own = {run.run_id: _sent(computer, run.run_id, create) for run in runs}
            for run in runs:
                created.update(own[run.run_id])
                removed = _sent(computer, run.run_id, JournalOp.DELETE_PRODUCT)
                undone = own.get(run.undo_of or 0, set())
                assert removed <= undone, self._say(f"{run} removed what it had not created")
                for told in status.runs:
                    if (told.member_id, told.run_id) == (member.member_id, run.run_id):
                        counts = (told.created, told.updated)
                        assert counts == (run.created, run.updated), self._say(f"{told} is {run}")
        twice = [sa_id for sa_id, count in created.items() if count > 1]
        assert not twice, self._say(f"{twice} were created by two runs")

    def _note(self, line: str) -> None:
        self.trace.append(f"{self.team.shared.time:.1f} {line}")

    def _say(self, what: str) -> str:
        story = "\n  ".join(self.trace)
        return f"{what}\n  {story}\nrepeat: python dev.py simulate 1 --seed {self.seed} --team"


def _sent(computer: TeamComputer, run_id: int, op: JournalOp) -> set[int]:
    """The account's ids of the products that a run created, or removed, by writes that it sent itself."""
    past = computer.store.past_writes.entries(run_id, JournalState.DONE, None, ops=[op])
    return {entry.sa_id for entry in past if entry.sa_id is not None and entry.attempts}


def play_schedules(seeds: Iterable[int]) -> int:
    """Play schedules on a server of their own; 1 if one broke or doubled a product."""
    server = PostgresServer()
    passed = broken = doubled = 0
    try:
        for number, seed in enumerate(seeds):
            if number % 50 == 0:
                print(f"{number} played, from seed {seed} on", flush=True)
            database = f"schedule{seed}"
            server.make(database)
            with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
                try:
                    doubled += Schedule(seed, Path(folder), server, database).play()
                    passed += 1
                except Exception as error:
                    broken += 1
                    print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
            server.run("postgres", f'DROP DATABASE "{database}" WITH (FORCE)')
    finally:
        server.close()
    print(f"{passed} passed, {broken} failed; {doubled} products stand twice")
    return 1 if broken or doubled else 0
