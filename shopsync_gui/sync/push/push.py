"""Writing the plan to the account, each intent in the journal before it leaves, nothing twice."""

from __future__ import annotations

import asyncio
from itertools import zip_longest
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import CreatesRefused, ServiceDown
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.gone_categories import UnseenCategories
from shopsync_gui.sync.push.category_writes import CategoryWrites
from shopsync_gui.sync.push.product_updates import ProductUpdates
from shopsync_gui.sync.push.product_writes import ProductWrites
from shopsync_gui.sync.push.push_parts import PushParts
from shopsync_gui.sync.push.settling import settle
from shopsync_gui.sync.push.unclear_writes import UnclearWrites

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.account.account_watch import AccountWatch
    from shopsync_gui.sync.run.session import Session

#: Seconds that a cancel waits for the answer to the write that has left.
_GRACE_SECONDS = 0.6
_BATCH = 500
#: Writes of which the next one is put on the disk while the answer to one is awaited.
_AHEAD = (JournalOp.CREATE_PRODUCT, JournalOp.UPDATE_PRODUCT)


async def push(session: Session, plan: Plan, target: Target, watch: AccountWatch) -> None:
    """Carry out the plan's journal; settle lost answers after the quiet time; leave none open.

    Raises the ShopSyncError that makes going on pointless (sign-in, quota, no network, service
    down), AnotherWriter where `watch` finds that another program is to go first, and CategoriesGone.
    A refused product fails alone and keeps its reason.
    """
    pusher = _Pusher(session, plan, target, watch)
    session.progress.enter(Phase.PUSH)
    pusher.report()
    await pusher.carry_out_or_doubt()
    while session.has_open_writes():
        await session.quiet.wait()
        target = await read_target(session)
        await watch.rows.take_in(target)
        await pusher.resolve(target)
        pusher.settle_doubt()
        session.progress.enter(Phase.PUSH)
        pusher.report()
        await pusher.carry_out_or_doubt()


class _Pusher:
    """The pushing of one run: its journal from the first entry to the last."""

    def __init__(self, session: Session, plan: Plan, target: Target, watch: AccountWatch) -> None:
        self._session = session
        session.recall_writes()
        self._watch = watch
        self._journal = session.store.journal
        parts = PushParts.of(session, watch)
        self._sender = parts.sender
        self._unread = parts.unread
        self._categories = CategoryWrites(parts, plan)
        self._products = ProductWrites(parts, plan, target)
        self._updates = ProductUpdates(parts, self._categories, self._products)
        self._unclear = UnclearWrites(parts, self._categories, self._products)
        self._unseen = UnseenCategories(session, plan, target)
        #: Products to be written, and all writes; of these, how many need not be sent any more.
        self._products_in_all = plan.counts.writes - plan.counts.renamed_categories
        self._writes_in_all = plan.counts.writes + plan.counts.categories
        self._turns = 0
        #: The service seemed to be down, with nothing but faults of its own as answers to these creates.
        self._down: ServiceDown | None = None
        self._faulty: frozenset[int] = frozenset()
        self._categories.know(target)

    def report(self) -> None:
        """Report how many products were sent, be it that the lists are still to be read for some."""
        products, writes = self._products_in_all, self._writes_in_all
        sent = min(self._sender.done + self._unread.products, products)
        self._session.progress.tell(sent, products, work=(min(self._turns, writes), writes))

    async def carry_out_or_doubt(self) -> None:
        """The same, where creates were answered with nothing but faults (HTTP 500) until they are looked for.

        There are accounts that carry out what they answer so. Raises ServiceDown otherwise.
        """
        try:
            await self.carry_out()
        except ServiceDown as error:
            self._faulty = self._sender.faults_in_a_row
            entries = map(self._journal.get, self._faulty)
            if not self._faulty or any(e.op is not JournalOp.CREATE_PRODUCT for e in entries):
                raise
            self._down = error

    def settle_doubt(self) -> None:
        """Go on where all of these creates turned out to be carried out. Raises ServiceDown where not."""
        down, self._down = self._down, None
        if down is None:
            return
        if any(self._journal.get(entry).state is not JournalState.DONE for entry in self._faulty):
            raise down
        self._sender.trust_faults()

    async def carry_out(self) -> None:
        """Send every planned entry; products whose category is unsettled wait for the next round."""
        try:
            await self._carry_out()
            await self._unseen.say_gone()
        except CreatesRefused:
            await self._unseen.say_gone()
            raise
        finally:
            self._sender.take_back()

    async def _carry_out(self) -> None:
        after = 0
        category_before = False
        while batch := self._journal.planned(self._session.run_id, after, _BATCH):
            for entry, follower in zip_longest(batch, batch[1:]):
                same = follower is not None and follower.op is entry.op
                self._sender.next = follower.id if same and entry.op in _AHEAD else None
                after = entry.id
                category = entry.op.of_category
                if category_before and not category:
                    await self._unclear.settle()
                    await self._categories.remove_doubled()
                    await self._unseen.say_replaced(self._categories.ids)
                category_before = category
                await self._to_its_end(entry)
                self._sender.passed(entry)
                self._turns += 1
                if self._is_time_to_read(entry):
                    proves = self._is_to_be_proven(entry)
                    await self._unclear.settle()
                    if proves:
                        self._session.progress.measure_anew()  # it tells nothing of the pace from here on
                self.report()
        await self._unclear.settle()

    async def resolve(self, target: Target) -> None:
        """Adopt what arrived after all, as a reading after the quiet time shows; plan the rest once more."""
        again = self._journal.unsettled(self._session.connection.id)
        self._categories.know(await settle(self._session, target))
        for entry in again:
            now = self._journal.get(entry.id)
            if now.state is JournalState.DONE:
                self._adopt(now)
            elif now.state is JournalState.DROPPED:
                problem = self._sender.given_up(entry)
                if problem is None:
                    self._journal.again(entry.id)
                    self._turns -= 1
                else:
                    self._give_up(entry, problem)

    def _adopt(self, entry: JournalEntry) -> None:
        """Take over a write that turned out to be carried out."""
        if entry.op is JournalOp.CREATE_CATEGORY and entry.sa_id is not None:
            self._categories.made(entry, entry.sa_id)
        self._sender.ended(entry)

    def _give_up(self, entry: JournalEntry, problem: Problem) -> None:
        """Note that a write is not sent any more."""
        self._sender.give_up(entry, problem)
        if entry.op is JournalOp.CREATE_CATEGORY:
            self._categories.refuse(entry, problem)

    def _is_time_to_read(self, entry: JournalEntry) -> bool:
        """Whether the lists have to be read before more is written than this entry."""
        return self._is_to_be_proven(entry) or self._unread.is_due(self._sender.refusals.most)

    def _is_to_be_proven(self, entry: JournalEntry) -> bool:
        """Whether it is a create that waits to be read, while the lists have shown none yet."""
        first = entry.op is JournalOp.CREATE_PRODUCT and not self._watch.products_proven
        return first and self._unread.last is entry

    async def _to_its_end(self, entry: JournalEntry) -> None:
        """Carry out one entry; a cancel waits a moment for the answer that is on its way.

        An answer that is given up makes the next run wait for the account to be quiet.
        """
        work = asyncio.ensure_future(self._one(entry))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait({work}, timeout=_GRACE_SECONDS)
            raise
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
            elif not work.cancelled():
                work.exception()  # it is known, also where the cancel is what is told

    async def _one(self, entry: JournalEntry) -> None:
        match entry.op:
            case JournalOp.CREATE_CATEGORY:
                await self._categories.create(entry)
            case JournalOp.RENAME_CATEGORY:
                await self._categories.rename(entry)
            case JournalOp.DELETE_CATEGORY:
                await self._categories.delete(entry)
            case JournalOp.DELETE_PRODUCT:
                await self._products.delete(entry)
            case JournalOp.CREATE_PRODUCT | JournalOp.UPDATE_PRODUCT:
                await self._write_product(entry)

    async def _write_product(self, entry: JournalEntry) -> None:
        """Create or update a product, if its categories are there."""
        desired = entry.desired
        if desired is None:
            raise ValueError("a product entry of the journal without its desired state")
        if (refusal := self._categories.refusal(desired.categories)) is not None:
            self._sender.give_up(entry, refusal)  # it was not sent: no product was refused
            return
        ids = self._categories.ids_of(desired.categories)
        if ids is None:
            return
        try:
            if entry.op is JournalOp.CREATE_PRODUCT:
                await self._products.create(entry, desired, ids)
            else:
                await self._updates.update(entry, desired, ids)
        finally:
            self._unseen.look_at(entry, ids)
