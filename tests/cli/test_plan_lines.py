"""A plan as lines of text: no kind of line hides another, however many there are of it."""

from __future__ import annotations

from msgspec.structs import replace

from shopsync_gui.cli.plan_lines import plan_lines
from shopsync_gui.core.plan.category_changes import CategoryNote, CategoryPlan, NotedCategory
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, FieldChange, Plan, PlanItem
from shopsync_gui.core.plan.plan_summary import Duplicate, PlanCounts
from shopsync_gui.core.products.reasons import KeepReason, SkipReason


def items(
    letter: str,
    action: Action,
    count: int,
    reason: SkipReason | KeepReason | None = None,
    *fields: str,
) -> list[PlanItem]:
    """Products with SKUs such as G-0."""
    changes = tuple(FieldChange(field, "old", "new") for field in fields)
    return [
        PlanItem(
            product_id=number,
            action=action,
            sku=f"{letter}-{number}",
            name="",
            reason=reason,
            changes=changes,
        )
        for number in range(count)
    ]


def plan_of(*found: list[PlanItem]) -> Plan:
    """A plan of these products, in this order."""
    return Plan(
        items=PackedItems(item for some in found for item in some),
        counts=PlanCounts(),
        new_categories=(),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint="",
    )


def plan(gone: int, skipped: int) -> Plan:
    """A plan whose skipped products come last."""
    return plan_of(
        items("G", Action.GONE, gone), items("S", Action.SKIP, skipped, SkipReason.NO_NAME)
    )


def shown(made: Plan) -> tuple[list[str], list[str]]:
    """The SKUs of the lines, and the lines that have none."""
    words = [line.split() for line in plan_lines(made, ())]
    lines = [line for line in words if line]
    skus = [line[1] for line in lines if line[1][1:2] == "-"]
    return skus, [" ".join(line) for line in lines if line[1][1:2] != "-"]


def test_every_skipped_product_is_named_before_the_others() -> None:
    skus, rest = shown(plan(gone=800, skipped=120))
    assert skus[:120] == [f"S-{number}" for number in range(120)]
    assert skus[120:] == [f"G-{number}" for number in range(50)]
    assert "750" in rest[0]
    assert "--json" in rest[0]


def test_of_very_many_skipped_products_the_last_are_counted() -> None:
    skus, rest = shown(plan(gone=10, skipped=1_000))
    assert len(skus) == 210
    assert skus[-10:] == [f"G-{number}" for number in range(10)]
    assert "800" in rest[0]


def test_a_short_plan_is_shown_whole() -> None:
    assert shown(plan(gone=3, skipped=2)) == (["S-0", "S-1", "G-0", "G-1", "G-2"], [])


def test_what_is_written_comes_before_what_is_only_told() -> None:
    made = plan_of(
        items("A", Action.KEEP, 70, KeepReason.ALTERED, "name"),
        items("N", Action.KEEP, 2, KeepReason.NOT_TAKEN, "name"),
        items("G", Action.GONE, 1),
        items("S", Action.SKIP, 2, SkipReason.NO_NAME),
        items("U", Action.UPDATE, 60, None, "name"),
        items("P", Action.UPDATE, 3, None, "name", "net"),
        items("C", Action.CREATE, 80),
    )
    skus, rest = shown(made)
    letters = "".join(sku[0] for sku in skus)
    assert letters == "C" * 50 + "PPP" + "U" * 50 + "SS" + "G" + "NN" + "A" * 10
    assert str(len(made.items) - len(skus)) in rest[0]


def test_what_an_undo_gives_back_comes_before_what_stays() -> None:
    made = plan_of(
        items("C", Action.KEEP, 70, KeepReason.CREATED),
        items("K", Action.KEEP, 1, KeepReason.CHANGED_SINCE),
        items("R", Action.REMOVE, 1),
        items("U", Action.UPDATE, 1),
    )
    skus, _rest = shown(made)
    assert "".join(sku[0] for sku in skus) == "URK" + "C" * 10


def test_what_is_noted_of_categories_is_a_line_each() -> None:
    note = NotedCategory(7, CategoryNote.EDITED, "Kézzel", "Bolti")
    notes = CategoryPlan(notes=(note, replace(note, sa_id=8)))
    lines = [*plan_lines(replace(plan(0, 0), categories=notes), ())]
    assert [line for line in lines if "Kézzel" in line and "Bolti" in line and "#7" in line]
    assert [line for line in lines if "Kézzel" in line and "Bolti" in line and "#8" in line]


def test_skus_that_stand_twice_in_the_account_are_named() -> None:
    double = Duplicate(sku="KEK-01", sa_ids=(1, 7))
    lines = list(plan_lines(replace(plan_of(), duplicates=(double,)), ()))
    assert any(line.startswith("!") and "KEK-01" in line for line in lines)
