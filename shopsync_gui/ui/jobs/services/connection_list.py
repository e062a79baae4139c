"""The connections as the window knows them, read again after every change."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread


class ConnectionList(QObject):
    """The connections as they were last read, the oldest first."""

    #: A backup took the place of everything: ids that were read before mean other rows; told first.
    replaced = Signal()
    #: The connections were read again.
    changed = Signal()
    #: Products, runs or counts may have changed, too; told after `changed`.
    data_changed = Signal()

    def __init__(self, connections: list[Connection], reader: StoreThread, mark: int) -> None:
        """`mark` is that of the last replacement of everything (Store.replacement_mark)."""
        super().__init__()
        self._reader = reader
        self.mark = mark
        self._take(connections)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._connections)

    def __len__(self) -> int:
        return len(self._connections)

    def __getitem__(self, index: int) -> Connection:
        return self._connections[index]

    def get(self, connection_id: int) -> Connection | None:
        """The connection with this id."""
        return next((c for c in self._connections if c.id == connection_id), None)

    def title_of(self, connection: Connection, *, short: bool = False) -> str:
        """The shop's title; with its name, or in `short` only that, where several have the title."""
        return connection.title_among(self._by_title[connection.title], short=short)

    def title_to_tell(self, connection_id: int) -> str:
        """The shop's title where several shops are connected; empty where there is only one to mean."""
        connection = self.get(connection_id)
        return "" if connection is None or len(self) < 2 else self.title_of(connection)

    def same_account(self, connection: Connection) -> str:
        """The titles of the other shops that are written to the connection's account."""
        return connection.sharers_among(self._connections)

    def reload(self) -> None:
        """Read the connections again and tell everybody."""
        self._reader.ask(self, _read, self._were_read)

    def _were_read(self, found: tuple[list[Connection], int]) -> None:
        connections, mark = found
        if mark != self.mark:
            self.mark = mark
            self.replaced.emit()
        self.replace(connections)

    def replace(self, connections: list[Connection]) -> None:
        """Take over connections that were read just now, and tell everybody."""
        self._take(connections)
        self.changed.emit()
        self.data_changed.emit()

    def _take(self, connections: list[Connection]) -> None:
        self._connections = connections
        self._by_title: defaultdict[str, list[Connection]] = defaultdict(list)
        for connection in connections:
            self._by_title[connection.title].append(connection)


def _read(store: Store) -> tuple[list[Connection], int]:
    return store.connections.all(), store.replacement_mark()
