"""The filters of a list of products as plain values, and how they are remembered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.kept_types import RowId, must_be_amounts
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.core.products.numbers import CataloguePart

if TYPE_CHECKING:
    from shopsync_gui.store.search.query import GridQuery


#: No product meets both.
_EITHER = ("in_stock", "sold_out")


class CategoryChoice(msgspec.Struct, frozen=True):
    """A chosen category: its name, and the local ids of it and all below it."""

    name: str
    ids: frozenset[RowId]


class Filters(msgspec.Struct, frozen=True):
    """The chosen filters; an empty set of states or parts means every one. Prices are gross."""

    states: frozenset[ProductState] = frozenset()
    parts: frozenset[CataloguePart] = frozenset()
    uncategorised: bool = False
    only_disabled_categories: bool = False
    skipped_or_failed: bool = False
    differs: bool = False
    kept_differently: bool = False
    on_sale: bool = False
    in_stock: bool = False
    sold_out: bool = False
    category: CategoryChoice | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    changed_since: Since | None = None
    change: ChangeKind | None = None
    changed_in_run: RowId | None = None
    connection_id: RowId | None = None

    def __post_init__(self) -> None:
        must_be_amounts(self.price_from, self.price_to)

    def __bool__(self) -> bool:
        return self != Filters()

    def applied_to(self, query: GridQuery) -> GridQuery:
        """The question narrowed to these filters."""
        return replace(
            query,
            states=self.states,
            parts=self.parts,
            uncategorised=self.uncategorised,
            only_disabled_categories=self.only_disabled_categories,
            skipped_or_failed=self.skipped_or_failed,
            differs=self.differs,
            kept_differently=self.kept_differently,
            on_sale=self.on_sale,
            in_stock=self.in_stock,
            sold_out=self.sold_out,
            categories=frozenset() if self.category is None else self.category.ids,
            gross_from=self.price_from,
            gross_to=self.price_to,
            changed_since=self.changed_since,
            change=self.change,
            changed_in_run=self.changed_in_run,
            connection_id=self.connection_id,
        )

    def with_state(self, state: ProductState, wanted: bool) -> Filters:
        """Add or take away the products of one state."""
        states = self.states | {state} if wanted else self.states - {state}
        return replace(self, states=states)

    def switched(self, name: str, on: bool) -> Filters:
        """Turn one of SWITCHES on or off; one that leaves nothing beside it turns the other off."""
        change: dict[str, Any] = {name: on}
        if on and name in _EITHER:
            change = dict.fromkeys(_EITHER, False) | change
        return replace(self, **change)

    def beside_changes(self) -> Filters:
        """Drop the filters that the view of changes sets."""
        return replace(self, changed_since=None, change=None)

    def lasting(self) -> Filters:
        """Drop the filters that belong to a moment."""
        return replace(self.beside_changes(), changed_in_run=None)

    def beside_ids(self) -> Filters:
        """Drop the filters that name a shop, a category or a run by its id."""
        return replace(self, category=None, connection_id=None, changed_in_run=None)

    def remembered(self) -> str:
        """The filters as a text to be kept; those of a moment are not kept."""
        kept = self.lasting()
        return msgspec.json.encode(kept).decode() if kept else ""


def recalled(text: object) -> Filters:
    """The filters that were kept; none where the text is not understood."""
    if not isinstance(text, str) or not text:
        return Filters()
    try:
        return msgspec.json.decode(text, type=Filters)
    except (ValueError, RecursionError):
        return Filters()
