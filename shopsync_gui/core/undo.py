"""The plan of an undo: writes of the run x the account as it is now -> Plan; pure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key, sku_key
from shopsync_gui.core.category_changes import (
    CategoryNote,
    CategoryPlan,
    CategoryRename,
    NotedCategory,
)
from shopsync_gui.core.echoes import Memory, compared
from shopsync_gui.core.mapping import fine
from shopsync_gui.core.packed_items import PackedItems
from shopsync_gui.core.pieces import PIECE, Pieces
from shopsync_gui.core.plan import Action, Cause, FieldChange, Plan, PlanItem, Target
from shopsync_gui.core.plan_items import differences
from shopsync_gui.core.plan_summary import PlanCounts
from shopsync_gui.core.plan_tally import PlanTally
from shopsync_gui.core.reasons import KeepReason
from shopsync_gui.core.target_index import ProductsById
from shopsync_gui.core.written import Written, WrittenName, in_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shopsync_gui.core.echoes import Echoes


def undo_plan(
    writes: Iterable[Written],
    target: Target,
    *,
    echoes: Echoes | None = None,
    category_ids: Mapping[str, int] | None = None,
    former_names: Mapping[int, str] | None = None,
    removed: Collection[int] = (),
    renamed: Iterable[WrittenName] = (),
    remove_created: bool = False,
) -> Pieces[Plan]:
    """Give back, field by field, what the run replaced and nobody has changed since; in pieces.

    A product that the run created is removed only with `remove_created`, and only while it still
    is what the run made it, or as the account is known to show that by `echoes`; `category_ids`
    maps `category_key` of the names we gave to the account's ids, and `former_names` are those of
    categories that were renamed since. Those `removed` since are surely not there. What was there
    before and is the same again counts as unchanged. Categories that the run created stay; those
    that it renamed get their former names again, but for those that somebody has renamed or
    removed since: they are noted, and count as kept.
    """
    names = {category.sa_id: category.name for category in target.categories}
    ids: dict[str, int] = {}
    for category in sorted(target.categories, key=lambda c: c.sa_id):
        ids.setdefault(category_key(category.name), category.sa_id)
    ids |= category_ids or {}
    for sa_id, name in (former_names or {}).items():
        ids.setdefault(category_key(name), sa_id)
    memory = Memory(echoes=echoes or {})
    held = ProductsById(target.products)
    items = PackedItems()
    tally = PlanTally()
    actions: Counter[Action] = Counter()
    unchanged = 0
    yield
    for number, write in enumerate(in_all(writes), 1):
        if not number % PIECE:
            yield
        item = _item(
            write, held.get(write.sa_id), ids, names, memory, remove_created=remove_created
        )
        listed = target.whole or write.sa_id in held or write.sa_id in removed
        if item is None and not listed:
            item = _keep(write, KeepReason.NOT_THERE)  # it may be there, unlisted
        if item is None:
            unchanged += 1
        else:
            items.append(item)
            tally.add(item)
            actions[item.action] += 1
    categories = _former_names(renamed, names)
    return Plan(
        items=items,
        counts=PlanCounts(
            update=actions[Action.UPDATE],
            remove=actions[Action.REMOVE],
            keep=actions[Action.KEEP] + len(categories.notes),
            unchanged=unchanged,
            renamed_categories=len(categories.renames),
        ),
        new_categories=(),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint=tally.fingerprint((), categories.renames),
        categories=categories,
    )


def with_created_kept(plan: Plan) -> Pieces[Plan]:
    """The same undo, but for what the run created: that stays; in pieces."""
    items = PackedItems()
    for number, item in enumerate(plan.items, 1):
        stays = item.action is not Action.REMOVE
        items.append(item if stays else _created_kept(item))
        if not number % PIECE:
            yield
    counts = plan.counts
    kept = msgspec.structs.replace(counts, remove=0, keep=counts.keep + counts.remove)
    return msgspec.structs.replace(plan, items=items, counts=kept)


def _created_kept(item: PlanItem) -> PlanItem:
    return msgspec.structs.replace(
        item, action=Action.KEEP, reason=KeepReason.CREATED, desired=None, before=None
    )


def created_left(plan: Plan) -> int:
    """Count the products that the run created, that are still there and stay."""
    return sum(item.reason is KeepReason.CREATED for item in plan.items)


def _former_names(renamed: Iterable[WrittenName], names: Mapping[int, str]) -> CategoryPlan:
    """Renames to give back, where the account still shows what the run made of the name; notes on the others."""
    first: dict[int, WrittenName] = {}
    for rename in renamed:
        known = first.get(rename.sa_id)
        before = rename.before if known is None else known.before
        first[rename.sa_id] = msgspec.structs.replace(rename, before=before)
    renames, notes = [], []
    for rename in first.values():
        now, before = names.get(rename.sa_id), rename.before
        if now is None:
            notes.append(NotedCategory(rename.sa_id, CategoryNote.NOT_THERE, rename.after, before))
        elif now == before:
            continue
        elif now in (rename.after, rename.shown):
            renames.append(CategoryRename("", rename.sa_id, now, before))
        else:
            notes.append(NotedCategory(rename.sa_id, CategoryNote.RENAMED_SINCE, now, before))
    return CategoryPlan(renames=tuple(renames), notes=tuple(notes))


def _item(
    write: Written,
    now: TargetProduct | None,
    ids: Mapping[str, int],
    names: Mapping[int, str],
    memory: Memory,
    *,
    remove_created: bool,
) -> PlanItem | None:
    if now is None:
        # Removed by an earlier undo, or by somebody else: either way there is nothing to do.
        return None if write.before is None else _keep(write, KeepReason.NOT_THERE)
    since = {change.field for change in differences(write.after, now, ids, names)}
    known = compared(write.after, now, ids, names, memory)
    edited = {change.field for change in known if change.cause in _EDITS}
    altered = tuple(change for change in known if change.cause is Cause.ALTERED)
    if write.before is None:
        if edited:
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
    if sku_key(now.sku) not in {sku_key(write.after.sku), sku_key(before.sku)}:
        return _keep(write, KeepReason.CHANGED_SINCE)
    replaced = {change.field for change in differences(write.after, before, ids, names)}
    other = {change.field for change in _between(before, now, ids, names)}
    lost = other & replaced
    given_back = lost - since
    kept_own_way = (other | replaced) & since - edited
    reason = _why_not_all(before, lost & edited, kept_own_way)
    if not given_back:
        shown = tuple(change for change in altered if change.field in kept_own_way)
        return (
            None
            if reason is None
            else _keep(write, reason, shown if reason is KeepReason.ALTERED else ())
        )
    wanted = _with(before, now, given_back, names)
    shown_otherwise = since - edited - given_back
    wanted = msgspec.structs.replace(
        wanted, **{field: getattr(write.after, field) for field in shown_otherwise}
    )
    return msgspec.structs.replace(
        PlanItem.of(
            Action.UPDATE,
            write.product_id or 0,
            wanted,
            now,
            tuple(c for c in differences(wanted, now, ids, names) if c.field in given_back),
            reason,
        ),
        fields=tuple(sorted(given_back)),
    )


#: Causes of a difference that say that what the run wrote is not there any more.
_EDITS = frozenset({Cause.SHOP, Cause.ACCOUNT})


def _between(
    before: TargetProduct, now: TargetProduct, ids: Mapping[str, int], names: Mapping[int, str]
) -> tuple[FieldChange, ...]:
    """The fields that the account told before and shows otherwise now."""
    told = {
        "net": before.net is not None,
        "vat": before.vat is not None,
        "currency": bool(before.currency),
        "categories": before.category_ids is not None,
    }
    old = _with(before, now, [field for field, known in told.items() if known], names)
    old = msgspec.structs.replace(old, name=before.name, sku=before.sku)
    return tuple(c for c in differences(old, now, ids, names) if told.get(c.field, True))


def _why_not_all(
    before: TargetProduct, changed_since: Collection[str], kept_own_way: Collection[str]
) -> KeepReason | None:
    """Tell why something that the run replaced is not given back; None where nothing is."""
    if changed_since:
        return KeepReason.CHANGED_SINCE
    if kept_own_way:
        return KeepReason.ALTERED  # it shows otherwise than it was written: who knows what it has
    if before.net is None or before.category_ids is None:
        return KeepReason.NOT_TOLD
    return None


def _keep(write: Written, reason: KeepReason, changes: tuple[FieldChange, ...] = ()) -> PlanItem:
    return PlanItem(
        product_id=write.product_id or 0,
        action=Action.KEEP,
        sku=write.after.sku,
        name=write.after.name,
        sa_id=write.sa_id,
        desired=write.after if changes else None,
        changes=changes,
        reason=reason,
    )


def _with(
    before: TargetProduct, now: TargetProduct, fields: Collection[str], names: Mapping[int, str]
) -> MasterProduct:
    """The product as the account shows it now, with these fields as they were before."""
    former = {
        "name": before.name,
        "sku": before.sku,
        "net": None if before.net is None else fine(before.net),
        "vat": before.vat,
        "currency": before.currency,
        "categories": _category_names(before, names),
    }
    current = MasterProduct(
        sku=now.sku,
        name=now.name,
        net=fine(now.net or Decimal(0)),
        vat=now.vat or Decimal(0),
        currency=now.currency or "",
        categories=_category_names(now, names),
    )
    return msgspec.structs.replace(current, **{field: former[field] for field in fields})


def _category_names(product: TargetProduct, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[sa_id] for sa_id in product.category_ids or () if sa_id in names)
