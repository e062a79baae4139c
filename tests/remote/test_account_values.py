"""Every plausible form of the categories, names and numbers in an account's rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.remote.account.values import amount, currency, percent
from tests.remote.account_rows import (
    OTHER,
    PRODUCT,
    ROW,
    SECOND,
    target,
)

CATEGORY_FORMS: dict[str, dict[str, Any]] = {
    "objects": {"prodcats": [{"prodcat_id": 5}, {"prodcat_id": "6"}]},
    "ids": {"prodcats": [5, 6]},
    "ids as texts": {"prodcats": ["5", "6"]},
    "keyed objects": {"prodcats": {"5": {"prodcat_name": "Cipők"}, "6": {"prodcat_id": 6}}},
    "keyed names": {"prodcats": {"5": "Cipők", "6": "Férfi, női"}},
    "keyed by position": {"prodcats": {"0": "5", "2": "6"}},
    "names": {"prodcats": ["Cipők", "Férfi, női"]},
    "objects with names alone": {"prodcats": [{"name": "cipők"}, {"name": "Férfi, női"}]},
    "ids with commas": {"prodcats": "5,6"},
    "names with bars": {"prodcats": "Cipők|Férfi, női"},
    "JSON in a text": {"prodcats": "[5, 6]"},
    "another name": {"prodcat_ids": [5, 6]},
    "another name beside null": {"prodcats": None, "prodcat_ids": "5;6"},
    "categories": {"categories": [{"id": 5, "name": "Cipők"}, {"id": 6}]},
    "in other letters": {"ProdCats": [{"prodcat_id": 5}, {"prodcat_id": "6"}]},
    "category ids": {"categoryIds": [5, 6]},
    "category": {"category": "Cipők|Férfi, női"},
}


@pytest.mark.parametrize("form", CATEGORY_FORMS)
def test_categories_of_a_product_are_read_from_every_form(form: str) -> None:
    bare = {name: value for name, value in ROW.items() if name != "prodcats"}
    told = bare | CATEGORY_FORMS[form]
    silent = bare | {"prod_id": 9}
    first, second = target([told, silent]).products
    assert first.category_ids == (5, 6)
    assert second.category_ids == ()


@pytest.mark.parametrize("single", [{"prodcats": {"prodcat_id": 5}}, {"prodcat_id": 5}, {"prodcats": "Cipők"}])  # fmt: skip
def test_one_category_may_stand_alone(single: dict[str, Any]) -> None:
    bare = {name: value for name, value in ROW.items() if name != "prodcats"}
    assert target([bare | single]).products[0].category_ids == (5,)


@pytest.mark.parametrize("names", [{"prod_sku": "SKU"}, {"prod_name": "product-name"}])
def test_one_field_may_have_another_name_than_the_contract(names: dict[str, str]) -> None:
    row = {names.get(name, name): value for name, value in ROW.items()}
    assert target([row]).products == AccountProducts([PRODUCT])


def test_what_no_product_has_is_not_told_and_what_some_have_others_lack() -> None:
    names = ("prod_price", "prod_vat_percent", "prod_currency", "prodcats")
    bare = {name: value for name, value in ROW.items() if name not in names}
    (silent,) = target([bare]).products
    assert (silent.net, silent.vat, silent.currency, silent.category_ids) == (None,) * 4
    (silent,) = target([bare | dict.fromkeys(names)]).products
    assert (silent.net, silent.vat, silent.currency, silent.category_ids) == (None,) * 4
    _, without = target([ROW, bare | {"prod_id": 9}]).products
    assert (without.net, without.vat) == (Decimal(0), Decimal(0))
    assert (without.currency, without.category_ids) == ("", ())


def test_a_name_that_no_category_has_is_not_told() -> None:
    (product,) = target([ROW | {"prodcats": ["Ismeretlen"]}]).products
    assert product.category_ids is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1900", "1900"),
        (1900.5, "1900.5"),
        ("1 900,00", "1900"),
        ("1\u00a0900,50", "1900.5"),
        ("1\u202f900", "1900"),
        ("1,900.00", "1900"),
        ("1.900,00", "1900"),
        ("1,900", "1900"),
        ("1,900,000", "1900000"),
        ("1900.0000", "1900"),
        ("1900 Ft", "1900"),
        ("1 900 Ft", "1900"),
        ("€ 12,50", "12.5"),
        ("12.50 EUR", "12.5"),
        ("0,99", "0.99"),
        ("-5", "-5"),
    ],
)
def test_a_price_is_read_from_every_written_form(written: Any, number: str) -> None:
    assert amount(written) == Decimal(number)


@pytest.mark.parametrize("written", ["", None, "ingyenes", [], "1.2.3,4,5"])
def test_what_is_no_number_is_none(written: Any) -> None:
    assert amount(written) is None


@pytest.mark.parametrize(
    ("written", "rate"),
    [("27", "27"), ("27%", "27"), ("27,00", "27"), (0.27, "27"), ("0.055", "5.5"), (5, "5"), (0, "0")],
)  # fmt: skip
def test_a_vat_rate_is_read_as_percent(written: Any, rate: str) -> None:
    assert percent(written) == Decimal(rate)


def test_a_currency_is_an_iso_code_or_nothing() -> None:
    assert [currency(name) for name in ("huf", " EUR ", "Ft", "€", "US$")] == [
        "HUF", "EUR", "HUF", "EUR", "USD",
    ]  # fmt: skip
    assert [currency(name) for name in ("", None, 348, "pengő")] == [""] * 4
    wrapped: tuple[object, ...] = ({"code": "HUF", "symbol": "Ft"}, ["EUR"], "HUF (Ft)", "EUR/€")
    assert [currency(value) for value in wrapped] == ["HUF", "EUR", "HUF", "EUR"]
    unclear: tuple[object, ...] = ({"a": "HUF", "b": "EUR"}, [], {}, "HUF és EUR")
    assert [currency(value) for value in unclear] == [""] * 4


def test_written_forms_reach_the_product() -> None:
    row = ROW | {"prod_price": "1 900,00", "prod_vat_percent": "27%", "prod_currency": "Ft"}
    assert target([row, OTHER]).products == (PRODUCT, SECOND)
