"""What a run has read: its pages, what they lack, and what it changed, apart from every other run's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import apsw
import pytest

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.products.product_rows import order_key
from shopsync_gui.store.products.pull import HeldProducts
from shopsync_gui.store.products.upsert import UpsertCounts
from tests.store.conftest import NOW
from tests.store.shop_products import product, rows


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
    assert sum(1 for _ in held) == 3
    assert sum(1 for _ in unseen) == 3 + 1
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


def test_unseen_are_found_in_every_piece_of_a_large_catalogue(
    store: Store, connection: Connection, run_id: int
) -> None:
    """A piece ends with the ten thousandth row; the first and the last one count, too."""
    store.pull.land_page(run_id, connection.id, 0, 1, [product(0, category_refs=())], NOW)
    with store.transaction():
        for table in ("product_search", "product_pending"):
            store.database.execute_sql(f"DELETE FROM {table}")
        store.database.execute_sql("UPDATE product SET id = 9998")
    store.pull.land_page(run_id, connection.id, 1, 3, [product(n) for n in (1, 2, 3)], NOW)
    store.pull.forget_pull(run_id)
    unseen = at_once(store.pull.unseen(run_id, connection.id))
    assert [each.id for each in unseen] == [9998, 9999, 10_000, 10_001]
    store.pull.land_page(run_id, connection.id, 0, 1, [product(2)], NOW)
    unseen = at_once(store.pull.unseen(run_id, connection.id))
    assert [each.id for each in unseen] == [9998, 9999, 10_001]


def test_the_first_product_may_be_the_one_that_is_not_seen(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 3, [product(n) for n in (7, 8, 9)], NOW)
    ids = store.database.rows("SELECT id FROM product ORDER BY id")
    assert ids == [(1,), (2,), (3,)]  # without gaps, since a byte is kept for each
    store.pull.forget_pull(run_id)
    store.pull.land_page(run_id, connection.id, 0, 3, [product(9)], NOW)
    unseen = at_once(store.pull.unseen(run_id, connection.id))
    assert [each.inner_id for each in unseen] == ["7", "8"]
    store.pull.land_page(run_id, connection.id, 3, 3, [], NOW)
    assert at_once(store.pull.held(run_id)) == HeldProducts(seen=1, repeated=0, extra=0)


def test_a_page_that_does_not_land_leaves_no_category_behind(
    store: Store, connection: Connection, run_id: int
) -> None:
    page = [product(1, category_refs=("new",))]
    with pytest.raises(apsw.ConstraintError):
        store.pull.land_page(999, connection.id, 0, 1, page, NOW)
    assert (store.pull.landed_ranges(999), rows(store)) == ([], [])
    store.pull.land_page(run_id, connection.id, 0, 1, page, NOW)
    assert store.categories.unlisted_refs(connection.id) == ["new"]


def test_a_product_of_an_order_that_the_shop_lists_again_is_an_ordinary_one(
    store: Store, connection: Connection, second: Connection, run_id: int
) -> None:
    """It keeps its row; another shop's of the same name stays what it is."""
    other_run = store.runs.start(JobKind.SYNC, second.id, NOW).run_id
    ordered = [
        product(0, inner_id=order_key(ref), ref=ref, state=ProductState.FROM_ORDER)
        for ref in ("a", "b")
    ]
    store.pull.land_from_orders(other_run, second.id, ordered, NOW)
    landed = store.pull.land_page(run_id, connection.id, 0, 1, [product(7, ref="a")], NOW)
    assert landed == UpsertCounts(new=1, changed=0, unchanged=0)
    store.pull.land_from_orders(run_id, connection.id, ordered[1:], NOW)
    landed = store.pull.land_page(run_id, connection.id, 1, 1, [product(8, ref="b")], NOW)
    assert landed == UpsertCounts(new=0, changed=1, unchanged=0)
    held = store.database.rows("SELECT connection_id, inner_id, state FROM product ORDER BY id")
    assert held == [
        (second.id, order_key("a"), "from_order"), (second.id, order_key("b"), "from_order"),
        (connection.id, "7", "active"), (connection.id, "8", "active"),
    ]  # fmt: skip


def test_a_changed_text_is_found_and_the_others_are_as_they_were(
    store: Store, connection: Connection, run_id: int
) -> None:
    names = ("Piros csizma", "Zöld csizma", "Kék csizma")
    page = [product(n, name=name) for n, name in enumerate(names)]
    store.pull.land_page(run_id, connection.id, 0, 3, page, NOW)
    changed = [*page[:1], product(1, name="Sárga csizma"), page[2]]
    store.pull.land_page(run_id, connection.id, 3, 3, changed, NOW)
    found = {text: len(rows(store, text=text)) for text in ("piros", "zold", "sarga", "csizma")}
    assert found == {"piros": 1, "zold": 0, "sarga": 1, "csizma": 3}


def test_a_change_is_that_of_its_shop_and_takes_the_product_to_its_new_categories(
    store: Store, connection: Connection, second: Connection, run_id: int
) -> None:
    other_run = store.runs.start(JobKind.SYNC, second.id, NOW).run_id
    first = product(1, name="Piros", category_refs=("c1", "x"))
    store.pull.land_page(run_id, connection.id, 0, 1, [first], NOW)
    store.pull.land_page(other_run, second.id, 0, 1, [product(1, name="Zöld")], NOW)
    changed = product(1, name="Kék", category_refs=("x", "y"))
    store.pull.land_page(run_id, connection.id, 1, 1, [changed], NOW)
    logged = "SELECT old, new FROM change WHERE field = 'name'"
    assert store.database.rows(logged) == [("Piros", "Kék")]
    placed = store.database.rows(
        "SELECT c.ref FROM product_category pc JOIN category c ON c.id = pc.category_id"
        " WHERE c.connection_id = ? ORDER BY pc.position",
        (connection.id,),
    )
    assert placed == [("x",), ("y",)]
