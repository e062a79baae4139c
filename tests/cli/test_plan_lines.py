"""A plan as lines of text answers which products are skipped, however many there are of others."""

from __future__ import annotations

from msgspec.structs import replace

from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.core.category_changes import CategoryNote, CategoryPlan, NotedCategory
from shopsync_gui.core.packed_items import PackedItems
from shopsync_gui.core.plan import Action, Plan, PlanItem
from shopsync_gui.core.plan_summary import PlanCounts
from shopsync_gui.core.reasons import SkipReason


def plan(written: int, skipped: int) -> Plan:
    """A plan whose skipped products come last."""
    items = [
        PlanItem(product_id=number, action=Action.GONE, sku=f"G-{number}", name="")
        for number in range(written)
    ] + [
        PlanItem(
            product_id=written + number,
            action=Action.SKIP,
            sku=f"S-{number}",
            name="",
            reason=SkipReason.NO_NAME,
        )
        for number in range(skipped)
    ]
    return Plan(
        items=PackedItems(items),
        counts=PlanCounts(gone=written, skip=skipped),
        new_categories=(),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint="",
    )


def shown(made: Plan) -> tuple[list[str], list[str]]:
    """The SKUs of the lines, and the lines that have none."""
    words = [line.split() for line in plan_lines(made, ())]
    lines = [line for line in words if line]
    skus = [line[1] for line in lines if line[1][:2] in ("G-", "S-")]
    return skus, [" ".join(line) for line in lines if line[1][:2] not in ("G-", "S-")]


def test_every_skipped_product_is_named_before_the_others() -> None:
    skus, rest = shown(plan(written=800, skipped=120))
    assert skus[:120] == [f"S-{number}" for number in range(120)]
    assert skus[120:] == [f"G-{number}" for number in range(50)]
    assert "750" in rest[0]
    assert "--json" in rest[0]


def test_of_very_many_skipped_products_the_last_are_counted() -> None:
    skus, rest = shown(plan(written=10, skipped=1_000))
    assert len(skus) == 210
    assert skus[-10:] == [f"G-{number}" for number in range(10)]
    assert "800" in rest[0]


def test_a_short_plan_is_shown_whole() -> None:
    assert shown(plan(written=3, skipped=2)) == (["S-0", "S-1", "G-0", "G-1", "G-2"], [])


def test_what_is_noted_of_categories_is_a_line_each() -> None:
    note = NotedCategory(7, CategoryNote.EDITED, "Kézzel", "Bolti")
    notes = CategoryPlan(notes=(note, replace(note, sa_id=8)))
    lines = [*plan_lines(replace(plan(0, 0), categories=notes), ())]
    assert [line for line in lines if "Kézzel" in line and "Bolti" in line and "#7" in line]
    assert [line for line in lines if "Kézzel" in line and "Bolti" in line and "#8" in line]
