"""The planner: pure, deterministic, and stopped by its brakes before it could do harm."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import (
    Category,
    MasterProduct,
    TargetCategory,
    TargetProduct,
    category_key,
    sku_key,
)
from shopsync_gui.core.plan.plan import Action, KnownProduct, Plan, Target
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.settings.shop_choices import CategoryNaming
from tests.core.planning.planned_products import CATEGORIES, account, known, make_plan, plan


def test_create_update_unchanged_gone_and_skip() -> None:
    result = plan(
        [
            known(1),
            known(2, name="Új név"),
            known(3),
            known(4, present=False, sa_id=504),
            known(5, sku=""),
        ],
        [account(2), account(3), account(4), account(99)],
    )
    assert {item.product_id: item.action for item in result.items} == {
        1: Action.CREATE,
        2: Action.UPDATE,
        4: Action.GONE,
        5: Action.SKIP,
    }
    assert result.counts.unchanged == 1
    assert result.counts.only_in_account == 1
    assert result.adopted == {2: 502, 3: 503}
    assert result.brakes == ()


def test_an_update_names_the_fields_that_differ() -> None:
    shop = known(1, name="B", net=Decimal(900), vat=Decimal(5), category_refs=("c2",), sku="s-1")
    (item,) = plan([shop], [account(1, currency="HUF")]).items
    assert [(c.field, c.old, c.new) for c in item.changes] == [
        ("name", "Termék 1", "B"),
        ("sku", "S-1", "s-1"),
        ("net", "1000", "900"),
        ("vat", "27", "5"),
        ("categories", " cipők", "Táskák"),
    ]


def test_new_categories_are_listed_once_and_only_when_needed() -> None:
    result = plan([known(1, category_refs=("c1", "c2")), known(2, category_refs=("c2",))], [])
    assert result.new_categories == ("Táskák",)


def test_products_match_by_normalised_sku() -> None:
    result = plan([known(1, sku=" ab  1 ")], [account(1, sku="AB 1")])
    assert [item.action for item in result.items] == [Action.UPDATE]
    assert result.adopted == {1: 501}


def test_a_sku_used_twice_in_the_shop_is_skipped_for_all_of_them() -> None:
    result = plan([known(1, sku="X"), known(2, sku="x")], [account(1, sku="X")])
    assert {item.reason for item in result.items} == {SkipReason.DUPLICATE_SKU}
    assert result.counts.skip == 2


def test_duplicates_in_the_account_are_reported_and_the_own_one_is_kept() -> None:
    twins = [account(1), account(2, sku="s-1")]
    result = plan([known(1, sa_id=502, sku="s-1", name="Termék 2")], twins)
    assert result.adopted == {1: 502}
    assert len(result.duplicates) == 1


def test_a_renamed_sku_keeps_its_product() -> None:
    (item,) = plan([known(1, sku="NEW", sa_id=501)], [account(1)]).items
    assert item.action is Action.UPDATE
    assert item.sa_id == 501


def test_a_renamed_sku_whose_old_one_is_wanted_by_another_is_created() -> None:
    result = plan([known(1, sku="NEW", sa_id=501), known(2, sku="S-1")], [account(1)])
    assert {item.product_id: item.action for item in result.items} == {
        1: Action.CREATE,
        2: Action.UPDATE,
    }


def test_swapped_skus_follow_the_sku() -> None:
    result = plan(
        [known(1, sku="S-2", sa_id=501), known(2, sku="S-1", sa_id=502)], [account(1), account(2)]
    )
    assert result.adopted == {1: 502, 2: 501}
    assert result.counts.create == 0


def test_an_account_product_without_price_or_vat_is_updated() -> None:
    (item,) = plan([known(1)], [account(1, net=Decimal(0), vat=Decimal(0), currency="")]).items
    assert [change.field for change in item.changes] == ["net", "vat", "currency"]


def test_what_the_account_does_not_tell_is_not_compared_and_stops_nothing() -> None:
    silent = {"net": None, "vat": None, "currency": None, "category_ids": None}
    many = [account(i, **silent) for i in range(1, 31)]
    same = plan([known(i) for i in range(1, 31)], many)
    assert (same.counts.unchanged, same.items, same.brakes) == (30, (), ())
    dearer = [known(i, net=Decimal(9000), category_refs=(), name="Más") for i in range(1, 31)]
    renamed = plan(dearer, many)
    assert renamed.brakes == ()
    assert {change.field for item in renamed.items for change in item.changes} == {"name"}


def test_unknown_category_ids_are_shown_by_number() -> None:
    (item,) = plan([known(1)], [account(1, category_ids=(77,))]).items
    assert item.changes[0].old == "#77"


def test_the_fingerprint_follows_what_is_written() -> None:
    base = plan([known(1), known(2)], [account(2)])
    assert base.fingerprint == plan([known(1), known(2)], [account(2)]).fingerprint
    assert base.fingerprint != plan([known(1, net=Decimal(7)), known(2)], [account(2)]).fingerprint
    assert base.fingerprint != plan([known(1, category_refs=("c2",)), known(2)], []).fingerprint


def test_the_fingerprint_is_the_same_on_every_computer() -> None:
    base = plan([known(1), known(2), known(3)], [account(2, name="Más"), account(3)])
    elsewhere = [msgspec.structs.replace(known(n), product_id=n + 70) for n in (3, 1, 2)]
    assert base.fingerprint == plan(elsewhere, [account(2, name="Más"), account(3)]).fingerprint


# --- the planner against a model of the account ----------------------------------------------------

_SKUS = st.sampled_from(["", " ", "A", "a", "B", "b ", "C", "D", "é", "e\u0301"])
_SHOP = st.lists(
    st.tuples(
        _SKUS,
        st.sampled_from(["x", "y", ""]),
        st.sampled_from([None, Decimal(0), Decimal(10), Decimal("10.5")]),
        st.sets(st.sampled_from(["c1", "c2", "c9"])),
        st.booleans(),
        st.sampled_from([None, 1, 2, 3, 9]),
        st.sampled_from(["HUF", "RON"]),
    ),
    max_size=6,
)
_ACCOUNT = st.dictionaries(
    st.integers(1, 4),
    st.tuples(_SKUS, st.sampled_from(["x", "y"]), st.sampled_from([None, Decimal(10)])),
    max_size=4,
)


def _apply(result: Plan, target: Target) -> Target:
    """What the account holds after the plan was carried out."""
    categories = list(target.categories)
    for name in result.new_categories:
        categories.append(TargetCategory(sa_id=100 + len(categories), name=name))
    ids = {category_key(category.name): category.sa_id for category in categories}
    products = {product.sa_id: product for product in target.products}
    for number, item in enumerate(result.items):
        if item.action in (Action.CREATE, Action.UPDATE):
            assert isinstance(item.desired, MasterProduct)
            sa_id = item.sa_id if item.sa_id is not None else 1000 + number
            products[sa_id] = TargetProduct(
                sa_id=sa_id,
                sku=item.desired.sku,
                name=item.desired.name,
                net=item.desired.net,
                vat=item.desired.vat,
                currency=item.desired.currency,
                category_ids=tuple(ids[category_key(name)] for name in item.desired.categories),
            )
    return Target(tuple(products.values()), tuple(categories))


@settings(max_examples=400, deadline=None)
@given(_SHOP, _ACCOUNT)
def test_a_carried_out_plan_leaves_nothing_to_do(
    shop: list[tuple[str, str, Decimal | None, set[str], bool, int | None, str]],
    target: dict[int, tuple[str, str, Decimal | None]],
) -> None:
    products = []
    own: set[int | None] = set()
    for number, (sku, name, net, refs, present, sa_id, currency) in enumerate(shop):
        mine = None if sa_id in own else sa_id
        own.add(mine)
        products.append(
            known(
                number,
                sku,
                name=name,
                net=net,
                category_refs=tuple(sorted(refs)),
                present=present,
                sa_id=mine,
                currency=currency,
            )
        )
    before = Target(
        tuple(
            TargetProduct(sa_id=sa_id, sku=sku, name=name, net=net)
            for sa_id, (sku, name, net) in target.items()
        ),
        (),
    )
    first = make_plan(products, CATEGORIES, before, MasterOptions())
    written = [item.sa_id for item in first.items if item.action is Action.UPDATE]
    assert len(written) == len(set(written))
    assert len(set(first.adopted.values())) == len(first.adopted)
    after = _apply(first, before)
    adopted = dict(first.adopted)
    products = [
        msgspec.structs.replace(p, sa_id=adopted.get(p.product_id, p.sa_id)) for p in products
    ]
    second = make_plan(products, CATEGORIES, after, MasterOptions())
    assert (second.counts.create, second.counts.update, second.new_categories) == (0, 0, ())
    assert second.counts.skip == first.counts.skip
    created = [sku_key(i.sku) for i in first.items if i.action is Action.CREATE]
    held = {sku_key(product.sku) for product in before.products} - {""}
    assert len(created) == len(set(created))
    assert not held & set(created)
    assert "" not in created
    untouched = {p.sa_id: p for p in before.products if p.sa_id not in written}
    assert all(p == untouched[p.sa_id] for p in after.products if p.sa_id in untouched)


def test_every_item_names_its_product_and_the_accounts() -> None:
    result = plan(
        [
            known(1, sku="", sa_id=501),
            known(2, present=False, sa_id=502),
            known(3, category_refs=("c1", "c2"), currency="EUR"),
        ],
        [
            account(2),
            account(3, category_ids=(9, 77)),
            account(8, sku="DUPLA"),
            account(9, "dupla"),
        ],
    )
    shown = {i.action: (i.product_id, i.sku, i.name, i.sa_id) for i in result.items}
    assert shown == {
        Action.SKIP: (1, "", "Termék 1", 501),
        Action.GONE: (2, "S-2", "Termék 2", 502),
        Action.UPDATE: (3, "S-3", "Termék 3", 503),
    }
    (item,) = [i for i in result.items if i.action is Action.UPDATE]
    assert [(c.field, c.old, c.new) for c in item.changes] == [
        ("currency", "HUF", "EUR"),
        ("categories", " cipők, #77", "Cipők, Táskák"),
    ]
    assert (result.counts.update, result.counts.categories) == (1, 1)
    assert result.duplicates == ()


@pytest.mark.parametrize(
    ("left", "there", "whole", "gone"),
    [
        (known(2, present=False), [], True, 0),
        (known(2, present=False, sa_id=502), [], True, 0),
        (known(2, present=False, sa_id=502), [], False, 1),
        (known(2, present=False), [], False, 0),
        (known(2, present=False), [account(2)], True, 1),
        (known(2, present=False, sa_id=502), [account(2)], True, 1),
        (known(2, present=False, sa_id=777), [account(2)], True, 1),
        # What stood for it is by now another product's, or its SKU is.
        (known(2, present=False, sa_id=501), [], True, 0),
        (known(2, "S-1", present=False), [], True, 0),
    ],
)
def test_gone_is_what_the_account_still_has(
    left: KnownProduct, there: list[TargetProduct], whole: bool, gone: int
) -> None:
    target = Target((account(1), *there), (TargetCategory(sa_id=9, name="Cipők"),), whole)
    result = make_plan([known(1, sa_id=501), left], CATEGORIES, target, MasterOptions())
    assert (result.counts.gone, len(result.items)) == (gone, gone)
    assert (result.counts.unchanged, result.counts.only_in_account) == (1, 0)


def test_of_two_products_that_are_gone_one_is_the_accounts() -> None:
    products = [known(1, "X", present=False), known(2, "x", present=False)]
    result = plan(products, [account(9, "X")])
    assert (result.counts.gone, result.counts.only_in_account) == (1, 0)


def test_only_chosen_products_are_planned() -> None:
    products = [known(1), known(2, present=False), known(3, present=False)]
    result = plan(products, [account(2), account(3)], only=frozenset({1, 2}))
    assert [(i.product_id, i.action) for i in result.items] == [
        (1, Action.CREATE),
        (2, Action.GONE),
    ]


def test_categories_are_named_as_the_options_say() -> None:
    tree = [*CATEGORIES, Category(ref="c3", inner_id="3", name="Téli", parent_ref="c1")]
    options = MasterOptions(categories=CategoryNaming.PATH)
    result = make_plan([known(1, category_refs=("c3",))], tree, Target((), ()), options)
    assert result.new_categories == ("Cipők > Téli",)


def test_a_plan_for_some_products_says_nothing_of_the_others() -> None:
    products = [known(1), known(2), known(3, present=False), known(4, present=False)]
    target = Target((account(3), account(4)), ())
    result = make_plan(products, CATEGORIES, target, MasterOptions(), only={2, 3})
    assert sorted(item.product_id for item in result.items) == [2, 3]


def test_every_kind_of_write_counts() -> None:
    counts = PlanCounts(create=1, update=2, remove=4, renamed_categories=8)
    assert counts.writes == 15
    assert PlanCounts(create=1, update=2, unchanged=4, keep=8, skip=16).in_shop == 31
