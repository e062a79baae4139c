"""The part of an undo that is about one product: which of its fields get their old values; pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from shopsync_gui.core.account.echoes import compared, shown_text, wanted_text
from shopsync_gui.core.account.sku_ways import as_shown, ways
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key, sku_key
from shopsync_gui.core.plan.plan import Action, Cause, Echo, FieldChange, PlanItem
from shopsync_gui.core.planning.plan_items import differences
from shopsync_gui.core.planning.restoring import restoring_net, restoring_text, sources
from shopsync_gui.core.products.mapping import fine
from shopsync_gui.core.products.reasons import KeepReason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shopsync_gui.core.account.echoes import Memory
    from shopsync_gui.core.planning.written import Written

Value: TypeAlias = "str | Decimal | tuple[str, ...] | None"

#: Causes of a difference that say that what the run wrote is not there any more.
EDITS = frozenset({Cause.SHOP, Cause.ACCOUNT})


def given_back(
    write: Written,
    before: TargetProduct,
    now: TargetProduct,
    ids: Mapping[str, int],
    names: Mapping[int, str],
    memory: Memory,
) -> PlanItem | None:
    """Plan what becomes of a product that was there before; None where all of it is as it was.

    A field gets its old value where the account shows what became of the written one, be it that
    the account keeps that its own way. Where it would show the old value otherwise, too, the field
    stays as it is, and is told, as is one that somebody has changed since.
    """
    if not _is_it(write, before, now, memory):
        other_sku = FieldChange("sku", now.sku, before.sku, Cause.CHANGED_SINCE)
        return kept(write, KeepReason.CHANGED_SINCE, (other_sku,))
    replaced = {change.field for change in differences(write.after, before, ids, names)}
    causes = {c.field: c.cause for c in compared(write.after, now, ids, names, memory)}
    # What was written may be the former value, of which the account made another one.
    replaced |= {field for field, cause in causes.items() if cause not in EDITS}
    other = {c.field: c for c in _between(before, now, ids, names) if c.field in replaced}
    echoes = memory.echoes.get(now.sa_id, {})
    former = _with(before, now, other, names)
    values: dict[str, Value] = {}
    stay: list[FieldChange] = []
    for field, change in other.items():
        echo = echoes.get(field)
        if echo is not None and echo.shown != shown_text(field, now):
            echo = None
        value = getattr(former, field)
        if field != "net" or not memory.showed_net:  # else the former price was told as it was
            value = _restoring(field, former, write.after, now, echo, ids)
        obstacle = _obstacle(field, former, echo, causes.get(field), ids)
        if obstacle is None and value is not None:
            values[field] = value
        else:
            cause = obstacle or Cause.NOT_RESTORABLE
            stay.append(msgspec.structs.replace(change, cause=cause))
    if "categories" in replaced - other.keys():
        hidden = causes.get("categories", Cause.SHOP) not in EDITS and not now.category_ids
        lost = _nameless(before, now, names, hidden=hidden)
        stay += [] if lost is None else [lost]
    reason = _why_not_all(before, {change.cause for change in stay})
    if not values:
        return None if reason is None else kept(write, reason, tuple(stay))
    as_written = {
        field: _written(field, write.after, ids, names)
        for field, cause in causes.items()
        if cause not in EDITS
    }
    return msgspec.structs.replace(
        PlanItem.of(
            Action.UPDATE,
            write.product_id or 0,
            msgspec.structs.replace(_with(before, now, (), names), **(as_written | values)),
            now,
            (*(other[field] for field in values), *stay),
            reason,
        ),
        fields=tuple(sorted(values)),
    )


def _is_it(write: Written, before: TargetProduct, now: TargetProduct, memory: Memory) -> bool:
    """Whether a row is still the product that was written: by its SKU, or what the account made of that."""
    after = write.after.sku
    if sku_key(now.sku) in {sku_key(after), sku_key(before.sku)}:
        return True
    echo = memory.echoes.get(now.sa_id, {}).get("sku")
    if echo is not None and echo.shown == now.sku:
        return sku_key(echo.wanted) in {sku_key(after), sku_key(before.sku)}
    return any(True for sku in (after, before.sku) for _way in ways(sku, now.sku))


def kept(write: Written, reason: KeepReason, changes: tuple[FieldChange, ...] = ()) -> PlanItem:
    """A product that stays as it is; `changes` are the fields that an undo would have given back."""
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


def _written(
    field: str, after: MasterProduct, ids: Mapping[str, int], names: Mapping[int, str]
) -> Value:
    """The value that a run wrote; of categories the names that the account shows them by."""
    if field != "categories":
        value: Value = getattr(after, field)
        return value
    known = (ids.get(category_key(name)) for name in after.categories)
    return tuple(names[sa_id] for sa_id in known if sa_id is not None and sa_id in names)


def _restoring(
    field: str,
    former: MasterProduct,
    after: MasterProduct,
    now: TargetProduct,
    echo: Echo | None,
    ids: Mapping[str, int],
) -> Value:
    """The value to write for a former one to be shown; None where the account would show another."""
    value: Value = getattr(former, field)
    if echo is None or echo.wanted != wanted_text(field, after, ids):
        return value
    if field == "sku" and not _shows_sku(former.sku, echo):
        return None
    if field in ("name", "sku"):
        return restoring_text(str(value), echo.wanted, echo.shown)
    if isinstance(value, Decimal) and field == "net" and now.net is not None:
        return restoring_net(value, after.net, now.net, after.vat)
    return value


def _shows_sku(sku: str, echo: Echo) -> bool:
    """Whether a SKU comes out as it is of an account that made of another one what the echo shows."""
    found = [*ways(echo.wanted, echo.shown)]
    return not found or any(as_shown(way, sku) == sku_key(sku) for way in found)


def _obstacle(
    field: str,
    former: MasterProduct,
    echo: Echo | None,
    cause: Cause | None,
    ids: Mapping[str, int],
) -> Cause | None:
    """Tell what keeps a field from being given back: a change since, or that the account shows it otherwise.

    `cause` is that of the difference between what the run wrote and what is shown, `echo` how the
    account shows what was written last.
    """
    again = cause is Cause.SHOP and _was_tried(field, former, echo, ids)
    unconfirmed = echo is not None and echo.tries == Echo.UNCONFIRMED
    if (cause in EDITS or unconfirmed) and not again:
        return Cause.CHANGED_SINCE
    written = echo is not None and echo.wanted == wanted_text(field, former, ids)
    if (again or written) and echo is not None and not echo.tries:
        return Cause.NOT_RESTORABLE  # it was written, and this is how it is shown
    return None


def _was_tried(
    field: str, former: MasterProduct, echo: Echo | None, ids: Mapping[str, int]
) -> bool:
    """Whether the former value was written already, by an undo."""
    if echo is None:
        return False
    tried = {wanted_text(field, former, ids)}
    if field in ("name", "sku"):
        tried.update(sources(getattr(former, field)))
    return echo.wanted in tried


def _nameless(
    before: TargetProduct, now: TargetProduct, names: Mapping[int, str], *, hidden: bool
) -> FieldChange | None:
    """The categories that no write gives back: the account tells no name of them any more.

    Or it has them `hidden`: it shows none where some were written, so that it may have had some before.
    """
    had, has = before.category_ids or (), now.category_ids or ()
    if not hidden and all(sa_id in names or sa_id in has for sa_id in had):
        return None
    old, new = (", ".join(names.get(i, f"#{i}") for i in ids) for ids in (has, had))
    return FieldChange("categories", old, new, Cause.NOT_RESTORABLE)


def _why_not_all(before: TargetProduct, causes: Collection[Cause]) -> KeepReason | None:
    """Tell why something that the run replaced is not given back; None where nothing is."""
    if Cause.CHANGED_SINCE in causes:
        return KeepReason.CHANGED_SINCE
    if Cause.NOT_RESTORABLE in causes:
        return KeepReason.ALTERED
    if before.net is None or before.category_ids is None:
        return KeepReason.NOT_TOLD
    return None


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
