"""The invented catalogue: pure, odd enough from the first forty on, and as odd as promised."""

from __future__ import annotations

import pickle
from collections import Counter
from decimal import Decimal

import pytest

from shopsync_gui.sandbox import Sandbox, SandboxConfig
from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.sandbox.shop.product import to_minor
from shopsync_gui.sandbox.shop.varied import CATEGORIES, WORDS, VariedCatalogue, word


def test_a_product_is_a_pure_function_of_seed_and_number() -> None:
    first, second = Catalogue(7), Catalogue(7)
    backwards = [second.product(key) for key in reversed(range(300))]
    assert [first.product(key) for key in range(300)] == backwards[::-1]
    assert first.product(999_999) == second.product(999_999)
    assert first.product(50) != Catalogue(8).product(50)


def test_sku_alone_is_the_products_sku() -> None:
    catalogue = Catalogue(3)
    for key in range(500):
        assert catalogue.sku(key) == catalogue.product(key).sku


def test_first_forty_show_every_kind() -> None:
    catalogue = Catalogue(1)
    first = [catalogue.product(key) for key in range(40)]
    skus = Counter(product.sku for product in first)
    assert skus[""] >= 2
    assert any(count > 1 for sku, count in skus.items() if sku)
    assert any("/" in sku for sku in skus)
    assert any(" " in sku.strip() for sku in skus)
    assert any(sku.startswith("000") for sku in skus)
    assert any(sku != sku.strip() for sku in skus)
    folded = Counter(sku.casefold() for sku in skus)
    assert any(count > 1 for sku, count in folded.items() if sku)
    assert {product.status for product in first} == {0, 1, 2}
    assert {product.vat for product in first} == {5, 18, 27}
    assert any(not product.categories for product in first)
    assert any(product.special is not None for product in first)
    assert any(product.parent is not None for product in first)
    assert any(product.outer_id for product in first)
    assert any(not product.has_tax_class for product in first)
    assert any(product.net == 0 for product in first)
    names = [product.name for product in first]
    assert any("&quot;" in name and "&amp;" in name for name in names)
    assert any('"' in name for name in names)
    assert any("🔥" in name for name in names)
    assert any(len(name) > 255 for name in names)
    assert "" in names
    used = {category for product in first for category in product.categories}
    assert any(catalogue.categories[category].status == 0 for category in used)


def test_the_odd_ones_come_at_their_rates() -> None:
    catalogue = Catalogue(5)
    count = 6000
    products = [catalogue.product(key) for key in range(40, 40 + count)]
    without_sku = sum(not p.sku for p in products) / count
    uncategorised = sum(not p.categories for p in products) / count
    disabled = sum(p.status == 0 for p in products) / count
    discontinued = sum(p.status == 2 for p in products) / count
    on_sale = sum(p.special is not None for p in products) / count
    doubles = sum(n - 1 for n in Counter(p.sku for p in products if p.sku).values()) / count
    assert 0.003 < without_sku < 0.007
    assert 0.0015 < doubles < 0.005
    assert 0.015 < uncategorised < 0.025
    assert 0.024 < disabled < 0.036
    assert 0.015 < discontinued < 0.025
    assert 0.07 < on_sale < 0.09


def test_categories_are_three_deep_and_names_collide() -> None:
    categories = Catalogue(1).categories
    depths = set()
    for category in categories.values():
        depth, parent = 1, category.real_parent
        while parent is not None:
            depth, parent = depth + 1, categories[parent].real_parent
        depths.add(depth)
    assert depths == {1, 2, 3}
    names = Counter(category.name for category in categories.values())
    assert names["Kiegészítők"] >= 5
    assert any(category.parent == category.inner_id for category in categories.values())
    assert any(category.status == 0 for category in categories.values())


def test_variants_share_their_parents_words_and_price() -> None:
    catalogue = Catalogue(1)
    variants = [p for p in map(catalogue.product, range(400)) if p.parent is not None]
    assert len(variants) > 20
    for variant in variants:
        parent = catalogue.product(variant.parent or 0)
        assert parent.parent is None
        assert parent.net == variant.net or 0 in (parent.net, variant.net)


@pytest.mark.parametrize(("currency", "decimals"), [("HUF", 0), ("EUR", 2), ("RON", 2)])
def test_prices_have_the_currencys_decimals(currency: str, decimals: int) -> None:
    product = Catalogue(1, currency).product(4)
    assert product.currency == currency
    assert product.net == round(product.net, decimals)
    assert product.net > 0
    assert to_minor(product.net, decimals) == product.net_minor


def test_edits_lie_over_the_generated_catalogue() -> None:
    sandbox = Sandbox(SandboxConfig(products=10))
    shop = sandbox.shop
    shop.delete(3)
    new = shop.insert(name="Új termék", sku="UJ-1", net="1234", categories=(105,))
    shop.update(4, net=Decimal(990), special=Decimal(500))
    assert len(shop) == 10
    assert [p.key for p in shop.products()] == [0, 1, 2, 4, 5, 6, 7, 8, 9, new]
    assert shop.product(new).sku == "UJ-1"
    assert shop.product(new).net == 1234
    assert shop.product(4).current_net == 500
    assert not shop.exists(3)
    shop.reorder(seed=3)
    assert sorted(shop.keys()) == [0, 1, 2, 4, 5, 6, 7, 8, 9, new]
    assert list(shop.keys()) != [0, 1, 2, 4, 5, 6, 7, 8, 9, new]
    shop.restore(3)
    assert shop.exists(3)
    assert shop.keys()[-1] == 3
    shop.clear()
    assert len(shop) == 0


def test_a_million_products_are_not_held_in_memory() -> None:
    shop = Sandbox(SandboxConfig(products=1_000_000)).shop
    assert len(shop) == 1_000_000
    assert shop.find(shop.product_id(777_777)) == 777_777
    assert isinstance(shop.keys(), range)


def test_a_varied_catalogue_has_the_words_of_a_real_shop() -> None:
    catalogue = VariedCatalogue(1)
    assert len({word(number) for number in range(WORDS)}) == WORDS
    assert len(catalogue.categories) == CATEGORIES
    products = [catalogue.product(key) for key in range(40, 1040)]
    again = VariedCatalogue(1)
    assert products == [again.product(key) for key in reversed(range(40, 1040))][::-1]
    words = {text.lower() for product in products for text in product.name.split()}
    assert len(words) > 2000
    usual = set("abcdefghijklmnopqrstuvwxyzáéíóöőúüű0123456789 ,.-")
    rare = [product for product in products if set(product.name.lower()) - usual]
    assert 10 < len(rare) < 100
    assert 20 < sum(len(product.name) > 100 for product in products) < 100
    used = {number for product in products for number in product.categories}
    assert used <= set(catalogue.categories)
    assert len(used) > 500


def test_a_sandbox_can_have_it() -> None:
    shop = Sandbox(SandboxConfig(products=60, catalogue="varied")).shop
    assert shop.product(50) == VariedCatalogue(1).product(50)
    assert len(shop.categories) == CATEGORIES


@pytest.mark.parametrize("kind", [Catalogue, VariedCatalogue])
def test_another_process_gets_an_equal_one(kind: type[Catalogue]) -> None:
    catalogue = kind(3, "EUR")
    other = pickle.loads(pickle.dumps(catalogue))
    assert [other.product(key) for key in range(60)] == [
        catalogue.product(key) for key in range(60)
    ]
