"""The index of letter triples, which a search looks into, and its upkeep."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import apsw

from shopsync_gui.core.errors import StoreDamaged
from shopsync_gui.store.search import sort_indexes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database

log = logging.getLogger(__name__)

#: Products that are indexed at a time, so that neither a search nor a write waits long for it.
_BATCH = 5000
#: So many may wait for the index during a run; a search looks through them one by one.
WAITING = 4000
#: The index lies in pieces, written one after the other; many of them make a search slow.
_MOST_PIECES = 3
#: Pages of the index (4 kB) that are put together at a time: some 20 ms.
_TIDIED_PAGES = 50


class _Index(NamedTuple):
    """A table of triples, what it is made of, and the products that wait for it."""

    name: str
    text: str
    waiting: str


#: The texts, and SalesAutopilot's ids, which come later: by themselves they take a hundredth of the time.
_INDEXES = (
    _Index("product_id_text", "'#' || sa_id", "product_relinked"),
    _Index("product_text", "folded", "product_pending"),
)


class SearchIndex:
    """The products' searched texts, by their triples of letters; new products wait for it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_pending(self, least: int = 1) -> bool:
        """Index the next batch of products that wait for it, if at least so many wait.

        An index that takes nothing any more is damaged, and begun anew: all of it is made of the
        products.
        """
        try:
            return self._add_batch(least)
        except (apsw.ConstraintError, StoreDamaged) as error:
            log.warning("the search index is made anew: %s", error)
            self._begin_anew()
            return True

    def _begin_anew(self) -> None:
        with self._db.relaxed(), self._db.atomic():
            for index in _INDEXES:
                self._db.execute_sql(
                    f"INSERT INTO {index.name} ({index.name}) VALUES ('delete-all')"
                )
                self._db.execute_sql(
                    f"INSERT OR IGNORE INTO {index.waiting} SELECT id FROM product"
                )

    def _add_batch(self, least: int) -> bool:
        added = False
        for index in _INDEXES:
            added |= self._add_to(index, least)
        return added

    def _add_to(self, index: _Index, least: int) -> bool:
        wait = self._db.value(
            f"SELECT count(*) FROM (SELECT 1 FROM {index.waiting} LIMIT ?)", (least,)
        )
        if wait < least:
            return False
        batch = f"SELECT id FROM {index.waiting} ORDER BY id LIMIT ?"
        with self._db.relaxed(), self._db.atomic():
            self._db.execute_sql(
                f"INSERT OR REPLACE INTO {index.name} (rowid, text)"
                f" SELECT id, {index.text} || '  ' FROM product_search WHERE id IN ({batch})",
                (_BATCH,),
            )
            self._db.execute_sql(f"DELETE FROM {index.waiting} WHERE id IN ({batch})", (_BATCH,))
        return True

    def sorts(self) -> Iterator[None]:
        """Make the missing sort indexes, one at a time: with a million products seconds each."""
        yield from sort_indexes.complete(self._db)

    def tidy(self) -> Iterator[None]:
        """Make the missing sort indexes; merge the search index's pieces if they are many.

        Done a short step at a time.
        """
        yield from self.sorts()
        for index in _INDEXES:
            yield from self._merge(index.name)

    def _merge(self, name: str) -> Iterator[None]:
        if self._db.value(f"SELECT count(DISTINCT segid) FROM {name}_idx") <= _MOST_PIECES:
            return
        pages = -_TIDIED_PAGES  # a negative number begins with all pieces (FTS5, "merge")
        written = 2
        while written > 1:  # one change is the command itself
            before = self._db.connection().total_changes()
            with self._db.relaxed(), self._db.atomic():
                self._db.execute_sql(
                    f"INSERT INTO {name} ({name}, rank) VALUES ('merge', ?)", (pages,)
                )
            written = self._db.connection().total_changes() - before
            pages = _TIDIED_PAGES
            yield
