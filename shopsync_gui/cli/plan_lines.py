"""A plan as lines of text: counts, what the brake says, and the products by what happens to them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.plan.plan_order import Heading, heading
from shopsync_gui.core.runs.account_words import noted_lines
from shopsync_gui.core.runs.plan_words import (
    doubled_text,
    item_text,
    rename_text,
    shared_in,
    unclear_text,
)
from shopsync_gui.core.runs.run_labels import brake_label
from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.core.plan.plan import Plan, PlanItem

#: So many products are named under a heading, of those that are skipped, and of those that are only noted.
_SHOWN = 50
_SHOWN_SKIPPED = 200
_SHOWN_NOTES = 10
_LIMITS = {
    Heading.SKIPPED: _SHOWN_SKIPPED,
    Heading.CREATED_STAYS: _SHOWN_NOTES,
    Heading.NOTED: _SHOWN_NOTES,
}
_MARKS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.GONE: "-",
    Action.REMOVE: "-",
    Action.SKIP: "x",
    Action.KEEP: "x",
}


def plan_lines(
    plan: Plan, counts: Iterable[tuple[str, int]], notes: Iterable[str] = ()
) -> Iterator[str]:
    """The lines of a plan; `counts` are captions with their numbers, `notes` what its readings met."""
    yield from (f"{label}: {format_int(count)}" for label, count in counts)
    yield from (rename_text(rename) for rename in plan.categories.renames)
    yield from category_lines(plan)
    yield from (f"! {brake_label(brake)}" for brake in plan.brakes)
    yield from (f"! {note}" for note in notes)
    if unclear := unclear_text(plan):
        yield f"! {unclear}"
    if doubled := doubled_text(plan):
        yield f"! {doubled}"
    if shared := shared_in(plan):
        yield f"! {shared}"
    if plan.items:
        yield ""
    shown = _shown_items(plan.items)
    yield from map(_item_line, shown)
    if rest := len(plan.items) - len(shown):
        text = ngettext("and {n} more; --json lists all", "and {n} more; --json lists all", rest)
        yield text.format(n=format_int(rest))


def category_lines(plan: Plan) -> Iterator[str]:
    """Lines on the categories of the account that have something to be told."""
    if plan.categories.notes:
        yield _("Categories of the account:")
        yield from (f"- {line}" for line in noted_lines(plan.categories.notes, _SHOWN))


def _shown_items(items: Iterable[PlanItem]) -> list[PlanItem]:
    """The products that are named, so that none of a heading hides those of another."""
    shown: dict[Heading, list[PlanItem]] = {kind: [] for kind in Heading}
    for item in items:
        kind = heading(item)
        if len(shown[kind]) < _LIMITS.get(kind, _SHOWN):
            shown[kind].append(item)
    return list(chain.from_iterable(shown.values()))


def _item_line(item: PlanItem) -> str:
    mark = "=" if heading(item) is Heading.NOTED else _MARKS[item.action]
    return f"{mark} {item.sku}  {item.name}: {item_text(item)}"
