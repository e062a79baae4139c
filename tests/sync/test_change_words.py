"""What the list of changes says of a product."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.labels import PRODUCT_STATES
from shopsync_gui.store.lists.grid_row import GridRow, PreviousValues
from shopsync_gui.sync.outputs.change_words import change_words

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def english(language: Callable[[str], None]) -> None:
    language("en")


def words(previous: PreviousValues | None, **now: object) -> str:
    """The words for a mug that was otherwise at some moment."""
    values: dict[str, object] = {
        "id": 1,
        "connection_id": 1,
        "name": "Mug",
        "sa_id": 7,
        "sku": "BG-1",
        "categories": (("Mugs", True),),
        "labels": ("Kitchen > Mugs",),
        "net": Decimal(800),
        "gross": Decimal(1016),
        "vat": Decimal(27),
        "list_net": Decimal(1000),
        "currency": "EUR",
        "state": ProductState.ACTIVE,
        "updated_at": None,
        "reason": None,
        "failure": None,
        "stock": Decimal(4),
        "previous": previous,
    }
    return change_words(GridRow(**(values | now))).replace(NBSP, " ")  # type: ignore[arg-type]


def was(*changed: str, **values: object) -> PreviousValues:
    return PreviousValues(changed=frozenset(changed), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        (None, ""),
        (PreviousValues(new=True), "New"),
        (
            was("net", "gross", net=Decimal(1000), gross=Decimal(1270)),
            "1,270.00 € → 1,016.00 € (−20%)",
        ),
        (was("gross", gross=Decimal("812.8")), "812.80 € → 1,016.00 € (+25%)"),
        (was("gross", gross=Decimal("1015.99")), "1,015.99 € → 1,016.00 €"),
        (was("gross", gross=Decimal(0)), "0.00 € → 1,016.00 €"),
        (was("gross", gross=None), "– → 1,016.00 €"),
        (was("state", state=ProductState.DISABLED), "Available again"),
        (was("stock", stock=Decimal(0)), "Available again"),
        (was("stock", stock=Decimal("2.5")), "Stock: 2.50 → 4"),
        (was("categories", moved=True, categories=("Cups",)), "Cups → Kitchen > Mugs"),
        (was("categories", moved=True, categories=()), "– → Kitchen > Mugs"),
        (was("categories", moved=True, categories=("Kitchen > Mugs",)), "Categories"),
        (was("name", name="Cup"), "Name: Cup → Mug"),
        (was("sku", sku=""), "SKU: – → BG-1"),
        (was("vat", vat=Decimal(5)), "VAT: 5% → 27%"),
        (was("net", net=Decimal(1000)), "Net price: 1,000.00 € → 800.00 €"),
        (
            was("vat", "gross", vat=Decimal(5), gross=Decimal(840)),
            "840.00 € → 1,016.00 € (+20%); VAT: 5% → 27%",
        ),
        (was("currency", currency="HUF"), "Currency: HUF → EUR"),
        (was("name", name="Mug"), "Changed, and as before again"),
        (was("name", "sku", name="Cup", sku="X"), "Name: Cup → Mug; SKU: X → BG-1"),
    ],
)
def test_what_became_different(previous: PreviousValues | None, text: str) -> None:
    assert words(previous) == text


def test_what_can_no_longer_be_had() -> None:
    active = was("state", state=ProductState.ACTIVE)
    assert words(active, state=ProductState.GONE) == PRODUCT_STATES[ProductState.GONE]
    assert words(active, state=ProductState.DISCONTINUED) == "Active → Discontinued"
    assert words(was("stock", stock=Decimal(3)), stock=Decimal(0)) == "Sold out"
    assert words(was("stock", stock=Decimal(3)), stock=None) == "Stock: 3 → –"
