"""Makes the plan of a run from the catalogue and the account, and notes at the products what it found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import Category, category_key, sku_key
from shopsync_gui.core.category_changes import CategoryPair
from shopsync_gui.core.echoes import Memory
from shopsync_gui.core.given_up import without_given_up
from shopsync_gui.core.mapping import MasterOptions, category_labels
from shopsync_gui.core.orders import order_plan
from shopsync_gui.core.plan import AccountEdits, KnownProduct, Plan, Target
from shopsync_gui.core.planner import PlanSteps
from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.core.target_index import ProductsById
from shopsync_gui.sync.plan_findings import keep_findings
from shopsync_gui.sync.session import in_pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from shopsync_gui.sync.pull import Pulled
    from shopsync_gui.sync.session import Session

#: Share of known account ids that must be missing before the account counts as another one.
_MISSING_SHARE = 0.5
_MISSING_LEAST = 10


class _KnownProducts:
    """The products of a run's shop, read from the store each time they are gone through."""

    def __init__(self, session: Session, vanished: Collection[int] = frozenset()) -> None:
        self._session = session
        self._vanished = vanished

    def __iter__(self) -> Iterator[KnownProduct]:
        session = self._session
        for product in session.store.catalogue.known_products(
            session.connection.id, session.run_id
        ):
            if product.product_id in self._vanished:
                yield msgspec.structs.replace(product, present=False, newly_gone=True)
            else:
                yield product


def chosen(session: Session) -> frozenset[int]:
    """The products of a retry, and those that share a SKU with one of them."""
    findings, connection_id = session.store.findings, session.connection.id
    wanted = set(session.job.product_ids or findings.troubled_ids(connection_id))
    known = _KnownProducts(session)
    keys = {sku_key(p.shop.sku) for p in known if p.product_id in wanted} - {""}
    twins = {p.product_id for p in known if p.present and sku_key(p.shop.sku) in keys}
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
    """What the run has to write; `only` narrows it to these products.

    It is made in pieces, between which the loop has its turn: a cancel is heard at once.
    """
    connection = session.connection
    known = _KnownProducts(session, pulled.vanished)
    identity = connection.account_identity
    other_account = bool(identity) and identity != connection.account_key
    if other_account:
        session.store.echoes.forget(connection.id)
    other_account |= _lost_account(session, target)
    options = MasterOptions(
        price=connection.options.price, categories=connection.options.categories
    )
    memory = Memory(
        echoes=session.store.echoes.all(connection.id),
        former=session.former,
        taken=session.store.echoes.taken(connection.id),
        ways=session.ways,
        again=session.job.kind is JobKind.RETRY and not session.writes,
    )
    if session.job.orders_since is not None:
        plan = await in_pieces(
            order_plan(
                known,
                target,
                options,
                memory=memory,
                other_shop=other_shop,
                other_account=other_account,
            )
        )
    else:
        steps = PlanSteps(
            known,
            categories,
            target,
            options,
            memory=memory,
            pairs=_pairs(session, categories, options),
            edits=_account_edits(session),
            only=only,
        )
        for _ in steps.pieces():
            await asyncio.sleep(0)
        plan = steps.plan(
            other_shop=other_shop, other_account=other_account, settled=_settled(session)
        )
    if session.job.kind is not JobKind.RETRY:
        given_up = session.store.past_writes.given_up(connection.id, but_for=session.run_id)
        plan = without_given_up(plan, given_up) if given_up else plan
    for _ in keep_findings(session, plan, only):
        await asyncio.sleep(0)
    return plan


def _settled(session: Session) -> bool:
    """Whether the last sync came to its end, so that what changes now changed since."""
    last = session.store.runs.last_sync(session.connection.id)
    return last is not None and last.state in (RunState.DONE, RunState.PARTIAL)


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


def _lost_account(session: Session, target: Target) -> bool:
    """Whether so many known ids are missing that this must be another account."""
    listed = ProductsById(target.products)
    linked = session.store.catalogue.ever_linked(session.connection.id)
    lost = sum(1 for sa_id in linked if sa_id not in listed)
    return lost >= _MISSING_LEAST and lost > len(linked) * _MISSING_SHARE
