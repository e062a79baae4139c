"""Makes the plan of a run from the catalogue and the account, and notes at the products what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import Category, category_key, sku_key
from shopsync_gui.core.category_changes import CategoryPair
from shopsync_gui.core.echoes import Memory
from shopsync_gui.core.errors import ValueNotTaken
from shopsync_gui.core.given_up import without_given_up
from shopsync_gui.core.labels import field_label
from shopsync_gui.core.mapping import MasterOptions, category_labels
from shopsync_gui.core.orders import order_plan
from shopsync_gui.core.plan import AccountEdits, Action, Cause, KnownProduct, Plan, PlanItem, Target
from shopsync_gui.core.planner import make_plan
from shopsync_gui.core.reasons import KeepReason
from shopsync_gui.core.runs import JobKind, RunState

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.sync.pull import Pulled
    from shopsync_gui.sync.session import Session

#: Share of known account ids that must be missing before the account counts as another one.
_MISSING_SHARE = 0.5
_MISSING_LEAST = 10
#: Products that are freed at a time.
_FREED = 5000


def chosen(session: Session) -> frozenset[int]:
    """The products of a retry, and those that share a SKU with one of them."""
    catalogue, connection_id = session.store.catalogue, session.connection.id
    wanted = set(session.job.product_ids or catalogue.troubled_ids(connection_id))
    known = list(catalogue.known_products(connection_id, session.run_id))
    keys = {sku_key(p.shop.sku) for p in known if p.product_id in wanted} - {""}
    twins = {p.product_id for p in known if p.present and sku_key(p.shop.sku) in keys}
    return frozenset(wanted | twins)


def plan_run(
    session: Session,
    categories: list[Category],
    target: Target,
    pulled: Pulled,
    only: frozenset[int] | None,
    *,
    other_shop: bool = False,
) -> Plan:
    """What the run has to write; `only` narrows it to these products."""
    connection = session.connection
    known = _known(session, pulled)
    identity = connection.account_identity
    other_account = bool(identity) and identity != connection.account_key
    if other_account:
        session.store.echoes.forget(connection.id)
    other_account |= _lost_account(known, target)
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
        plan = order_plan(
            known,
            target,
            options,
            memory=memory,
            other_shop=other_shop,
            other_account=other_account,
        )
    else:
        plan = make_plan(
            known,
            categories,
            target,
            options,
            memory=memory,
            pairs=_pairs(session, categories, options),
            edits=_account_edits(session),
            other_shop=other_shop,
            only=only,
            other_account=other_account,
            settled=_settled(session),
        )
    if session.job.kind is not JobKind.RETRY:
        given_up = session.store.journal.given_up(connection.id, but_for=session.run_id)
        plan = without_given_up(plan, given_up) if given_up else plan
    _keep_findings(session, plan, only)
    while known:  # freed as a whole, a large catalogue would hold up the window
        del known[-_FREED:]
    return plan


def _settled(session: Session) -> bool:
    """Whether the last sync came to its end, so that what changes now changed since."""
    last = session.store.runs.last_sync(session.connection.id)
    return last is not None and last.state in (RunState.DONE, RunState.PARTIAL)


def _pairs(
    session: Session, categories: list[Category], options: MasterOptions
) -> dict[str, CategoryPair]:
    """The known counterparts of categories, with those whose create has just been settled."""
    pairs = session.store.echoes.pairs(session.connection.id)
    if session.settled_categories:
        labels = category_labels(categories, options.categories)
        for category in categories:
            label = labels.get(category.ref, "")
            sa_id = session.settled_categories.get(category_key(label))
            if sa_id is not None and category.inner_id not in pairs:
                pairs[category.inner_id] = CategoryPair(category.inner_id, sa_id, label)
    return pairs


def _account_edits(session: Session) -> AccountEdits:
    if session.parts.settings.sync.account_edits == "shop":
        return AccountEdits.OVERWRITE
    return AccountEdits.LEAVE if session.job.unattended else AccountEdits.ASK


def _known(session: Session, pulled: Pulled) -> list[KnownProduct]:
    return [
        msgspec.structs.replace(product, present=False, newly_gone=True)
        if product.product_id in pulled.vanished
        else product
        for product in session.store.catalogue.known_products(session.connection.id, session.run_id)
    ]


def _lost_account(known: list[KnownProduct], target: Target) -> bool:
    """Whether so many known ids are missing that this must be another account."""
    ids = [product.sa_id for product in known if product.sa_id is not None]
    listed = {product.sa_id for product in target.products}
    lost = sum(1 for sa_id in ids if sa_id not in listed)
    return lost >= _MISSING_LEAST and lost > len(ids) * _MISSING_SHARE


def _keep_findings(session: Session, plan: Plan, only: frozenset[int] | None) -> None:
    """Note counterparts, reasons and differences."""
    from_order = session.job.orders_since is not None
    catalogue, connection_id = session.store.catalogue, session.connection.id
    catalogue.adopt(connection_id, plan.adopted)
    session.store.echoes.change(connection_id, plan.echo_news)
    session.store.echoes.keep_pairs(connection_id, plan.categories.pairs)
    session.store.echoes.release(
        session.store.echoes.taken(connection_id).keys() & plan.adopted.keys()
    )
    not_taken = [item for item in plan.items if item.reason is KeepReason.NOT_TAKEN]
    for item in not_taken:
        catalogue.set_failure(item.product_id, _not_taken(item))
    writing = (Action.CREATE, Action.UPDATE)
    open_items = {item.product_id for item in plan.items if item.action in writing}
    open_items |= {item.product_id for item in not_taken}
    solved = catalogue.failed_ids(connection_id, from_order=from_order) - open_items
    if only is not None:
        solved &= only
    catalogue.clear_failures(connection_id, solved)
    catalogue.set_reasons(
        connection_id,
        {
            item.product_id: item.reason.value
            for item in plan.items
            if item.action is Action.SKIP and item.reason is not None
        },
        from_order=from_order,
    )
    catalogue.set_differences(
        connection_id,
        {
            item.product_id: tuple(change.field for change in item.changes)
            for item in plan.items
            if item.action is Action.UPDATE
        },
        only,
        from_order=from_order,
    )
    catalogue.set_kept(
        connection_id,
        {
            item.product_id: tuple(c.field for c in item.changes if c.cause is Cause.ALTERED)
            for item in plan.items
            if item.action is Action.KEEP
            and any(change.cause is Cause.ALTERED for change in item.changes)
        },
        only,
        from_order=from_order,
    )


def _not_taken(item: PlanItem) -> Problem:
    fields = [c.field for c in item.changes if c.cause is Cause.NOT_TAKEN]
    return ValueNotTaken(
        product=item.name, fields=", ".join(field_label(field) for field in fields)
    ).problem
