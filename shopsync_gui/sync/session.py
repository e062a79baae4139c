"""What the steps of one run share: its row, its clients, its progress and its counters."""

from __future__ import annotations

import asyncio
import math
from array import array
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from shopsync_gui.core.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountListBehind,
    AccountListEnds,
    AccountListIncomplete,
)
from shopsync_gui.core.known_ways import KEPT
from shopsync_gui.core.runs import Job, JobKind, Phase, Progress
from shopsync_gui.core.target_index import ProductsById
from shopsync_gui.core.text import format_int
from shopsync_gui.remote import AccountClient, ShopClient
from shopsync_gui.store.connections import Connection
from shopsync_gui.store.journal_entries import JournalOp
from shopsync_gui.sync.dependencies import RunDependencies
from shopsync_gui.sync.lease import Lease
from shopsync_gui.sync.list_patience import ListPatience, looks_cut
from shopsync_gui.sync.rate import RateEstimate
from shopsync_gui.sync.unlisted_products import may_have, shown_alone, with_more

if TYPE_CHECKING:
    from collections.abc import Container

    from shopsync_gui.core.known_ways import Ways
    from shopsync_gui.core.pieces import Pieces
    from shopsync_gui.core.plan import Target
    from shopsync_gui.store import Store

T = TypeVar("T")

#: So long an account that seems to have lost every known product is not believed while a write
#: waits to be settled; afterwards the user may really have emptied it.
_FRESH = timedelta(hours=1)
#: How often a list that lacks everything known is read.
_LIST_TRIES = 3
#: Up to so many products the indexes of the file are checked before a whole reading, too.
_INDEXES_CHECKED = 100_000
#: So many ids after the newest known one are asked for where a lost create may stand.
_BEYOND = 5
#: The trait that holds how many products an incomplete list shows.
_INCOMPLETE = "list.incomplete"
#: The same for categories.
_CATEGORIES_INCOMPLETE = "categories.incomplete"
#: The trait that holds after how many seconds, at most, the list showed what it had lacked.
_LATE = "list.late"
#: Its value where that was later than a run waits.
_LONG = "long"
#: The trait that says that the list showed what was created.
_SHOWS_NEW = "list.shows"
#: The trait that says that the last run was forbidden to go on writing.
_FORBIDDEN = "writes.forbidden"
#: The trait that holds at how many products the list ends.
LIST_ENDS = "list.ends"
#: So often in a row a list has to have been incomplete with the same number of rows.
_BELIEVED = 2


async def all_of(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of all; when one fails, or the caller is cancelled, the others end too."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def in_pieces(pieces: Pieces[T]) -> T:
    """The result of work in pieces; between them the loop has its turn, so that a cancel is heard."""
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            result: T = end.value
            return result
        await asyncio.sleep(0)


@dataclass(slots=True, kw_only=True)
class Session:
    """One run while it works."""

    job: Job
    parts: RunDependencies
    run_id: int
    connection: Connection
    shop: ShopClient
    account: AccountClient
    lease: Lease
    report: Callable[[Progress], None]
    phase: Phase = Phase.PREPARE
    speed: RateEstimate = field(default_factory=lambda: RateEstimate(0.0, 0))
    writes: int = 0
    #: Products as they were last known, where the account showed them otherwise in this run.
    former: dict[int, TargetProduct] = field(default_factory=dict)
    #: Categories whose create turned out to be carried out, by `category_key` of the wanted name.
    settled_categories: dict[str, int] = field(default_factory=dict)
    #: Ids of products and of categories that the account did not show before this run's readings.
    new_products: set[int] = field(default_factory=set)
    new_categories: set[int] = field(default_factory=set)
    #: What the shop's categories are called in the account, by `category_key`; empty for an undo.
    category_names: frozenset[str] = frozenset()
    #: Whether the account's list of products is known not to hold everything.
    list_incomplete: bool = False
    #: Seconds after which the list showed the first product that this run created; None if not seen.
    list_lag: float | None = None
    #: At how many products the list was seen to end; None where it was not.
    list_ends_at: int | None = None
    #: Whether the account's list of categories was seen not to hold everything.
    categories_incomplete: bool = False

    @property
    def store(self) -> Store:
        """The store of this run."""
        return self.parts.store

    @property
    def ways(self) -> Ways:
        """What a compatibility check found the account to make of values."""
        key, now = self.connection.account_key, self.parts.now()
        traits = self.store.traits.all(self.connection.id, key, now)
        return {name: traits[name].value for name in KEPT if name in traits}

    async def check_file(self) -> None:
        """Make sure that the file is sound before anything is written by it. Raises StoreDamaged.

        The indexes of a very large file would take minutes (80 s for a million products, of whatever shop).
        """
        small = self.store.catalogue.highest_id() <= _INDEXES_CHECKED
        for _ in self.store.checked_tables(indexes=small and not self.job.quick):
            await asyncio.sleep(0)

    async def index(self) -> None:
        """Index what waits for the search, a step at a time so that a cancel is heard."""
        waiting = True
        while waiting:
            waiting = self.store.search_index.add_pending()
            await asyncio.sleep(0)
        for _ in self.store.search_index.tidy():
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
        for as long as it may be behind, the quiet time at most. If it goes on lacking them, it does
        not hold everything, and those that are there are put beside it. Read again is also one that lacks every known product, or every known category,
        while a fresh write waits to be settled by it. A list without categories is no list while
        products are in some. Raises AccountListBehind, ServiceError.
        """
        removing = {
            entry.sa_id
            for entry in self.store.journal.unsettled(self.connection.id)
            if entry.op is JournalOp.DELETE_PRODUCT
        }
        known_categories = self.store.target.counts(self.connection.id)[1]
        was_incomplete = self.list_incomplete or self._listed_before() is not None
        behind = ListPatience(self)
        lengths = {before} if (before := self._listed_before()) is not None else set[int]()
        attempt = 0
        while True:
            target = await self.account.target()
            linked, missing = await self._missing(target, removing)
            none_left = bool(missing) and len(missing) == linked
            no_category = bool(known_categories) and not target.categories
            doubtful = (none_left or no_category) and self._settles_fresh()
            # A category cannot be asked for by itself: that all are gone is believed the last time.
            doubtful |= no_category and attempt < _LIST_TRIES - 1
            # While products are in some, a list without any is not believed at all.
            sizes = AccountProducts.of(target.products).category_sizes
            doubtful |= not target.categories and bool(sizes)
            has_more = not doubtful and await may_have(self.account, missing, target)
            if none_left and not has_more and self.account.says_nothing:
                doubtful = True  # nor does it say that they are gone
            if not doubtful and not has_more:
                behind.caught_up()
                if linked:
                    self._take_back(len(target.products))
                return await self._taken(target, len(target.products))
            if doubtful:
                if attempt == _LIST_TRIES - 1:
                    raise AccountListBehind(service=SALESAUTOPILOT)
                pause = float(self.parts.settings.push.quiet_seconds)
            else:
                pause = 0.0 if was_incomplete else behind.next_pause(missing, len(target.products))
                if not pause:
                    break
            lengths.add(len(target.products))
            phase = self.phase
            await self.pause(pause, Phase.LIST)
            self.enter(phase)
            attempt += 1
        self.note_incomplete(len(target.products))
        unlisted = await shown_alone(self, missing)
        if unlisted and len(target.products) in lengths:
            self.note_end(len(target.products))
        whole = with_more(target, unlisted)
        return await self._taken(whole, len(target.products))

    async def _missing(
        self, target: Target, removing: Container[int | None]
    ) -> tuple[int, array[int]]:
        """How many products of the shop the account is known to have, and those that are not listed."""
        listed, linked, missing = ProductsById(target.products), 0, array("q")
        for some in self.store.catalogue.linked(self.connection.id):
            known = [sa_id for sa_id in some if sa_id not in removing]
            linked += len(known)
            missing.extend(sa_id for sa_id in known if listed.position(sa_id) is None)
            await asyncio.sleep(0)
        return linked, missing

    async def beyond(self, target: Target) -> Target:
        """The reading with products whose ids follow the newest: ids grow, so a lost create has one.

        A product that is there and that the list lacks proves that it does not hold everything.
        """
        if not target.products:
            return target
        newest = max(AccountProducts.of(target.products).ids)
        asked = range(newest + 1, newest + 1 + _BEYOND)
        more = [p for sa_id in asked if (p := await self.account.product(sa_id)) is not None]
        if not more:
            return target
        target = await self.read_target()  # they may have come since
        listed = ProductsById(target.products)
        more = [product for product in more if product.sa_id not in listed]
        if not more:
            return target
        self.note_incomplete(len(target.products))
        return await self._taken(with_more(target, more), len(target.products))

    async def _taken(self, target: Target, listed: int) -> Target:
        """Keep a reading; `listed` products of it stood in the list itself."""
        shown = self._listed_before(_CATEGORIES_INCOMPLETE)
        self.categories_incomplete |= shown is not None and len(target.categories) <= shown
        before = self._listed_before()
        if not self.list_incomplete and before is not None and self.job.kind is not JobKind.RETRY:
            self.list_incomplete = listed <= before
        listed_ids = ProductsById(target.products)
        claims = self.store.journal.claimed(self.connection.id)
        if self.store.journal.unsettled(self.connection.id) or any(
            claim.sa_id not in listed_ids for claim in claims
        ):
            products, categories = self.store.target.ids(self.connection.id)
            self.new_products |= set(AccountProducts.of(target.products).ids) - products
            self.new_categories |= {c.sa_id for c in target.categories} - categories
        former: dict[int, TargetProduct] = {}
        for _ in self.store.target.replacing(self.connection.id, target, former):
            await asyncio.sleep(0)
        self.former = former | self.former
        return replace(target, whole=not self.list_incomplete)

    def _listed_before(self, name: str = _INCOMPLETE) -> int | None:
        """How many rows an incomplete list held when it was noticed; None where none was."""
        value = self._trait(name)
        return int(value) if value is not None else None

    def note_incomplete(self, listed: int, *, categories: bool = False) -> None:
        """Note that a list does not hold everything, although it has so many rows."""
        self.categories_incomplete |= categories
        self.list_incomplete |= not categories
        self._note(_CATEGORIES_INCOMPLETE if categories else _INCOMPLETE, str(listed))

    def _times_incomplete(self, listed: int) -> int:
        """How often in a row the list was noted as incomplete with so many rows."""
        key, now = self.connection.account_key, self.parts.now()
        trait = self.store.traits.all(self.connection.id, key, now).get(_INCOMPLETE)
        return trait.times_seen if trait is not None and trait.value == str(listed) else 0

    def note_shown(self) -> None:
        """Note that the list showed what this run created."""
        if self._trait(_SHOWS_NEW) is None:
            self._note(_SHOWS_NEW, "new")

    def recall_writes(self) -> None:
        """Tell the client if earlier runs wrote to the account, and how the last one ended."""
        if self._trait(_SHOWS_NEW) is not None:
            self.account.wrote_before(forbidden=self._trait(_FORBIDDEN) is not None)

    def note_forbidden(self, *, forbidden: bool) -> None:
        """Note that the account let nothing more in, or that it does again."""
        if forbidden:
            self._note(_FORBIDDEN, "yes")
        elif self._trait(_FORBIDDEN) is not None:
            key = self.connection.account_key
            self.store.traits.forget(self.connection.id, key, _FORBIDDEN)

    async def shows_new(self, target: Target) -> bool:
        """Whether what the list does not show is not there.

        It showed what earlier runs created, and the account has nothing of the ids after its newest.
        """
        if self.list_incomplete or self._trait(_SHOWS_NEW) is None:
            return False
        await self.beyond(target)
        return not self.list_incomplete

    def note_end(self, listed: int) -> None:
        """Note that the list ends there: it has as many rows each time, and products are beyond.

        One that ends nowhere in particular may be behind only: it is believed by the second run.
        """
        if not looks_cut(listed) and self._times_incomplete(listed) < _BELIEVED:
            return
        self.list_ends_at = listed
        self._note(LIST_ENDS, f"at {listed}")

    def note_late(self, seconds: float) -> None:
        """Note after how long the list showed what it had lacked, unless it was later before."""
        if seconds > self.list_late:
            self._note(_LATE, f"{seconds:.0f}")

    def _take_back(self, listed: int) -> None:
        """Note that a list which did not hold everything was late only: it does by now."""
        before = self._listed_before()
        if before is not None and listed > before:
            key = self.connection.account_key
            for name in (_INCOMPLETE, LIST_ENDS):
                self.store.traits.forget(self.connection.id, key, name)
            self._note(_LATE, _LONG)

    @property
    def list_late(self) -> float:
        """Seconds after which the list once showed what it had lacked; inf: later than a run waits."""
        value = self._trait(_LATE)
        return math.inf if value == _LONG else float(value or 0)

    def incomplete(self) -> AccountListIncomplete:
        """What to say of a list that does not hold everything."""
        if self.list_ends_at is not None and not self.categories_incomplete:
            return AccountListEnds(service=SALESAUTOPILOT, count=format_int(self.list_ends_at))
        return AccountListIncomplete(service=SALESAUTOPILOT)

    def _trait(self, name: str) -> str | None:
        key, now = self.connection.account_key, self.parts.now()
        trait = self.store.traits.all(self.connection.id, key, now).get(name)
        return trait.value if trait is not None else None

    def _note(self, name: str, value: str) -> None:
        key, now = self.connection.account_key, self.parts.now()
        self.store.traits.note(self.connection.id, key, name, value, now)

    def has_open_writes(self) -> bool:
        """Whether a write of unknown outcome can be settled by reading the account."""
        unsettled = self.store.journal.unsettled(self.connection.id)
        return any(
            not self.list_incomplete or entry.op is not JournalOp.CREATE_PRODUCT
            for entry in unsettled
        )

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

    async def pause(self, seconds: float, phase: Phase = Phase.SETTLE) -> None:
        """Wait, and say what for and how long it will be."""
        deadline = asyncio.get_running_loop().time() + seconds
        self.enter(phase)
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            self.say_waiting(left)
            await asyncio.sleep(min(left, 1.0))
