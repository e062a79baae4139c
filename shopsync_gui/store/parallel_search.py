"""The second way of a search: a thread with a connection of its own, which the first one may stop."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from shopsync_gui.store.database import Database, open_database
from shopsync_gui.store.matches import IndexSearch, Matches, SearchQuery

if TYPE_CHECKING:
    from pathlib import Path

#: Seconds between two attempts to interrupt it.
_AGAIN = 0.003


class ParallelSearch:
    """A second connection on a thread of its own, which collects while the first one walks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "store-aside")
        self._database: Database | None = None

    def begin(self, wish: SearchQuery) -> Future[Matches]:
        """Collect the products of a query; one at a time."""
        return self._thread.submit(self._collect, wish)

    def _collect(self, wish: SearchQuery) -> Matches:
        if self._database is None:
            self._database = open_database(self._path, read_only=True)
        return IndexSearch(self._database).hits(wish)

    def give_up(self, future: Future[Matches]) -> None:
        """Interrupt the collecting, and wait until it has stopped."""
        while not future.cancel() and not future.done():
            self.interrupt()
            with contextlib.suppress(Exception):
                future.result(_AGAIN)

    def interrupt(self) -> None:
        """Break off what is being collected."""
        if self._database is not None:
            self._database.connection().interrupt()

    def close(self) -> None:
        """Close the connection and end the thread."""
        if self._database is not None:
            self._thread.submit(self._database.close)
        self._thread.shutdown()
