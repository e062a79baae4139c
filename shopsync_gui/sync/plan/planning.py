"""The making of a run's plan from catalogue and account; what it found is noted at the products."""

from __future__ import annotations

import asyncio
from array import array
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import Category, category_key, sku_key
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.core.plan.plan import AccountEdits, KnownProduct, Plan, Target
from shopsync_gui.core.planning.given_up import without_given_up, without_unseen
from shopsync_gui.core.planning.orders import order_plan
from shopsync_gui.core.planning.planner import PlanSteps
from shopsync_gui.core.products.mapping import MasterOptions, category_labels
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.sync.account.gone_categories import refusals_count_after, unseen
from shopsync_gui.sync.account.unlisted_categories import known_alone
from shopsync_gui.sync.plan.plan_findings import keep_differences, keep_findings
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from shopsync_gui.core.plan.known_products import KnownRow
    from shopsync_gui.sync.run.session import Session
    from shopsync_gui.sync.shop.pull import Pulled


class _KnownProducts:
    """The products of a run's shop, read from the store each time they are gone through."""

    def __init__(self, session: Session, vanished: Collection[int] = frozenset()) -> None:
        self._catalogue = session.store.catalogue
        self._of = session.connection.id, session.run_id
        self._vanished = vanished

    def rows(self) -> Iterator[Sequence[KnownRow]]:
        """All of them briefly."""
        vanished = self._vanished
        for rows in self._catalogue.known_rows(self._of[0]):
            if vanished:
                yield [(row[0], 0, *row[2:]) if row[0] in vanished else row for row in rows]
            else:
                yield rows

    def those(self, product_ids: Sequence[int]) -> Iterator[KnownProduct]:
        """Read the products with these ids."""
        return self._marked(self._catalogue.known_products(*self._of, product_ids))

    def __iter__(self) -> Iterator[KnownProduct]:
        return self._marked(self._catalogue.known_products(*self._of))

    def _marked(self, products: Iterable[KnownProduct]) -> Iterator[KnownProduct]:
        for product in products:
            if product.product_id in self._vanished:
                yield msgspec.structs.replace(product, present=False, newly_gone=True)
            else:
                yield product


async def chosen(session: Session) -> frozenset[int]:
    """The products of a retry, and those that share a SKU with one of them."""
    findings, connection_id = session.store.findings, session.connection.id
    wanted = set(session.job.product_ids or findings.troubled_ids(connection_id))
    known = session.store.catalogue.known_products(
        connection_id, session.run_id, array("q", sorted(wanted))
    )
    keys = {sku_key(product.shop.sku) for product in known} - {""}
    twins: set[int] = set()
    for rows in session.store.catalogue.known_rows(connection_id):
        twins.update(row[0] for row in rows if row[1] and sku_key(row[3]) in keys)
        await asyncio.sleep(0)
    return frozenset(wanted | twins)


async def plan_run(
    session: Session,
    categories: list[Category],
    target: Target,
    pulled: Pulled,
    only: frozenset[int] | None,
    *,
    other_shop: bool = False,
) -> Plan:
    """Plan what the run has to write; `only` narrows it to these products.

    It is made in pieces, between which the loop has its turn: a cancel is heard at once.
    """
    other_account = session.connection.wrote_elsewhere
    if session.job.orders_since is not None:
        plan = await in_pieces(
            order_plan(
                _KnownProducts(session, pulled.vanished),
                target,
                _options(session),
                memory=_memory(session),
                other_shop=other_shop,
                other_account=other_account,
            )
        )
    else:
        plan, target = await _shop_plan(
            session,
            categories,
            target,
            pulled,
            only,
            other_shop=other_shop,
            other_account=other_account,
        )
    if session.job.kind is not JobKind.RETRY:
        plan = await _without_given_up(session, plan, target)
    for _ in keep_findings(session, plan, only):
        await asyncio.sleep(0)
    return plan


async def judge_shop(
    session: Session, categories: list[Category], target: Target, pulled: Pulled
) -> int:
    """Compare the shop itself in a job that is about old orders: so many products would the next sync write.

    The job has read both sides; which products differ is noted at them.
    """
    plan, target = await _shop_plan(session, categories, target, pulled, None)
    plan = await _without_given_up(session, plan, target)
    for _ in keep_differences(session, plan):
        await asyncio.sleep(0)
    return plan.counts.writes


async def _shop_plan(
    session: Session,
    categories: list[Category],
    target: Target,
    pulled: Pulled,
    only: frozenset[int] | None,
    *,
    other_shop: bool = False,
    other_account: bool = False,
) -> tuple[Plan, Target]:
    """The plan for the products of the shop itself, and the account with the categories that it alone shows."""
    options = _options(session)

    async def planned(target: Target) -> Plan:
        steps = PlanSteps(
            _KnownProducts(session, pulled.vanished),
            categories,
            target,
            options,
            memory=_memory(session),
            pairs=_pairs(session, categories, options),
            edits=_account_edits(session),
            only=only,
            asked_names=session.store.journal.asked_names(session.run_id),
        )
        for _ in steps.pieces():
            await asyncio.sleep(0)
        return steps.plan(
            other_shop=other_shop,
            other_account=other_account,
            settled=_settled(session),
            gross=ReadingNote.NET_IS_GROSS in pulled.notes,
        )

    plan = await planned(target)
    if there := await known_alone(session, target, plan.new_categories):
        target = msgspec.structs.replace(target, categories=(*target.categories, *there))
        plan = await planned(target)
    return plan, target


async def _without_given_up(session: Session, plan: Plan, target: Target) -> Plan:
    """The plan without what the account did not take before."""
    given_up = session.store.account_writes.given_up(
        session.connection.id, but_for=session.run_id, after=refusals_count_after(session)
    )
    given_up = without_unseen(given_up, unseen(session, target))
    return await in_pieces(without_given_up(plan, given_up)) if given_up else plan


def _options(session: Session) -> MasterOptions:
    options = session.connection.options
    return MasterOptions(price=options.price, categories=options.categories)


def _memory(session: Session) -> Memory:
    """The memory of what earlier runs learned: how the account keeps this shop's products."""
    echoes, connection_id = session.store.echoes, session.connection.id
    return Memory(
        echoes=echoes.all(connection_id),
        former=session.former,
        taken=echoes.taken(connection_id),
        ways=session.ways,
        again=session.job.kind is JobKind.RETRY and not session.writes,
        on_purpose=_on_purpose(session),
        deleted=session.deleted,
    )


def _on_purpose(session: Session) -> frozenset[int]:
    """The products that a retry is to write whatever the account may have of them, once."""
    named = session.job.on_purpose and not session.writes
    return frozenset(session.job.product_ids) if named else frozenset()


def _settled(session: Session) -> bool:
    """Whether the last sync came to its end, so that what changes now changed since.

    Where none was here, one of a colleague counts who has synced the shop.
    """
    last = session.store.runs.last_sync(session.connection.id)
    if last is None:
        return session.store.team_facts.is_consented(session.connection.id)
    return last.state.ended


def _pairs(
    session: Session, categories: list[Category], options: MasterOptions
) -> dict[str, CategoryPair]:
    """The known counterparts of categories; those whose create has just been settled become known."""
    connection_id, echoes = session.connection.id, session.store.echoes
    pairs = echoes.pairs(connection_id)
    if not session.settled_categories:
        return pairs
    labels = category_labels(categories, options.categories)
    settled = {}
    for category in categories:
        label = labels.get(category.ref, "")
        sa_id = session.settled_categories.get(category_key(label))
        if sa_id is not None and category.inner_id not in pairs:
            settled[category.inner_id] = CategoryPair(category.inner_id, sa_id, label)
    echoes.keep_pairs(connection_id, settled.values())
    return pairs | settled


def _account_edits(session: Session) -> AccountEdits:
    if session.parts.settings.sync.account_edits == "shop":
        return AccountEdits.OVERWRITE
    return AccountEdits.LEAVE if session.job.unattended else AccountEdits.ASK
