"""Products that SalesAutopilot fails on each time: they wait until they change, or the user asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan import Action, Plan, PlanItem
from shopsync_gui.core.reasons import SkipReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.core.catalogue import MasterProduct


def without_given_up(plan: Plan, given_up: Mapping[int, MasterProduct]) -> Plan:
    """The plan without writes that were given up, by the local id of their product.

    Given up is what was to be written then: another desired state is tried again.
    """
    items = tuple(_left(item, given_up) for item in plan.items)
    skipped = [a for a, b in zip(plan.items, items, strict=True) if a is not b]
    created = sum(1 for item in skipped if item.action is Action.CREATE)
    counts = replace(
        plan.counts,
        create=plan.counts.create - created,
        update=plan.counts.update - (len(skipped) - created),
        skip=plan.counts.skip + len(skipped),
    )
    used = {
        category_key(name)
        for item in items
        if item.action in (Action.CREATE, Action.UPDATE) and item.desired is not None
        for name in item.desired.categories
    }
    names = tuple(name for name in plan.new_categories if category_key(name) in used)
    counts = replace(counts, categories=len(names))
    return replace(plan, items=items, counts=counts, new_categories=names)


def _left(item: PlanItem, given_up: Mapping[int, MasterProduct]) -> PlanItem:
    if item.action not in (Action.CREATE, Action.UPDATE):
        return item
    if item.desired is None or given_up.get(item.product_id) != item.desired:
        return item
    return replace(item, action=Action.SKIP, reason=SkipReason.SERVICE_FAULT, changes=())
