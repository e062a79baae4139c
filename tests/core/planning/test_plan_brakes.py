"""Plans that would do harm are stopped, and others are not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shopsync_gui.core.catalogue import TargetCategory
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.core.plan.plan import Plan, Target
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.planning.brakes import lost_account
from shopsync_gui.core.products.mapping import MasterOptions
from tests.core.planning.planned_products import CATEGORIES, account, kinds, known, make_plan, plan


@pytest.mark.parametrize(("gone", "stops"), [(20, False), (21, True)])
def test_the_brake_on_vanishing_products(gone: int, stops: bool) -> None:
    products = [known(i, present=i > gone, newly_gone=i <= gone) for i in range(1, 101)]
    result = plan(products, [account(i) for i in range(1, 101)])
    assert (kinds(result) == {BrakeKind.VANISH}) is stops


def test_products_that_went_long_ago_do_not_stop_a_run() -> None:
    products = [known(i, present=i > 60) for i in range(1, 101)]
    assert plan(products, [account(i) for i in range(1, 101)]).brakes == ()


def test_the_limit_is_a_share_of_large_catalogues() -> None:
    products = [known(i, present=i > 50, newly_gone=i <= 50) for i in range(1, 1001)]
    assert plan(products, []).brakes == ()
    products = [known(i, present=i > 51, newly_gone=i <= 51) for i in range(1, 1001)]
    assert kinds(plan(products, [])) == {BrakeKind.VANISH}


def test_blanked_and_vanished_products_count_together() -> None:
    products = [known(i, present=i > 11, newly_gone=i <= 11) for i in range(1, 12)]
    products += [known(i, category_refs=()) for i in range(12, 22)]
    products += [known(i) for i in range(22, 101)]
    result = plan(products, [account(i) for i in range(1, 101)])
    assert kinds(result) == {BrakeKind.VANISH, BrakeKind.BLANK}


def test_a_price_that_becomes_nothing_is_blanked() -> None:
    products = [known(i, net=Decimal(0) if i <= 30 else Decimal(1000)) for i in range(1, 101)]
    result = plan(products, [account(i) for i in range(1, 101)])
    assert BrakeKind.BLANK in kinds(result)


@pytest.mark.parametrize(
    ("changed", "price", "stops"),
    [(5, 400, False), (6, 400, True), (6, 500, False), (6, 1501, True)],
)
def test_the_brake_on_prices(changed: int, price: int, stops: bool) -> None:
    products = [known(i, net=Decimal(price if i <= changed else 1000)) for i in range(1, 101)]
    result = plan(products, [account(i) for i in range(1, 101)])
    assert (kinds(result) == {BrakeKind.PRICE}) is stops


def test_the_brake_on_currencies_empty_shops_and_other_accounts() -> None:
    assert kinds(plan([known(1, currency="EUR")], [account(1)])) == {BrakeKind.CURRENCY}
    assert kinds(plan([], [account(1)])) == {BrakeKind.EMPTY_SHOP}
    assert kinds(plan([known(1)], [account(1)], other_shop=True)) == {BrakeKind.OTHER_SHOP}
    assert kinds(plan([known(1)], [], other_account=True)) == {BrakeKind.OTHER_ACCOUNT}


def test_a_brake_gives_examples() -> None:
    result = plan([known(i, present=False, newly_gone=True) for i in range(30)] + [known(99)], [])
    (brake,) = result.brakes
    assert (brake.count, brake.total) == (30, 31)
    assert len(brake.examples) == 5


def brake(result: Plan) -> tuple[BrakeKind, int, int]:
    """The only brake of a plan: of how many of how many products it is."""
    (found,) = result.brakes
    return found.kind, found.count, found.total


def test_a_brake_says_how_many_of_how_many() -> None:
    before = [known(i) for i in range(1, 4)]
    listed = [account(i) for i in range(1, 4)]
    assert brake(plan(before, listed, other_shop=True)) == (BrakeKind.OTHER_SHOP, 3, 3)
    assert brake(plan(before, listed[:2], other_account=True)) == (BrakeKind.OTHER_ACCOUNT, 3, 3)
    gone = [known(i, present=False, newly_gone=True) for i in range(1, 4)]
    assert brake(plan(gone, listed)) == (BrakeKind.EMPTY_SHOP, 3, 3)
    flips = [known(1, currency="EUR"), *before[1:]]
    assert brake(plan(flips, listed)) == (BrakeKind.CURRENCY, 1, 3)
    many = [account(i) for i in range(1, 31)]
    dearer = [known(i, net=Decimal(1501)) for i in range(1, 31)]
    assert brake(plan(dearer, many)) == (BrakeKind.PRICE, 30, 30)
    bare = [known(i, category_refs=()) for i in range(1, 31)]
    assert brake(plan(bare, many)) == (BrakeKind.BLANK, 30, 30)


def test_without_an_old_price_or_category_nothing_is_blanked_and_no_price_jumps() -> None:
    many = [account(i, net=None, category_ids=()) for i in range(1, 31)]
    assert plan([known(i, category_refs=()) for i in range(1, 31)], many).brakes == ()
    products = [account(i, net=Decimal(1)) for i in range(1, 31)]
    assert kinds(plan([known(i, net=Decimal("1.5")) for i in range(1, 31)], products)) == set()


@pytest.mark.parametrize(
    ("fields", "kind", "least"),
    [({"name": "Más"}, BrakeKind.NAMES, 7), ({"vat": Decimal(5)}, BrakeKind.VAT, 6)],
)
def test_the_brakes_on_vat_and_names(fields: dict[str, Any], kind: BrakeKind, least: int) -> None:
    """Once a sync came to its end, more than a fifth of new names, or a few other rates, stop one."""

    def changed(count: int, *, settled: bool = True) -> tuple[tuple[BrakeKind, int], ...]:
        products = [
            known(number, sa_id=500 + number, **(fields if number <= count else {}))
            for number in range(1, 31)
        ]
        result = plan(products, [account(number) for number in range(1, 31)], settled=settled)
        assert result.counts.update == count
        return tuple((brake.kind, brake.count) for brake in result.brakes)

    assert changed(least) == ((kind, least),)
    assert changed(least - 1) == ()
    assert changed(30, settled=False) == ()


def test_the_brake_on_other_categories() -> None:
    """Once a sync came to its end, many products that leave their categories stop one."""

    def moved(count: int, held: tuple[int, ...] = (77,), *, settled: bool = True) -> Plan:
        shown = [account(i, category_ids=held if i <= count else (9,)) for i in range(1, 31)]
        result = plan([known(i) for i in range(1, 31)], shown, settled=settled)
        assert result.counts.update == count
        return result

    assert brake(moved(21)) == (BrakeKind.MOVED, 21, 30)
    assert brake(moved(21, (9, 77))) == (BrakeKind.MOVED, 21, 30)
    assert moved(20).brakes == ()
    assert moved(30, settled=False).brakes == ()
    # Products without any are given their first ones.
    assert moved(30, ()).brakes == ()
    # Whoever gets one more loses none.
    both = [known(i, category_refs=("c1", "c2")) for i in range(1, 31)]
    more = plan(both, [account(i) for i in range(1, 31)], settled=True)
    assert (more.counts.update, more.brakes) == (30, ())


def test_a_category_under_another_name_is_no_other_category() -> None:
    shop = [known(i, category_refs=("c2",)) for i in range(1, 31)]
    shown = [account(i) for i in range(1, 31)]
    assert kinds(plan(shop, shown, settled=True)) == {BrakeKind.MOVED}
    asked = plan(shop, shown, settled=True, asked_names={9: "Táskák"})
    # Edited by hand in the account: it cannot be renamed, and its products go to a new one.
    edited = {"2": CategoryPair("2", 9, "Hátizsákok", "Hátizsákok")}
    for result in (asked, plan(shop, shown, settled=True, pairs=edited)):
        assert (result.counts.update, result.new_categories) == (30, ("Táskák",))
        assert result.brakes == ()


@pytest.mark.parametrize(
    ("lost", "linked", "other"),
    [(9, 10, False), (10, 20, False), (10, 19, True), (10, 10, True), (0, 0, False)],
)
def test_an_account_without_most_of_the_known_products_is_another_one(
    lost: int, linked: int, other: bool
) -> None:
    assert lost_account(lost, linked) is other


def test_another_account_that_is_equal_already_stops_nothing() -> None:
    """A colleague has filled it; but a part of a plan or of a list says nothing of the rest."""
    shop, shown = [known(1), known(2)], [account(1), account(2)]
    assert plan(shop, shown, other_account=True).brakes == ()
    assert kinds(plan(shop, shown, other_account=True, only={1})) == {BrakeKind.OTHER_ACCOUNT}
    renamed = [known(1), known(2, name="Más")]
    assert kinds(plan(renamed, shown, other_account=True)) == {BrakeKind.OTHER_ACCOUNT}
    part = Target(tuple(shown), (TargetCategory(sa_id=9, name="Cipők"),), whole=False)
    cut = make_plan(shop, CATEGORIES, part, MasterOptions(), other_account=True)
    assert kinds(cut) == {BrakeKind.OTHER_ACCOUNT}
