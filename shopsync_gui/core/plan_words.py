"""What a plan does with one product, in words."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from shopsync_gui.core.labels import field_label, reason_label
from shopsync_gui.core.plan import Action, FieldChange, PlanItem
from shopsync_gui.core.text import _, format_money, format_percent

if TYPE_CHECKING:
    from shopsync_gui.core.catalogue import MasterProduct

#: The colour token of each action.
TONES = {
    Action.CREATE: "good",
    Action.UPDATE: "accent",
    Action.SKIP: "warning",
    Action.GONE: "muted",
    Action.REMOVE: "bad",
    Action.KEEP: "muted",
}


def item_text(item: PlanItem) -> str:
    """One line: what is new, from what to what fields change, or why nothing is done."""
    match item.action:
        case Action.CREATE:
            return _new(item.desired) if item.desired is not None else _("New")
        case Action.UPDATE:
            currency = item.desired.currency if item.desired is not None else ""
            return " · ".join(change_text(change, currency) for change in item.changes)
        case Action.GONE:
            return _("No longer in the shop; it stays in the account")
        case Action.REMOVE:
            return _("Will be removed")
        case Action.KEEP if item.reason is None:
            return _("Stays as it is")
    return reason_label(item.reason.value) if item.reason is not None else ""


def change_text(change: FieldChange, currency: str) -> str:
    """One field from its old to its new value."""
    old, new = (_value(change.field, text, currency) for text in (change.old, change.new))
    return f"{field_label(change.field)}: {old} → {new}"


def _new(desired: MasterProduct) -> str:
    facts = [
        _("New"),
        format_money(desired.net, desired.currency),
        f"{field_label('vat')} {format_percent(desired.vat)}",
    ]
    if desired.categories:
        facts.append(", ".join(desired.categories))
    return " · ".join(facts)


def _value(field: str, text: str, currency: str) -> str:
    if not text:
        return "–"
    try:
        if field == "net":
            return format_money(Decimal(text), currency)
        if field == "vat":
            return format_percent(Decimal(text))
    except InvalidOperation:
        return text
    return text
