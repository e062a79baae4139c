"""The local ids of a shop's products as ranges, so that going through them costs little whatever else the file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database import Database

IdRange = tuple[int, int]


def id_range(database: Database, connection_id: int) -> IdRange:
    """The lowest and the highest id of a shop's products; those between may be of other shops, too."""
    lowest, highest = database.rows(
        "SELECT min(id), max(id) FROM product WHERE connection_id = ?", (connection_id,)
    )[0]
    return (1, 0) if lowest is None else (lowest, highest)


def id_ranges(database: Database, connection_id: int, size: int) -> Iterator[IdRange]:
    """The same in ranges of so many ids, each with its first and its last."""
    lowest, highest = id_range(database, connection_id)
    for first in range(lowest, highest + 1, size):
        yield first, min(first + size - 1, highest)
