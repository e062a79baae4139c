"""The steps of a sync: the shop is read, the account too, then planned, written and proven."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.errors import AccountListIncomplete, MoreThanPlanned
from shopsync_gui.core.products.mapping import category_labels
from shopsync_gui.core.runs.jobs import WRITING_KINDS, JobKind, Phase
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sync.account.account_ahead import AccountAhead
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.account_watch import AccountWatch, AnotherWriter
from shopsync_gui.sync.account.beyond_list import with_hidden
from shopsync_gui.sync.account.gone_categories import CategoriesGone
from shopsync_gui.sync.account.learning import learn
from shopsync_gui.sync.account.orders_deleted import release_deleted
from shopsync_gui.sync.plan.plan_parts import once_more, possible_part
from shopsync_gui.sync.plan.planning import chosen, judge_shop, plan_run
from shopsync_gui.sync.plan.verdict import unfinished
from shopsync_gui.sync.push.plan_entries import write_down
from shopsync_gui.sync.push.push import push
from shopsync_gui.sync.push.settling import own_doubles, settle
from shopsync_gui.sync.run.tasks import in_pieces
from shopsync_gui.sync.run_consent import RunConsent
from shopsync_gui.sync.shop.former_shop import know_shop
from shopsync_gui.sync.shop.orders import look_up, read_orders
from shopsync_gui.sync.shop.pull import Pulled, pull, pull_again, pull_changes
from shopsync_gui.sync.shop.shop_facts import read_profile
from shopsync_gui.sync.shop.single_products import read_again

if TYPE_CHECKING:
    from datetime import date

    from shopsync_gui.core.catalogue import Category
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.core.products.shop_profile import ShopProfile
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.run_receipt import RunReceipt

log = logging.getLogger(__name__)

#: How often a run plans and writes anew because of what its proof or another program brought up.
_ROUNDS = 10


class SyncSteps:
    """One sync, retry, preview or verification, from the shop to the verdict."""

    def __init__(self, session: Session, receipt: RunReceipt) -> None:
        self._session = session
        self._receipt = receipt
        self._pulled = Pulled(count=0, stable=False)
        self._only: frozenset[int] | None = None
        self._consent = RunConsent(session, receipt)
        #: Whether categories turned out to be gone that a plan rested on.
        self._lost_categories = False

    async def carry_out(self) -> None:
        """Do all steps, to the end of the receipt."""
        session = self._session
        async with AccountAhead(session) as ahead:
            profile, categories = await session.while_checked(lambda: ahead.beside(self._read_shop))
            await session.lease.take_over(session, ahead.look)
            unclear, target = await self._read_account(ahead)
        doubled = own_doubles(session, target) if session.job.kind in WRITING_KINDS else {}
        target = await learn(session, target)
        if session.job.orders_since is not None and await release_deleted(session, target):
            await look_up(session)
            self._count_ordered()
        session.progress.enter(Phase.PLAN)
        if session.job.orders_since is not None:
            to_write = await judge_shop(session, categories, target, self._pulled)
            self._receipt.note(shop_to_write=to_write)
        plan = replace(await self._plan(profile, categories, target), unclear=unclear)
        await session.index()
        earlier = self._receipt.report
        await self._receipt.note_plan(plan, self._pulled)
        session.parts.show_plan(plan)
        if session.job.kind not in WRITING_KINDS:
            await self._finish_reading(plan, target)
        elif not await self._consent.allows(plan, earlier):
            self._receipt.note(brakes=plan.brakes)
            await self._receipt.end(RunState.STOPPED)
        elif self._consent.is_carried_out:
            session.progress.enter(Phase.FINISH)
            await self._end_judged(plan)
        else:
            await self._consent.note(plan, profile)
            writing = self._write(categories, plan, target, doubled)
            del plan, target  # another reading of the account takes their place
            with session.store.small_cache():
                await writing

    async def _read_account(self, ahead: AccountAhead) -> tuple[tuple[str, ...], Target]:
        """Read the account: what a preview cannot know of its last writes, and all that it holds."""
        session = self._session
        unclear = session.quiet.unclear()
        if unclear:
            self._receipt.note(unsettled=len(unclear))
        else:
            await session.quiet.wait()
        session.progress.enter(Phase.TARGET)
        target = await read_target(session, await ahead.target())
        target = target if unclear else await settle(session, target)
        return unclear, await with_hidden(session, target)

    async def _plan(self, profile: ShopProfile, categories: list[Category], target: Target) -> Plan:
        """Plan what the account lacks of the shop, which may be another one than was synced last."""
        connection = self._session.connection
        synced = (connection.shop_identity, connection.synced_shop)
        return await plan_run(
            self._session,
            categories,
            target,
            self._pulled,
            self._only,
            other_shop=bool(synced[0]) and synced != (profile.identity, connection.shop_number),
        )

    async def _read_shop(self) -> tuple[ShopProfile, list[Category]]:
        """Read all that the shop has to tell; what it is, and its categories."""
        session = self._session
        await know_shop(session)
        profile = await read_profile(session)
        categories = await session.shop.categories()
        session.store.categories.save(session.connection.id, session.run_id, categories)
        labels = category_labels(categories, session.connection.options.categories)
        session.category_names = frozenset(category_key(name) for name in labels.values())
        self._only = await chosen(session) if session.job.kind is JobKind.RETRY else None
        if self._only is None:
            self._pulled = await self._pull(categories)
        else:
            self._pulled = Pulled(count=await read_again(session, self._only), stable=True)
        self._receipt.note(pulled=self._pulled.count)  # a run may end before there is a plan
        if session.job.orders_since is not None:
            await self._read_orders(session.job.orders_since)
        return profile, categories

    async def _pull(self, categories: list[Category]) -> Pulled:
        """Read what changed if the job is content with that and it will do, else the whole shop."""
        session = self._session
        if session.job.quick:
            found = await pull_changes(session, categories)
            if found is not None:
                self._receipt.note(quick=True)
                return found
        whole = await pull(session, categories)
        self._receipt.note(reading_notes=whole.notes)
        self._receipt.note_read(whole)
        return whole

    async def _read_orders(self, since: date) -> None:
        """Read old orders after the catalogue, which says what is still in the shop."""
        session = self._session
        reading = await read_orders(session, since)
        self._receipt.bad_orders = reading.bad
        self._receipt.note(orders=reading.orders)
        self._count_ordered()

    def _count_ordered(self) -> None:
        """Count the orders' products, and those of them that are known from the shop itself."""
        products, in_shop = self._session.store.orders.counts(self._session.connection.id)
        self._pulled = replace(self._pulled, count=products)
        self._receipt.note(in_shop=in_shop)

    async def _finish_reading(self, plan: Plan, target: Target) -> None:
        """End a preview or a verification, which write nothing to the account."""
        session = self._session
        self._receipt.note(brakes=plan.brakes)
        if plan.counts.create:
            may_end = session.lists.may_end_at(len(target.products))
            self._receipt.note(list_may_end_at=may_end)
        if session.job.kind is JobKind.VERIFY:
            await self._end_judged(plan)
        else:
            _first, _count, apart = await in_pieces(unfinished(plan, 0))
            self._receipt.note(apart=apart, **session.lists.told())
            await self._receipt.end(RunState.DONE)

    async def _push(self, plan: Plan, target: Target, doubled: dict[int, str]) -> AccountWatch:
        """Write the plan; wait where another program is to go first."""
        session = self._session
        watch = AccountWatch(session, target)
        try:
            if plan.counts.writes or plan.new_categories or doubled:
                await write_down(session, plan, doubled)
                await push(session, plan, target, watch)
        except AnotherWriter:
            log.warning("another program creates in the account; waiting for it")
            await watch.wait_until_calm()
        except CategoriesGone:
            self._lost_categories = True
        except AccountListIncomplete:
            if session.lists.are_whole:
                raise
            log.warning("a list of the account does not hold everything; nothing more is created")
            session.store.journal.drop_planned(session.connection.id)
        if watch.is_other_program:
            self._receipt.note(other_writer=True)
        return watch

    async def _write(
        self, categories: list[Category], plan: Plan, target: Target, doubled: dict[int, str]
    ) -> None:
        """Write, prove, and write again what the proof or another program brought up."""
        session = self._session
        part = await possible_part(session, plan)
        for _ in range(_ROUNDS):
            if part is None:
                break
            moves, earlier = bool(part.categories.renames), self._pulled.earlier
            narrowed = session.lists.categories_incomplete
            self._lost_categories = False
            watch = await self._push(part, target, doubled)
            if session.writes or watch.seen:
                del target, plan, part  # before others take their place
                target, plan = await self._look_again(categories)
                await self._receipt.note_edited(plan)
            held = {category.sa_id for category in target.categories}
            doubled = {
                own: name for own, name in watch.rows.doubled_categories().items() if own in held
            }
            if earlier:
                # Pages that an interrupted part of the run had read may be old by now.
                self._pulled = await pull_again(session, categories, earlier)
                self._receipt.note_read(self._pulled)
                plan = await plan_run(session, categories, target, self._pulled, self._only)
                await self._receipt.note_shop(plan, self._pulled)
            failed = session.store.past_writes.failed_products(session.run_id)
            narrower = session.lists.categories_incomplete and not narrowed
            wider = narrowed and not session.lists.categories_incomplete
            part = plan
            if not (earlier or watch.seen or narrower or wider or self._lost_categories):
                part = await in_pieces(once_more(plan, failed, moves=moves))
            part = await possible_part(session, await self._consent.part_of(part))
            if not session.writes and not earlier and not watch.seen:
                break
            if part is None or not (part.counts.writes or doubled):
                break
            if plan.brakes and not await self._consent.approves(plan):
                if part is plan:
                    self._receipt.note(brakes=plan.brakes)
                    await self._receipt.end(RunState.STOPPED)
                    return
                break
        session.progress.enter(Phase.FINISH)
        await self._end_judged(plan)

    async def _look_again(self, categories: list[Category]) -> tuple[Target, Plan]:
        """Read the account after writing, and plan what is left."""
        session = self._session
        session.progress.enter(Phase.VERIFY)
        await session.index()
        await session.quiet.wait()
        target = await read_target(session)
        target = await settle(session, target)
        target = await with_hidden(session, target)
        target = await learn(session, target)
        return target, await plan_run(session, categories, target, self._pulled, self._only)

    async def _end_judged(self, plan: Plan) -> None:
        """End as done if the plan proves the account, else as partial."""
        whole = self._only is None and self._session.job.orders_since is None
        state = await self._receipt.judge(plan, self._pulled, whole=whole)
        problem = MoreThanPlanned().problem if self._consent.found_more else None
        lists = self._session.lists
        self._receipt.note(**lists.told())
        # That a list of products is short is no problem where each of the shop's is known to be equal.
        covered = self._receipt.report.verified and lists.is_short
        if lists.categories_incomplete or (lists.incomplete and not covered):
            problem = lists.problem().problem
        await self._receipt.end(state, problem)
