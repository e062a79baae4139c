"""The chosen filters as plain values, how they are remembered, and their words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.changes import ChangeKind, Since
from shopsync_gui.core.labels import PRODUCT_STATES
from shopsync_gui.core.numbers import CataloguePart, parts_label
from shopsync_gui.core.text import _, format_date, format_decimal, translate
from shopsync_gui.ui.products.row_texts import uncategorised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.query import GridQuery


class CategoryChoice(msgspec.Struct, frozen=True):
    """A chosen category: its name, and the local ids of it and all below it."""

    name: str
    ids: frozenset[int]


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
    category: CategoryChoice | None = None
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    changed_since: Since | None = None
    change: ChangeKind | None = None
    changed_in_run: int | None = None
    connection_id: int | None = None

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
            categories=frozenset() if self.category is None else self.category.ids,
            gross_from=self.price_from,
            gross_to=self.price_to,
            changed_since=self.changed_since,
            change=self.change,
            changed_in_run=self.changed_in_run,
            connection_id=self.connection_id,
        )

    def with_state(self, state: ProductState, wanted: bool) -> Filters:
        """With or without the products of one state."""
        states = self.states | {state} if wanted else self.states - {state}
        return replace(self, states=states)

    def switched(self, name: str, on: bool) -> Filters:
        """With one of SWITCHES on or off."""
        change: dict[str, Any] = {name: on}
        return replace(self, **change)

    def beside_changes(self) -> Filters:
        """Without those that the view of changes sets."""
        return replace(self, changed_since=None, change=None)

    def remembered(self) -> str:
        """The filters as a text to be kept; those of a moment are not kept."""
        kept = replace(self.beside_changes(), changed_in_run=None)
        return msgspec.json.encode(kept).decode() if kept else ""


def recalled(text: object) -> Filters:
    """The filters that were kept; none where the text is not understood."""
    if not isinstance(text, str) or not text:
        return Filters()
    try:
        return msgspec.json.decode(text, type=Filters)
    except msgspec.MsgspecError:
        return Filters()


#: Filters that are on or off: the field and the object's name of the menu entry.
SWITCHES = (
    "uncategorised",
    "only_disabled_categories",
    "skipped_or_failed",
    "differs",
    "kept_differently",
    "on_sale",
)


def switch_text(name: str) -> str:
    """The words of a filter that is on or off."""
    return {
        "uncategorised": uncategorised(),
        "only_disabled_categories": _("Only in disabled categories"),
        "skipped_or_failed": _("Skipped or failed"),
        "differs": _("Differs from SalesAutopilot"),
        "kept_differently": _("Stored differently by SalesAutopilot"),
        "on_sale": _("On sale"),
    }[name]


def change_text(kind: ChangeKind) -> str:
    """The words of a kind of change."""
    return {
        ChangeKind.NEW: _("New"),
        ChangeKind.CHEAPER: _("Cheaper"),
        ChangeKind.DEARER: _("Dearer"),
        ChangeKind.BACK: _("Available again"),
        ChangeKind.SOLD_OUT: _("Sold out"),
        ChangeKind.MOVED: _("Moved to other categories"),
        ChangeKind.OTHER: _("Other changes"),
    }[kind]


def choices(filters: Filters, shop: str) -> Iterator[tuple[str, Filters]]:
    """The words of each chosen filter, and the filters without it; `shop` is the chosen shop's name."""
    if filters.connection_id is not None and shop:
        yield shop, replace(filters, connection_id=None)
    if filters.parts:
        yield parts_label(filters.parts), replace(filters, parts=frozenset())
    for state in ProductState:
        if state in filters.states:
            label = translate(PRODUCT_STATES[state])
            text = _("State: {name}").format(name=label)
            yield text, filters.with_state(state, wanted=False)
    for name in SWITCHES:
        if getattr(filters, name):
            yield switch_text(name), filters.switched(name, False)
    if filters.category is not None:
        yield (
            _("Category: {name}").format(name=filters.category.name),
            replace(filters, category=None),
        )
    if filters.price_from is not None or filters.price_to is not None:
        yield price_text(filters), replace(filters, price_from=None, price_to=None)
    if filters.changed_since is not None:
        what = _("Changed") if filters.change is None else change_text(filters.change)
        text = _("{what} since {date}").format(
            what=what, date=format_date(filters.changed_since.earliest)
        )
        yield text, replace(filters, changed_since=None, change=None)
    if filters.changed_in_run is not None:
        text = _("Changed in run {number}").format(number=filters.changed_in_run)
        yield text, replace(filters, changed_in_run=None)


def price_text(filters: Filters) -> str:
    """The words of a range of gross prices."""
    low, high = (
        ""
        if price is None
        else format_decimal(price, 0 if price == price.to_integral_value() else 2)
        for price in (filters.price_from, filters.price_to)
    )
    if low and high:
        return _("Gross price: {low} – {high}").format(low=low, high=high)
    if low:
        return _("Gross price from {low}").format(low=low)
    return _("Gross price up to {high}").format(high=high)
