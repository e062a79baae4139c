"""The orders of the grid's columns: indexes that the first load of a catalogue does without.

New products stand anywhere in these orders. Kept while a catalogue is read for the first time, they
are most of what is written to the disk: five places in the file for every product, again and again.
Without one the grid still shows its list in the right order, only later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database import Database

#: As the migrations make them.
_ORDERS = {
    "product_by_name": "product (name_sort)",
    "product_by_category": "product (category_sort, name_sort)",
    "product_by_sku": "product (sku COLLATE NOCASE)",
    "product_by_net": "product (net)",
    "product_by_gross": "product (gross)",
}


def drop_while_empty(database: Database) -> None:
    """Do without the orders from now on, if there is no product yet."""
    if database.value("SELECT 1 FROM product LIMIT 1") is None:
        for name in _ORDERS:
            database.execute_sql(f"DROP INDEX IF EXISTS {name}")


def complete(database: Database) -> Iterator[None]:
    """Make the orders that are missing, one at a time: some 70 ms each for 100,000 products."""
    there = {
        name
        for (name,) in database.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'product'"
        )
    }
    for name, columns in _ORDERS.items():
        if name not in there:
            with database.relaxed(), database.atomic():
                database.execute_sql(f"CREATE INDEX {name} ON {columns}")
            yield
