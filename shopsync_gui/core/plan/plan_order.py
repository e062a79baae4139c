"""The order in which a plan's products are shown: what is written comes before what is only told."""

from __future__ import annotations

from array import array
from enum import IntEnum
from typing import TYPE_CHECKING

from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan.plan import PlanItem
    from shopsync_gui.core.structures.pieces import Pieces


class Heading(IntEnum):
    """The headings of a plan's products, in the order to show them."""

    CREATE = 0
    #: Changes of a price or a VAT rate, and all others.
    PRICE = 1
    UPDATE = 2
    REMOVE = 3
    SKIPPED = 4
    GONE = 5
    KEEP = 6
    #: Of an undo: what the run created, and stays.
    CREATED_STAYS = 7
    #: What the account only shows its own way.
    NOTED = 8


_OF_ACTION = {
    Action.CREATE: Heading.CREATE,
    Action.UPDATE: Heading.UPDATE,
    Action.REMOVE: Heading.REMOVE,
    Action.SKIP: Heading.SKIPPED,
    Action.GONE: Heading.GONE,
    Action.KEEP: Heading.KEEP,
}
_OF_REASON = {
    KeepReason.ALTERED: Heading.NOTED,
    KeepReason.CREATED: Heading.CREATED_STAYS,
}
_PRICES = frozenset({"net", "vat", "currency"})


def heading(item: PlanItem) -> Heading:
    """The heading of a product."""
    if item.action is Action.KEEP and isinstance(item.reason, KeepReason):
        return _OF_REASON.get(item.reason, Heading.KEEP)
    if item.action is Action.UPDATE and any(c.field in _PRICES for c in item.changes):
        return Heading.PRICE
    return _OF_ACTION[item.action]


def in_shown_order(items: Iterable[PlanItem]) -> Pieces[array[int]]:
    """The numbers of the items, by their headings; in pieces."""
    numbers = {kind: array("I") for kind in Heading}
    for number, item in enumerate(items):
        if not number % PIECE:
            yield
        numbers[heading(item)].append(number)
    ordered = array("I")
    for found in numbers.values():
        ordered.extend(found)
    return ordered
