"""The findings of a run between the two sides, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.products.labels import field_label, suspect_text
from shopsync_gui.core.runs.plan_words import from_to, value_text
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan_summary import Duplicate
    from shopsync_gui.core.runs.runs import Difference, Suspected


def difference_text(difference: Difference) -> str:
    """A difference in words, from the account's value to the one it should be."""
    wanted, found = difference.wanted, difference.found
    if difference.field == "category":
        return f"#{difference.sa_id}: {field_label('category')}: {found or '–'} → {wanted or '–'}"
    if difference.field == "product":
        if found:
            text = _("{sku}: {name} is in the account, but should not be")
            return text.format(sku=difference.sku, name=found)
        return _("{sku}: {name} is not in the account's list").format(
            sku=difference.sku, name=wanted
        )
    if difference.currency:
        field, currency = difference.field, difference.currency
        wanted, found = (value_text(field, text, currency) for text in (wanted, found))
    return f"{difference.sku}: {from_to(difference.field, found or '–', wanted or '–')}"


def edit_text(edit: Difference) -> str:
    """A change by somebody in the account, in words: of a value, or that a product is not there any more."""
    if edit.field == "product":
        return _("{sku}: {name} was deleted in the account").format(sku=edit.sku, name=edit.wanted)
    return difference_text(edit)


def suspected_text(suspected: Suspected) -> str:
    """A product that was left out, and the row of the account that may be it."""
    return f"{suspected.sku} ← {suspect_text(suspected.row)}"


def double_text(double: Duplicate) -> str:
    """A SKU with the account's ids of all products that carry it."""
    ids = ", ".join(f"#{sa_id}" for sa_id in double.sa_ids)
    return f"{double.sku}: {ids}"
