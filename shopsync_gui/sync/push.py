"""Writing the plan to the account, each intent in the journal before it leaves, nothing twice."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.core.catalogue import (
    MasterProduct,
    TargetCategory,
    TargetProduct,
    category_key,
    sku_key,
)
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountRefused,
    AnswerLost,
    NoNetwork,
    Problem,
    ServiceDown,
    ShopSyncError,
    TooManyRequests,
)
from shopsync_gui.core.plan import Action, Plan, Target
from shopsync_gui.core.runs import Phase
from shopsync_gui.store.journal import JournalEntry, JournalOp, JournalState, NewEntry

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from random import Random

    from shopsync_gui.sync.account_watch import AccountWatch
    from shopsync_gui.sync.session import Session

T = TypeVar("T")

log = logging.getLogger(__name__)

#: Lost answers in a row after which the account counts as down and the run pauses.
_LOST_IN_A_ROW = 5
#: How often a create may be sent in all, each time after the account was seen not to have it.
_CREATE_ATTEMPTS = 5
#: How often an update, which is repeatable, is sent at once when its answer is lost.
_UPDATE_ATTEMPTS = 3
#: How often a write is sent that was surely not carried out, and the longest wait between, in s.
_UNSENT_ATTEMPTS = 6
_LONGEST_WAIT = 60.0
#: Seconds that a cancel waits for the answer to the write that has left.
_GRACE_SECONDS = 0.6
_BATCH = 500
_CATEGORY_OPS = (JournalOp.CREATE_CATEGORY, JournalOp.DELETE_CATEGORY)
#: Products among which looking at the account is more frequent than later.
_FIRST = 12
#: Creates that are mixed with each other.
_MIXED = 2000
_OPS = {
    Action.CREATE: JournalOp.CREATE_PRODUCT,
    Action.UPDATE: JournalOp.UPDATE_PRODUCT,
    Action.REMOVE: JournalOp.DELETE_PRODUCT,
}


async def settle(session: Session, target: Target) -> None:
    """Decide every write of unknown outcome by what the account holds after the quiet time.

    `target` must have been read after `Session.wait_quiet`. A create that is there is adopted, a
    removal whose product is not there is done; everything else is dropped, for the next plan
    compares the whole account anew.
    """
    journal, now = session.store.journal, session.parts.now
    by_sku: dict[str, int] = {}
    for product in sorted(target.products, key=lambda p: p.sa_id, reverse=True):
        by_sku[sku_key(product.sku)] = product.sa_id
    names = {category_key(category.name): category.sa_id for category in target.categories}
    listed = {product.sa_id for product in target.products}
    category_ids = {category.sa_id for category in target.categories}
    for entry in session.store.journal.unsettled(session.connection.id):
        found: int | None = None
        if entry.op is JournalOp.DELETE_PRODUCT and entry.sa_id not in listed:
            _removed(session, entry)
            continue
        if entry.op is JournalOp.DELETE_CATEGORY and entry.sa_id not in category_ids:
            journal.done(entry.id, entry.sa_id, now())
            continue
        if entry.op is JournalOp.CREATE_PRODUCT:
            found = by_sku.get(sku_key(entry.sku))
        elif entry.op is JournalOp.CREATE_CATEGORY:
            found = names.get(category_key(entry.name))
        if found is None:
            journal.dropped(entry.id, now())
            continue
        with session.store.transaction():
            journal.done(entry.id, found, now())
            if entry.product_id is not None:
                session.store.catalogue.adopt(session.connection.id, {entry.product_id: found})


def _removed(session: Session, entry: JournalEntry) -> None:
    """Note that the account no longer has the entry's product."""
    store, connection_id = session.store, session.connection.id
    with store.transaction():
        store.journal.done(entry.id, entry.sa_id, session.parts.now())
        if entry.sa_id is not None:
            store.target.remove_product(connection_id, entry.sa_id)
        if entry.product_id is not None:
            store.catalogue.adopt(connection_id, {entry.product_id: None})


def write_down(session: Session, plan: Plan, doubled: Mapping[int, str] | None = None) -> None:
    """Put the plan's writes into the journal, categories first.

    `doubled` are categories of this run, by id with their names, that are to go because another
    program had created the same ones before.
    """
    session.store.journal.drop_planned(session.connection.id)
    entries = itertools.chain(_removals(doubled or {}), _entries(plan, session.parts.random))
    session.store.journal.plan(session.run_id, session.connection.id, entries)


def _removals(doubled: Mapping[int, str]) -> Iterator[NewEntry]:
    for sa_id, name in doubled.items():
        yield NewEntry(op=JournalOp.DELETE_CATEGORY, sa_id=sa_id, name=name)


def _entries(plan: Plan, chance: Random) -> Iterator[NewEntry]:
    """The plan's writes: categories, updates, then creates.

    Creates come in an order of chance within blocks, so that two programs that fill an account at
    the same moment meet each other's products before they have created the same ones.
    """
    for name in _mixed(plan.new_categories, chance):
        yield NewEntry(op=JournalOp.CREATE_CATEGORY, name=name)
    others = (item for item in plan.items if item.action is not Action.CREATE)
    creates = [item for item in plan.items if item.action is Action.CREATE]
    for item in itertools.chain(others, _mixed(creates, chance)):
        if (op := _OPS.get(item.action)) is not None:
            yield NewEntry(
                op=op,
                product_id=item.product_id or None,
                sku=item.sku,
                name=item.name,
                sa_id=item.sa_id,
                desired=item.desired,
                before=item.before,
            )


def _mixed(items: Sequence[T], chance: Random) -> Iterator[T]:
    for start in range(0, len(items), _MIXED):
        block = list(items[start : start + _MIXED])
        chance.shuffle(block)
        yield from block


async def push(session: Session, plan: Plan, target: Target, watch: AccountWatch) -> None:
    """Carry out the plan's journal; settle lost answers after the quiet time; leave none open.

    Raises the ShopSyncError that makes going on pointless (sign-in, quota, no network, service
    down), and AnotherWriter where `watch` finds that another program is to go first. A refused
    product fails alone and keeps its reason.
    """
    pusher = _Pusher(session, plan, target, watch)
    total = plan.counts.writes
    session.enter(Phase.PUSH, total)
    await pusher.carry_out(total)
    while session.store.journal.unsettled(session.connection.id):
        await session.wait_quiet()
        target = await session.read_target()
        watch.take_in(target)
        pusher.know(target)
        await pusher.resolve()
        session.enter(Phase.PUSH, total, done=pusher.done)
        await pusher.carry_out(total)


class _Pusher:
    """The pushing of one run: what categories the account has, and how it has been answering."""

    def __init__(self, session: Session, plan: Plan, target: Target, watch: AccountWatch) -> None:
        self._session = session
        self._watch = watch
        self._creates_left = plan.counts.create
        self._categories_left = len(plan.new_categories)
        self._journal = session.store.journal
        self._category_ids: dict[str, int] = {}
        self._refused_categories: dict[str, Problem] = {}
        self._lost_in_a_row = 0
        self._lost: Counter[int] = Counter()
        self.done = 0
        self._target = target
        self.know(target)

    def know(self, target: Target) -> None:
        """Take over a fresh reading of the account."""
        self._target = target
        for category in sorted(target.categories, key=lambda c: c.sa_id, reverse=True):
            self._category_ids[category_key(category.name)] = category.sa_id

    async def carry_out(self, total: int) -> None:
        """Send every planned entry; products whose category is unsettled wait for the next round."""
        after = 0
        category_before = False
        while batch := self._journal.planned(self._session.run_id, after, _BATCH):
            for entry in batch:
                after = entry.id
                category = entry.op in _CATEGORY_OPS
                if category_before and not category:
                    await self._end_categories()
                category_before = category
                await self._to_its_end(entry)
                if not category:
                    self._session.progress(min(self.done, total), total)

    async def _end_categories(self) -> None:
        """Make sure that no category stands twice before products are put into them."""
        await self._watch.read_categories()
        doubled = self._watch.categories.doubled()
        for key, sa_id in self._category_ids.items():
            self._category_ids[key] = doubled.get(sa_id, sa_id)
        names = self._watch.own_categories(doubled)
        self._journal.plan(self._session.run_id, self._session.connection.id, _removals(names))
        self._session.measure_from(self.done)  # categories are not what is counted

    async def resolve(self) -> None:
        """After the quiet time: adopt what arrived after all, plan the rest once more."""
        again = self._journal.unsettled(self._session.connection.id)
        await settle(self._session, self._target)
        now = self._session.parts.now
        lost = [
            entry for entry in again if self._journal.get(entry.id).state is JournalState.DROPPED
        ]
        for entry in lost:
            if self._lost[entry.id] >= _CREATE_ATTEMPTS:
                problem = AnswerLost(service=SALESAUTOPILOT).problem
                self._journal.failed(entry.id, problem, now())
                if entry.op is JournalOp.CREATE_CATEGORY:
                    self._refused_categories[category_key(entry.name)] = problem
                elif entry.product_id is not None:
                    self._session.store.catalogue.set_failure(entry.product_id, problem)
            else:
                self._journal.again(entry.id)

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
        if entry.op is JournalOp.CREATE_CATEGORY:
            await self._create_category(entry)
            return
        if entry.op is JournalOp.DELETE_PRODUCT:
            await self._delete_product(entry)
            return
        if entry.op is JournalOp.DELETE_CATEGORY:
            await self._delete_category(entry)
            return
        if entry.desired is None:
            raise ValueError("a product entry of the journal without its desired state")
        names = [category_key(name) for name in entry.desired.categories]
        refused = next(
            (self._refused_categories[n] for n in names if n in self._refused_categories), None
        )
        if refused is not None:
            self._fail(entry, refused)
            return
        if any(name not in self._category_ids for name in names):
            return
        ids = tuple(self._category_ids[name] for name in names)
        if entry.op is JournalOp.CREATE_PRODUCT:
            await self._create_product(entry, entry.desired, ids)
        else:
            await self._update_product(entry, entry.desired, ids)

    async def _create_category(self, entry: JournalEntry) -> None:
        known = self._category_ids.get(category_key(entry.name))
        if known is not None:
            self._journal.done(entry.id, known, self._session.parts.now())
            return
        if (other := self._watch.categories.stranger(category_key(entry.name))) is not None:
            self._category_ids[category_key(entry.name)] = other
            self._journal.dropped(entry.id, self._session.parts.now())
            return
        answer = await self._send(entry, lambda: self._session.account.create_category(entry.name))
        self._categories_left -= 1
        if answer is not None:
            self._category_ids[category_key(entry.name)] = answer
            with self._session.store.transaction():
                self._journal.done(entry.id, answer, self._session.parts.now())
                self._session.store.target.upsert_category(
                    self._session.connection.id, TargetCategory(sa_id=answer, name=entry.name)
                )
            more = self._categories_left > 0 or self._creates_left > 0
            await self._watch.category_created(answer, entry.name, more=more)
        elif (state := self._journal.get(entry.id)).state is JournalState.FAILED and state.problem:
            self._refused_categories[category_key(entry.name)] = state.problem

    async def _create_product(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        account = self._session.account
        await self._watch.before_product()
        self._creates_left -= 1
        if self._watch.products.stranger(sku_key(entry.sku)) is not None:
            # It is there by now; the plan that follows adopts it.
            self._journal.dropped(entry.id, self._session.parts.now())
            self.done += 1
            return
        sa_id = await self._send(entry, lambda: account.create_product(desired, ids))
        if sa_id is not None:
            self._written(entry, sa_id, desired, ids)
            more = self._creates_left > 0
            if (
                await self._watch.product_created(sa_id, entry.sku, more=more)
                and self.done < _FIRST
            ):
                self._session.measure_from(self.done)  # early looks say nothing of the speed later

    async def _update_product(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("an update in the journal without the account's id")

        async def update() -> int:
            for attempt in range(1, _UPDATE_ATTEMPTS + 1):
                try:
                    await account.update_product(sa_id, desired, ids)
                except AnswerLost:
                    if attempt == _UPDATE_ATTEMPTS:
                        raise
                    await asyncio.sleep(2.0**attempt)
                else:
                    break
            return sa_id

        if await self._send(entry, update) is not None:
            self._written(entry, sa_id, desired, ids)

    async def _delete_product(self, entry: JournalEntry) -> None:
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")

        async def delete() -> int:
            await account.delete_product(sa_id)
            return sa_id

        if await self._send(entry, delete) is None:
            return
        _removed(self._session, entry)
        self.done += 1

    async def _delete_category(self, entry: JournalEntry) -> None:
        """Remove a category of this run that stands twice, if it still is what the run created."""
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")
        listed = {c.sa_id: category_key(c.name) for c in await account.categories()}
        if listed.get(sa_id) != category_key(entry.name):
            self._journal.dropped(entry.id, self._session.parts.now())
            return

        async def delete() -> int:
            await account.delete_category(sa_id)
            return sa_id

        if await self._send(entry, delete) is not None:
            self._journal.done(entry.id, sa_id, self._session.parts.now())

    async def _send(self, entry: JournalEntry, write: Callable[[], Awaitable[int]]) -> int | None:
        """Commit the intent, send, and note what became of it; the account's id when it worked.

        What was surely not carried out (no connection, too many requests) is sent again after a
        wait. A cancellation while the answer is awaited leaves the entry SENT: outcome unknown.
        """
        for attempt in range(1, _UNSENT_ATTEMPTS + 1):
            self._journal.sent(entry.id, self._session.parts.now())
            self._session.writes += 1
            try:
                answer = await write()
            except AnswerLost as error:
                self._lose(entry, error)
                return None
            except (TooManyRequests, NoNetwork):
                self._journal.again(entry.id)
                if attempt == _UNSENT_ATTEMPTS:
                    raise
                await asyncio.sleep(min(2.0**attempt, _LONGEST_WAIT))
            except AccountRefused as error:
                if error.pauses:
                    self._journal.again(entry.id)
                    raise
                self._lost_in_a_row = 0
                self._fail(entry, error.problem)
                return None
            except ShopSyncError:
                self._journal.again(entry.id)
                raise
            else:
                self._lost_in_a_row = 0
                return answer
        return None

    def _lose(self, entry: JournalEntry, error: AnswerLost) -> None:
        """Park a write of unknown outcome; give up on a service that loses every answer."""
        log.warning("the answer to a write was lost; parked")
        self._journal.unknown(entry.id, self._session.parts.now())
        self._lost[entry.id] += 1
        self._lost_in_a_row += 1
        if self._lost_in_a_row >= _LOST_IN_A_ROW:
            status = error.values.get("status", "–")
            raise ServiceDown(service=SALESAUTOPILOT, status=status) from error

    def _written(
        self, entry: JournalEntry, sa_id: int, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        store, connection_id = self._session.store, self._session.connection.id
        with store.transaction():
            self._journal.done(entry.id, sa_id, self._session.parts.now())
            store.target.upsert_product(
                connection_id,
                TargetProduct(
                    sa_id=sa_id,
                    sku=desired.sku,
                    name=desired.name,
                    net=desired.net,
                    vat=desired.vat,
                    currency=desired.currency,
                    category_ids=ids,
                ),
            )
            if entry.product_id is not None:
                store.catalogue.adopt(connection_id, {entry.product_id: sa_id})
                store.catalogue.set_failure(entry.product_id, None)
        self.done += 1

    def _fail(self, entry: JournalEntry, problem: Problem) -> None:
        with self._session.store.transaction():
            self._journal.failed(entry.id, problem, self._session.parts.now())
            if entry.product_id is not None:
                self._session.store.catalogue.set_failure(entry.product_id, problem)
        self.done += 1
