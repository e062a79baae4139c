"""A plan as lines of text: counts, what the brake says, and the first products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.plan import Action
from shopsync_gui.core.plan_words import item_text, rename_text, unclear_text
from shopsync_gui.core.run_labels import brake_label
from shopsync_gui.core.text import format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from shopsync_gui.core.plan import Plan, PlanItem

_SHOWN_ITEMS = 50
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
    yield from (f"! {brake_label(brake)}" for brake in plan.brakes)
    if unclear := unclear_text(plan):
        yield f"! {unclear}"
    if plan.items:
        yield ""
    yield from (_item_line(item) for item in plan.items[:_SHOWN_ITEMS])
    rest = len(plan.items) - _SHOWN_ITEMS
    if rest > 0:
        yield ngettext("and {n} more", "and {n} more", rest).format(n=format_int(rest))


def _item_line(item: PlanItem) -> str:
    return f"{_MARKS[item.action]} {item.sku}  {item.name}: {item_text(item)}"
