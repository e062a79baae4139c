"""A search on a second connection and a thread of its own, which can be interrupted."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from shopsync_gui.store.database.database import Database, open_database
from shopsync_gui.store.search.index_search import IndexSearch

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store.search.known_ids import KnownIds
    from shopsync_gui.store.search.matches import Matches
    from shopsync_gui.store.search.search_query import SearchQuery
    from shopsync_gui.store.search.tuning import Tuning

#: Seconds between two attempts to interrupt a search: SQLite forgets one that comes too early.
_INTERRUPT_SECONDS = 0.003


class ParallelSearch:
    """An index search beside the reader that began it; one at a time."""

    def __init__(self, path: Path, tuning: Tuning, known: KnownIds) -> None:
        self._path = path
        self._tuning = tuning
        self._known = known
        self._thread = ThreadPoolExecutor(1, "parallel-search")
        self._database: Database | None = None
        self._index: IndexSearch | None = None

    def begin(self, search: SearchQuery) -> Future[Matches]:
        """Start finding the products that match; the earlier search has to have ended."""
        return self._thread.submit(self.run, search)

    def run(self, search: SearchQuery) -> Matches:
        """Find the products that match; on the search's own thread."""
        if self._index is None:
            self._database = open_database(self._path, read_only=True)
            self._index = IndexSearch(self._database, self._tuning, self._known)
        return self._index.matches(search)

    def give_up(self, future: Future[Matches]) -> None:
        """Interrupt the search, and wait until it has stopped."""
        while not future.cancel() and not future.done():
            self.interrupt()
            with contextlib.suppress(Exception):
                future.result(_INTERRUPT_SECONDS)

    def interrupt(self) -> None:
        """Break off the search at work, if there is one."""
        if self._database is not None:
            self._database.connection().interrupt()

    def close(self) -> None:
        """Close the connection and end the thread."""
        if self._database is not None:
            self._thread.submit(self._database.close)
        self._thread.shutdown()
