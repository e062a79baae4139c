"""Writing the plan to the account, each intent in the journal before it leaves, nothing twice."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

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
    ProductFault,
    ServiceDown,
    ShopSyncError,
    TooManyRequests,
)
from shopsync_gui.core.plan import Action, CategoryPair, Plan, Target
from shopsync_gui.core.runs import Phase
from shopsync_gui.store.journal import JournalEntry, JournalOp, JournalState, NewEntry
from shopsync_gui.sync.carried_out import AnswerJudge, changed_besides
from shopsync_gui.sync.read_back import Unread, read_back
from shopsync_gui.sync.refusals import RefusalCount
from shopsync_gui.sync.settling import category_ids, note_removed, settle

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from random import Random

    from shopsync_gui.remote import WriteAnswer
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
#: Rounds for a write that the service answers with a fault of its own each time, which is likely
#: about what it holds: with every answer lost, the run would have paused.
_FAULT_ROUNDS = 2
#: How often a write is sent that was surely not carried out, and the longest wait between, in s.
_UNSENT_ATTEMPTS = 6
_LONGEST_WAIT = 60.0
#: Seconds that a cancel waits for the answer to the write that has left.
_GRACE_SECONDS = 0.6
_BATCH = 500
_CATEGORY_OPS = (
    JournalOp.CREATE_CATEGORY, JournalOp.RENAME_CATEGORY, JournalOp.DELETE_CATEGORY,
)  # fmt: skip
#: Products among which looking at the account is more frequent than later.
_FIRST = 12
#: Creates that are mixed with each other.
_MIXED = 2000
#: Answers that name no id before the account's list is read for them; more where all were there.
_UNREAD = 50
_MOST_UNREAD = 400
#: The trait that says what a write of some fields does to the others.
_PARTIAL = "partial"
_OPS = {
    Action.CREATE: JournalOp.CREATE_PRODUCT,
    Action.UPDATE: JournalOp.UPDATE_PRODUCT,
    Action.REMOVE: JournalOp.DELETE_PRODUCT,
}


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
    for rename in plan.categories.renames:
        yield NewEntry(
            op=JournalOp.RENAME_CATEGORY, name=rename.new, sa_id=rename.sa_id, former=rename.old
        )
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
                fields=item.fields,
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
        self._judge = AnswerJudge(session)
        self._categories = plan.categories
        self._category_ids = dict(plan.categories.ids)
        self._refused_categories: dict[str, Problem] = {}
        self._lost_in_a_row: set[int] = set()
        self._lost: Counter[int] = Counter()
        self._faults: Counter[int] = Counter()
        self._good = 0
        self._good_before: dict[int, int] = {}
        self._unread: list[Unread] = []
        self._unread_at_once = _UNREAD
        self._asks_before = True
        self._refusals = RefusalCount(session)
        self.done = 0
        self._target = target
        self._ids = {product.sa_id for product in target.products}
        self._newest = max(self._ids, default=0)
        self.know(target)

    def know(self, target: Target) -> None:
        """Take over a fresh reading of the account."""
        self._target = target
        spoken_for = set(self._category_ids.values())
        for key, sa_id in category_ids(target).items():
            if sa_id not in spoken_for:
                self._category_ids.setdefault(key, sa_id)

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
                if self._is_time_to_read():
                    await self._read_back()
                if not category:
                    self._session.progress(min(self.done, total), total)
        await self._read_back()

    async def _end_categories(self) -> None:
        """Make sure that no category stands twice before products are put into them."""
        await self._read_back()
        await self._watch.read_categories()
        doubled = self._watch.categories.doubled()
        for key, sa_id in self._category_ids.items():
            self._category_ids[key] = doubled.get(sa_id, sa_id)
        removals = _removals(self._watch.doubled_categories())
        self._journal.plan(self._session.run_id, self._session.connection.id, removals)
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
            if self._lost[entry.id] >= _CREATE_ATTEMPTS or self._faults[entry.id] >= _FAULT_ROUNDS:
                kind = ProductFault if self._fails_alone(entry) else AnswerLost
                problem = kind(service=SALESAUTOPILOT, name=entry.name).problem
                self._journal.failed(entry.id, problem, now())
                if entry.op is JournalOp.CREATE_CATEGORY:
                    self._refused_categories[category_key(entry.name)] = problem
                elif entry.product_id is not None:
                    self._session.store.catalogue.set_failure(entry.product_id, problem)
            else:
                self._journal.again(entry.id)

    def _fails_alone(self, entry: JournalEntry) -> bool:
        """Whether the service fails on this entry and carries out others, now or in earlier runs."""
        if not self._faults[entry.id]:
            return False
        others = self._good > self._good_before[entry.id]
        product = entry.product_id
        return others or (product is not None and self._journal.has_failed(product, entry.id))

    def _is_time_to_read(self) -> bool:
        """Whether the lists have to be read before more is written."""
        if self._refusals.most == 1:
            return bool(self._unread)
        refused = sum(1 for written in self._unread if written.answer.is_no)
        return len(self._unread) >= self._unread_at_once or refused >= self._refusals.most

    async def _read_back(self) -> None:
        """Settle what was answered without saying what came of it, by reading the lists."""
        unread, self._unread = self._unread, []
        if not unread:
            return
        categories = set(self._category_ids.values())
        target, left = await read_back(self._session, unread, self._ids, categories)
        self.know(target)
        for written in unread:
            made = written.answer.new_id
            held = {category.sa_id for category in target.categories}
            if (
                written in left
                and written.entry.op is JournalOp.CREATE_CATEGORY
                and made is not None
                and made in held
            ):
                self._category_made(written.entry, made)  # it keeps two names as one category
            elif written in left:
                problem = self._session.account.refusal(written.entry.name, written.answer).problem
                self._fail(written.entry, problem)
                if written.answer.new_id in self._ids and written.entry.product_id is not None:
                    self._session.store.echoes.take(written.entry.product_id, written.entry.sku)
                if written.entry.op is JournalOp.CREATE_CATEGORY:
                    self._refused_categories[category_key(written.entry.name)] = problem
            elif written.entry.op is JournalOp.CREATE_CATEGORY:
                self._category_made(written.entry, written.sa_id)
            elif written.entry.desired is not None:
                self._written(written.entry, written.sa_id, written.entry.desired, written.ids)
                if written.entry.op is JournalOp.CREATE_PRODUCT:
                    self._watch.prove_products()
        self._unread_at_once = _UNREAD if left else min(2 * self._unread_at_once, _MOST_UNREAD)

    def _park(self, entry: JournalEntry, answer: WriteAnswer, ids: tuple[int, ...] = ()) -> None:
        self._journal.unknown(entry.id, self._session.parts.now())
        self._unread.append(Unread(entry, answer, ids))

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
        if entry.op is JournalOp.RENAME_CATEGORY:
            await self._rename_category(entry)
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

    async def _rename_category(self, entry: JournalEntry) -> None:
        """Rename the account's category; where it refuses, the new name is looked up or created."""
        store, connection_id, sa_id = self._session.store, self._session.connection.id, entry.sa_id
        if sa_id is None:
            raise ValueError("a rename in the journal without the account's id")
        account = self._session.account
        answer = await self._send(entry, lambda: account.rename_category(sa_id, entry.name))
        if answer is not None:
            with store.transaction():
                self._journal.done(entry.id, sa_id, self._session.parts.now())
                store.echoes.renamed(connection_id, sa_id, entry.name)
                store.target.upsert_category(
                    connection_id, TargetCategory(sa_id=sa_id, name=entry.name)
                )
        elif self._journal.get(entry.id).state is JournalState.FAILED:
            store.echoes.forget_pairs(connection_id, sa_id)

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
            newest = max(self._category_ids.values(), default=0)
            if answer.new_id is None or answer.new_id <= newest:
                self._park(entry, answer)
            else:
                self._category_made(entry, answer.new_id)
                more = self._categories_left > 0 or self._creates_left > 0
                await self._watch.category_created(answer.new_id, entry.name, more=more)
        elif (state := self._journal.get(entry.id)).state is JournalState.FAILED and state.problem:
            self._refused_categories[category_key(entry.name)] = state.problem

    def _category_made(self, entry: JournalEntry, sa_id: int) -> None:
        self._category_ids[category_key(entry.name)] = sa_id
        self._watch.note_category(sa_id, entry.name)
        with self._session.store.transaction():
            self._journal.done(entry.id, sa_id, self._session.parts.now())
            self._session.store.target.upsert_category(
                self._session.connection.id, TargetCategory(sa_id=sa_id, name=entry.name)
            )
            owners = self._categories.owners.get(category_key(entry.name), ())
            self._session.store.echoes.keep_pairs(
                self._session.connection.id,
                [CategoryPair(inner_id, sa_id, entry.name) for inner_id in owners],
            )

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
        answer = await self._send(entry, lambda: account.create_product(desired, ids))
        if answer is None:
            return
        if answer.new_id is None or answer.new_id <= self._newest:  # ids grow
            self._park(entry, answer, ids)
            if not self._watch.products_proven:
                await self._read_back()
            return
        self._written(entry, answer.new_id, desired, ids)
        more = self._creates_left > 0
        looked = await self._watch.product_created(answer.new_id, entry.sku, more=more)
        if looked and self.done < _FIRST:
            self._session.measure_from(self.done)  # early looks say nothing of the speed later

    async def _update_product(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        sa_id = entry.sa_id
        if sa_id is None:
            raise ValueError("an update in the journal without the account's id")
        entry = await self._with_before(entry)
        answer = await self._send(entry, lambda: self._modify(entry, desired, ids))
        if answer is None:
            return
        done = await self._judge.updated(entry, answer, self._category_ids)
        if done is None:
            self._park(entry, answer, ids)
        elif done:
            self._written(entry, sa_id, desired, ids)
        else:
            self._fail(entry, self._session.account.refusal(entry.name, answer).problem)

    async def _with_before(self, entry: JournalEntry) -> JournalEntry:
        """The entry with what the list does not tell of its product as it was, if asking helps."""
        before, sa_id = entry.before, entry.sa_id
        told = ("net", "vat", "currency", "category_ids")
        if before is None or sa_id is None or not self._asks_before or entry.attempts:
            return entry
        lacking = [name for name in told if getattr(before, name) is None]
        if not lacking:
            return entry
        found = await self._session.account.product(sa_id)
        more = {
            name: value
            for name in lacking
            if found is not None and (value := getattr(found, name)) is not None
        }
        if not more:
            self._asks_before = False
            return entry
        before = replace(before, **more)
        self._journal.keep_before(entry.id, before)
        return self._journal.get(entry.id)

    async def _modify(
        self, entry: JournalEntry, desired: MasterProduct, ids: tuple[int, ...]
    ) -> WriteAnswer:
        """Send an update, some fields alone where the account is not known to spoil the others."""
        fields = entry.fields
        knows_all = entry.before is None or entry.before.tells_all
        if not fields or (knows_all and self._judge.trait(_PARTIAL) in ("refused", "blanks")):
            return await self._repeated(entry, desired, ids)
        try:
            answer = await self._repeated(entry, desired, ids, fields)
        except AccountRefused as error:
            if error.pauses or not knows_all:
                raise
            answer = await self._repeated(entry, desired, ids)
            self._judge.note(_PARTIAL, "refused")
            return answer
        if self._judge.trait(_PARTIAL) is None:
            found = await self._session.account.product(entry.sa_id or 0)
            if found is not None and changed_besides(entry, found):
                self._judge.note(_PARTIAL, "blanks")
                return await self._repeated(entry, desired, ids) if knows_all else answer
            if found is not None:
                self._judge.note(_PARTIAL, "kept")
        return answer

    async def _repeated(
        self,
        entry: JournalEntry,
        desired: MasterProduct,
        ids: tuple[int, ...],
        fields: tuple[str, ...] = (),
    ) -> WriteAnswer:
        """Send an update, which may be repeated, until an answer comes."""
        account, sa_id = self._session.account, entry.sa_id or 0
        for attempt in range(1, _UPDATE_ATTEMPTS):
            try:
                return await account.update_product(sa_id, desired, ids, fields)
            except AnswerLost:
                await asyncio.sleep(2.0**attempt)
        return await account.update_product(sa_id, desired, ids, fields)

    async def _delete_product(self, entry: JournalEntry) -> None:
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")
        answer = await self._send(entry, lambda: account.delete_product(sa_id))
        if answer is None:
            return
        if await self._judge.removed(entry, answer):
            note_removed(self._session, entry)
            self.done += 1
        else:
            self._fail(entry, account.refusal(entry.name, answer).problem)

    async def _delete_category(self, entry: JournalEntry) -> None:
        """Remove a category of this run that stands twice, if it still is what the run created."""
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")
        listed = {c.sa_id: category_key(c.name) for c in await account.categories()}
        if listed.get(sa_id) != category_key(entry.name):
            self._journal.dropped(entry.id, self._session.parts.now())
            return
        answer = await self._send(entry, lambda: account.delete_category(sa_id, entry.name))
        if answer is None:
            return
        if any(category.sa_id == sa_id for category in await account.categories()):
            self._fail(entry, account.refusal(entry.name, answer).problem)
        else:
            self._journal.done(entry.id, sa_id, self._session.parts.now())

    async def _send(
        self, entry: JournalEntry, write: Callable[[], Awaitable[WriteAnswer]]
    ) -> WriteAnswer | None:
        """Commit the intent, send, and note what became of it; the answer where one came.

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
                self._lost_in_a_row.clear()
                self._fail(entry, error.problem)
                return None
            except ShopSyncError:
                self._journal.again(entry.id)
                raise
            else:
                self._lost_in_a_row.clear()
                self._good += 1
                return answer
        return None

    def _lose(self, entry: JournalEntry, error: AnswerLost) -> None:
        """Park a write of unknown outcome; give up on a service that loses every answer."""
        log.warning("the answer to a write was lost; parked")
        self._journal.unknown(entry.id, self._session.parts.now())
        self._lost[entry.id] += 1
        if error.values.get("status") == "500":
            self._faults[entry.id] += 1
            self._good_before.setdefault(entry.id, self._good)
        self._lost_in_a_row.add(entry.id)
        if len(self._lost_in_a_row) >= _LOST_IN_A_ROW:
            status = error.values.get("status", "–")
            raise ServiceDown(service=SALESAUTOPILOT, status=status) from error

    def _written(
        self, entry: JournalEntry, sa_id: int, desired: MasterProduct, ids: tuple[int, ...]
    ) -> None:
        store, connection_id = self._session.store, self._session.connection.id
        self._refusals.accepted(entry)
        self._ids.add(sa_id)
        self._newest = max(self._newest, sa_id)
        if entry.op is JournalOp.CREATE_PRODUCT:
            self._watch.note_product(sa_id, entry.sku)
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
        self._refusals.refused(entry, problem)
