"""Products that SalesAutopilot fails on each time: they wait until they change, or the user asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Plan, PlanItem
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.core.catalogue import MasterProduct
    from shopsync_gui.core.structures.pieces import Pieces


#: So many products are named of those that are left out.
_MOST_NAMED = 50


def without_unseen(
    given_up: Mapping[int, MasterProduct], unseen: Mapping[int, str]
) -> dict[int, MasterProduct]:
    """Return what was given up, but for products of categories that the account may not have any more.

    `unseen` are the names of categories that were created and never shown, by id.
    """
    keys = {category_key(name) for name in unseen.values()}
    return {
        product_id: desired
        for product_id, desired in given_up.items()
        if not keys or keys.isdisjoint(map(category_key, desired.categories))
    }


def without_given_up(plan: Plan, given_up: Mapping[int, MasterProduct]) -> Pieces[Plan]:
    """The plan without writes that were given up, by the local id of their product.

    Given up is what was to be written then: another desired state is tried again.
    """
    items = PackedItems()
    created = skipped = 0
    used: set[str] = set()
    skus: list[str] = []
    for number, before in enumerate(plan.items, 1):
        if not number % PIECE:
            yield
        item = _left(before, given_up)
        items.append(item)
        if item is not before:
            skipped += 1
            created += before.action is Action.CREATE
            if len(skus) < _MOST_NAMED:
                skus.append(item.sku or item.name)
        elif item.action in (Action.CREATE, Action.UPDATE) and item.desired is not None:
            used.update(category_key(name) for name in item.desired.categories)
    counts = replace(
        plan.counts,
        create=plan.counts.create - created,
        update=plan.counts.update - (skipped - created),
        skip=plan.counts.skip + skipped,
    )
    names = tuple(name for name in plan.new_categories if category_key(name) in used)
    counts = replace(counts, categories=len(names))
    return replace(
        plan,
        items=items,
        counts=counts,
        new_categories=names,
        given_up=skipped,
        given_up_skus=tuple(skus),
    )


def _left(item: PlanItem, given_up: Mapping[int, MasterProduct]) -> PlanItem:
    if item.action not in (Action.CREATE, Action.UPDATE):
        return item
    if item.desired is None or given_up.get(item.product_id) != item.desired:
        return item
    return replace(item, action=Action.SKIP, reason=SkipReason.SERVICE_FAULT, changes=())
