"""The index of a plan: its order, its counts, and what a search finds in it."""

from __future__ import annotations

from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Plan, PlanItem
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.ui.jobs.dialogs.plan_index import PlanIndex

SKIP, UPDATE, CREATE = Action.SKIP, Action.UPDATE, Action.CREATE


def index() -> PlanIndex:
    items = PackedItems(
        PlanItem(product_id=number, action=action, sku=f"NC-{number}", name=f"Cipő {number}")
        for number, action in enumerate((SKIP, UPDATE, CREATE) * 100)
    )
    plan = Plan(
        items=items,
        counts=PlanCounts(create=100, update=100, skip=100),
        new_categories=(),
        adopted={},
        brakes=(),
        duplicates=(),
        fingerprint="",
    )
    return PlanIndex(plan)


def test_products_are_listed_by_what_happens_to_them() -> None:
    found = index()
    rows = found.rows(found.of(None))
    assert [row.action for row in rows] == [CREATE] * 100 + [UPDATE] * 100 + [SKIP] * 100
    assert [row.product_id for row in rows[:3]] == [2, 5, 8]
    assert {row.action for row in found.rows(found.of(UPDATE))} == {UPDATE}
    assert (found.tally[SKIP], found.tally[Action.GONE]) == (100, 0)
    assert found.products == frozenset(range(300))


def test_a_search_finds_every_word_in_name_or_sku() -> None:
    found = index()
    assert [row.sku for row in found.rows(found.find(None, ["cipo", "nc-29"]))] == [
        "NC-29", "NC-290", "NC-293", "NC-296", "NC-299", "NC-292", "NC-295", "NC-298", "NC-291",
        "NC-294", "NC-297",
    ]  # fmt: skip
    assert [row.sku for row in found.rows(found.find(SKIP, ["nc-294"]))] == ["NC-294"]
    assert len(found.find(None, ["taska"])) == 0
