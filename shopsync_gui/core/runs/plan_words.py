"""A plan in words: its counts, and what it does with each product."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from shopsync_gui.core.plan.plan import Action, Cause, FieldChange, Plan, PlanItem
from shopsync_gui.core.products.labels import field_label, reason_label, suspect_text, uncategorised
from shopsync_gui.core.products.mapping import money
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.account_words import doubles_advice, shared_text
from shopsync_gui.core.text import (
    N_,
    _,
    format_decimal,
    format_int,
    format_money,
    format_percent,
    ngettext,
    translate,
)
from shopsync_gui.core.tone import Tone

if TYPE_CHECKING:
    from shopsync_gui.core.catalogue import MasterProduct
    from shopsync_gui.core.plan.category_changes import CategoryRename
    from shopsync_gui.core.plan.plan_summary import PlanCounts
    from shopsync_gui.core.runs.runs import RunReport

#: So many names stand in one sentence.
_LONG_FIELDS = frozenset({"name", "categories"})
_MOST_NAMES = 10
#: How good or bad each action is.
TONES = {
    Action.CREATE: Tone.GOOD,
    Action.UPDATE: Tone.ACCENT,
    Action.SKIP: Tone.WARNING,
    Action.GONE: Tone.MUTED,
    Action.REMOVE: Tone.BAD,
    Action.KEEP: Tone.MUTED,
}
#: What products are called that a sync's plan puts under an action, in the order to show them.
ACTIONS = {
    Action.CREATE: N_("New"),
    Action.UPDATE: N_("Changes"),
    Action.GONE: N_("No longer in the shop"),
    Action.SKIP: N_("Skipped"),
    Action.KEEP: N_("Stays different"),
}


def plan_counts(planned: PlanCounts) -> tuple[tuple[str, int], ...]:
    """The counts of a sync's plan with their captions: the shop's products, and what adds up to them.

    Those that are gone from the shop come last, beside the sum.
    """
    kept = ((translate(ACTIONS[Action.KEEP]), planned.stays),) if planned.stays else ()
    failed = ((_("Failed"), planned.not_taken),) if planned.not_taken else ()
    return (
        (_("In the shop"), planned.in_shop),
        (translate(ACTIONS[Action.CREATE]), planned.create),
        (translate(ACTIONS[Action.UPDATE]), planned.update),
        (_("Unchanged"), planned.unchanged),
        *kept,
        (translate(ACTIONS[Action.SKIP]), planned.skip),
        *failed,
        (translate(ACTIONS[Action.GONE]), planned.gone),
    )


def order_counts(report: RunReport, planned: PlanCounts) -> tuple[tuple[str, int], ...]:
    """Count what was read of old orders, followed by the counts of the plan, with their captions."""
    return (
        (_("Orders read"), report.orders),
        (_("Products in them"), report.pulled),
        (_("Of these known from the shop itself, left alone"), report.in_shop),
        (_("Known from old orders only"), planned.in_shop),
        *plan_counts(planned)[1:],
    )


def undo_counts(planned: PlanCounts) -> tuple[tuple[str, int], ...]:
    """The counts of an undo's plan with their captions."""
    renamed = planned.renamed_categories
    return (
        (_("Will be given back"), planned.update),
        *(((_("Renamed categories"), renamed),) if renamed else ()),
        (_("Will be removed"), planned.remove),
        (_("Will stay as it is"), planned.keep),
    )


def account_counts(planned: PlanCounts) -> tuple[tuple[str, int], ...]:
    """The counts of a sync's plan that are about the account alone, with their captions."""
    return (
        (_("New categories"), planned.categories),
        (_("Renamed categories"), planned.renamed_categories),
        (_("Changed in the account"), planned.edited),
        (_("Stored differently by the account"), sum(planned.kept_differently.values())),
        (_("Only in the account, left alone"), planned.only_in_account),
    )


def plan_line(planned: PlanCounts) -> str:
    """The counts of a sync's plan in one line."""
    return " · ".join(f"{name}: {format_int(count)}" for name, count in plan_counts(planned))


def nothing_to_write_text(planned: PlanCounts) -> str:
    """Say that a plan has nothing to write, and what is left out all the same; empty where it has."""
    if planned.writes or planned.categories:
        return ""
    if not planned.skip:
        return _("Nothing needs to be written: the account already matches the shop.")
    return ngettext(
        "Nothing needs to be written: what can be brought over matches already. {n} product is skipped, for the reason beside it.",
        "Nothing needs to be written: what can be brought over matches already. {n} products are skipped, each for the reason beside it.",
        planned.skip,
    ).format(n=format_int(planned.skip))


def unclear_text(plan: Plan) -> str:
    """Name the writes of which it is not known whether they were carried out; empty for none."""
    count = len(plan.unclear)
    if not count:
        return ""
    more = ("…",) if count > _MOST_NAMES else ()
    text = ngettext(
        "Whether {n} write of an earlier run was carried out is not known yet; the program finds that out before it writes: {names}",
        "Whether {n} writes of an earlier run were carried out is not known yet; the program finds that out before it writes: {names}",
        count,
    )
    return text.format(n=format_int(count), names=", ".join((*plan.unclear[:_MOST_NAMES], *more)))


def doubled_text(plan: Plan) -> str:
    """Name the SKUs that stand more than once in the account, and say what mends that; empty for none."""
    count = len(plan.duplicates)
    if not count:
        return ""
    skus = [double.sku for double in plan.duplicates[:_MOST_NAMES]]
    more = ["…"] if count > _MOST_NAMES else []
    text = ngettext(
        "{n} SKU stands more than once in the account: {names}",
        "{n} SKUs stand more than once in the account: {names}",
        count,
    ).format(n=format_int(count), names=", ".join(skus + more))
    return f"{text}. {doubles_advice()}"


def shared_in(plan: Plan) -> str:
    """Name the SKUs that several products of each side have, and say what mends that; empty for none."""
    return shared_text([double.sku for double in plan.shared])


def rename_text(rename: CategoryRename) -> str:
    """One line: a category's name in the account, and the name that it gets."""
    return _("Category: “{old}” → “{new}”").format(old=rename.old, new=rename.new)


def item_text(item: PlanItem) -> str:
    """One line: what is new, from what to what fields change, or why nothing is done."""
    match item.action:
        case Action.CREATE:
            text = _new(item.desired) if item.desired is not None else _("New")
            deleted = any(change.cause is Cause.ACCOUNT for change in item.changes)
            return f"{text} · {_('deleted in the account')}" if deleted else text
        case Action.UPDATE:
            texts = _changes(item)
            if item.reason is KeepReason.NOT_TOLD:
                texts.append(reason_label(item.reason.value))
            return " · ".join(texts)
        case Action.GONE:
            return _("No longer in the shop; it stays in the account")
        case Action.REMOVE:
            return _("Will be removed")
        case Action.KEEP if item.reason is None:
            return _("Stays as it is")
        case Action.KEEP if item.changes:
            return " · ".join(_changes(item))
    reason = reason_label(item.reason.value) if item.reason is not None else ""
    if item.suspect is not None:
        reason = f"{reason}: {suspect_text(item.suspect)}"
    if item.action is Action.SKIP:
        return _("Skipped: {reason}").format(reason=reason) if reason else _("Skipped")
    return reason


def _changes(item: PlanItem) -> list[str]:
    """Each change; long texts last, so that none of them hides a price where there is little room."""
    currency = item.desired.currency if item.desired is not None else ""
    changes = sorted(item.changes, key=lambda change: change.field in _LONG_FIELDS)
    return [change_text(change, currency) for change in changes]


def change_text(change: FieldChange, currency: str) -> str:
    """One field from its old to its new value."""
    if change.field == "product":
        return _("deleted in the account")
    old, new = (value_text(change.field, text, currency) for text in (change.old, change.new))
    if change.cause is Cause.ALTERED:
        shown = _("{field}: the account shows “{shown}” for what was written, “{written}”")
        return shown.format(field=field_label(change.field), shown=old, written=new)
    if change.cause is Cause.NOT_RESTORABLE:
        stays = _(
            "{field} stays: {shown} (it was {former}, which the account would store in its own way)"
        )
        return stays.format(field=field_label(change.field), shown=old, former=new)
    if change.cause is Cause.CHANGED_SINCE:
        stays = _("{field} stays: {shown} (it was {former}, and was changed in the account since)")
        return stays.format(field=field_label(change.field), shown=old, former=new)
    text = from_to(change.field, old, new)
    return f"{text} ({remark})" if (remark := cause_text(change.cause)) else text


def from_to(field: str, old: str, new: str) -> str:
    """One field from its old to its new value, as they are shown; of categories with the same names, what changes."""
    label = field_label(field)
    if field == "categories" and sorted(old.split(", ")) == sorted(new.split(", ")):
        text = _("{field}: {names} (same name, another id in the account)")
        return text.format(field=label, names=new)
    return f"{label}: {old} → {new}"


def cause_text(cause: Cause) -> str:
    """Name the cause of a field's difference, where that is not simply the shop."""
    match cause:
        case Cause.ACCOUNT:
            return _("changed in the account")
        case Cause.ONCE_MORE | Cause.NOT_TAKEN:
            return _("the account did not take it")
    return ""


def _new(desired: MasterProduct) -> str:
    facts = [
        _("New"),
        _("net {price}").format(price=format_money(desired.net, desired.currency)),
        f"{field_label('vat')} {format_percent(desired.vat)}",
    ]
    facts.append(", ".join(desired.categories) or uncategorised())
    return " · ".join(facts)


def _price(value: Decimal, currency: str) -> str:
    """A net price with as many decimals as are compared: four where two are not enough."""
    short = format_money(value, currency)
    if value == money(value):
        return short
    return short.replace(format_decimal(value, 2), format_decimal(value, 4))


def value_text(field: str, text: str, currency: str) -> str:
    """A field's value as it is shown; prices in their currency."""
    if not text:
        return "–"
    try:
        if field == "net":
            return _price(Decimal(text), currency)
        if field == "vat":
            return format_percent(Decimal(text))
    except InvalidOperation:
        return text
    return text
