"""The indexes by which the grid sorts; they are made only after the first load of a catalogue.

New products belong anywhere in these indexes. Kept up while a catalogue is read for the first time,
they are most of what is written to the disk: five pages of the file for every product, again and
again. Without them the grid shows the same order, only later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database

#: As the migrations make them.
_INDEXES = {
    "product_by_name": "product (name_sort)",
    "product_by_category": "product (category_sort, name_sort)",
    "product_by_sku": "product (sku COLLATE NOCASE)",
    "product_by_net": "product (net)",
    "product_by_gross": "product (gross)",
    "product_by_discount": "product (discount)",
}


def drop_while_empty(database: Database) -> None:
    """Drop the indexes, if there is no product yet."""
    if database.value("SELECT 1 FROM product LIMIT 1") is None:
        for name in _INDEXES:
            database.execute_sql(f"DROP INDEX IF EXISTS {name}")


def complete(database: Database) -> Iterator[None]:
    """Make the missing indexes, one at a time: some 70 ms each for 100,000 products."""
    existing = {
        name
        for (name,) in database.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'product'"
        )
    }
    for name, columns in _INDEXES.items():
        if name not in existing:
            with database.sorting_in_files(), database.relaxed(), database.atomic():
                # Another shop's run may have made it since.
                database.execute_sql(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")
            yield
