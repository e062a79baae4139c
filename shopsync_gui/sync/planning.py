"""Makes the plan of a run from the catalogue and the account, and notes at the products what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import Category, sku_key
from shopsync_gui.core.mapping import MasterOptions
from shopsync_gui.core.orders import order_plan
from shopsync_gui.core.plan import Action, KnownProduct, Plan, Target
from shopsync_gui.core.planner import make_plan
from shopsync_gui.sync.verdict import account_identity

if TYPE_CHECKING:
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
    other_account = bool(identity) and identity != account_identity(connection)
    other_account |= _lost_account(known, target)
    options = MasterOptions(
        price=connection.options.price, categories=connection.options.categories
    )
    if session.job.orders_since is not None:
        plan = order_plan(
            known, target, options, other_shop=other_shop, other_account=other_account
        )
    else:
        plan = make_plan(
            known,
            categories,
            target,
            options,
            other_shop=other_shop,
            only=only,
            other_account=other_account,
        )
    _keep_findings(session, plan, only)
    while known:  # freed as a whole, a large catalogue would hold up the window
        del known[-_FREED:]
    return plan


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
    open_items = {i.product_id for i in plan.items if i.action in (Action.CREATE, Action.UPDATE)}
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
