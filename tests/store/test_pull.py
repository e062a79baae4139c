"""What a run has read: its pages, what they lack, and what it changed, apart from every other run's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.pieces import at_once
from shopsync_gui.store import Store
from shopsync_gui.store.connections import Connection
from shopsync_gui.store.product_rows import order_key
from shopsync_gui.store.pull import HeldProducts
from tests.store.conftest import NOW
from tests.store.test_catalogue import product, rows


@pytest.fixture
def others(store: Store, connection: Connection, second: Connection, run_id: int) -> list[int]:
    """Two more runs, of the same shop and of another one, which have read pages, too."""
    runs = []
    for shop in (connection, second):
        run = store.runs.start(JobKind.SYNC, shop.id, NOW).run_id
        for start in (0, 3):
            page = [product(start + number) for number in range(3)]
            store.pull.land_page(run, shop.id, start, 3, page, NOW, bad=["", "odd"])
        store.pull.land_extra(run, shop.id, [product(number) for number in (5, 8)], NOW)
        runs.append(run)
    return runs


def test_the_pages_of_a_run_are_those_that_it_read(
    store: Store, connection: Connection, run_id: int, others: list[int]
) -> None:
    pull = store.pull
    assert pull.last_page(run_id) == 0
    pull.land_page(run_id, connection.id, 0, 2, [product(1), product(2)], NOW)
    first = pull.last_page(run_id)
    pull.land_page(run_id, connection.id, 2, 1, [product(2)], NOW, bad=["9", "1"])
    pull.land_extra(run_id, connection.id, [product(7)], NOW)
    assert pull.last_page(run_id) == first + 2
    assert pull.landed_ranges(run_id) == [(0, 2), (2, 1)]
    # Of the two that could not be read, one was known, and is repeated by that.
    assert at_once(pull.held(run_id)) == HeldProducts(seen=3, repeated=2, extra=1)
    assert pull.bad_count(run_id) == 1
    pull.forget_until(run_id, first)
    assert pull.landed_ranges(run_id) == [(2, 1)]
    pull.forget_until(run_id, first)
    assert pull.landed_ranges(run_id) == [(2, 1)]
    pull.forget_pull(run_id)
    assert (pull.landed_ranges(run_id), pull.bad_count(run_id)) == ([], 0)
    for other in others:
        assert pull.landed_ranges(other) == [(0, 3), (3, 3)]
        assert at_once(pull.held(other)) == HeldProducts(seen=10, repeated=0, extra=1)
        assert pull.bad_count(other) == 4


def test_many_pages_are_counted_and_compared_in_pieces(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 600, [product(n) for n in range(600)], NOW)
    store.pull.forget_pull(run_id)
    with store.transaction():
        for number in range(501):
            store.pull.land_page(run_id, connection.id, number, 1, [product(number)], NOW)
    held, unseen = store.pull.held(run_id), store.pull.unseen(run_id, connection.id)
    assert sum(1 for _ in held) >= 2
    assert sum(1 for _ in unseen) >= 3
    assert at_once(store.pull.held(run_id)) == HeldProducts(seen=501, repeated=0, extra=0)
    missing = at_once(store.pull.unseen(run_id, connection.id))
    assert [each.inner_id for each in missing] == [str(number) for number in range(501, 600)]


def test_unseen_are_the_products_of_this_shop_that_are_neither_gone_nor_of_an_order(
    store: Store, connection: Connection, run_id: int, others: list[int]
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 2, [product(0), product(5)], NOW)
    ordered = product(77, inner_id=order_key("o77"), state=ProductState.FROM_ORDER)
    store.pull.land_from_orders(others[0], connection.id, [ordered], NOW)
    assert [p.inner_id for p in at_once(store.pull.unseen(run_id, connection.id))] == [
        "1", "2", "3", "4", "8",
    ]  # fmt: skip
    (gone,) = [p.id for p in at_once(store.pull.unseen(run_id, connection.id)) if p.inner_id == "3"]
    store.catalogue.mark_gone(connection.id, [gone], run_id, NOW)
    left = at_once(store.pull.unseen(run_id, connection.id))
    assert [p.inner_id for p in left] == ["1", "2", "4", "8"]


def test_changed_prices_are_those_of_this_run_since_a_moment(
    store: Store, connection: Connection, run_id: int
) -> None:
    def after(minutes: int, run: int, **fields: object) -> None:
        number = int(str(fields.pop("number")))
        at = NOW + timedelta(minutes=minutes)
        store.pull.land_page(run, connection.id, -1, 0, [product(number, **fields)], at)

    store.pull.land_page(run_id, connection.id, 0, 9, [product(n) for n in range(9)], NOW)
    began = NOW + timedelta(minutes=10)
    run = store.runs.start(JobKind.SYNC, connection.id, began).run_id
    after(5, run, number=0, net=Decimal(1))  # before the run began
    after(10, run, number=1, net=Decimal(1))
    after(20, run, number=2, vat=Decimal(5))
    after(30, run, number=3, currency="EUR")
    after(30, run, number=4, name="Más név")
    after(30, run_id, number=5, net=Decimal(1))
    after(40, run, number=99, net=Decimal(1))  # new
    after(41, run, number=6, net=Decimal(1))
    after(42, run, number=6, net=Decimal(2))

    def changed(minutes: int) -> set[str]:
        return store.pull.changed_prices(run, NOW + timedelta(minutes=minutes))

    assert changed(0) == changed(10) == {"1", "2", "3", "6"}
    assert changed(20) == {"2", "3", "6"}
    assert changed(42) == {"6"}
    assert changed(43) == set()


def test_a_gone_product_that_the_account_never_got_is_known_by_its_order(
    store: Store, connection: Connection, second: Connection, run_id: int
) -> None:
    """Only that one: not a live one, nor one that the account has, nor another shop's."""
    names = {"gone": 1, "live": 2, "linked": 3}
    other_run = store.runs.start(JobKind.SYNC, second.id, NOW).run_id
    ids: dict[str, int] = {}
    for shop, run in ((connection, run_id), (second, other_run)):
        page = [product(number, ref=ref) for ref, number in names.items()]
        store.pull.land_page(run, shop.id, 0, 3, page, NOW)
        own = "SELECT ref, id FROM product WHERE connection_id = ?"
        ids = dict(store.database.rows(own, (shop.id,)))
        store.catalogue.adopt(shop.id, {ids["linked"]: 900})
        store.catalogue.mark_gone(shop.id, [ids["gone"], ids["linked"]], run, NOW)
    ordered = [
        product(0, inner_id=order_key(ref), ref=ref, state=ProductState.FROM_ORDER)
        for ref in ("gone", "live", "linked")
    ]
    landed = store.pull.land_from_orders(run_id, connection.id, ordered, NOW)
    assert (landed.new, landed.changed) == (2, 1)
    held = store.database.rows(
        "SELECT connection_id, inner_id, state FROM product ORDER BY connection_id, id"
    )
    key, mine, others = order_key, connection.id, second.id
    assert held == [
        (mine, key("gone"), "from_order"), (mine, "2", "active"), (mine, "3", "gone"),
        (mine, key("live"), "from_order"), (mine, key("linked"), "from_order"),
        (others, "1", "gone"), (others, "2", "active"), (others, "3", "gone"),
    ]  # fmt: skip
    found = rows(store, text="NC-00", states=frozenset({ProductState.FROM_ORDER}))
    assert [row.sku for row in found] == ["NC-00"] * 3
