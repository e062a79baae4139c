"""What the steps of one run share: its row, its clients, its progress and its counters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.errors import SALESAUTOPILOT, AccountListBehind
from shopsync_gui.core.runs import WRITING_KINDS, Job, Phase, Progress
from shopsync_gui.remote import AccountClient, ShopClient
from shopsync_gui.store.connections import Connection
from shopsync_gui.store.journal import JournalOp
from shopsync_gui.sync.dependencies import RunDependencies
from shopsync_gui.sync.rate import RateEstimate

if TYPE_CHECKING:
    from shopsync_gui.core.plan import Target
    from shopsync_gui.store import Store

#: So long an account that seems to have lost every known product is not believed while a write
#: waits to be settled; afterwards the user may really have emptied it.
_FRESH = timedelta(hours=1)
#: How often a list that is behind is read, and how many missing products are asked for.
_LIST_TRIES = 3
#: Up to so many products the indexes of the file are checked before a whole reading, too.
_INDEXES_CHECKED = 100_000
_SAMPLE = 5


async def all_of(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of all; when one fails, or the caller is cancelled, the others end too."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@dataclass(slots=True, kw_only=True)
class Session:
    """One run while it works."""

    job: Job
    parts: RunDependencies
    run_id: int
    connection: Connection
    shop: ShopClient
    account: AccountClient
    report: Callable[[Progress], None]
    phase: Phase = Phase.PREPARE
    speed: RateEstimate = field(default_factory=lambda: RateEstimate(0.0, 0))
    writes: int = 0
    #: Products as they were last known, where the account showed them otherwise in this run.
    former: dict[int, TargetProduct] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """The store of this run."""
        return self.parts.store

    async def check_file(self) -> None:
        """Make sure that the file is sound before anything is written by it. Raises StoreDamaged.

        The indexes of a very large file would take minutes (80 s for a million products).
        """
        small = self.store.grid.summary(self.connection.id).in_shop <= _INDEXES_CHECKED
        for _ in self.store.checked_tables(indexes=small and not self.job.quick):
            await asyncio.sleep(0)

    async def index(self) -> None:
        """Index what waits for the search, a step at a time so that a cancel is heard."""
        waiting = True
        while waiting:
            waiting = self.store.catalogue.index_pending()
            await asyncio.sleep(0)
        for _ in self.store.catalogue.tidy_index():
            await asyncio.sleep(0)

    def enter(self, phase: Phase, total: int | None = None, *, done: int = 0) -> None:
        """Begin a phase; `done` of `total` were finished before this session."""
        self.phase = phase
        self.measure_from(done)
        self.store.runs.set_phase(self.run_id, phase)
        self.progress(done, total)

    def measure_from(self, done: int) -> None:
        """Let the speed be that of the work from here on."""
        self.speed = RateEstimate(asyncio.get_running_loop().time(), done)

    def progress(self, done: int, total: int | None = None) -> None:
        """Report how far the phase is, with its measured pace and remaining seconds."""
        rate = self.speed.per_second(asyncio.get_running_loop().time(), done)
        remaining = None
        if rate is not None and total is not None:
            remaining = max(0, total - done) / rate
        self.report(
            Progress(
                run_id=self.run_id,
                phase=self.phase,
                done=done,
                total=total,
                per_second=rate,
                remaining_seconds=remaining,
            )
        )

    async def wait_quiet(self) -> None:
        """Wait until the account has been quiet for long enough after writes of unknown outcome.

        A write whose answer was lost may still be applied late; a list read before that would
        miss it (reliability, measured: 120 s leaves no duplicate).
        """
        unsettled = self.store.journal.unsettled(self.connection.id)
        moments = [entry.sent_at for entry in unsettled if entry.sent_at is not None]
        if not moments:
            return
        quiet = timedelta(seconds=self.parts.settings.push.quiet_seconds)
        now = self.parts.now()
        # A clock that was set back must not make the wait longer than the quiet time itself.
        wait = min(max(moments) + quiet - now, quiet).total_seconds()
        if wait > 0:
            await self.pause(wait)

    async def read_target(self) -> Target:
        """Read the account, and make sure that the list is not behind.

        Products that are known to be there and that the list lacks are asked for by themselves. A
        list that lacks one of them would also lack what a lost answer created: it is read again
        after the quiet time. So is one that lacks every known product, or every known category,
        while a fresh write waits to be settled by it. A list without categories is no list while
        products are in some. Raises AccountListBehind, ServiceError.
        """
        removing = {
            entry.sa_id
            for entry in self.store.journal.unsettled(self.connection.id)
            if entry.op is JournalOp.DELETE_PRODUCT
        }
        known_categories = self.store.target.counts(self.connection.id)[1]
        for attempt in range(_LIST_TRIES):
            target = await self.account.target()
            listed = {product.sa_id for product in target.products}
            linked = [
                sa_id
                for sa_id in self.store.catalogue.linked(self.connection.id)
                if sa_id not in removing
            ]
            missing = [sa_id for sa_id in linked if sa_id not in listed]
            none_left = bool(missing) and len(missing) == len(linked)
            no_category = bool(known_categories) and not target.categories
            doubtful = (none_left or no_category) and self._settles_fresh()
            # A category cannot be asked for by itself: that all are gone is believed the second time.
            doubtful |= no_category and attempt == 0
            # While products are in some, a list without any is not believed at all.
            doubtful |= not target.categories and any(p.category_ids for p in target.products)
            for sa_id in missing[:: max(1, len(missing) // _SAMPLE)][:_SAMPLE]:
                if await self.account.product(sa_id) is not None:
                    break
            else:
                if not doubtful:
                    former = self.store.target.replace(self.connection.id, target)
                    self.former = former | self.former
                    return target
            phase = self.phase
            await self.pause(self.parts.settings.push.quiet_seconds)
            self.enter(phase)
        raise AccountListBehind(service=SALESAUTOPILOT)

    async def read_first_target(self) -> Target:
        """Read the account, and keep it as the run's backup if the run is to write.

        Raises AccountListBehind, ServiceError.
        """
        target = await self.read_target()
        if self.job.kind in WRITING_KINDS and not self.store.target.has_backup(self.run_id):
            self.store.target.save_backup(self.run_id, self.connection.id, target, self.parts.now())
        return target

    def _settles_fresh(self) -> bool:
        """Whether a write of unknown outcome is younger than _FRESH."""
        moments = (entry.sent_at for entry in self.store.journal.unsettled(self.connection.id))
        now = self.parts.now()
        return any(moment is not None and now - moment < _FRESH for moment in moments)

    def say_waiting(self, seconds: float) -> None:
        """Report that the run waits, and for how long still."""
        self.report(
            Progress(
                run_id=self.run_id,
                phase=self.phase,
                waiting_seconds=seconds,
                remaining_seconds=seconds,
            )
        )

    async def pause(self, seconds: float) -> None:
        """Wait, and say how long it will be."""
        deadline = asyncio.get_running_loop().time() + seconds
        self.enter(Phase.SETTLE)
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            self.say_waiting(left)
            await asyncio.sleep(min(left, 1.0))
