"""The session of one run, which its steps share: its row, its clients, its progress and what it has found."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.account.known_ways import KEPT
from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.runs.jobs import WRITING_KINDS, Job, Progress
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.remote import AccountClient, ShopClient
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.run.account_lists import AccountLists
from shopsync_gui.sync.run.beside import beside
from shopsync_gui.sync.run.dependencies import RunDependencies
from shopsync_gui.sync.run.file_check import CHECKED_AT_ONCE, while_checked
from shopsync_gui.sync.run.lease import Lease
from shopsync_gui.sync.run.quiet_time import QuietTime
from shopsync_gui.sync.run.run_progress import RunProgress
from shopsync_gui.sync.run.traits import Traits, account_traits, shop_traits
from shopsync_gui.system.lock import HeldLocks

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from shopsync_gui.core.account.known_ways import Ways
    from shopsync_gui.store import Store

T = TypeVar("T")

#: Up to so many products the indexes of the file are checked before a whole reading, too.
_INDEXES_CHECKED = 100_000
#: The trait that says that the last run was forbidden to go on writing.
_FORBIDDEN = "writes.forbidden"


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
    #: What keeps other programs on this computer out, where anything does.
    locks: HeldLocks | None = None
    report: InitVar[Callable[[Progress], None]]
    #: The receipt of the run's earlier parts, where it goes on.
    earlier: RunReport | None = None
    progress: RunProgress = field(init=False)
    #: Writes that this part of the run has sent.
    writes: int = 0
    #: When this part of the run began.
    began: datetime = field(init=False)
    #: Products as they were last known, where the account showed them otherwise in this run.
    former: dict[int, TargetProduct] = field(default_factory=dict)
    #: Categories whose create turned out to be carried out, by `category_key` of the wanted name.
    settled_categories: dict[str, int] = field(default_factory=dict)
    #: Local ids of products whose creates were plainly answered, before this part, and that are not there any more.
    deleted: set[int] = field(default_factory=set)
    #: Products whose creates of unknown outcome the account did not show, by local id with their SKUs.
    doubted: dict[int, str] = field(default_factory=dict)
    #: Ids that the answers to creates named and the account does not show as theirs, by the numbers of the entries.
    disproved: dict[int, int] = field(default_factory=dict)
    #: Seconds in which nothing could be done, since the team's database was away.
    idle: float = 0.0
    #: Earlier runs whose numbers have changed, for a write of theirs was settled.
    recounted: set[int] = field(default_factory=set)
    #: Whether what the store knows of an account is known of this one.
    is_account_known: bool = False
    #: Whether the last reading of the account was not believed.
    is_account_doubted: bool = False
    #: Ids of products and of categories that the account did not show before this run's readings.
    new_products: set[int] = field(default_factory=set)
    new_categories: set[int] = field(default_factory=set)
    #: What the shop's categories are called in the account, by `category_key`; empty for an undo.
    category_names: frozenset[str] = frozenset()
    #: What is known of the account's ways.
    traits: Traits = field(init=False)
    #: What is known of the shop's ways.
    shop_traits: Traits = field(init=False)
    #: What is known of the account's lists.
    lists: AccountLists = field(init=False)
    quiet: QuietTime = field(init=False)
    #: Other shops of the same account, and the products that were noted at them.
    sharers: tuple[int, ...] = field(init=False)
    _noted: set[int] = field(init=False, default_factory=set)

    def __post_init__(self, report: Callable[[Progress], None]) -> None:
        """Let what earlier runs noted of the account be at hand."""
        self.began = self.parts.now()
        self.traits = account_traits(self.store, self.connection, self.parts.now)
        self.shop_traits = shop_traits(self.store, self.connection, self.parts.now)
        self.lists = AccountLists(self.traits)
        self.quiet = QuietTime(self)
        writes = self.job.kind in WRITING_KINDS
        self.sharers = self.store.connections.sharers(self.connection) if writes else ()
        usual_pace = None
        if not self.connection.wrote_elsewhere:
            usual_pace = self.store.account_writes.pace(self.connection.id)
        self.progress = RunProgress(self.store, self.run_id, report, usual_pace, self.earlier)
        for client in (self.shop, self.account):
            client.tell_trouble(partial(self.progress.note_trouble, client.service))

    def goes_on_with(self, connection: Connection) -> None:
        """Take the connection as it is now: another shop has other ways."""
        self.connection = connection
        self.shop_traits = shop_traits(self.store, connection, self.parts.now)

    @property
    def store(self) -> Store:
        """The store of this run."""
        return self.parts.store

    @property
    def ways(self) -> Ways:
        """The ways of the account with values, as a compatibility check found them."""
        traits = self.traits.all()
        return {name: traits[name].value for name in KEPT if name in traits}

    def linked(self) -> Iterator[array[int]]:
        """The account's ids of the products that this run is about, some at a time."""
        return self.store.catalogue.linked(self.connection.id, ordered=self.is_about_orders)

    @property
    def is_about_orders(self) -> bool:
        """Whether this run is about products that only orders know, too."""
        return self.job.orders_since is not None or self.job.undo_run_id is not None

    async def while_checked(self, work: Callable[[], Coroutine[None, None, T]]) -> T:
        """The result of work that writes nothing to the account, with a file that is sound. Raises StoreDamaged.

        The indexes of a very large file would take minutes (80 s for a million products, of
        whatever shop).
        """
        small = self.store.catalogue.highest_id() <= _INDEXES_CHECKED
        return await while_checked(self.store, work, indexes=small and not self.job.quick)

    @property
    def is_large(self) -> bool:
        """Whether a query about a whole catalogue may take longer than a cancel should wait."""
        return self.store.catalogue.highest_id() > CHECKED_AT_ONCE

    async def asked(self, query: Callable[[], T]) -> T:
        """The answer to one query about a whole catalogue; of a large one, a cancel interrupts it."""
        return await beside(self.store, query) if self.is_large else query()

    async def index(self) -> None:
        """Index what waits for the search, a step at a time so that a cancel is heard."""
        waiting = True
        while waiting:
            waiting = self.store.search_index.add_pending()
            await asyncio.sleep(0)
        for _ in self.store.categories.put_in_order(self.connection.id):
            await asyncio.sleep(0)
        if self.is_large:
            await beside(self.store, lambda: deque(self.store.search_index.sorts(), 0))
        for _ in self.store.search_index.tidy():
            await asyncio.sleep(0)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the account is another one than the last sync wrote to, and the user has not agreed yet.

        The safety brake stops such a run before it writes: what is known of the former account is
        neither looked for in this one nor waited for.
        """
        return self.connection.wrote_elsewhere and not self.job.approve_brake

    def recall_writes(self) -> None:
        """Tell the client if earlier runs wrote to the account, and how the last one ended."""
        if self.lists.showed_new:
            self.account.wrote_before(forbidden=self.traits.value(_FORBIDDEN) is not None)

    def note_written(self, sa_id: int, *, removed: bool = False) -> None:
        """Note at the other shops of the account that a product was written that may be theirs, too."""
        if not self.sharers:
            return
        overwritings, shop, now = self.store.overwritings, self.connection.id, self.parts.now()
        is_first = sa_id not in self._noted
        self._noted.add(sa_id)
        undone = self.job.undo_run_id
        if undone is None:
            overwritings.note(
                self.sharers, sa_id, by=shop, run_id=self.run_id, now=now, is_first=is_first
            )
        else:
            overwritings.note_undo(
                self.sharers,
                sa_id,
                by=shop,
                undone=undone,
                now=now,
                removed=removed,
                is_first=is_first,
            )

    def note_forbidden(self, *, forbidden: bool) -> None:
        """Note that the account let nothing more in, or that it does again."""
        if forbidden:
            self.traits.note(_FORBIDDEN, "yes")
        elif self.traits.value(_FORBIDDEN) is not None:
            self.traits.forget(_FORBIDDEN)

    def has_open_writes(self) -> bool:
        """Whether a write of unknown outcome can be settled by reading the account."""
        unsettled = self.store.journal.unsettled(self.connection.id)
        return any(not self.may_be_unlisted(entry.op) for entry in unsettled)

    def may_be_unlisted(self, op: JournalOp) -> bool:
        """Whether what such a write made may be there although the lists do not show it."""
        if op is JournalOp.CREATE_PRODUCT:
            return self.lists.incomplete
        return op is JournalOp.CREATE_CATEGORY and self.lists.categories_incomplete
