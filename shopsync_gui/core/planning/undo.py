"""The plan of an undo: writes of the run x the account as it is now -> Plan; pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echoes import NOTHING_KNOWN, Memory, compared
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.category_changes import (
    CategoryNote,
    CategoryPlan,
    CategoryRename,
    NotedCategory,
)
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Plan, PlanItem, Target
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.planning.plan_tally import PlanTally
from shopsync_gui.core.planning.undo_item import EDITS, given_back, kept
from shopsync_gui.core.planning.written import Written, WrittenName, in_all
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.structures.pieces import PIECE, Pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping

    from shopsync_gui.core.catalogue import TargetProduct


def undo_plan(
    writes: Iterable[Written],
    target: Target,
    *,
    memory: Memory = NOTHING_KNOWN,
    category_ids: Mapping[str, int] | None = None,
    former_names: Mapping[int, str] | None = None,
    removed: Collection[int] = (),
    renamed: Iterable[WrittenName] = (),
    remove_created: bool = False,
    shared: Container[int] = (),
) -> Pieces[Plan]:
    """Give back, field by field, what the run replaced and nobody has changed since; in pieces.

    What was there before and is the same again counts as unchanged. A product that the run created is
    removed only with `remove_created`, and only while it is what the run made it, as far as the
    `memory` tells; never one that is `shared` with another shop. Products that were `removed` since
    are surely not there.

    Categories that the run created stay; those that it `renamed` get their former names again. Where
    somebody has renamed or removed one since, that is noted, and it counts as kept. `category_ids`
    maps `category_key` of the names we gave to the account's ids, `former_names` has the names by id
    that categories had before they were renamed.
    """
    names = {category.sa_id: category.name for category in target.categories}
    ids = _ids_by_name(target, category_ids or {}, former_names or {})
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
        if item is not None and item.action is Action.REMOVE and write.sa_id in shared:
            item = kept(write, KeepReason.OF_OTHER_SHOP)
        listed = target.whole or write.sa_id in held or write.sa_id in removed
        if item is None and not listed:
            item = kept(write, KeepReason.NOT_THERE)  # it may be there, unlisted
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


def _ids_by_name(
    target: Target, given: Mapping[str, int], former: Mapping[int, str]
) -> dict[str, int]:
    """The account's categories by the keys of their names: those we gave count most, former ones least."""
    ids: dict[str, int] = {}
    for category in sorted(target.categories, key=lambda c: c.sa_id):
        ids.setdefault(category_key(category.name), category.sa_id)
    ids |= given
    for sa_id, name in former.items():
        ids.setdefault(category_key(name), sa_id)
    return ids


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
        return None if write.before is None else kept(write, KeepReason.NOT_THERE)
    if write.before is None:
        changes = compared(write.after, now, ids, names, memory)
        if any(change.cause in EDITS for change in changes):
            return kept(write, KeepReason.CHANGED_SINCE)
        if not remove_created:
            return kept(write, KeepReason.CREATED)
        return PlanItem(
            product_id=write.product_id or 0,
            action=Action.REMOVE,
            sku=now.sku,
            name=now.name,
            sa_id=now.sa_id,
            desired=write.after,
            before=now,
        )
    return given_back(write, write.before, now, ids, names, memory)
