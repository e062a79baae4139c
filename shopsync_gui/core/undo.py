"""What undoing a run would do: what the run wrote x the account as it is now -> Plan; pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key, sku_key
from shopsync_gui.core.plan import Action, Plan, PlanCounts, PlanItem, Target
from shopsync_gui.core.planner import differences, fingerprint
from shopsync_gui.core.reasons import KeepReason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a run made of one product of the account; `before` is None where it created it."""

    sa_id: int
    product_id: int | None
    before: TargetProduct | None
    after: MasterProduct


def in_all(writes: Iterable[Written]) -> list[Written]:
    """One entry for each product of the account: from its first former to its last new state."""
    found: dict[int, Written] = {}
    for write in writes:
        first = found.get(write.sa_id)
        found[write.sa_id] = write if first is None else replace(first, after=write.after)
    return list(found.values())


def make_undo_plan(
    writes: Iterable[Written], target: Target, *, remove_created: bool = False
) -> Plan:
    """Give back, field by field, what the run replaced and nobody has changed since.

    A product that the run created is removed only with `remove_created`, and only while it still
    is what the run made it. What was there before and is the same again counts as unchanged.
    Categories that the run created stay.
    """
    names = {category.sa_id: category.name for category in target.categories}
    ids: dict[str, int] = {}
    for category in sorted(target.categories, key=lambda c: c.sa_id):
        ids.setdefault(category_key(category.name), category.sa_id)
    held = {product.sa_id: product for product in target.products}
    items: list[PlanItem] = []
    unchanged = 0
    for write in in_all(writes):
        item = _item(write, held.get(write.sa_id), ids, names, remove_created=remove_created)
        if item is None:
            unchanged += 1
        else:
            items.append(item)
    tally = Counter(item.action for item in items)
    return Plan(
        items=tuple(items),
        counts=PlanCounts(
            update=tally[Action.UPDATE],
            remove=tally[Action.REMOVE],
            keep=tally[Action.KEEP],
            unchanged=unchanged,
        ),
        new_categories=(),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint=fingerprint(items, ()),
    )


def _item(
    write: Written,
    now: TargetProduct | None,
    ids: Mapping[str, int],
    names: Mapping[int, str],
    *,
    remove_created: bool,
) -> PlanItem | None:
    if now is None:
        # Removed by an earlier undo, or by somebody else: either way there is nothing to do.
        return None if write.before is None else _keep(write, KeepReason.NOT_THERE)
    since = {change.field for change in differences(write.after, now, ids, names)}
    if write.before is None:
        if since:
            return _keep(write, KeepReason.CHANGED_SINCE)
        if not remove_created:
            return _keep(write, KeepReason.CREATED)
        return PlanItem(
            product_id=write.product_id or 0,
            action=Action.REMOVE,
            sku=now.sku,
            name=now.name,
            sa_id=now.sa_id,
            desired=write.after,
            before=now,
        )
    before = write.before
    known = {sku_key(write.after.sku), sku_key(before.sku)}
    if sku_key(now.sku) not in known or None in (now.net, now.vat, now.category_ids):
        return _keep(write, KeepReason.CHANGED_SINCE)
    if not now.currency:
        return _keep(write, KeepReason.CHANGED_SINCE)
    old = _former(before, now, names)
    wanted = _given_back(old, now, since, names)
    changes = differences(wanted, now, ids, names)
    replaced = {change.field for change in differences(write.after, before, ids, names)}
    other = {change.field for change in differences(old, now, ids, names)}
    reason = KeepReason.CHANGED_SINCE if since & replaced & other else None
    if not changes:
        return None if reason is None else _keep(write, reason)
    return PlanItem.update(write.product_id or 0, wanted, now, changes, reason)


def _keep(write: Written, reason: KeepReason) -> PlanItem:
    return PlanItem(
        product_id=write.product_id or 0,
        action=Action.KEEP,
        sku=write.after.sku,
        name=write.after.name,
        sa_id=write.sa_id,
        reason=reason,
    )


def _former(before: TargetProduct, now: TargetProduct, names: Mapping[int, str]) -> MasterProduct:
    """The former state; what the account had no value for is as it is now."""
    return MasterProduct(
        sku=before.sku,
        name=before.name,
        net=(before if before.net is not None else now).net or Decimal(0),
        vat=(before if before.vat is not None else now).vat or Decimal(0),
        currency=before.currency or now.currency or "",
        categories=_category_names(now if before.category_ids is None else before, names),
    )


def _given_back(
    old: MasterProduct, now: TargetProduct, since: Collection[str], names: Mapping[int, str]
) -> MasterProduct:
    """The former state, but for the fields that somebody changed since."""
    current = _former(now, now, names)
    return msgspec.structs.replace(old, **{field: getattr(current, field) for field in since})


def _category_names(product: TargetProduct, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[sa_id] for sa_id in product.category_ids or () if sa_id in names)
