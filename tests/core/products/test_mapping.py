"""The rules by which a shop product becomes a SalesAutopilot product."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import UNCATEGORISED, Category, ShopProduct, sku_key
from shopsync_gui.core.products.mapping import (
    MasterOptions,
    category_labels,
    derived_vat,
    fine,
    gross_of,
    net_price,
    to_master,
)
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.settings.shop_choices import CategoryNaming, PriceChoice

LABELS = {"c1": "Cipők", "c2": "Akció", "none": ""}


def product(**fields: object) -> ShopProduct:
    values: dict[str, object] = {
        "inner_id": "7",
        "ref": "cHJvZHVjdC03",
        "sku": "NC-38",
        "name": "Női cipő",
        "net": Decimal("19677"),
        "list_net": Decimal("22990"),
        "vat": Decimal(27),
        "currency": "HUF",
        "category_refs": ("c1", "c2", "c1"),
    }
    return ShopProduct(**(values | fields))  # type: ignore[arg-type]


def test_a_product_carries_its_current_price_and_its_categories_once() -> None:
    master = to_master(product(), LABELS, MasterOptions())
    assert not isinstance(master, SkipReason)
    assert master.net == Decimal("19677.00")
    assert master.categories == ("Cipők", "Akció")


@pytest.mark.parametrize(
    ("net", "vat", "currency", "written"),
    [
        ("7.8740", "27", "EUR", "7.8740"),  # 7.87 would be sold for 9.99
        ("7.8700", "27", "EUR", "7.87"),
        ("8.3333", "20", "EUR", "8.33"),
        ("7.8740", "27", "HUF", "7.87"),  # whole forints either way
        ("0.0050", "0", "EUR", "0.01"),
    ],
)
def test_a_price_has_the_decimals_that_its_gross_needs(
    net: str, vat: str, currency: str, written: str
) -> None:
    item = product(net=Decimal(net), vat=Decimal(vat), currency=currency)
    master = to_master(item, LABELS, MasterOptions())
    assert not isinstance(master, SkipReason)
    assert str(master.net) == written


@given(st.decimals("0.01", "99999", places=2), st.sampled_from(["0", "5", "18", "20", "27"]))
def test_the_gross_price_survives(gross: Decimal, vat: str) -> None:
    """The account makes of the net price and the rate what the shop sells for."""
    net = fine(gross * 100 / (100 + Decimal(vat)))
    assert gross_of(net_price(net, Decimal(vat), "EUR"), Decimal(vat), "EUR") == gross


def test_the_list_price_is_a_choice() -> None:
    master = to_master(product(), LABELS, MasterOptions(price=PriceChoice.LIST))
    assert not isinstance(master, SkipReason)
    assert master.net == Decimal("22990.00")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"sku": "  "}, SkipReason.NO_SKU),
        ({"name": ""}, SkipReason.NO_NAME),
        ({"currency": "RON"}, SkipReason.CURRENCY),
        ({"net": None}, SkipReason.NO_PRICE),
        ({"net": Decimal(-1)}, SkipReason.NO_PRICE),
        ({"vat": None}, SkipReason.NO_VAT),
    ],
)
def test_what_cannot_be_written_is_skipped_with_its_reason(
    fields: dict[str, object], reason: SkipReason
) -> None:
    assert to_master(product(**fields), LABELS, MasterOptions()) is reason


def test_unknown_and_nameless_categories_are_left_out() -> None:
    master = to_master(product(category_refs=("none", "lost")), LABELS, MasterOptions())
    assert not isinstance(master, SkipReason)
    assert master.categories == ()


@pytest.mark.parametrize(
    ("net", "gross", "rate"),
    [("1710", "2172", "27"), ("100", "105", "5"), ("100", "118", "18"), ("100", "100", "0")],
)
def test_a_rate_derived_from_rounded_prices_snaps_to_a_known_one(
    net: str, gross: str, rate: str
) -> None:
    assert derived_vat(Decimal(net), Decimal(gross)) == Decimal(rate)


@pytest.mark.parametrize(("net", "gross"), [("12", "15"), ("10", "13"), ("2", "3")])
def test_a_rate_derived_from_small_prices_is_one_of_the_shop_that_gives_them(
    net: str, gross: str
) -> None:
    own = [Decimal(rate) for rate in (0, 5, 18, 27)]
    assert derived_vat(Decimal(net), Decimal(gross), own, "HUF") == Decimal(27)


def test_a_rate_far_from_every_known_one_is_unknown() -> None:
    assert derived_vat(Decimal(100), Decimal(190)) is None
    assert derived_vat(Decimal(0), Decimal(0)) is None


def category(ref: str, name: str, parent: str | None = None) -> Category:
    return Category(ref=ref, inner_id=ref, name=name, parent_ref=parent)


def test_leaf_names_that_collide_get_their_parents() -> None:
    labels = category_labels(
        [
            category("w", "Női"),
            category("m", "Férfi"),
            category("ws", "Cipők", "w"),
            category("ms", "cipők", "m"),
            category("b", "Táskák", "w"),
        ]
    )
    assert labels == {
        "w": "Női",
        "m": "Férfi",
        "ws": "Női > Cipők",
        "ms": "Férfi > cipők",
        "b": "Táskák",
    }


def test_cycles_and_self_parents_end() -> None:
    cycle = [category("a", "A", "b"), category("b", "B", "a"), category("s", "S", "s")]
    assert category_labels(cycle) == {"a": "A", "b": "B", "s": "S"}
    assert category_labels(cycle[2:], CategoryNaming.PATH) == {"s": "S"}


def test_the_uncategorised_label_is_never_a_category() -> None:
    assert category_labels([category("x", f" {UNCATEGORISED.upper()} ")])["x"] == ""


@given(st.lists(st.tuples(st.sampled_from(["x", "y", "Z"]), st.integers(0, 7)), max_size=8))
def test_labels_are_ends_of_paths_and_collide_only_where_no_more_parents_are(
    shape: list[tuple[str, int]],
) -> None:
    categories = [
        category(str(i), name, str(parent) if parent < i else None)
        for i, (name, parent) in enumerate(shape)
    ]
    paths = category_labels(categories, CategoryNaming.PATH)
    labels = category_labels(categories)
    assert set(labels) == set(paths) == {c.ref for c in categories}
    for ref, label in labels.items():
        path = paths[ref]
        assert path.endswith(label)
        twins = [r for r, other in labels.items() if r != ref and other == label]
        assert not twins or label == path


@given(st.text())
def test_sku_keys_are_stable(sku: str) -> None:
    assert sku_key(sku_key(sku)) == sku_key(sku)
    assert sku_key(f"  {sku} ") == sku_key(sku)


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", "\u00ad", "\u200e", "\u202e", "\ufeff", "\ufe0f", "\u2060", "\u034f", "\U000e0100"],
)
def test_what_nobody_sees_makes_no_other_sku(unseen: str) -> None:
    assert sku_key(f"AB{unseen}-1{unseen}") == sku_key("AB-1")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007", "\u3000", "  "])
def test_every_kind_of_space_is_one(space: str) -> None:
    assert sku_key(f"AB{space}1") == sku_key("ab 1")


@pytest.mark.parametrize(
    ("letters", "others"),
    [
        ("M2", "M²"),
        ("STRASSE", "STRAßE"),
        ("1/2", "½"),
        ("IV", "Ⅳ"),
        ("fi", "ﬁ"),
        ("A", "Ａ"),
        ("K", "к"),
    ],
)
def test_letters_stay_what_they_are(letters: str, others: str) -> None:
    assert sku_key(letters) != sku_key(others)
