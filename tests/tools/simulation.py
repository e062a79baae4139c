"""Random schedules: the real engine and store against a shop and an account that misbehave.

A schedule is a pure function of its seed: a small shop, a few sessions, and in each of them faults
at random requests, edits of the shop while it is read, writes that arrive late, another writer of
the account, and kills. In some of them the services have manners, in some the user looks at plans and agrees
to these alone. Then everything works again, and the invariants must hold.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import CategoryListIncomplete
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.compatibility.compatibility_check import check_account_ways
from tests.sync.world import Killed, World
from tests.tools.simulated_clock import OwnClock
from tests.tools.simulated_consent import Consents
from tests.tools.simulated_edits import Edit
from tests.tools.simulated_end import at_rest, check_alone, check_end, check_import
from tests.tools.simulated_faults import Aim
from tests.tools.simulated_hands import OtherHands
from tests.tools.simulated_services import services
from tests.tools.steered_faults import SteeredFaults

#: Seconds before each undisturbed run at the end, and before the last one: by the computer's clock, blank
#: lists are not believed within an hour after the first write of unknown outcome.
_CALM_WAITS, _BLANK_SECONDS = (200, 200), 3600

#: Said in place of an aim where a schedule has none.
NO_AIM = "none"


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
    #: Whether a consent may be bound to a plan.
    looks: ClassVar[bool] = True

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
        # In one in five, some of them with old orders, plans are looked at before they are agreed to.
        looks = self.looks and self.seed % 10 in (1, 5)
        self.consents = Consents(r, self.world, self.expect) if looks else None
        self.hands = OtherHands(r, self.world.sandbox.account)
        self.deleted: set[str] = set()  # inner ids
        #: Changes of the shop and the account since a job began.
        self.changes = 0
        self.steered = SteeredFaults(r, self.world, self.happens, self.note)
        self.ids: dict[str, int] = {}

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
        self.world.kill_at = None
        self.hands.begin()
        self._look_at_a_plan(0.6)
        first = len(sandbox.log) + 1
        for _ in range(r.randint(0, 4)):
            self.steered.add(first + r.randrange(40))
        if self.aim is not None:
            self.steered.aim(*self.aim)
        for _ in range(r.choice([0, 0, 1, 3])):
            self._change_at(first + r.randrange(30), self.edit)
        for _ in range(r.choice([0, 1, 1, 3]) if self.consents else 0):
            change = r.choice((self.edit, partial(self._write_beside, deletes=True), self._intrude))
            where = "POST sa/createproduct" if change == self._intrude else f.is_write
            self._change_at(where, change, skip=r.randrange(4))
        killed = first + r.randrange(60) if r.random() < 0.5 else None
        self.world.kill_at = killed if self.happens() else None
        self.world.kill_after = r.random() < 0.5
        by_itself = self.clock is not None and r.random() < 0.7
        try:
            self._look_at_a_plan(0.3)
            kind, fields = self.clock.job(self.note) if by_itself and self.clock else self._job()
            self.changes = 0
            report = self.world.job(kind, **fields)
            why = report.problem.code if report.problem else "-"
            self.note(
                f"{kind} {report.state} {report.created} {report.updated} {report.failed} {why}"
            )
            self.expect(report.state is not RunState.RUNNING, "a run ends with a stated reason")
        except Killed:
            self.note("killed")
            self._judge_consent(None)
        else:
            if by_itself and self.clock:
                self.clock.is_over()
            self._judge_consent(report)
        self.world.time += r.choice([0.0, 1.0, 40.0, 200.0, 4000.0, 90_000.0])
        self.world.restart()
        self._watch_ids()

    def _job(self) -> tuple[JobKind, dict[str, Any]]:
        """Mostly a sync, be it of a plan; now and then something else, an undo of any earlier run among it."""
        bound = self.consents.job(self.note) if self.consents else None
        return bound or self._unbound_job()

    def _unbound_job(self) -> tuple[JobKind, dict[str, Any]]:
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

    def _look_at_a_plan(self, chance: float) -> None:
        """Perhaps the user looks at a plan; the shop and the account may go on before it is agreed to."""
        r, consents = self.random, self.consents
        if consents is None or r.random() > chance or not self.happens():
            return
        for _ in range(r.choice([0, 0, 4])):
            self._make(Edit(r, self.world.sandbox.shop, kinds=("insert",)))
        orders = self.orders and r.random() < 0.4
        consents.look(self._import()["orders_since"] if orders else None, self.note)
        self.world.time += r.choice([0.0, 30.0, 4000.0])
        for change in r.choices((self.edit, partial(self._write_beside, deletes=True)), k=2):
            if r.random() < 0.2:
                change()

    def _judge_consent(self, report: RunReport | None) -> None:
        """What was bound to a plan kept to it; where it says that both sides are equal, they are."""
        self.world.sandbox.faults.clear()
        bound = self.consents is not None and self.consents.judge(report)
        if self.consents is None or not bound or report is None or not report.verified:
            return
        if report.kind is JobKind.SYNC and not (self.changes or self.world.config.manners):
            folder = self.folder / f"doubt-{len(self.trace)}"
            self.consents.doubt(report, folder, self.config)

    def _change_at(self, where: f.Where, change: Callable[[], None], *, skip: int = 0) -> None:
        """A change of the shop or the account just before a request is answered."""

        def meanwhile(request: Request) -> f.Action:
            change()
            return f.own()

        self.world.sandbox.faults.at(where, meanwhile, skip=skip)

    def edit(self) -> None:
        """An edit of the shop."""
        self._make(self._drawn_edit())

    def _make(self, edit: Edit) -> None:
        if self.happens():
            self.changes += 1
            edit.make()
            if edit.deleted is not None:
                self.deleted.add(edit.deleted)
            self.note(f"edit {edit.kind}")

    def _drawn_edit(self) -> Edit:
        return Edit(self.random, self.world.sandbox.shop)

    def _write_beside(self, *, deletes: bool = False) -> None:
        """Another writer of the account."""
        self.changes += 1
        if self.happens():
            self.note(f"another writer {self.hands.write(deletes=deletes)}")

    def _intrude(self) -> None:
        """Another writer of the account, who is seen, changes or deletes what is ours."""
        self.changes += 1
        if self.happens():
            self.note(f"another writer {self.hands.intrude()}")

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
        check_end(self.world, self.expect, strangers=self.hands.strangers, deleted=self.deleted)
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
