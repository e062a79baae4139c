"""The judgement of a plan made after writing: what is still unequal."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.plan.plan import Action, Cause, FieldChange, Plan, PlanItem
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.runs.runs import Difference, Suspected
from shopsync_gui.core.structures.id_set import IdBits
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from shopsync_gui.core.structures.pieces import Pieces


def unfinished(
    plan: Plan, most: int, *, kept: bool = True
) -> Pieces[tuple[tuple[Difference, ...], int, int]]:
    """The first differences that a plan made after the writing would still write, and their number; that of products.

    Those of products that stay as they are count among them, unless not `kept`: then only what an undo
    cannot give back.
    """
    first: list[Difference] = []
    count = products = 0
    for number, item in enumerate(plan.items, 1):
        before = count
        for difference in _unfinished(item, kept=kept):
            count += 1
            if count <= most:
                first.append(difference)
        products += count > before
        if not number % PIECE:
            yield
    for rename in plan.categories.renames:
        first.append(_category(rename.sa_id, wanted=rename.new, found=rename.old))
        count += 1
    return tuple(first[:most]), count, products


def _unfinished(item: PlanItem, *, kept: bool) -> Iterator[Difference]:
    if item.action is Action.CREATE:
        yield _whole(item, wanted=item.name, found="")
    elif item.action is Action.REMOVE:
        yield _whole(item, wanted="", found=item.name)
    elif item.action is Action.UPDATE:
        yield from (_field(item, c) for c in item.changes if c.cause is not Cause.CHANGED_SINCE)
    elif item.action is Action.KEEP:
        for change in item.changes:
            stays = kept and (change.cause is not Cause.ALTERED or _differs(change))
            if stays or change.cause is Cause.NOT_RESTORABLE:
                yield _field(item, change)


def _differs(change: FieldChange) -> bool:
    """Whether a value that the account keeps its own way is another one than the wanted.

    Names and categories may be kept otherwise, and a SKU in other letter case or with other spaces, by
    which no product is told from others.
    """
    if change.field == "sku":
        return sku_key(change.old) != sku_key(change.new)
    return change.field in _MUST_BE_EQUAL


#: Fields that the account may not keep its own way for the two sides to be equal.
_MUST_BE_EQUAL = frozenset({"net", "vat", "currency"})


def not_taken(plan: Plan) -> Pieces[IdBits]:
    """The products of which the account did not take a value, by their local ids."""
    found = IdBits()
    for number, item in enumerate(plan.items if plan.counts.not_taken else (), 1):
        if item.reason is KeepReason.NOT_TAKEN:
            found.update((item.product_id,))
        if not number % PIECE:
            yield
    return found


def skip_reasons(plan: Plan) -> Pieces[dict[str, int]]:
    """Count the skipped products by the reasons for it."""
    found: dict[str, int] = {}
    for number, item in enumerate(plan.items if plan.counts.skip else (), 1):
        if item.action is Action.SKIP and item.reason is not None:
            found[item.reason.value] = found.get(item.reason.value, 0) + 1
        if not number % PIECE:
            yield
    return found


def suspected(plan: Plan, most: int) -> Pieces[tuple[Suspected, ...]]:
    """The first products that are left out because a row of the account may be them."""
    found: list[Suspected] = []
    for number, item in enumerate(plan.items if plan.counts.skip else (), 1):
        if item.suspect is not None:
            found.append(Suspected(sku=item.sku, row=item.suspect))
            if len(found) >= most:
                break
        if not number % PIECE:
            yield
    return tuple(found)


def left_to_write(plan: Plan, failed: Container[int]) -> Pieces[int]:
    """Count the products that a plan made after the writing would still write, those that `failed` apart."""
    count = 0
    for number, item in enumerate(plan.items if plan.counts.writes else (), 1):
        count += item.action in _WRITES and item.product_id not in failed
        if not number % PIECE:
            yield
    return count


_WRITES = (Action.CREATE, Action.UPDATE)


def add_edited(plan: Plan, found: IdBits) -> Pieces[None]:
    """Add the local ids of the products that somebody changed in the account."""
    for number, item in enumerate(plan.items if plan.counts.edited else (), 1):
        if any(change.cause is Cause.ACCOUNT for change in item.changes):
            found.update((item.product_id,))
        if not number % PIECE:
            yield


def leaves_unlisted(plan: Plan) -> Pieces[bool]:
    """Whether a product is left out since the account's list does not hold everything."""
    for number, item in enumerate(plan.items, 1):
        if item.reason is SkipReason.NOT_LISTED:
            return True
        if not number % PIECE:
            yield
    return False


def listed_products(plan: Plan) -> Pieces[IdBits]:
    """The products of the plan's items, by their local ids: those that are not simply equal."""
    found = IdBits()
    for number, item in enumerate(plan.items, 1):
        if item.reason is not KeepReason.ALTERED:  # that counts as equal
            found.update((item.product_id,))
        if not number % PIECE:
            yield
    return found


def kept_values(plan: Plan, most: int) -> Pieces[tuple[Difference, ...]]:
    """The first of what the account keeps its own way: values of products, and names of categories."""
    counts = plan.counts.kept_differently
    # With so many found nobody has to go through the rest of a long plan.
    wanted = min(most, sum(counts.values()) - counts.get("category", 0))
    values = yield from _changes(plan, Cause.ALTERED, wanted, of=Action.KEEP)
    names = (
        _category(note.sa_id, wanted=note.wanted, found=note.shown)
        for note in plan.categories.notes
        if note.note is CategoryNote.ALTERED
    )
    return tuple(islice(chain(values, names), most))


def edits(plan: Plan, most: int) -> Pieces[tuple[Difference, ...]]:
    """The first of the values that somebody changed in the account."""
    return (yield from _changes(plan, Cause.ACCOUNT, most if plan.counts.edited else 0))


def changed_since(plan: Plan, most: int) -> Pieces[tuple[Difference, ...]]:
    """The first of the values that an undo leaves, since somebody has changed them."""
    return (yield from _changes(plan, Cause.CHANGED_SINCE, most))


def _changes(
    plan: Plan, cause: Cause, most: int, *, of: Action | None = None
) -> Pieces[tuple[Difference, ...]]:
    """The first changes with a cause, of the items with one action only where it is given."""
    found: list[Difference] = []
    for number, item in enumerate(plan.items if most else (), 1):
        if of in (None, item.action):
            found += [_field(item, change) for change in item.changes if change.cause is cause]
        if len(found) >= most:
            break
        if not number % PIECE:
            yield
    return tuple(found[:most])


def _field(item: PlanItem, change: FieldChange) -> Difference:
    return Difference(
        sku=item.sku,
        sa_id=item.sa_id,
        field=change.field,
        wanted=change.new,
        found=change.old,
        currency=item.desired.currency if item.desired is not None else "",
    )


def _category(sa_id: int, *, wanted: str, found: str) -> Difference:
    return Difference(sku="", sa_id=sa_id, field="category", wanted=wanted, found=found)


def _whole(item: PlanItem, *, wanted: str, found: str) -> Difference:
    return Difference(sku=item.sku, sa_id=item.sa_id, field="product", wanted=wanted, found=found)
