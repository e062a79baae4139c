"""Local ids of products: a shop's as ranges, which are gone through at little cost, and very many in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database

IdRange = tuple[int, int]
#: A long list of ids, which is never changed: a view of it may show it backwards.
Ids: TypeAlias = "array[int] | memoryview"
#: The first number that takes more than four bytes.
_LARGE = 2**31


def id_code(highest: int) -> Literal["i", "q"]:
    """The type of an array of ids, of which this is the highest: four bytes for each, where that is enough."""
    return "i" if highest < _LARGE else "q"


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
