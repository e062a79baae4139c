"""Random schedules: the real engine and store against a shop and an account that misbehave.

A schedule is a pure function of its seed: a small shop, a few sessions, and in each of them faults
at random requests, edits of the shop while it is read, writes that arrive late, another writer of
the account, and kills. In some of them the services have manners. Then everything works again, and
the invariants must hold.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import CategoryListIncomplete
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.journal_entries import JournalState
from shopsync_gui.sync.compatibility_check import check_account_ways
from tests.sync.world import Killed, World
from tests.tools.simulated_clock import OwnClock
from tests.tools.simulated_edits import Edit
from tests.tools.simulated_end import at_rest, check_alone, check_end, check_import
from tests.tools.simulated_faults import READ_FAULTS, WRITE_FAULTS, Aim, named, told
from tests.tools.simulated_services import services

#: Seconds before each undisturbed run at the end, and before the last one: by the computer's clock, blank
#: lists are not believed within an hour after the first write of unknown outcome.
_CALM_WAITS, _BLANK_SECONDS = (200, 200), 3600

#: Said in place of an aim where a schedule has none.
NO_AIM = "none"
#: A step of a run, a state of its journal, and the fault that was met then.
Reached = tuple[str, str, str]


class InvariantBroken(AssertionError):
    """A schedule ended in a state that must never be."""


@dataclass
class Simulation:
    """One schedule; `trace` tells what happened, equal for equal seeds.

    A `mixed` one also has services with manners, and another writer between its sessions. Of the
    events, which are numbered in the order in which they are drawn, it does `without` some.
    """

    #: What `dev.py simulate` is asked for schedules of this kind by.
    option: ClassVar[str] = ""

    seed: int
    folder: Path
    mixed: bool = False
    #: What a fault of each session is steered at, beside those at random.
    aim: Aim | None = None
    without: frozenset[int] = frozenset()
    trace: list[str] = field(default_factory=list)
    #: How many events were drawn.
    events: int = 0

    def __post_init__(self) -> None:
        self.random = r = random.Random(self.seed)
        # One schedule in five has old orders too, some of products that are deleted on the way.
        self.orders = self.seed % 5 == 1
        self.config = services(r, orders=self.orders, manners=self.mixed)
        self.world = World(self.folder, **self.config)
        self.note(f"manners {self.world.config.manners}")
        self.world.store.settings.set("pull.page_size", str(r.choice([25, 50, 200])))
        # One in ten is synced by itself, on a computer that sleeps and whose clock is set.
        own = self.seed % 10 == 4
        self.clock = OwnClock(r, self.world, self.expect) if own else None
        self.deleted: set[str] = set()  # inner ids
        #: Steps, states of the journal and faults that met.
        self.reached: set[Reached] = set()
        self.ids: dict[str, int] = {}
        self.strangers: set[int] = set()

    def run(self) -> str:
        """The whole schedule; the hash of its trace. Raises InvariantBroken."""
        for _ in range(self.random.randint(0, 3)):
            self.edit()
        for _ in range(self.random.randint(1, 4)):
            if self.happens():
                self._session()
        self._calm()
        self._check()
        self.world.store.close()
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    @property
    def met(self) -> set[Aim]:
        """Each fault with the steps, and with the states of writes, that it was met in."""
        return {(step, fault) for *steps, fault in self.reached for step in steps}

    def happens(self) -> bool:
        """Whether the event that was drawn just now is among those that happen."""
        self.events += 1
        return self.events not in self.without

    # --- what happens ---------------------------------------------------------------------------

    def _session(self) -> None:
        r, sandbox = self.random, self.world.sandbox
        sandbox.faults.clear()
        if self.mixed and r.random() < 0.2:
            self._write_beside()
        first = len(sandbox.log) + 1
        for _ in range(r.randint(0, 4)):
            self._add_fault(first + r.randrange(40))
        if self.aim is not None:
            self._aim_at(*self.aim)
        for _ in range(r.choice([0, 0, 1, 3])):
            self._edit_at(first + r.randrange(30))
        killed = first + r.randrange(60) if r.random() < 0.5 else None
        self.world.kill_at = killed if self.happens() else None
        self.world.kill_after = r.random() < 0.5
        by_itself = self.clock is not None and r.random() < 0.7
        try:
            kind, fields = self.clock.job(self.note) if by_itself and self.clock else self._job()
            report = self.world.job(kind, **fields)
            self.note(f"{kind} {report.state} {report.created} {report.updated} {report.failed}")
            self.expect(report.state is not RunState.RUNNING, "a run ends with a stated reason")
        except Killed:
            self.note("killed")
        else:
            if by_itself and self.clock:
                self.clock.is_over()
        self.world.time += r.choice([0.0, 1.0, 40.0, 200.0, 4000.0, 90_000.0])
        self.world.restart()
        self._watch_ids()

    def _job(self) -> tuple[JobKind, dict[str, Any]]:
        """Mostly a sync; now and then something else, an undo of any earlier run among it."""
        r, store = self.random, self.world.store
        kind = r.choices(
            (JobKind.SYNC, JobKind.PREVIEW, JobKind.VERIFY, JobKind.RETRY, JobKind.UNDO),
            (80, 4, 4, 6, 6),
        )[0]
        if self.orders and kind is JobKind.SYNC and r.random() < 0.4:
            return JobKind.ORDERS, self._import()
        if kind is JobKind.UNDO:
            runs = [
                run.run_id
                for run in store.runs.newest()
                if store.past_writes.written_ids(run.run_id)
            ]
            if runs:
                return kind, {"undo_run_id": r.choice(runs), "remove_created": r.random() < 0.5}
            kind = JobKind.SYNC
        return kind, {"approve_brake": r.random() < 0.5}

    def _import(self) -> dict[str, Any]:
        since = self.random.choice([date(2023, 1, 1), date(2023, 1, 1), date(2025, 6, 1)])
        return {"orders_since": since, "approve_brake": self.random.random() < 0.5}

    def _add_fault(self, number: int) -> None:
        r = self.random
        write, read = r.choice(WRITE_FAULTS)(r), r.choice(READ_FAULTS)(r)
        times = r.choice([1, 1, 1, 2, 7, None])

        def due(request: Request) -> bool:
            return request.number >= number

        def action(request: Request) -> f.Action:
            chosen = write if f.is_write(request) else read
            self._reach(told(chosen))
            return chosen

        if self.happens():
            self.note(f"fault at {number} x{times}: {write} {read}")
            self.world.sandbox.faults.at(due, action, times)

    def _aim_at(self, where: str, fault: str) -> None:
        """A fault at a request of a step, or while a write is in a state; once or for good."""
        reading, writing = (named(faults).get(fault) for faults in (READ_FAULTS, WRITE_FAULTS))
        times = self.random.choice([1, 1, 3, None])

        def due(request: Request) -> bool:
            known = writing if f.is_write(request) else reading
            return known is not None and any(where in each for each in self._standing())

        def action(request: Request) -> f.Action:
            chosen = writing if f.is_write(request) else reading
            assert chosen is not None
            self._reach(fault)
            return chosen

        if self.happens():
            self.note(f"{fault} in {where} x{times}")
            self.world.sandbox.faults.at(due, action, times)

    def _standing(self) -> set[tuple[str, str]]:
        """The step of each run, with each state that its writes are in."""
        store, found = self.world.store, set()
        for run in store.runs.running():
            states = {
                state.value
                for state in JournalState
                if store.past_writes.entries(run.run_id, state, 1)
            } or {"none"}
            found |= {(str(store.runs.phase(run.run_id)), state) for state in states}
        return found

    def _reach(self, fault: str) -> None:
        """Note in which step, with which writes under way, a fault was met."""
        self.reached |= {(phase, state, fault) for phase, state in self._standing()}

    def _edit_at(self, number: int) -> None:
        """An edit of the shop just before a request is answered."""

        def edit(request: Request) -> f.Action:
            self.edit()
            return f.own()

        self.world.sandbox.faults.at(number, edit)

    def edit(self) -> None:
        """An edit of the shop."""
        edit = self._drawn_edit()
        if self.happens():
            edit.make()
            if edit.deleted is not None:
                self.deleted.add(edit.deleted)
            self.note(f"edit {edit.kind}")

    def _drawn_edit(self) -> Edit:
        return Edit(self.random, self.world.sandbox.shop)

    def _write_beside(self) -> None:
        """Another writer of the account: it adds what is its own, or changes what is ours."""
        r, account = self.random, self.world.sandbox.account
        if r.random() < 0.5 or not account.products:
            number = len(account.products)
            self.strangers.add(account.add_product(f"IDEGEN-{number}", f"Idegen {number}"))
        else:
            own = r.choice(list(account.products))
            if own not in self.strangers:
                account.put_product(account.products[own]._replace(prod_name="Átírva a fiókban"))
        self.note("another writer")

    def _calm(self) -> None:
        """Everything works again; a few undisturbed runs must be enough."""
        sandbox = self.world.sandbox
        sandbox.faults.clear()
        self.world.kill_at = None
        sandbox.account.settle(everything=True)
        set_back = max(0.0, -self.world.clock)
        for wait in (*_CALM_WAITS, _BLANK_SECONDS + set_back):
            self.world.time += wait
            report = self.world.job(approve_brake=True)
            self.note(f"calm {report.state}")
            if at_rest(report):
                break
            if report.problem is not None and report.problem.is_a(CategoryListIncomplete):
                self._check_ways()  # as the message says
        else:
            raise InvariantBroken(self._say(f"no end in sight: {report}"))
        if self.orders:
            report = check_import(self.world, self.expect)
            self.note(f"calm orders {report.state} {report.created}")

    def _check_ways(self) -> None:
        """Try the account out."""

        async def check() -> None:
            await check_account_ways(self.world.connection, self.world.parts(), write=True)

        self.world.on_loop(check())

    # --- what must hold -------------------------------------------------------------------------

    def _check(self) -> None:
        check_end(self.world, self.expect, strangers=self.strangers, deleted=self.deleted)
        self._watch_ids()
        if not self.world.config.manners:
            check_alone(self.world, self.folder / "judge", self.seed, self.config, self.expect)

    def _watch_ids(self) -> None:
        """A SKU's product in the account is never replaced by another one."""
        account = self.world.sandbox.account.products
        for sa_id, product in sorted(account.items()):
            key = sku_key(product.prod_sku)
            known = self.ids.get(key)
            if known is not None and known in account:
                same = sku_key(account[known].prod_sku) == key
                self.expect(not same or known == sa_id, f"a second product for {key!r}")
            self.ids[key] = sa_id

    def note(self, line: str) -> None:
        """Add what happened to the trace."""
        self.trace.append(f"{self.world.time:.3f} {line}")

    def expect(self, holds: bool, what: str) -> None:
        """Have something hold. Raises InvariantBroken."""
        if not holds:
            raise InvariantBroken(self._say(what))

    def _say(self, what: str) -> str:
        story = "\n  ".join(self.trace)
        return f"{what}\n  {story}\nrepeat: {self._command()}"

    def _command(self) -> str:
        aim = f" --aim '{':'.join(self.aim)}'" if self.aim else f" --aim {NO_AIM}"
        left = ",".join(map(str, sorted(self.without)))
        without = f" --without {left}" if left else ""
        kind = self.option + " --mixed" * self.mixed
        return f"python dev.py simulate 1 --seed {self.seed}{kind}{aim}{without}"
