"""The index of words: what comes into it is found at once; in pieces or damaged, it is made whole again."""

from __future__ import annotations

from collections import deque
from decimal import Decimal
from pathlib import Path

import apsw
from msgspec.structs import replace

from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.finder import Finder
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.tuning import Tuning
from tests.catalogues import NOW, as_shop_product, begin, shop_products


def test_a_change_by_another_connection_is_seen_at_once(tmp_path: Path) -> None:
    path = tmp_path / "shopsync.db"
    with_store = open_store(path)
    connection_id, run_id = begin(with_store)
    products = list(shop_products(Catalogue(7), 0, 50))
    with_store.pull.land_page(run_id, connection_id, 0, 50, products, NOW)
    reader = open_store(path, read_only=True)
    query = GridQuery(sort=GridSort.NET)
    assert len(reader.grid.ids(query)) == 50
    with_store.pull.land_page(
        run_id, connection_id, 50, 1, list(shop_products(Catalogue(7), 50, 1)), NOW
    )
    assert len(reader.grid.ids(query)) == 51
    assert list(reader.grid.ids(GridQuery(text="#77"))) == []
    with_store.catalogue.adopt(connection_id, {7: 77_001})
    assert list(reader.grid.ids(GridQuery(text="#77"))) == [7]
    with_store.search_index.add_pending()
    with_store.catalogue.adopt(connection_id, {7: 99_001})
    assert list(reader.grid.ids(GridQuery(text="#77"))) == []
    assert list(reader.grid.ids(GridQuery(text="9900"))) == [7]
    with_store.removals.remove(connection_id)
    assert list(reader.grid.ids(query)) == []
    assert list(reader.grid.ids(GridQuery(text="9900"))) == []
    reader.close()
    with_store.close()


def test_a_new_id_has_no_text_indexed_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "shopsync.db")
    connection_id, run_id = begin(store)
    products = list(shop_products(Catalogue(7), 0, 50))
    store.pull.land_page(run_id, connection_id, 0, 50, products, NOW)
    store.search_index.add_pending()
    store.catalogue.adopt(connection_id, {number: 77_000 + number for number in range(1, 51)})
    assert store.database.value("SELECT count(*) FROM product_pending") == 0
    assert store.database.value("SELECT count(*) FROM product_relinked") == 50
    assert store.search_index.add_pending()
    assert not store.search_index.add_pending()
    assert list(store.grid.ids(GridQuery(text="#77007"))) == [7]
    store.close()


_WITHOUT_OWN_INDEX = """
INSERT OR REPLACE INTO product_text (rowid, text) SELECT id, searched || '  ' FROM product_search;
DELETE FROM product_pending;
DROP TABLE product_id_text;
DROP TABLE product_id_term;
DROP TABLE product_relinked;
DELETE FROM schema_migration WHERE name = '0025_ids'
"""


def test_ids_of_an_older_file_are_found_and_former_ones_are_not(tmp_path: Path) -> None:
    """There they stand in the index of texts."""
    path = tmp_path / "shopsync.db"
    store = open_store(path)
    connection_id, run_id = begin(store)
    products = list(shop_products(Catalogue(7), 0, 50))
    store.pull.land_page(run_id, connection_id, 0, 50, products, NOW)
    store.catalogue.adopt(connection_id, {number: 77_000 + number for number in range(1, 51)})
    store.database.script(_WITHOUT_OWN_INDEX)
    store.close()
    store = open_store(path)
    words = ("#77007", "77007", "007", "07", "7")
    for word in words:
        assert 7 in store.grid.ids(GridQuery(text=word)), word
    store.catalogue.adopt(connection_id, {7: 99_991})
    while store.search_index.add_pending():
        pass
    for word in words[:-1]:
        assert 7 not in store.grid.ids(GridQuery(text=word)), word
    assert list(store.grid.ids(GridQuery(text="99991"))) == [7]
    store.close()


def test_words_are_found_beside_a_filter_before_and_after_they_are_indexed(tmp_path: Path) -> None:
    """What is kept of a search for words holds while products come into the index."""
    path = tmp_path / "shopsync.db"
    store = open_store(path)
    connection_id, run_id = begin(store)
    many = [
        as_shop_product(Catalogue(7).product(key)._replace(name=f"piros bögre {key}"))
        for key in range(60)
    ]
    store.pull.land_page(run_id, connection_id, 0, 50, many[:50], NOW)
    while store.search_index.add_pending():
        pass
    reader = open_store(path, read_only=True)
    tuning = Tuning(head_start=60, rare_words=10, sorted_by_sql=0, sorted_part=10**9)
    finder = Finder(reader.database, tuning)
    query = GridQuery(text="piros", gross_from=Decimal(0), limit=100)
    assert len(finder.ids(query)) == 50
    store.pull.land_page(run_id, connection_id, 50, 10, many[50:], NOW)
    assert len(finder.ids(query)) == 60
    while store.search_index.add_pending():
        pass
    assert len(finder.ids(replace(query, text="bögre"))) == 60
    assert len(finder.ids(query)) == 60
    finder.close()
    reader.close()
    store.close()


def test_an_index_in_many_pieces_is_put_together_and_finds_the_same(tmp_path: Path) -> None:
    store = open_store(tmp_path / "shopsync.db")
    connection_id, run_id = begin(store)
    store.database.execute_sql(
        "INSERT INTO product_text (product_text, rank) VALUES ('automerge', 0)"
    )
    for start in range(0, 400, 40):
        products = list(shop_products(Catalogue(7), start, 40))
        store.pull.land_page(run_id, connection_id, start, 40, products, NOW)
        store.search_index.add_pending()
        # A new number means that the product is indexed again.
        store.catalogue.adopt(connection_id, {i: 70_000 + i for i in range(start, start + 40)})
        store.search_index.add_pending()
    words = ["polo", "feher", "700", "cipo noi", "bor", "0"]
    before = [list(store.grid.ids(GridQuery(text=word))) for word in words]
    assert pieces(store) > 3
    next(store.search_index.tidy())  # broken off after a step, as by a crash
    assert [list(store.grid.ids(GridQuery(text=word))) for word in words] == before
    deque(store.search_index.tidy(), maxlen=0)
    assert pieces(store) == 1
    assert not list(store.search_index.tidy())
    store.close()
    reader = open_store(tmp_path / "shopsync.db", read_only=True)
    assert [list(reader.grid.ids(GridQuery(text=word))) for word in words] == before
    assert any(before)
    reader.close()


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path / "shopsync.db")
    connection_id, run_id = begin(store)
    store.pull.land_page(
        run_id, connection_id, 0, 60, list(shop_products(Catalogue(7), 0, 60)), NOW
    )
    while store.search_index.add_pending():
        pass
    before = [list(store.grid.ids(GridQuery(text=word))) for word in ("polo", "feher", "cipo")]
    store.close()
    raw = apsw.Connection(str(tmp_path / "shopsync.db"))
    raw.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    raw.execute("UPDATE product_text_data SET block = '{'")
    raw.close()
    store = open_store(tmp_path / "shopsync.db")
    store.pull.land_page(
        run_id, connection_id, 60, 1, list(shop_products(Catalogue(7), 60, 1)), NOW
    )
    while store.search_index.add_pending():
        pass
    again = [list(store.grid.ids(GridQuery(text=word))) for word in ("polo", "feher", "cipo")]
    assert [[i for i in ids if i <= 60] for ids in again] == before
    assert any(before)
    store.close()


def pieces(store: Store) -> int:
    return int(store.database.value("SELECT count(DISTINCT segid) FROM product_text_idx"))
