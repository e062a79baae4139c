"""The words of the chosen filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import EVER, ChangeKind
from shopsync_gui.core.products.labels import PRODUCT_STATES, uncategorised
from shopsync_gui.core.products.numbers import NOT_CREATED, NOT_WRITTEN, SKIPPED, parts_label
from shopsync_gui.core.text import _, format_date, format_decimal, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shopsync_gui.core.products.changes import Begin
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.store.search.filters import Filters


#: Filters that are on or off: the field and the object's name of the menu entry.
SWITCHES = (
    "uncategorised",
    "only_disabled_categories",
    "skipped_or_failed",
    "differs",
    "kept_differently",
    "on_sale",
    "in_stock",
    "sold_out",
)


#: Products that all say why they were not written.
OF_REASONS = (SKIPPED, NOT_CREATED, NOT_WRITTEN)


def switch_text(name: str) -> str:
    """The words of a filter that is on or off."""
    return {
        "uncategorised": uncategorised(),
        "only_disabled_categories": _("Only in disabled categories"),
        "skipped_or_failed": _("Skipped or failed"),
        "differs": _("Differs from SalesAutopilot"),
        "kept_differently": _("Stored differently by SalesAutopilot"),
        "on_sale": _("On sale"),
        "in_stock": _("In stock"),
        "sold_out": _("Sold out"),
    }[name]


def change_text(kind: ChangeKind) -> str:
    """The words of a kind of change."""
    return {
        ChangeKind.NEW: _("New"),
        ChangeKind.CHEAPER: _("Cheaper"),
        ChangeKind.DEARER: _("More expensive"),
        ChangeKind.BACK: _("Available again"),
        ChangeKind.SOLD_OUT: _("Sold out"),
        ChangeKind.MOVED: _("Moved to other categories"),
        ChangeKind.OTHER: _("Other changes"),
    }[kind]


def changes_begin(filters: Filters, connections: Iterable[Connection]) -> Begin | None:
    """The earliest moment from which changes count in the chosen shop, or in all of them.

    None while none of these shops was read as a whole: nothing counts yet.
    """
    since = filters.changed_since
    if since is None:
        return None
    return since.begin(
        (shop.id, shop.first_read_at)
        for shop in connections
        if filters.connection_id in (None, shop.id)
    )


def choices(filters: Filters, shop: str, begin: Begin | None) -> Iterator[tuple[str, Filters]]:
    """The words of each chosen filter, and the filters without it.

    `shop` is the chosen shop's name, `begin` what `changes_begin` tells.
    """
    if filters.connection_id is not None and shop:
        yield shop, replace(filters, connection_id=None)
    of_reasons = filters.skipped_or_failed and filters.parts in OF_REASONS
    if filters.parts:
        without = replace(filters, parts=frozenset())
        # What shows their reasons goes with them: it has no words of its own beside theirs.
        yield (
            parts_label(filters.parts),
            without.switched("skipped_or_failed", False) if of_reasons else without,
        )
    for state in ProductState:
        if state in filters.states:
            label = translate(PRODUCT_STATES[state])
            text = _("State: {name}").format(name=label)
            yield text, filters.with_state(state, wanted=False)
    for name in SWITCHES:
        if getattr(filters, name) and not (of_reasons and name == "skipped_or_failed"):
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
        since = filters.changed_since
        # A date that was chosen is told as it was chosen, whatever was read by then.
        told: datetime | None = since.at
        if since.shops or since.at <= EVER:
            told = None if begin is None else begin.at
        text = what
        if told is not None:
            text = _("{what} since {date}").format(what=what, date=format_date(told))
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
