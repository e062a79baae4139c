"""What a plan adds up to: its counts, its fingerprint, and a mark for each of its writes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import Category, MasterProduct, TargetCategory
from shopsync_gui.core.plan.category_changes import CategoryPair, CategoryPlan, CategoryRename
from shopsync_gui.core.plan.plan import Action, Cause, FieldChange, Plan, PlanItem, Target
from shopsync_gui.core.planning.plan_tally import PlanTally, write_marks
from shopsync_gui.core.planning.planner import PlanSteps
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.structures.pieces import PIECE
from tests.core.planning.known_list import KnownList
from tests.core.planning.planned_products import CATEGORIES, account, known, make_plan, plan

DESIRED = MasterProduct(
    sku="A", name="Kancsó", net=Decimal(5), vat=Decimal(27), currency="HUF", categories=("Cipők",)
)


def item(action: Action, **fields: object) -> PlanItem:
    values = {"product_id": 1, "sku": "A", "name": "Kancsó", "desired": DESIRED} | fields
    return PlanItem(action=action, **values)  # type: ignore[arg-type]


def kept(reason: KeepReason, *causes: Cause) -> PlanItem:
    changes = tuple(FieldChange("net", "1", "2", cause) for cause in causes)
    return item(Action.KEEP, reason=reason, changes=changes)


def test_every_item_counts_under_its_heading() -> None:
    tally = PlanTally()
    edit = FieldChange("name", "a", "b", Cause.ACCOUNT)
    for each in (
        item(Action.CREATE),
        item(Action.UPDATE, changes=(edit, FieldChange("net", "1", "2"))),
        item(Action.UPDATE, changes=(FieldChange("net", "1", "2"),)),
        item(Action.SKIP, reason=SkipReason.NO_SKU, desired=None),
        item(Action.GONE, desired=None),
        kept(KeepReason.EDITED, Cause.ACCOUNT, Cause.ALTERED),
        kept(KeepReason.NOT_TAKEN, Cause.NOT_TAKEN),
        kept(KeepReason.ALTERED, Cause.ALTERED),
        kept(KeepReason.ALTERED, Cause.ALTERED),
    ):
        tally.add(each)
    counts = tally.counts(10, ("x",), CategoryPlan(renames=(CategoryRename("1", 9, "a", "b"),)))
    assert (counts.create, counts.update, counts.skip, counts.gone) == (1, 2, 1, 1)
    assert (counts.edited, counts.left, counts.not_taken, counts.unchanged) == (2, 1, 1, 12)
    assert (counts.kept_differently, counts.categories) == ({"net": 3}, 1)
    assert counts.renamed_categories == 1
    assert tally.counts(0).kept_differently == {"net": 3}


def test_new_categories_are_those_of_what_is_written_each_as_it_was_named_first() -> None:
    tally = PlanTally()
    tally.add(item(Action.CREATE, desired=replace(DESIRED, categories=("Cipők", "Táskák"))))
    tally.add(item(Action.UPDATE, desired=replace(DESIRED, categories=(" cipők", "Övek"))))
    tally.add(replace(kept(KeepReason.EDITED), desired=replace(DESIRED, categories=("Kalapok",))))
    assert tally.new_categories(()) == ("Cipők", "Táskák", "Övek")
    assert tally.new_categories({"táskák"}) == ("Cipők", "Övek")


def renamed(name: str) -> Plan:
    """A plan that creates one product in a new category and gives another one its name of today."""
    categories = [Category(ref="c1", inner_id="1", name=name), *CATEGORIES[1:]]
    target = Target((account(2),), (TargetCategory(sa_id=9, name="Cipők"),))
    pairs = {"1": CategoryPair("1", 9, "Cipők", "Cipők")}
    shop = [known(1, category_refs=("c2",)), known(2, sa_id=502)]
    return make_plan(shop, categories, target, MasterOptions(), pairs=pairs)


def test_each_write_has_a_mark_of_its_own_on_every_computer() -> None:
    written = renamed("Lábbelik")
    assert (written.counts.writes, written.new_categories) == (2, ("Táskák",))
    marks = list(write_marks(written))
    assert len(set(marks)) == 3
    assert all(0 <= mark < 2**63 for mark in marks)
    assert max(marks) >= 2**56  # not one of few
    assert list(write_marks(renamed("Lábbelik"))) == marks
    assert len(set(marks) & {*write_marks(renamed("Másként"))}) == 2
    assert renamed("Lábbelik").fingerprint == written.fingerprint
    assert renamed("Másként").fingerprint != written.fingerprint
    others = plan([known(1, sku=""), known(2), known(3, present=False)], [account(2)])
    assert list(write_marks(others)) == []


@pytest.mark.parametrize("strangers", [0, 1])
def test_a_plan_is_made_in_pieces_of_many_products(strangers: int) -> None:
    """Be they compared, or looked for among the account's products that stand for none."""
    count = 2 * PIECE + 1
    shop = [known(number, name="Új név") for number in range(count)]
    new = [known(number) for number in range(count, 2 * count)]
    held = [account(number) for number in range(count)]
    held += [account(count, f"X-{number}") for number in range(strangers)]
    target = Target(held, (TargetCategory(sa_id=9, name="Cipők"),))
    steps = PlanSteps(KnownList([*shop, *new]), CATEGORIES, target, MasterOptions())
    pieces = sum(1 for _ in steps.pieces())
    counts = steps.plan().counts
    assert (counts.update, counts.create) == (count, count)
    assert 4 <= pieces < PIECE
