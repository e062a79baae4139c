"""A plan as lines of text: counts, what the brake says, the products that are skipped, and the first others."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from shopsync_gui.core.account_words import noted_lines
from shopsync_gui.core.plan import Action
from shopsync_gui.core.plan_words import item_text, rename_text, unclear_text
from shopsync_gui.core.run_labels import brake_label
from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.core.plan import Plan, PlanItem

#: So many of the products that are skipped are named, and so many others.
_SHOWN_SKIPPED = 200
_SHOWN_OTHERS = 50
_MARKS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.GONE: "-",
    Action.REMOVE: "-",
    Action.SKIP: "x",
    Action.KEEP: "x",
}


def plan_lines(plan: Plan, counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    """The lines of a plan; `counts` are captions with their numbers."""
    yield from (f"{label}: {format_int(count)}" for label, count in counts)
    yield from (rename_text(rename) for rename in plan.categories.renames)
    yield from category_lines(plan)
    yield from (f"! {brake_label(brake)}" for brake in plan.brakes)
    if unclear := unclear_text(plan):
        yield f"! {unclear}"
    if plan.items:
        yield ""
    shown = 0
    for item in _shown_items(plan):
        yield _item_line(item)
        shown += 1
    if rest := len(plan.items) - shown:
        text = ngettext("and {n} more; --json lists all", "and {n} more; --json lists all", rest)
        yield text.format(n=format_int(rest))


def category_lines(plan: Plan) -> Iterator[str]:
    """Lines on the categories of the account that have something to be told."""
    if plan.categories.notes:
        yield _("Categories of the account:")
        yield from (f"- {line}" for line in noted_lines(plan.categories.notes, _SHOWN_OTHERS))


def _shown_items(plan: Plan) -> Iterator[PlanItem]:
    """The products that are named: first those that are skipped, which is often the question."""
    if plan.counts.skip:
        skipped = (item for item in plan.items if item.action is Action.SKIP)
        yield from islice(skipped, min(plan.counts.skip, _SHOWN_SKIPPED))
    others = (item for item in plan.items if item.action is not Action.SKIP)
    yield from islice(others, _SHOWN_OTHERS)


def _item_line(item: PlanItem) -> str:
    return f"{_MARKS[item.action]} {item.sku}  {item.name}: {item_text(item)}"
