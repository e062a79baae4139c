"""What each kind of change means, told by the details of a product: for lists of the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.store.lists.details import ProductDetails


def moment(details: ProductDetails, since: Since) -> datetime:
    return since.of(details.row.connection_id)


def first_old(details: ProductDetails, field: str, since: Since) -> object:
    """What the field was at the moment, if it changed since."""
    at = moment(details, since)
    old = [c.old for c in details.changes if c.field == field and c.at and c.at >= at]
    return old[-1] if old else None


def is_new(details: ProductDetails, since: Since) -> bool:
    first, gone = details.first_seen_at, details.row.state is ProductState.GONE
    return first is not None and first >= moment(details, since) and not gone


def price_moved(details: ProductDetails, since: Since, sign: int) -> bool:
    old, now = first_old(details, "gross", since), details.row.gross
    there = not is_new(details, since) and details.row.state is not ProductState.GONE
    return there and isinstance(old, Decimal) and now is not None and (now - old) * sign > 0


def is_back(details: ProductDetails, since: Since) -> bool:
    state, stock = first_old(details, "state", since), first_old(details, "stock", since)
    stocked = isinstance(stock, Decimal) and stock <= 0 < (details.stock or 0)
    active = details.row.state is ProductState.ACTIVE and not is_new(details, since)
    return active and (stocked or state not in (None, ProductState.ACTIVE))


def is_sold_out(details: ProductDetails, since: Since) -> bool:
    stock = first_old(details, "stock", since)
    was_active = first_old(details, "state", since) in (None, ProductState.ACTIVE)
    active = details.row.state is ProductState.ACTIVE and was_active and not is_new(details, since)
    return active and isinstance(stock, Decimal) and (details.stock or 0) <= 0 < stock


MEANINGS: dict[ChangeKind | None, Callable[[ProductDetails, Since], bool]] = {
    None: lambda d, since: (
        is_new(d, since) or any(c.at and c.at >= moment(d, since) for c in d.changes)
    ),
    ChangeKind.NEW: is_new,
    ChangeKind.CHEAPER: lambda d, since: price_moved(d, since, -1),
    ChangeKind.DEARER: lambda d, since: price_moved(d, since, 1),
    ChangeKind.BACK: is_back,
    ChangeKind.SOLD_OUT: is_sold_out,
    ChangeKind.MOVED: lambda d, since: first_old(d, "categories", since) is not None,
}
SOLD = tuple(MEANINGS.values())[1:]

MEANINGS[ChangeKind.OTHER] = lambda d, since: (
    MEANINGS[None](d, since) and not any(sold(d, since) for sold in SOLD)
)
