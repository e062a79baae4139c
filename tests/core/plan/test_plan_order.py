"""A plan's products are shown by their headings: what is written first, what is only told last."""

from __future__ import annotations

from collections.abc import Iterator

from shopsync_gui.core.plan.plan import Action, FieldChange, PlanItem
from shopsync_gui.core.plan.plan_order import in_shown_order
from shopsync_gui.core.products.reasons import KeepReason


def items() -> Iterator[PlanItem]:
    """An undo's products: what stays stands between what is written, as the run wrote them."""
    for number in range(300):
        common = {"product_id": number, "sku": str(number), "name": ""}
        if number % 3 == 0:
            yield PlanItem(action=Action.KEEP, reason=KeepReason.CREATED, **common)  # type: ignore[arg-type]
        elif number % 3 == 1:
            changes = (FieldChange("name", "a", "b"),)
            yield PlanItem(action=Action.UPDATE, changes=changes, **common)  # type: ignore[arg-type]
        else:
            yield PlanItem(action=Action.KEEP, reason=KeepReason.CHANGED_SINCE, **common)  # type: ignore[arg-type]


def test_what_is_given_back_comes_first_and_what_the_run_created_last() -> None:
    pieces = in_shown_order(items())
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            numbers = list(end.value)
            break
    assert numbers == [*range(1, 300, 3), *range(2, 300, 3), *range(0, 300, 3)]
