"""One line for what a plan does with a product."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.plan.plan import Action, FieldChange, PlanItem
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.runs.finding_words import difference_text
from shopsync_gui.core.runs.plan_words import item_text
from shopsync_gui.core.runs.runs import Difference

MUG = MasterProduct(
    sku="BG-1",
    name="Bögre",
    net=Decimal(1575),
    vat=Decimal(27),
    currency="EUR",
    categories=("Mugs", "New"),
)


@pytest.fixture(autouse=True)
def english(language: Callable[[str], None]) -> None:
    language("en")


def item(action: Action, **fields: object) -> PlanItem:
    values: dict[str, object] = {"product_id": 1, "action": action, "sku": "BG-1", "name": "Bögre"}
    return PlanItem(**(values | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "fields", "text"),
    [
        (Action.CREATE, {"desired": MUG}, "New · net 1,575.00 € · VAT 27% · Mugs, New"),
        (
            Action.CREATE,
            {"desired": replace(MUG, categories=())},
            "New · net 1,575.00 € · VAT 27% · Uncategorised",
        ),
        (Action.CREATE, {}, "New"),
        (Action.GONE, {}, "No longer in the shop; it stays in the account"),
        (Action.REMOVE, {}, "Will be removed"),
        (Action.KEEP, {}, "Stays as it is"),
        (Action.KEEP, {"reason": KeepReason.NOT_THERE}, "No longer in the account"),
        (Action.SKIP, {"reason": SkipReason.NO_SKU}, "Skipped: It has no SKU"),
        (Action.SKIP, {}, "Skipped"),
    ],
)
def test_what_happens_to_a_product(action: Action, fields: dict[str, object], text: str) -> None:
    assert item_text(item(action, **fields)).replace("\N{NO-BREAK SPACE}", " ") == text


def test_an_update_names_each_field_with_both_values() -> None:
    changes = (
        FieldChange("net", "1500", "1575"),
        FieldChange("vat", "", "27"),
        FieldChange("name", "", "Bögre"),
        FieldChange("net", "1 900,- Ft", "1575"),
    )
    text = item_text(item(Action.UPDATE, desired=MUG, changes=changes))
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        "Net price: 1,500.00 € → 1,575.00 € · VAT: – → 27% · "
        "Net price: 1 900,- Ft → 1,575.00 € · Name: – → Bögre"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Tokok", "Tokok", "Categories: Tokok (same name, another id in the account)"),
        ("Cipők, Tokok", "Tokok, Cipők",
         "Categories: Tokok, Cipők (same name, another id in the account)"),
        ("Cipők", "Cipők, Tokok", "Categories: Cipők → Cipők, Tokok"),
    ],
)  # fmt: skip
def test_categories_that_only_look_alike_are_told_apart(old: str, new: str, says: str) -> None:
    changes = (FieldChange("categories", old, new),)
    assert item_text(item(Action.UPDATE, desired=MUG, changes=changes)) == says
    difference = Difference(sku="B", sa_id=1, field="categories", wanted=new, found=old)
    assert difference_text(difference) == f"B: {says}"
