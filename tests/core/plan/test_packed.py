"""Long sequences that take little memory say the same as plain ones."""

from __future__ import annotations

from array import array
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById, TargetIndex
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, sku_key
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Action, Cause, FieldChange, PlanItem, Target
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.structures.hash_index import Occurrences
from shopsync_gui.core.structures.id_map import IdMap, count_outside

SKUS = st.sampled_from(["", "A-1", "a-1", "B 2", " b  2", "C", "Ő-3"])


def listed(sa_id: int, sku: str = "a", **others: object) -> TargetProduct:
    return TargetProduct(sa_id=sa_id, sku=sku, name=f"Termék {sa_id}", **others)  # type: ignore[arg-type]


def items(count: int) -> list[PlanItem]:
    """Plan items of every kind."""
    desired = MasterProduct(
        sku="a", name="Á", net=Decimal("12.30"), vat=Decimal(27), currency="HUF", categories=("K",)
    )
    before = listed(7, net=Decimal("1.5"), vat=Decimal(5), category_ids=(1, 2))
    change = FieldChange("net", "1.5", "12.3", Cause.ACCOUNT)
    kinds = [
        PlanItem(product_id=1, action=Action.CREATE, sku="a", name="Á", desired=desired),
        PlanItem(
            product_id=2, action=Action.UPDATE, sku="a", name="Á", desired=desired, sa_id=7,
            before=before, changes=(change,), fields=("net",),
        ),
        PlanItem(product_id=3, action=Action.SKIP, sku="", name="", reason=SkipReason.NO_SKU),
        PlanItem(product_id=4, action=Action.KEEP, sku="a", name="", reason=KeepReason.EDITED),
        PlanItem(product_id=5, action=Action.GONE, sku="a", name=""),
    ]  # fmt: skip
    return [kinds[number % len(kinds)] for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 500])
def test_what_is_packed_comes_out_as_it_was(count: int) -> None:
    plain = items(count)
    packed = PackedItems(plain)
    assert len(packed) == count
    assert list(packed) == plain
    assert packed == plain
    assert list(reversed(packed)) == plain[::-1]
    assert [packed[index] for index in range(count)] == plain
    assert packed[3:70:2] == tuple(plain[3:70:2])
    with pytest.raises(IndexError):
        packed[count]


def test_packed_sequences_of_other_items_or_lengths_differ() -> None:
    assert PackedItems(items(65)) != items(66)
    assert PackedItems(items(65)) != items(66)[1:]


@given(st.lists(st.tuples(st.integers(1, 30), SKUS), max_size=90))
def test_products_are_found_by_id_and_by_sku(rows: list[tuple[int, str]]) -> None:
    products = [listed(sa_id, sku) for sa_id, sku in rows]
    packed = AccountProducts(products)
    last = {product.sa_id: product for product in products}
    index = TargetIndex(Target(packed, ()))
    by_id = ProductsById(products)
    for sa_id in range(32):
        assert index.by_id.get(sa_id) == by_id.get(sa_id) == last.get(sa_id)
        assert (sa_id in index.by_id) == (sa_id in last)
    for sku in ("", "A-1", "B 2", "C", "Ő-3", "nincs"):
        key = sku_key(sku)
        same = [p for p in products if key and sku_key(p.sku) == key]
        assert index.by_sku.get(key) == same
        assert index.by_sku.oldest(key) == min((p.sa_id for p in same), default=None)
    keys = {sku_key(p.sku) for p in products} - {""}
    repeated = {key for key in keys if sum(sku_key(p.sku) == key for p in products) > 1}
    assert {key for key, _ in index.by_sku.repeated()} == repeated
    middle = sorted((p for p in products if 5 < p.sa_id <= 20), key=lambda p: p.sa_id)
    assert index.by_id.bodies(5, 20) == [(p.sa_id, msgspec.json.encode(p)) for p in middle]
    assert len(index.by_id.bodies(-1, None)) == len(products)
    assert packed.ascending == all(a.sa_id < b.sa_id for a, b in pairwise(products))
    sizes = Counter(c for p in products for c in p.category_ids or ())
    assert packed.category_sizes == sizes


def test_the_json_of_a_long_list_is_that_of_each_product() -> None:
    products = [listed(number, f"Ő\n-{number}") for number in range(1, 200)]
    packed = AccountProducts(products[:100])
    packed.extend(products[100:])
    bodies = [msgspec.json.encode(product) for product in products]
    for begin, end in ((0, 199), (63, 65), (64, 128), (100, 199), (5, 5), (198, 199)):
        assert list(packed.bodies(begin, end)) == bodies[begin:end]
        assert list(packed.part(begin, end)) == products[begin:end]


@given(st.dictionaries(st.integers(1, 99), st.integers(1, 99)))
def test_pairs_of_ids_are_a_mapping(pairs: dict[int, int]) -> None:
    found = IdMap(pairs.items())
    assert found == pairs
    assert {key: found[key] for key in found} == pairs
    assert 1000 not in found


@given(st.lists(SKUS))
def test_occurrences_are_counted(texts: list[str]) -> None:
    found = Occurrences()
    for text in texts:
        found.add(text)
    for text in ("", "A-1", "C", "nincs"):
        assert found[text] == (texts.count(text) if text else 0)
        assert (text in found) == bool(text and text in texts)
    repeated = set[int]().union(*found.repeated())
    assert repeated == {hash(text) for text in texts if text and texts.count(text) > 1}


@given(st.lists(st.integers(1, 20)), st.lists(st.integers(1, 30)))
def test_ids_outside_are_counted(ids: list[int], used: list[int]) -> None:
    expected = sum(1 for sa_id in ids if sa_id not in used)
    assert count_outside(array("q", sorted(ids)), used) == expected
