"""What benchmarks are measured on: filled in bulk, and kept between them."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from pathlib import Path

from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.search.query import GridQuery
from tests.bench.kept_files import MOST, kept_file
from tests.catalogues import NOW, begin, fill, shop_products

_PRODUCTS = 230
_TABLES = (
    "product",
    "product_search",
    "product_category",
    "product_alias",
    "category",
    "sqlite_master",
)


def _rows(store: Store, table: str) -> set[tuple[object, ...]]:
    columns = "type, name, tbl_name, sql" if table == "sqlite_master" else "*"
    return set(store.database.rows(f"SELECT {columns} FROM {table}"))


def test_a_catalogue_filled_in_bulk_is_what_a_pull_lands(tmp_path: Path) -> None:
    catalogue = VariedCatalogue(1)
    fill(tmp_path / "bulk.db", _PRODUCTS, catalogue)
    with closing(open_store(tmp_path / "pulled.db")) as pulled:
        connection_id, run_id = begin(pulled, catalogue)
        products = list(shop_products(catalogue, 0, _PRODUCTS))
        pulled.pull.land_page(run_id, connection_id, 0, _PRODUCTS, products, NOW)
        numbers = range(1, _PRODUCTS + 1)
        pulled.catalogue.adopt(connection_id, {number: 500_000 + number for number in numbers})
        while pulled.search_index.add_pending():
            pass
        deque(pulled.search_index.tidy(), maxlen=0)
        with closing(open_store(tmp_path / "bulk.db", read_only=True)) as bulk:
            for table in _TABLES:
                assert _rows(bulk, table) == _rows(pulled, table), table
            for text in ("fekete", "#500017", products[100].sku, "zs"):
                found = bulk.grid.ids(GridQuery(text=text))
                assert found, text
                assert found == pulled.grid.ids(GridQuery(text=text))


def test_files_are_made_once_and_only_the_last_used_stay(tmp_path: Path) -> None:
    made: list[str] = []

    def file(name: str) -> Path:
        def make(path: Path) -> None:
            made.append(name)
            path.write_text(name)

        return kept_file(name, make, tmp_path)

    assert file("first").read_text() == "first"
    names = [f"more{number}" for number in range(MOST)]
    for name in [*names, *names]:
        file(name)
    assert made == ["first", *names]
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == set(names)
