"""Pages land with their checkpoints; unchanged products are not written; gone ones may return."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from shopsync_gui.core.catalogue import Category, ProductState
from shopsync_gui.core.errors import NoNetwork, StoreNotWritten
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.products.product_findings import LeftOut
from shopsync_gui.store.products.product_rows import ShopRow, product_of
from shopsync_gui.store.products.pull import HeldProducts
from shopsync_gui.store.products.upsert import UpsertCounts
from shopsync_gui.store.search.query import GridQuery
from tests.catalogues import begin
from tests.store.conftest import NOW
from tests.store.shop_products import product, rows


def test_a_page_comes_back_as_it_was(store: Store, connection: Connection, run_id: int) -> None:
    original = product(1, category_refs=("c2", "c1"), image="https://kep.hu/a.jpg", page="cipo")
    landed = store.pull.land_page(run_id, connection.id, 0, 200, [original], NOW)
    assert landed == UpsertCounts(1, 0, 0)
    (known,) = store.catalogue.known_products(connection.id, run_id)
    for field in (
        "inner_id",
        "ref",
        "sku",
        "name",
        "net",
        "list_net",
        "vat",
        "currency",
        "category_refs",
    ):
        assert getattr(known.shop, field) == getattr(original, field)
    (held,) = store.database.rows(f"SELECT {', '.join(ShopRow._fields)} FROM product")
    assert product_of(ShopRow._make(held)) == original
    assert (known.present, known.sa_id) == (True, None)
    (row,) = rows(store)
    assert row.categories == (("Nyári kiárusítás", False), ("Cipők", True))
    assert row.net == Decimal("1999.5")
    assert row.updated_at == NOW
    assert store.pull.landed_ranges(run_id) == [(0, 200)]


def test_unchanged_products_are_not_written_again(
    store: Store, connection: Connection, run_id: int
) -> None:
    page = [product(i) for i in range(50)]
    store.pull.land_page(run_id, connection.id, 0, 50, page, NOW)
    before = store.database.rows("SELECT * FROM product")
    later = NOW + timedelta(days=1)
    assert store.pull.land_page(run_id, connection.id, 0, 50, page, later) == UpsertCounts(0, 0, 50)
    assert store.database.rows("SELECT * FROM product") == before


def test_changes_are_kept_with_their_history(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 50, [product(1)], NOW)
    changed = product(1, net=Decimal(1500), name="Új név", category_refs=())
    landed = store.pull.land_page(run_id, connection.id, 0, 50, [changed], NOW)
    assert landed == UpsertCounts(0, 1, 0)
    (row,) = rows(store)
    assert (row.name, row.net, row.categories) == ("Új név", Decimal(1500), ())
    details = store.details.product(row.id)
    assert details is not None
    assert {(c.field, c.old, c.new) for c in details.changes} == {
        ("name", "Női cipő 1", "Új név"),
        ("net", Decimal("1999.50"), Decimal(1500)),
        ("categories", ("Cipők",), ()),
    }
    assert rows(store, text="cipo") == []
    assert len(rows(store, text="UJ nev")) == 1


def test_seen_and_repeated_products_are_counted(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 2, [product(1), product(2)], NOW)
    store.pull.land_page(run_id, connection.id, 2, 2, [product(2), product(3)], NOW, bad=["", "9"])
    store.pull.land_extra(run_id, connection.id, [product(1), product(4)], NOW)
    assert at_once(store.pull.held(run_id)) == HeldProducts(seen=5, repeated=1, extra=1)
    assert store.pull.bad_count(run_id) == 2
    store.pull.forget_pull(run_id)
    assert at_once(store.pull.held(run_id)) == HeldProducts(seen=0, repeated=0, extra=0)


def test_unseen_products_can_go_and_return(
    store: Store, connection: Connection, run_id: int
) -> None:
    catalogue = store.catalogue
    store.pull.land_page(run_id, connection.id, 0, 3, [product(i) for i in (1, 2, 3)], NOW)
    store.pull.forget_pull(run_id)
    store.pull.land_page(run_id, connection.id, 0, 3, [product(1)], NOW, bad=["2"])
    (unseen,) = at_once(store.pull.unseen(run_id, connection.id))
    assert (unseen.inner_id, unseen.name) == ("3", "Női cipő 3")
    catalogue.mark_gone(connection.id, [unseen.id], run_id, NOW)
    assert at_once(store.pull.unseen(run_id, connection.id)) == []
    (row,) = rows(store, gone=True)
    assert row.state is ProductState.GONE
    gone = {
        k.shop.inner_id: (k.present, k.newly_gone)
        for k in catalogue.known_products(connection.id, run_id)
    }
    assert gone == {"1": (True, False), "2": (True, False), "3": (False, True)}
    assert all(not k.newly_gone for k in catalogue.known_products(connection.id, run_id + 1))
    store.pull.land_extra(run_id, connection.id, [product(3)], NOW)
    assert rows(store, gone=True) == []
    assert store.pull.landed_ranges(run_id) == [(0, 3)]


def test_a_page_that_fails_leaves_neither_rows_nor_checkpoint(
    store: Store, connection: Connection, run_id: int
) -> None:
    size = store.database.value("PRAGMA page_count")
    store.database.execute_sql(f"PRAGMA max_page_count = {size + 2}")
    with pytest.raises(StoreNotWritten):
        store.pull.land_page(
            run_id, connection.id, 0, 200, [product(i, name="x" * 500) for i in range(200)], NOW
        )
    store.database.execute_sql("PRAGMA max_page_count = 100000")
    assert rows(store) == []
    assert store.pull.landed_ranges(run_id) == []
    store.pull.land_page(run_id, connection.id, 0, 1, [product(1, category_refs=("new",))], NOW)
    assert store.categories.unlisted_refs(connection.id) == ["new"]


def test_renamed_categories_are_found_by_their_new_name(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 1, [product(1, name="Bakancs")], NOW)
    assert len(rows(store, text="cipok")) == 1
    store.categories.save(
        connection.id, run_id, [Category(ref="c1", inner_id="1", name="Lábbelik")]
    )
    assert rows(store, text="cipok") == []
    assert len(rows(store, text="labbelik")) == 1
    assert [c.name for c in store.categories.all(connection.id)] == ["Lábbelik"]


def test_reasons_and_failures_are_kept_until_solved(
    store: Store, connection: Connection, run_id: int
) -> None:
    findings = store.findings
    store.pull.land_page(run_id, connection.id, 0, 3, [product(i) for i in (1, 2, 3)], NOW)
    ids = list(store.grid.ids(GridQuery()))
    deque(findings.setting_reasons(connection.id, {ids[0]: "no_sku", ids[1]: "no_price"}), 0)
    findings.set_failure(ids[2], NoNetwork(service="x", host="y").problem)
    assert len(rows(store, skipped_or_failed=True)) == 3
    assert findings.failed_ids(connection.id) == {ids[2]}
    deque(findings.setting_reasons(connection.id, {ids[1]: "no_price"}), 0)
    findings.clear_failures(connection.id, [ids[2]])
    (row,) = rows(store, skipped_or_failed=True)
    assert (row.id, row.reason, row.failure) == (ids[1], "no_price", None)


def test_ids_of_the_account_are_kept_and_found(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 1, [product(1)], NOW)
    (row,) = rows(store)
    store.catalogue.adopt(connection.id, {row.id: 481220})
    assert [r.sa_id for r in rows(store, text="#4812")] == [481220]
    changed = msgspec.structs.replace(product(1), name="Más")
    store.pull.land_page(run_id, connection.id, 0, 1, [changed], NOW)
    assert [r.sa_id for r in rows(store)] == [481220]


def test_removing_a_connection_removes_all_its_data(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 1, [product(1)], NOW)
    store.search_index.add_pending()
    store.removals.remove(connection.id)
    indexes = ("product_text", "product_id_text")
    own = (
        "schema",
        "catalogue_stamp",
        "run_number",  # never given again
        *(f"{i}_data" for i in indexes),
        *(f"{i}_config" for i in indexes),
    )
    for (table,) in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        if not table.startswith(own):
            assert store.database.value(f"SELECT count(*) FROM {table}") == 0, table
    assert store.database.value("SELECT count(*) FROM product_term") == 0
    assert store.database.value("SELECT count(*) FROM product_id_term") == 0


def test_the_shop_has_all_products_that_are_not_gone(
    store: Store, connection: Connection, run_id: int
) -> None:
    assert store.counts.in_shop(connection.id) == 0
    store.pull.land_page(run_id, connection.id, 0, 3, [product(i) for i in (1, 2, 3)], NOW)
    first, second, _third = sorted(store.grid.ids(GridQuery()))
    store.catalogue.mark_gone(connection.id, [first], run_id, NOW)
    deque(store.findings.setting_reasons(connection.id, {second: "no_sku"}), 0)
    assert store.counts.in_shop(connection.id) == 2
    assert store.counts.in_shops() == {connection.id: 2}
    assert store.grid.summary(connection.id).in_shop == 2
    other, run = begin(store, name="masik", user="other")
    store.pull.land_page(run, other, 0, 2, [product(1), product(2)], NOW)
    assert store.counts.in_shops() == {connection.id: 2, other: 2}
    store.catalogue.mark_gone(
        other, sorted(store.grid.ids(GridQuery(connection_id=other))), run, NOW
    )
    assert store.counts.in_shops() == {connection.id: 2}


def test_a_reader_counts_anew_once_a_product_has_changed(
    store: Store, connection: Connection, run_id: int
) -> None:
    reader = open_store(store.path, read_only=True)
    assert reader.counts.in_shops() == {}
    store.pull.land_page(run_id, connection.id, 0, 2, [product(1), product(2)], NOW)
    assert reader.counts.in_shops() == {connection.id: 2}
    first, second = sorted(store.grid.ids(GridQuery()))
    deque(store.findings.setting_reasons(connection.id, {first: "no_sku"}), 0)
    assert reader.findings.left_out_of_all() == {connection.id: LeftOut(skipped=1)}
    deque(
        store.findings.setting_reasons(
            connection.id, {first: "no_sku", second: SkipReason.SERVICE_FAULT.value}
        ),
        0,
    )
    assert reader.findings.left_out_of_all() == {connection.id: LeftOut(skipped=2, refused=1)}
    store.catalogue.mark_gone(connection.id, [first], run_id, NOW)
    assert reader.findings.left_out_of_all() == {connection.id: LeftOut(skipped=1, refused=1)}
    assert reader.counts.in_shops() == {connection.id: 1}
    reader.close()


def test_a_product_that_is_gone_gives_up_its_id_to_a_live_one(
    store: Store, connection: Connection, run_id: int
) -> None:
    store.pull.land_page(run_id, connection.id, 0, 200, [product(1), product(2), product(3)], NOW)
    first, second, third = sorted(store.grid.ids(GridQuery()))
    store.catalogue.adopt(connection.id, {first: 901, second: 902, third: 903})
    store.catalogue.mark_gone(connection.id, [first, third], run_id, NOW)
    store.catalogue.adopt(connection.id, {second: 901})
    held = dict(store.database.rows("SELECT id, sa_id FROM product"))
    assert held == {first: None, second: 901, third: 903}


def test_others_have_turns_while_very_many_products_are_marked(
    store: Store, connection: Connection
) -> None:
    differing = dict.fromkeys(range(1, 5001), ("net",))
    turns = sum(1 for _ in store.findings.setting_differences(connection.id, differing))
    assert turns >= 5
